"""Accounts: to find and to read, and to change one's own."""

from __future__ import annotations

from mastodon import MastodonNotFoundError
from mastodon.return_types import Account, Preferences, Status

from ._rows import row
from ._village import Village, ids, is_recent, refused


@row
def account(v: Village) -> None:
    found = v.ada.account(v.bob.me().id)
    assert isinstance(found, Account)
    assert (found.acct, found.url) == ("bob", f"{v.url}/@bob")
    refused(lambda: v.ada.account(7), MastodonNotFoundError)


@row
def accounts(v: Village) -> None:
    found = v.ada.accounts([v.bob.me(), v.eve.me().id])
    assert sorted(account.acct for account in found) == ["bob", "eve"]
    assert isinstance(found[0], Account)


@row
def account_verify_credentials(v: Village) -> None:
    found = v.ada.account_verify_credentials()
    assert isinstance(found, Account)
    assert (found.acct, found.source.privacy) == ("ada", "public")
    assert found.role.name == ""


@row
def me(v: Village) -> None:
    assert v.ada.me().username == "ada"


@row
def account_statuses(v: Village) -> None:
    first = v.bob.toot("#cats")
    v.bob.status_reblog(v.ada.toot("x"))
    v.bob.status_reply(v.ada.toot("y"), "z")
    bob = v.bob.me()
    page = v.ada.account_statuses(bob, limit=2)
    assert isinstance(page[0], Status)
    assert len(v.ada.fetch_remaining(page)) == 3
    plain = v.ada.account_statuses(bob, exclude_replies=True, exclude_reblogs=True)
    assert ids(plain) == ids([first])
    assert ids(v.ada.account_statuses(bob, tagged="cats")) == ids([first])
    assert v.ada.account_statuses(bob, only_media=True) == []


@row
def account_search(v: Village) -> None:
    v.befriend()
    (found,) = v.ada.account_search("bo")
    assert isinstance(found, Account)
    assert found.acct == "bob"
    assert v.ada.account_search("ev", following=True) == []
    assert v.ada.account_search("b", limit=1, offset=1) == []


@row
def account_lookup(v: Village) -> None:
    assert v.ada.account_lookup("bob").id == v.bob.me().id
    refused(lambda: v.ada.account_lookup("nobody"), MastodonNotFoundError)


@row
def preferences(v: Village) -> None:
    found = v.ada.preferences()
    assert isinstance(found, Preferences)
    assert found["posting:default:visibility"] == "public"
    assert found["posting:default:sensitive"] is False


@row
def markers_set(v: Village) -> None:
    status = v.bob.toot("x")
    after = v.ada.markers_set(["home", "notifications"], [status, 7])
    assert (after.home.last_read_id, after.home.version) == (status.id, 1)
    assert after.notifications.last_read_id == "7"
    assert is_recent(after.home.updated_at)


@row
def markers_get(v: Village) -> None:
    v.ada.markers_set("home", v.bob.toot("x"))
    found = v.ada.markers_get(["home", "notifications"])
    assert list(found) == ["home"]
    assert is_recent(found.home.updated_at)
