"""Posting statuses and uploads, and the errors for invalid ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from raw_http import Person, outcome, send

from mastodon_core import API, NewPoll, NotFound, UnprocessableEntity
from mastodon_core.testing import FakeMastodon, OfflineInstance
from mastodon_core.transport import FileSource, HttpRequest, Multipart

GIF = b"GIF89a\x01\x00\x02\x00\x00\x00\x00;"
POSTS = "/api/v1/statuses"


def poll(**changes: Any) -> dict[str, Any]:
    return {"status": "?", "poll": {"options": ["1", "2"], "expires_in": 300} | changes}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "Text can't be blank"),
        ({"status": " \n"}, "Text can't be blank"),
        ({"status": "x" * 501}, "Text character limit of 500 exceeded"),
        (
            {"status": "x" * 400, "spoiler_text": "y" * 101},
            "Text character limit of 500 exceeded",
        ),
        ({"status": "x", "visibility": "secret"}, "Visibility is not included"),
        ({"status": "x", "media_ids": ["1"] * 5}, "Cannot attach more than 4 files"),
        (
            poll(options=[" "]),
            "Choices can't be blank, Choices must have more than one item",
        ),
        (poll(options=["1", " "]), "Choices must have more than one item"),
        (poll(options=[*"12345"]), "Choices can't contain more than 4 items"),
        (
            poll(options=["1", "é" * 51]),
            "Choices cannot be longer than 50 characters each",
        ),
        (
            poll(options=["1", "1 "], expires_in="soon"),
            "Choices contain duplicate items, Deadline is too soon",
        ),
        (poll(expires_in=None), "Deadline can't be blank"),
        (poll(expires_in=299), "Deadline is too soon"),
        (poll(expires_in=2_629_747), "Deadline is too far into the future"),
        ({"status": "x", "quote_approval_policy": "some"}, "policy is invalid"),
        ({"status": "x", "scheduled_at": "soon"}, "Record invalid"),
        (
            {"status": "x", "scheduled_at": "9999-12-31T23:00:00-14:00"},
            "Record invalid",
        ),
        ({"status": "x", "scheduled_at": "2024-01-01T00:04:59Z"}, "in the future"),
        ({"scheduled_at": "2024-01-02T00:00:00"}, "Record invalid"),
    ],
)
def test_invalid_status_is_refused(body: dict[str, Any], error: str) -> None:
    instance = OfflineInstance()
    token = instance.token_for("ada")
    status, message = outcome(send(instance, "POST", POSTS, body, token=token))
    assert status == 422
    assert error in message


def test_length_of_a_poll_option_is_counted_in_graphemes() -> None:
    ada = Person(OfflineInstance(), "ada")
    flags = "🇩🇪" * 50
    made = ada.post(POSTS, **poll(options=[flags, " no "]))
    assert [option["title"] for option in made["poll"]["options"]] == [flags, "no"]


def test_private_mention_can_quote_mentioned_users_only() -> None:
    instance = OfflineInstance()
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    quoted = {"quoted_status_id": bob.toot("x"), "visibility": "direct"}
    refused = ada.refused("POST", POSTS, status="look", **quoted)
    error = "Cannot quote a non-mentioned user in a Private Mention post."
    assert refused == (422, f"Validation failed: {error}")
    assert ada.toot("look, @bob", **quoted)
    quoted["quoted_status_id"] = ada.toot("x")
    assert ada.toot("look", **quoted)


@pytest.mark.parametrize("name", ["in_reply_to_id", "quoted_status_id"])
def test_reply_to_or_quote_of_an_invisible_status_is_refused(name: str) -> None:
    instance = OfflineInstance()
    secret = FakeMastodon(server=instance, user="bob").status_post(
        "s", visibility="direct"
    )
    token = instance.token_for("ada")
    for id in ("1", secret.id):
        body = {"status": "x", name: id}
        status, message = outcome(send(instance, "POST", POSTS, body, token=token))
        assert status == 404
        assert "does not appear to exist" in message


def test_list_parameter_may_be_a_hash_by_index() -> None:
    instance = OfflineInstance()
    token = instance.token_for("ada")
    asked = poll(options={"0": "yes", "1": "no"})
    status, made = outcome(send(instance, "POST", POSTS, asked, token=token))
    assert status == 200
    assert [option["title"] for option in made["poll"]["options"]] == ["yes", "no"]


def test_a_link_counts_as_23_and_a_mention_without_its_domain() -> None:
    ada = FakeMastodon(user="ada")
    link = "https://example.com/" + "x" * 600
    assert ada.toot("y" * 476 + " " + link).content.count("<a ") == 1
    with pytest.raises(UnprocessableEntity):
        ada.toot("y" * 477 + " " + link)
    assert ada.toot("y" * 494 + " @bob@" + "x" * 60 + ".example")


def test_text_becomes_the_same_html_as_in_mastodon() -> None:
    instance = OfflineInstance()
    instance.add_user("bob")
    ada = FakeMastodon(server=instance, user="ada")
    status = ada.toot(
        "Hi <b>, @bob & @nobody & @bob@other.example\nso\n\n#Über #1 www.x"
        " https://www.example.com/" + "a" * 30
    )
    base = "https://offline.example"
    assert status.content == (
        '<p>Hi &lt;b&gt;, <span class="h-card" translate="no">'
        f'<a href="{base}/@bob" class="u-url mention">@<span>bob</span></a></span>'
        " &amp; @nobody &amp; @bob@other.example<br />so</p>"
        f'<p><a href="{base}/tags/über" class="mention hashtag" rel="tag">'
        "#<span>Über</span></a> #1 www.x "
        f'<a href="https://www.example.com/{"a" * 30}" target="_blank"'
        ' rel="nofollow noopener" translate="no">'
        '<span class="invisible">https://www.</span>'
        f'<span class="ellipsis">example.com/{"a" * 18}</span>'
        f'<span class="invisible">{"a" * 12}</span></a></p>'
    )
    assert [mention.acct for mention in status.mentions] == ["bob"]
    assert [tag.name for tag in status.tags] == ["über"]


def test_idempotency_key_returns_the_same_status_for_an_hour() -> None:
    instance = OfflineInstance()
    token, other = instance.token_for("ada"), instance.token_for("bob")

    def post(token: str) -> Any:
        body = {"status": "x"}
        return outcome(send(instance, "POST", POSTS, body, token=token, key="k"))[1][
            "id"
        ]

    first = post(token)
    assert post(token) == first
    assert post(other) != first
    instance.pass_time(3599)
    assert post(token) == first
    instance.pass_time(1)
    assert post(token) != first


def test_a_scheduled_status_appears_at_its_time() -> None:
    ada = FakeMastodon(user="ada")
    at = datetime(2024, 1, 1, 1, tzinfo=UTC)
    waits = ada.status_schedule("later", at, visibility="unlisted")
    assert (waits.scheduled_at, waits.params.text) == (at, "later")
    parent = ada.toot("first")
    ada.status_schedule("a reply to a deleted status", at, in_reply_to_id=parent)
    ada.status_delete(parent)
    ada.server.pass_time(3599)
    assert list(ada.timeline_home()) == []
    ada.server.pass_time(1)
    (status,) = ada.timeline_home()
    assert (status.content, status.visibility) == ("<p>later</p>", "unlisted")


def test_poll_ends_and_notifies_its_author() -> None:
    ada = FakeMastodon(user="ada")
    asked = NewPoll(["yes", "no"], 300, multiple=True, hide_totals=True)
    status = ada.status_post("well?", poll=asked)
    assert status.poll is not None
    assert status.poll.multiple
    assert [option.votes_count for option in status.poll.options] == [None, None]
    assert not status.poll.expired
    ada.server.pass_time(300)
    again = ada.status(status)
    assert again.poll is not None
    assert again.poll.expired
    (told,) = ada.notifications()
    assert (told.type, told.status) == ("poll", again)


def test_mention_outside_allowed_mentions_is_refused() -> None:
    instance = OfflineInstance()
    bob = instance.add_user("bob")
    token = instance.token_for("ada")
    body = {"status": "@bob @ada", "allowed_mentions": [bob]}
    assert send(instance, "POST", POSTS, body, token=token).status == 200
    body["allowed_mentions"] = []
    response = send(instance, "POST", POSTS, body, token=token)
    assert outcome(response) == (422, "Post would be sent to unexpected accounts")
    (unexpected,) = json.loads(response.body)["unexpected_accounts"]
    assert (unexpected["id"], unexpected["acct"]) == (bob, "bob")


def test_error_names_missing_and_already_attached_media() -> None:
    ada = Person(OfflineInstance(), "ada")
    mastodon = FakeMastodon(server=ada.instance, user="ada")
    used, left = (mastodon.media_post(GIF, "image/gif").id for _ in range(2))
    ada.toot("x", media_ids=[used])
    refused = ada.refused("POST", POSTS, status="x", media_ids=[used, left, "7"])
    error = f"Media {used}, 7 not found or already attached to another post"
    assert refused == (422, error)
    assert ada.toot("x", media_ids=[left])


def test_quotes_are_counted_and_end_with_the_quoted_status() -> None:
    instance = OfflineInstance()
    ada, bob = (FakeMastodon(server=instance, user=user) for user in ("ada", "bob"))
    status = ada.toot("quote me")
    quoting = bob.status_post("look", quoted_status_id=status)
    assert quoting.quote is not None
    assert quoting.quote.state == "accepted"
    assert ada.status(status).quotes_count == 1
    assert [about.type for about in ada.notifications()] == ["quote"]
    ada.status_delete(status)
    after = bob.status(quoting)
    assert after.quote is not None
    assert after.quote.state == "deleted"
    closed = ada.status_post("do not", quote_approval_policy="nobody")
    assert ada.status_post("mine", quoted_status_id=closed)
    with pytest.raises(NotFound, match="does not appear to exist"):
        bob.status_post("look", quoted_status_id=closed)


def test_upload_is_processed_and_attached_to_one_status() -> None:
    ada = FakeMastodon(user="ada")
    waiting = ada.media_upload(b"movie", "video/mp4")
    assert waiting.url is None
    request = ada.api.media(waiting.id)
    assert ada.send_raw(request).response.status == 206
    with pytest.raises(UnprocessableEntity, match="not finished processing"):
        ada.status_post("x", media_ids=[waiting])
    began = ada.server.now
    video = ada.media_post(b"movie", "video/mp4", focus=(0.5, -1.0))
    assert ada.server.now - began > timedelta(0)
    picture = ada.media_post(b"\x89PNG\r\n\x1a\n" + bytes(30), "image/png")
    with pytest.raises(UnprocessableEntity, match="Cannot attach a video"):
        ada.status_post("x", media_ids=[video, picture])
    with pytest.raises(UnprocessableEntity, match="Cannot attach more than 4"):
        ada.status_post("x", media_ids=[picture], poll=NewPoll(["1", "2"], 300))
    status = ada.status_post("x", media_ids=[video])
    assert [media.id for media in status.media_attachments] == [video.id]
    with pytest.raises(NotFound):
        ada.media(video)
    ada.status_delete(status)
    assert ada.media(video).id == video.id
    ada.status_delete(ada.status_post("x", media_ids=[video]), delete_media=True)
    with pytest.raises(NotFound):
        ada.media(video)


def test_upload_that_mastodon_does_not_support_is_refused() -> None:
    instance = OfflineInstance()
    ada = FakeMastodon(server=instance, user="ada")
    token = instance.token_for("ada")
    for path in ("/api/v1/media", "/api/v2/media"):
        assert outcome(send(instance, "POST", path, {"file": "x"}, token=token)) == (
            422,
            "Validation failed: File can't be blank",
        )
    with pytest.raises(UnprocessableEntity, match="content type is invalid"):
        ada.media_upload(b"x", "text/plain")
    with pytest.raises(
        UnprocessableEntity, match="size must be less than 16 MB, File must"
    ):
        ada.media_upload(bytes(16 * 1024 * 1024 + 1), "image/png")


def test_upload_has_its_focus_and_type() -> None:
    ada = FakeMastodon(user="ada")
    media = ada.media_post(GIF, "image/gif", focus=(-1.0, 0.25))
    assert media.meta is not None
    assert media.meta.focus is not None
    assert (media.meta.focus.x, media.meta.focus.y) == (-1.0, 0.25)
    assert media.type == "gifv"


def multipart(path: str, token: str, *parts: tuple[str, bytes | FileSource]) -> Any:
    return HttpRequest(
        method="POST",
        url=f"https://offline.example{path}",
        headers={
            "authorization": f"Bearer {token}",
            "content-type": "multipart/form-data; boundary=x",
        },
        body=Multipart(parts, "x"),
    )


def test_upload_of_version_1_responds_after_processing() -> None:
    instance = OfflineInstance()
    token = instance.token_for("ada")
    file = FileSource(b"movie", "video/mp4")
    asked = multipart("/api/v1/media", token, ("file", file), ("focus", b"inf,0"))
    status, media = outcome(instance.handle(asked))
    assert status == 200
    assert media["url"].endswith(".mp4")
    assert "focus" not in (media["meta"] or {})


def test_instance_opens_no_files() -> None:
    instance = OfflineInstance()
    asked = multipart("/api/v2/media", "", ("file", FileSource("picture.png")))
    with pytest.raises(ValueError, match=r"pass the bytes of 'picture\.png'"):
        instance.handle(asked)


@pytest.mark.parametrize(
    "form", ["status=x&media_ids=5", "status=x&status[a]=1", "status=x&poll[=1"]
)
def test_malformed_parameters_are_ignored(form: str) -> None:
    instance = OfflineInstance()
    token = instance.token_for("ada")
    headers = {
        "authorization": f"Bearer {token}",
        "content-type": "application/x-www-form-urlencoded",
    }
    url = f"{instance.base_url}{POSTS}"
    status, made = outcome(
        instance.handle(
            HttpRequest(method="POST", url=url, headers=headers, body=form.encode())
        )
    )
    assert (status, made["content"]) == (200, "<p>x</p>")


def test_strict_client_decodes_responses_of_the_instance() -> None:
    ada = FakeMastodon(user="ada", strict=True)
    status = ada.status_post("x", poll=NewPoll(["1", "2"], 300))
    assert ada.send_raw(API().status(status.id)).rejected == ()
    assert ada.instance().configuration.statuses.max_characters == 500
    assert ada.instance_v1().version == "4.7.0"
