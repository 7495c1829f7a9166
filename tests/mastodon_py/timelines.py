"""Timelines, by name and by the methods for each."""

from __future__ import annotations

from mastodon import MastodonNotFoundError
from mastodon.return_types import Status
from mock_server import PNG

from ._rows import row
from ._users import Users, ids, is_recent, refused

LINK = "https://news.example/story"


@row
def timeline__home(u: Users) -> None:
    u.befriend()
    sent = [u.bob.toot(str(number)) for number in range(3)]
    u.eve.toot("not for home")
    page = u.ada.timeline("home", limit=2)
    assert ids(page) == ids([sent[2], sent[1]])
    assert isinstance(page[0], Status)
    assert is_recent(page[0].created_at)
    assert page[0].account.acct == "bob"
    assert ids(u.ada.fetch_next(page)) == ids([sent[0]])


@row
def timeline__local(u: Users) -> None:
    status = u.bob.toot("here")
    assert ids(u.ada.timeline("local")) == ids([status])


@row
def timeline__public(u: Users) -> None:
    status = u.bob.toot("x")
    u.bob.status_post("y", visibility="unlisted")
    assert ids(u.ada.timeline("public")) == ids([status])
    assert u.ada.timeline("public", remote=True) == []


@row
def timeline__of_a_hashtag(u: Users) -> None:
    status = u.bob.toot("#cats")
    u.bob.toot("#dogs")
    assert ids(u.ada.timeline("tag/cats")) == ids([status])


@row
def timeline__of_a_list(u: Users) -> None:
    u.befriend()
    known = u.ada.list_create("friends")
    u.ada.list_accounts_add(known, [u.bob.me()])
    status = u.bob.toot("x")
    assert ids(u.ada.timeline(f"list/{known.id}")) == ids([status])


@row
def timeline__of_a_link(u: Users) -> None:
    u.bob.account_update_credentials(discoverable=True)
    status = u.bob.toot(f"read {LINK}")
    assert ids(u.ada.timeline(f"link?url={LINK}")) == ids([status])


@row
def timeline__of_mentions_is_not_found(u: Users) -> None:
    refused(lambda: u.ada.timeline("mentions"), MastodonNotFoundError)


@row
def timeline_home(u: Users) -> None:
    u.befriend()
    plain = u.bob.toot("x")
    media = u.bob.media_post(PNG, "image/png")
    shown = u.bob.status_post("y", media_ids=[media])
    assert ids(u.ada.timeline_home()) == ids([shown, plain])
    assert ids(u.ada.timeline_home(max_id=shown)) == ids([plain])
    assert ids(u.ada.timeline_home(min_id=plain.id)) == ids([shown])


@row
def timeline_local(u: Users) -> None:
    first, second = u.bob.toot("x"), u.eve.toot("y")
    assert ids(u.ada.timeline_local(since_id=first)) == ids([second])


@row
def timeline_public(u: Users) -> None:
    u.bob.toot("x")
    media = u.bob.media_post(PNG, "image/png")
    shown = u.bob.status_post("y", media_ids=media)
    (found,) = u.ada.timeline_public(only_media=True)
    assert ids(found.media_attachments) == [media.id]
    assert found == u.ada.status(shown)


@row
def timeline_hashtag(u: Users) -> None:
    sent = [u.bob.toot(f"#cats {number}") for number in range(3)]
    page = u.ada.timeline_hashtag("cats", limit=1)
    assert ids(u.ada.fetch_remaining(page)) == ids(sent[::-1])
    assert page[0].tags[0].name == "cats"


@row
def timeline_list(u: Users) -> None:
    u.befriend()
    known = u.ada.list_create("friends")
    status = u.bob.toot("x")
    assert u.ada.timeline_list(known) == []
    u.ada.list_accounts_add(known, [u.bob.me()])
    assert ids(u.ada.timeline_list(known)) == ids([status])


@row
def timeline_link(u: Users) -> None:
    u.bob.account_update_credentials(discoverable=True)
    status = u.bob.toot(f"read {LINK}")
    (found,) = u.ada.timeline_link(LINK)
    assert found.card.url == LINK
    assert found.id == status.id
    refused(lambda: u.ada.timeline_link(f"{LINK}/2"), MastodonNotFoundError)


@row
def timeline_is_available(u: Users) -> None:
    assert u.ada.timeline_is_available("public", local=True)
