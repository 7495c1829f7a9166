"""The events that the offline instance publishes, and their readers."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from offline_streams import Events, Socket, token_of
from wsproto.events import CloseConnection

from mastodon_core import KeywordEdit
from mastodon_core.testing import FakeMastodon, OfflineInstance

VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("/public", {}),
    ("/public", {"only_media": "true"}),
    ("/public/local", {}),
    ("/public/local", {"only_media": "true"}),
    ("/public/remote", {}),
    ("/public/remote", {"only_media": "true"}),
    ("/hashtag", {"tag": "Cats"}),
    ("/hashtag/local", {"tag": "cats"}),
]
PUBLIC = ["public", "local"]
WITH_MEDIA = [*PUBLIC, "public:media", "local:media"]


@pytest.fixture
def instance() -> OfflineInstance:
    return OfflineInstance(rate_limits=False)


def client(instance: OfflineInstance, user: str) -> FakeMastodon:
    return FakeMastodon(server=instance, user=user)


def befriend(one: FakeMastodon, other: FakeMastodon) -> None:
    one.account_follow(other.me())


@pytest.fixture
def ada(instance: OfflineInstance) -> FakeMastodon:
    return client(instance, "ada")


@pytest.fixture
def bob(instance: OfflineInstance, ada: FakeMastodon) -> FakeMastodon:
    """A follower of ada."""
    bob = client(instance, "bob")
    befriend(bob, ada)
    return bob


@pytest.fixture
def eve(instance: OfflineInstance) -> FakeMastodon:
    """A user without follows."""
    return client(instance, "eve")


def reached(reader: FakeMastodon, act: Any) -> list[str]:
    """Which public streams got exactly one event."""
    streams = [Events(reader, path, **query) for path, query in VARIANTS]
    act()
    found = list[str]()
    for (path, query), stream in zip(VARIANTS, streams, strict=True):
        names = stream.names()
        assert len(names) < 2, path
        if names:
            media = ":media" if "only_media" in query else ""
            found.append(path[1:].removeprefix("public/") + media)
    return found


def test_status_reaches_its_author_and_followers_with_their_own_fields(
    ada: FakeMastodon, bob: FakeMastodon, eve: FakeMastodon
) -> None:
    streams = [Events(reader, "/user") for reader in (ada, bob, eve)]
    posted = ada.status_post("hi", visibility="private")
    own, followed, strange = [stream.read() for stream in streams]
    for name, payload in (*own, *followed):
        assert name == "update"
        assert json.loads(payload)["id"] == posted.id
        assert json.loads(payload)["favourited"] is False
    assert [json.loads(payload).get("pinned") for _, payload in own] == [False]
    assert len(followed) == 1
    assert strange == []


def upload(mastodon: FakeMastodon) -> Any:
    return mastodon.media_post(b"image", "image/png")


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (lambda ada, _: ada.toot("plain"), PUBLIC),
        (lambda ada, _: ada.toot("of #cats"), [*PUBLIC, "hashtag", "hashtag/local"]),
        (
            lambda ada, _: ada.status_post("seen", media_ids=[upload(ada)]),
            ["public", "public:media", "local", "local:media"],
        ),
        (lambda ada, _: ada.status_post("#cats", visibility="unlisted"), []),
        (lambda ada, _: ada.status_post("#cats", visibility="private"), []),
        (lambda ada, _: ada.status_post("#cats", visibility="direct"), []),
        (
            lambda ada, other: ada.status_post("re #cats", in_reply_to_id=other),
            ["hashtag", "hashtag/local"],
        ),
        (lambda ada, other: ada.status_reblog(other), []),
    ],
    ids=["plain", "tag", "media", "unlisted", "private", "direct", "reply", "boost"],
)
def test_status_reaches_public_streams_by_its_kind(
    ada: FakeMastodon, bob: FakeMastodon, eve: FakeMastodon, post: Any, expected: Any
) -> None:
    other = bob.toot("something of #cats")
    assert reached(eve, lambda: post(ada, other)) == expected


def test_reply_to_oneself_is_in_the_public_stream(
    ada: FakeMastodon, eve: FakeMastodon
) -> None:
    first = ada.toot("first")
    public = Events(eve, "/public")
    second = ada.status_post("second", in_reply_to_id=first)
    assert public.ids() == [("update", second.id)]


def test_public_streams_have_no_fields_of_the_user(
    ada: FakeMastodon, eve: FakeMastodon
) -> None:
    public = Events(ada, "/public")
    ada.toot("hi")
    ((_, payload),) = public.read()
    own = {"favourited", "reblogged", "muted", "bookmarked", "pinned", "filtered"}
    assert own.isdisjoint(json.loads(payload))
    assert json.loads(payload)["content"] == "<p>hi</p>"


@pytest.mark.parametrize("tag", ["CAFÉ", "cafe", "ｃａｆｅ", "Cafe\u0301"])
def test_hashtag_stream_ignores_case_width_and_diacritics(
    ada: FakeMastodon, tag: str
) -> None:
    stream = Events(ada, "/hashtag", tag=tag)
    posted = ada.toot("at the #café")
    ada.toot("at the #bar")
    assert stream.ids() == [("update", posted.id)]


def test_deletion_reaches_who_saw_the_status(
    ada: FakeMastodon, bob: FakeMastodon, eve: FakeMastodon
) -> None:
    posted = ada.toot("@eve look at #cats")
    home, mentioned = Events(bob, "/user"), Events(eve, "/user")
    expected = [*PUBLIC, "hashtag", "hashtag/local"]
    assert reached(eve, lambda: ada.status_delete(posted)) == expected
    assert home.ids() == mentioned.ids() == [("delete", posted.id)]


def test_deletion_of_a_reply_or_private_status(
    ada: FakeMastodon, bob: FakeMastodon, eve: FakeMastodon
) -> None:
    reply = ada.status_post("no", in_reply_to_id=bob.toot("yes"))
    private = ada.status_post("psst", visibility="private")
    assert reached(eve, lambda: ada.status_delete(reply)) == PUBLIC
    assert reached(eve, lambda: ada.status_delete(private)) == []


def test_boost_and_its_end_reach_followers_of_who_boosts(
    ada: FakeMastodon, bob: FakeMastodon, eve: FakeMastodon
) -> None:
    posted = eve.toot("hi")
    home, author = Events(bob, "/user"), Events(eve, "/user/notification")
    boost = ada.status_reblog(posted)
    assert home.ids() == [("update", boost.id)]
    assert author.names() == ["notification"]
    ada.status_unreblog(posted)
    assert home.ids() == [("delete", boost.id)]
    again = ada.status_reblog(posted)
    eve.status_delete(posted)
    assert home.ids() == [("update", again.id), ("delete", again.id)]


def test_edit_reaches_readers_and_everyone_it_mentions(
    ada: FakeMastodon, bob: FakeMastodon, eve: FakeMastodon
) -> None:
    posted = ada.toot("of #cats")
    home, mentioned = Events(bob, "/user"), Events(eve, "/user")

    def edit() -> None:
        ada.status_update(posted, status="@eve of #cats")

    expected = [*PUBLIC, "hashtag", "hashtag/local"]
    assert reached(eve, edit) == expected
    assert home.ids() == [("status.update", posted.id)]
    assert mentioned.names() == ["notification", "status.update"]
    edit()
    assert home.ids() == []


def test_new_quote_policy_and_revoked_quote_are_edits(
    ada: FakeMastodon, bob: FakeMastodon
) -> None:
    quoted = ada.toot("quote me")
    quoting = bob.status_post("look", quoted_status_id=quoted.id)
    own, home = Events(bob, "/user"), Events(bob, "/public")
    ada.status_update_quote_approval_policy(quoted, "nobody")
    ada.status_quote_revoke(quoted, quoting)
    expected = [("status.update", quoted.id), ("status.update", quoting.id)]
    assert own.ids() == home.ids() == expected


def test_list_stream_has_the_statuses_of_its_members(
    ada: FakeMastodon, bob: FakeMastodon
) -> None:
    made = bob.list_create("friends")
    bob.list_accounts_add(made, [ada.me()])
    stream = Events(bob, "/list", list=made.id)
    posted = ada.toot("hi")
    bob.toot("not a member")
    ((name, payload),) = stream.read()
    assert (name, json.loads(payload)["id"]) == ("update", posted.id)
    assert json.loads(payload)["favourited"] is False
    ada.status_delete(posted)
    assert stream.ids() == [("delete", posted.id)]


@pytest.mark.parametrize("act", ["block", "mute", "blocked"])
def test_public_stream_hides_blocked_and_muted_accounts(
    ada: FakeMastodon, eve: FakeMastodon, act: str
) -> None:
    author = ada.me()
    if act == "block":
        eve.account_block(author)
    elif act == "mute":
        eve.account_mute(author)
    else:
        ada.account_block(eve.me())
    stream = Events(eve, "/public")
    posted = ada.toot("hi")
    ada.status_update(posted, status="hello")
    ada.status_delete(posted)
    # Deletions need no check.
    assert stream.names() == ["delete"]


def test_public_stream_hides_mentions_of_muted_accounts(
    ada: FakeMastodon, bob: FakeMastodon, eve: FakeMastodon
) -> None:
    eve.account_mute(bob.me())
    stream = Events(eve, "/public")
    ada.toot("@bob hi")
    ada.toot("@eve hi")
    assert stream.names() == ["update"]


@pytest.mark.parametrize("version", ["3.5.0", "4.7.0"])
def test_public_stream_shows_matching_keyword_filters(version: str) -> None:
    instance = OfflineInstance(rate_limits=False, version=version)
    ada = client(instance, "ada")
    if version == "3.5.0":
        ada.filter_create("cats", ["public"])
    else:
        known = ada.toot("cats of old")
        ada.create_filter_v2(
            "animals", ["public"], keywords_attributes=[KeywordEdit(keyword="cats")]
        )
        ada.add_filter_status_v2(ada.filters_v2()[0], known)
        ada.create_filter_v2("none", ["public"])
    stream = Events(ada, "/public")
    ada.toot("I like Cats")
    ada.toot("I like dogs")
    matching, other = (json.loads(payload) for _, payload in stream.read())
    if version == "3.5.0":
        assert "filtered" not in matching
        assert "filtered" not in other
    else:
        (result,) = matching["filtered"]
        assert result["filter"]["title"] == "animals"
        assert result["keyword_matches"] == ["Cats"]
        assert result["status_matches"] is None
        assert other["filtered"] == []


def test_notifications_reach_both_streams_of_the_user(
    ada: FakeMastodon, bob: FakeMastodon
) -> None:
    posted = ada.toot("hi")
    user, notifications = Events(ada, "/user"), Events(ada, "/user/notification")
    bob.status_favourite(posted)
    for stream in (user, notifications):
        ((name, payload),) = stream.read()
        found = json.loads(payload)
        assert (name, found["type"]) == ("notification", "favourite")
        assert found["status"]["id"] == posted.id
        assert found["id"] == ada.notifications()[0].id


@pytest.mark.parametrize(
    ("scope", "has_updates", "has_notifications"),
    [("read:statuses", True, False), ("read", True, True)],
)
def test_user_stream_has_notifications_only_with_their_scope(
    instance: OfflineInstance,
    bob: FakeMastodon,
    ada: FakeMastodon,
    scope: str,
    has_updates: bool,
    has_notifications: bool,
) -> None:
    token = instance.token_for("ada", scopes=[scope])
    reader = FakeMastodon(
        server=instance, access_token=token, api_base_url=instance.base_url
    )
    stream = Events(reader, "/user")
    bob.status_favourite(ada.toot("hi"))
    names = stream.names()
    assert ("update" in names) is has_updates
    assert ("notification" in names) is has_notifications


def test_filtered_notifications_come_with_the_accepted_request(
    ada: FakeMastodon, eve: FakeMastodon, bob: FakeMastodon
) -> None:
    streams = [Events(ada, path) for path in ("/user", "/user/notification")]
    direct = Events(ada, "/direct")
    for writer in (eve, bob):
        writer.status_post("@ada psst", visibility="direct")
    assert [stream.read() for stream in streams] == [[], []]
    assert direct.read() == []
    requests = ada.notification_requests()
    ada.accept_multiple_notification_requests(list(requests))
    merged = [("notifications_merged", "1")]
    assert [stream.read() for stream in streams] == [merged, merged]
    assert direct.names() == ["conversation", "conversation"]
    ada.accept_multiple_notification_requests(list(requests))
    assert [stream.read() for stream in streams] == [[], []]


def test_conversations_reach_the_direct_stream_of_each_participant(
    ada: FakeMastodon, bob: FakeMastodon
) -> None:
    ada.account_follow(bob.me())
    to_ada, to_bob = Events(ada, "/direct"), Events(bob, "/direct")
    first = ada.status_post("@bob hi", visibility="direct")
    for stream, unread in ((to_ada, False), (to_bob, True)):
        ((name, payload),) = stream.read()
        found = json.loads(payload)
        assert name == "conversation"
        assert found["unread"] is unread
        assert found["last_status"]["id"] == first.id
    conversation = bob.conversations()[0]
    bob.conversations_read(conversation)
    bob.conversations_read(conversation)
    ((_, payload),) = to_bob.read()
    assert json.loads(payload)["unread"] is False
    second = bob.status_post("@ada hello", visibility="direct", in_reply_to_id=first)
    bob.status_delete(second)
    last = [json.loads(payload)["last_status"]["id"] for _, payload in to_ada.read()]
    assert last == [second.id, first.id]
    ada.status_delete(first)
    assert to_ada.read() == []


@pytest.mark.parametrize(
    ("version", "sent"), [("4.2.0", ["filters_changed"]), ("4.3.0", [])]
)
def test_changed_filters_are_told_before_4_3(version: str, sent: list[str]) -> None:
    ada = client(OfflineInstance(version=version), "ada")
    stream, socket = Events(ada, "/user"), Socket(ada)
    socket.subscribe("user")
    made = ada.create_filter_v2("cats", ["home"])
    assert stream.read() == [(name, "undefined") for name in sent]
    expected = [{"stream": ["user"], "event": name} for name in sent]
    assert socket.messages() == expected
    ada.delete_filter_v2(made)
    assert stream.names() == sent


def test_scheduled_status_comes_when_it_is_due(ada: FakeMastodon) -> None:
    ada.status_schedule("later", ada.server.now + timedelta(minutes=10))
    stream = Events(ada, "/user")
    ada.server.pass_time(599)
    assert stream.names() == []
    ada.server.pass_time(1)
    assert stream.names() == ["update"]


def test_streams_of_a_revoked_token_end(ada: FakeMastodon) -> None:
    Mastodon = ada.server.client_class()  # noqa: N806
    Mastodon.create_app("bot", to_file="app.txt", api_base_url=ada.server.base_url)
    mastodon = Mastodon(client_id="app.txt")
    page = mastodon.auth_request_url()
    code = ada.server.authorize(str(page), "ada")
    mastodon.log_in(code=code, authorization=page)
    token = token_of(mastodon)
    stream, socket = Events(mastodon, "/user"), Socket(mastodon)
    socket.subscribe("user")
    other = Events(ada, "/user")
    mastodon.revoke_access_token()
    assert token not in repr(mastodon)
    ada.toot("hi")
    assert stream.channel.has_ended
    assert stream.names() == []
    (closed,) = socket.events()
    assert isinstance(closed, CloseConnection)
    assert closed.code == 1005
    socket.send(closed.response())
    assert socket.channel.has_ended
    assert not other.channel.has_ended
    assert other.names() == ["update"]


def test_a_stream_that_nobody_holds_is_dropped(ada: FakeMastodon) -> None:
    calls = list[bool]()
    stream = Events(ada, "/user")
    stream.channel.on_output(lambda: calls.append(True))
    ada.toot("hi")
    del stream
    ada.toot("hi")
    assert calls == [True]
