"""Timelines, by name and by the methods for each."""

from __future__ import annotations

from mastodon import MastodonNotFoundError
from mastodon.return_types import Status
from mock_server import PNG

from ._rows import row
from ._village import Village, ids, is_recent, refused

LINK = "https://news.example/story"


@row
def timeline__home(v: Village) -> None:
    v.befriend()
    sent = [v.bob.toot(str(number)) for number in range(3)]
    v.eve.toot("not for home")
    page = v.ada.timeline("home", limit=2)
    assert ids(page) == ids([sent[2], sent[1]])
    assert isinstance(page[0], Status)
    assert is_recent(page[0].created_at)
    assert page[0].account.acct == "bob"
    assert ids(v.ada.fetch_next(page)) == ids([sent[0]])


@row
def timeline__local(v: Village) -> None:
    status = v.bob.toot("here")
    assert ids(v.ada.timeline("local")) == ids([status])


@row
def timeline__public(v: Village) -> None:
    status = v.bob.toot("x")
    v.bob.status_post("y", visibility="unlisted")
    assert ids(v.ada.timeline("public")) == ids([status])
    assert v.ada.timeline("public", remote=True) == []


@row
def timeline__of_a_hashtag(v: Village) -> None:
    status = v.bob.toot("#cats")
    v.bob.toot("#dogs")
    assert ids(v.ada.timeline("tag/cats")) == ids([status])


@row
def timeline__of_a_list(v: Village) -> None:
    v.befriend()
    known = v.ada.list_create("friends")
    v.ada.list_accounts_add(known, [v.bob.me()])
    status = v.bob.toot("x")
    assert ids(v.ada.timeline(f"list/{known.id}")) == ids([status])


@row
def timeline__of_a_link(v: Village) -> None:
    v.bob.account_update_credentials(discoverable=True)
    status = v.bob.toot(f"read {LINK}")
    assert ids(v.ada.timeline(f"link?url={LINK}")) == ids([status])


@row
def timeline__of_mentions_that_no_server_has_any_more(v: Village) -> None:
    refused(lambda: v.ada.timeline("mentions"), MastodonNotFoundError)


@row
def timeline_home(v: Village) -> None:
    v.befriend()
    plain = v.bob.toot("x")
    media = v.bob.media_post(PNG, "image/png")
    shown = v.bob.status_post("y", media_ids=[media])
    assert ids(v.ada.timeline_home()) == ids([shown, plain])
    assert ids(v.ada.timeline_home(max_id=shown)) == ids([plain])
    assert ids(v.ada.timeline_home(min_id=plain.id)) == ids([shown])


@row
def timeline_local(v: Village) -> None:
    first, second = v.bob.toot("x"), v.eve.toot("y")
    assert ids(v.ada.timeline_local(since_id=first)) == ids([second])


@row
def timeline_public(v: Village) -> None:
    v.bob.toot("x")
    media = v.bob.media_post(PNG, "image/png")
    shown = v.bob.status_post("y", media_ids=media)
    (found,) = v.ada.timeline_public(only_media=True)
    assert ids(found.media_attachments) == [media.id]
    assert found == v.ada.status(shown)


@row
def timeline_hashtag(v: Village) -> None:
    sent = [v.bob.toot(f"#cats {number}") for number in range(3)]
    page = v.ada.timeline_hashtag("cats", limit=1)
    assert ids(v.ada.fetch_remaining(page)) == ids(sent[::-1])
    assert page[0].tags[0].name == "cats"


@row
def timeline_list(v: Village) -> None:
    v.befriend()
    known = v.ada.list_create("friends")
    status = v.bob.toot("x")
    assert v.ada.timeline_list(known) == []
    v.ada.list_accounts_add(known, [v.bob.me()])
    assert ids(v.ada.timeline_list(known)) == ids([status])


@row
def timeline_link(v: Village) -> None:
    v.bob.account_update_credentials(discoverable=True)
    status = v.bob.toot(f"read {LINK}")
    (found,) = v.ada.timeline_link(LINK)
    assert found.card.url == LINK
    assert found.id == status.id
    refused(lambda: v.ada.timeline_link(f"{LINK}/2"), MastodonNotFoundError)


@row
def timeline_is_available(v: Village) -> None:
    assert v.ada.timeline_is_available("public", local=True)
