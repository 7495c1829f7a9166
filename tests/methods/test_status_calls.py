"""Replies, edits, cards, votes and edits of filters."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playing import carry_out, play
from sessions import json_response, session

from mastodon_core import (
    API,
    KeywordEdit,
    MediaEdit,
    NewPoll,
    NotFound,
    Request,
    entities,
)
from mastodon_core.testing import make
from mastodon_core.transport import HttpResponse

api = API()
ME = make(entities.CredentialAccount, id="1", acct="me")
ADA = make(entities.Account, id="2", acct="ada@a.example")


def mention(id: str, acct: str) -> entities.StatusMention:
    return make(entities.StatusMention, id=id, acct=acct)


def status(**fields: Any) -> entities.Status:
    given: dict[str, Any] = {
        "id": "8",
        "account": ADA,
        "visibility": "unlisted",
        "spoiler_text": "",
    }
    return make(entities.Status, **(given | fields))


THREAD = status(mentions=[mention("1", "me"), mention("3", "bob"), mention("2", "ada")])
SENT = status(id="9")


def body(request: Request[Any]) -> Any:
    message = session().to_http(request)
    assert isinstance(message.body, bytes)
    return json.loads(message.body)


def reply(to: entities.Status, text: str = "hi", **given: Any) -> Any:
    """The JSON that a reply posts."""
    posted = api.status_reply(to, text, **given)
    steps, sent = play(posted, [ME, SENT])
    assert sent is SENT
    assert steps[0] == api.me()
    assert isinstance(steps[1], Request)
    assert steps[1].path == "/api/v1/statuses"
    return body(steps[1])


def test_reply_mentions_the_author_and_the_others_but_not_yourself() -> None:
    assert reply(THREAD) == {
        "status": "@ada@a.example @bob hi",
        "in_reply_to_id": "8",
        "visibility": "unlisted",
        "spoiler_text": "",
    }


def test_reply_with_untag_mentions_only_the_author() -> None:
    assert reply(THREAD, untag=True)["status"] == "@ada@a.example hi"


def test_reply_to_your_own_status_does_not_mention_you() -> None:
    own = make(entities.Account, id="1", acct="me")
    assert reply(status(account=own))["status"] == "hi"
    others = status(account=own, mentions=[mention("3", "bob")])
    assert reply(others)["status"] == "@bob hi"


def test_reply_takes_visibility_and_content_warning_from_the_status() -> None:
    private = status(visibility="private", spoiler_text="eggs")
    assert reply(private)["visibility"] == "private"
    assert reply(private)["spoiler_text"] == "eggs"
    own = reply(private, visibility="direct", spoiler_text="")
    assert (own["visibility"], own["spoiler_text"]) == ("direct", "")


@pytest.mark.parametrize("unknown", [None, entities.Visibility("")])
def test_reply_is_never_more_public_than_a_status_of_unknown_visibility(
    unknown: entities.Visibility | None,
) -> None:
    """A server may leave the visibility out, or send one that cannot be read."""
    for to in (status(visibility=unknown), status(reblog=status(visibility=unknown))):
        with pytest.raises(ValueError, match="visibility is missing: that of status 8"):
            play(api.status_reply(to, "hi"), [])
        assert reply(to, visibility="private")["visibility"] == "private"


def test_reply_to_a_boost_goes_to_the_boosted_status() -> None:
    bob = make(entities.Account, id="3", acct="bob")
    sent = reply(status(id="10", account=bob, reblog=THREAD))
    assert sent["in_reply_to_id"] == "8"
    assert sent["status"].startswith("@ada@a.example ")


def test_reply_takes_the_parameters_of_status_post() -> None:
    given: dict[str, Any] = {
        "media_ids": ["7"],
        "sensitive": True,
        "language": "de",
        "poll": NewPoll(["a", "b"], 300),
        "quoted_status_id": "5",
        "quote_approval_policy": "nobody",
        "allowed_mentions": ["2"],
    }
    sent = reply(status(), idempotency_key="once", **given)
    plain = body(api.status_post("x", **given))
    assert {k: v for k, v in sent.items() if k in given} == {
        k: v for k, v in plain.items() if k in given
    }
    steps, _ = play(api.status_reply(status(), "x", idempotency_key="once"), [ME, SENT])
    assert isinstance(steps[1], Request)
    assert steps[1].idempotent == "once"


def test_reply_to_an_id_fetches_the_status_first() -> None:
    steps, _ = play(api.status_reply("8", "hi"), [THREAD, ME, SENT])
    assert steps[:2] == [api.status("8"), api.me()]
    with pytest.raises(NotFound):
        play(
            api.status_reply("8", "hi"), [NotFound(json_response({"error": "no"}, 404))]
        )


def test_status_card_returns_the_card_of_the_status() -> None:
    card = make(entities.PreviewCard)
    steps, found = play(api.status_card("8"), [status(card=card)])
    assert (steps, found) == ([api.status("8")], card)
    assert play(api.status_card("8"), [status()])[1] is None


def test_status_update_sends_media_ids_and_attributes_as_json() -> None:
    edited = api.status_update(
        "8",
        "hi",
        media_ids=["7", "6"],
        media_attributes=[
            MediaEdit("7", ""),
            MediaEdit("6", thumbnail=b"GIF", thumbnail_mime_type="image/gif"),
        ],
    )
    assert body(edited) == {
        "status": "hi",
        "media_ids": ["7", "6"],
        "media_attributes": [
            {"id": "7", "description": ""},
            {"id": "6", "thumbnail": "data:image/gif;base64,R0lG"},
        ],
    }


def test_status_update_with_empty_media_ids_removes_all_attachments() -> None:
    assert body(api.status_update("8", "hi", media_ids=[])) == {
        "status": "hi",
        "media_ids": [],
    }


def test_poll_vote_takes_one_option_or_several() -> None:
    assert api.poll_vote("7", 0) == api.poll_vote("7", [0])
    assert body(api.poll_vote("7", (0, 2))) == {"choices": [0, 2]}


@pytest.mark.parametrize("odd", [True, "0", b"0", None, 0.5, [True], ["0"], [None]])
def test_poll_vote_refuses_anything_but_ints(odd: Any) -> None:
    with pytest.raises(TypeError, match="^choices must "):
        api.poll_vote("7", odd)


def test_media_update_without_a_thumbnail_is_a_plain_form() -> None:
    plain = session().to_http(api.media_update("7", description=""))
    assert plain.headers["content-type"] == "application/x-www-form-urlencoded"
    assert plain.body == b"description="
    with pytest.raises(ValueError, match="^cannot guess the MIME type of thumbnail"):
        api.media_update("7", thumbnail=b"GIF")


@pytest.mark.parametrize(
    "odd", [MediaEdit("7"), "7", {"id": "7"}, 7, [{"id": "7"}], [None]]
)
def test_media_and_keyword_attributes_refuse_other_values(odd: Any) -> None:
    with pytest.raises(TypeError, match="^media_attributes must "):
        api.status_update("8", media_attributes=odd)
    with pytest.raises(TypeError, match="^keywords_attributes must "):
        api.update_filter_v2("8", keywords_attributes=odd)


@pytest.mark.parametrize("body", [b"{}", b"[]", b" []\n", b"null", b""])
def test_status_card_old_returns_none_if_there_is_no_card(body: bytes) -> None:
    """PHP writes an empty object as an empty array."""
    nothing = HttpResponse(status=200, body=body)
    assert carry_out(session(), api.status_card_old("8"), [nothing])[1] is None


def test_update_filter_v2_sets_clears_or_keeps_the_expiry() -> None:
    assert body(api.update_filter_v2("8", expires_in=60)) == {"expires_in": 60}
    assert body(api.update_filter_v2("8", expires_in=None)) == {"expires_in": None}
    assert body(api.update_filter_v2("8")) == {}


def test_update_filter_v2_adds_changes_and_removes_keywords() -> None:
    edits = [KeywordEdit("a"), KeywordEdit("b", id="5"), KeywordEdit(id="6")]
    edits.append(KeywordEdit(id="7", destroy=True))
    assert body(api.update_filter_v2("8", keywords_attributes=edits)) == {
        "keywords_attributes": [
            {"keyword": "a"},
            {"keyword": "b", "id": "5"},
            {"id": "6"},
            {"id": "7", "_destroy": True},
        ]
    }
    with pytest.raises(ValueError, match="needs a keyword to add, or an id"):
        KeywordEdit(id="", destroy=True)
