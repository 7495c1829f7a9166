"""Relationships between accounts, lists, favourites and bookmarks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mastodon import MastodonNotFoundError
from mastodon.return_types import (
    Account,
    FamiliarFollowers,
    Relationship,
    Status,
    Suggestion,
    UserList,
)

from ._rows import row
from ._users import Users, ids, refused


@row
def account_follow(u: Users) -> None:
    after = u.ada.account_follow(u.bob.me(), reblogs=False, notify=True)
    assert isinstance(after, Relationship)
    assert (after.following, after.showing_reblogs, after.notifying) == (
        True,
        False,
        True,
    )


@row
def follows(u: Users) -> None:
    assert u.ada.follows("bob").following is True
    refused(lambda: u.ada.follows("nobody"), MastodonNotFoundError, "not found")


@row
def account_unfollow(u: Users) -> None:
    u.befriend()
    after = u.ada.account_unfollow(u.bob.me())
    assert (after.following, after.followed_by) == (False, True)


@row
def account_remove_from_followers(u: Users) -> None:
    u.befriend()
    after = u.ada.account_remove_from_followers(u.bob.me())
    assert (after.following, after.followed_by) == (True, False)


@row
def account_following(u: Users) -> None:
    for person in (u.bob, u.eve):
        u.ada.account_follow(person.me())
    page = u.eve.account_following(u.ada.me(), limit=1)
    assert isinstance(page[0], Account)
    assert [a.acct for a in u.eve.fetch_remaining(page)] == ["eve", "bob"]


@row
def account_followers(u: Users) -> None:
    for person in (u.bob, u.eve):
        person.account_follow(u.ada.me())
    page = u.bob.account_followers(u.ada.me(), limit=1)
    assert isinstance(page[0], Account)
    assert [a.acct for a in u.bob.fetch_remaining(page)] == ["eve", "bob"]


@row
def account_familiar_followers(u: Users) -> None:
    u.ada.account_follow(u.bob.me())
    u.bob.account_follow(u.eve.me())
    (found,) = u.ada.account_familiar_followers(u.eve.me())
    assert isinstance(found, FamiliarFollowers)
    assert found.id == u.eve.me().id
    assert ids(found.accounts) == ids([u.bob.me()])


@row
def account_relationships__with_one(u: Users) -> None:
    u.befriend()
    (found,) = u.ada.account_relationships(u.bob.me())
    assert isinstance(found, Relationship)
    assert (found.id, found.following, found.followed_by) == (
        u.bob.me().id,
        True,
        True,
    )


@row
def account_relationships__with_many(u: Users) -> None:
    u.befriend()
    found = u.ada.account_relationships([u.eve.me(), u.bob.me().id])
    assert [one.following for one in found] == [False, True]


@row
def account_block(u: Users) -> None:
    u.befriend()
    after = u.ada.account_block(u.bob.me())
    assert (after.blocking, after.following) == (True, False)


@row
def account_unblock(u: Users) -> None:
    u.ada.account_block(u.bob.me())
    assert u.ada.account_unblock(u.bob.me()).blocking is False


@row
def blocks(u: Users) -> None:
    for person in (u.bob, u.eve):
        u.ada.account_block(person.me())
    page = u.ada.blocks(limit=1)
    assert isinstance(page[0], Account)
    assert [a.acct for a in u.ada.fetch_remaining(page)] == ["eve", "bob"]


@row
def account_mute(u: Users) -> None:
    after = u.ada.account_mute(u.bob.me(), notifications=False, duration=3600)
    assert (after.muting, after.muting_notifications) == (True, False)


@row
def account_unmute(u: Users) -> None:
    u.ada.account_mute(u.bob.me())
    assert u.ada.account_unmute(u.bob.me()).muting is False


@row
def mutes(u: Users) -> None:
    u.ada.account_mute(u.bob.me(), duration=3600)
    u.ada.account_mute(u.eve.me())
    forever, once = u.ada.mutes()
    assert (forever.acct, forever.mute_expires_at) == ("eve", None)
    assert once.mute_expires_at > datetime.now(UTC) + timedelta(minutes=59)


@row
def account_note_set(u: Users) -> None:
    assert u.ada.account_note_set(u.bob.me(), "met in Rome").note == "met in Rome"


@row
def follow_requests(u: Users) -> None:
    u.instance.add_user("shy", locked=True)
    shy = u.client(access_token=u.instance.token_for("shy"))
    assert u.ada.account_follow(shy.me()).requested is True
    (asking,) = shy.follow_requests()
    assert isinstance(asking, Account)
    assert asking.acct == "ada"


@row
def follow_request_authorize(u: Users) -> None:
    u.instance.add_user("shy", locked=True)
    shy = u.client(access_token=u.instance.token_for("shy"))
    u.ada.account_follow(shy.me())
    after = shy.follow_request_authorize(u.ada.me())
    assert isinstance(after, Relationship)
    assert after.followed_by is True
    assert shy.follow_requests() == []


@row
def follow_request_reject(u: Users) -> None:
    u.instance.add_user("shy", locked=True)
    shy = u.client(access_token=u.instance.token_for("shy"))
    u.ada.account_follow(shy.me())
    after = shy.follow_request_reject(u.ada.me())
    assert (after.followed_by, after.requested_by) == (False, False)


@row
def domain_block(u: Users) -> None:
    assert u.ada.domain_block("loud.example") is None
    assert u.ada.domain_blocks() == ["loud.example"]


@row
def domain_blocks(u: Users) -> None:
    for domain in ("loud.example", "rude.example"):
        u.ada.domain_block(domain)
    page = u.ada.domain_blocks(limit=1)
    assert u.ada.fetch_remaining(page) == ["rude.example", "loud.example"]
    assert u.bob.domain_blocks() == []


@row
def domain_unblock(u: Users) -> None:
    u.ada.domain_block("loud.example")
    assert u.ada.domain_unblock("loud.example") is None
    assert u.ada.domain_blocks() == []


@row
def endorsements(u: Users) -> None:
    u.befriend()
    u.ada.account_pin(u.bob.me())
    (found,) = u.ada.endorsements()
    assert isinstance(found, Account)
    assert found.acct == "bob"


@row
def account_pin(u: Users) -> None:
    u.befriend()
    assert u.ada.account_pin(u.bob.me()).endorsed is True


@row
def account_unpin(u: Users) -> None:
    u.befriend()
    u.ada.account_pin(u.bob.me())
    assert u.ada.account_unpin(u.bob.me()).endorsed is False


@row(since=(4, 4))
def account_endorse(u: Users) -> None:
    u.befriend()
    assert u.ada.account_endorse(u.bob.me()).endorsed is True
    assert [account.acct for account in u.ada.endorsements()] == ["bob"]


@row(since=(4, 4))
def account_unendorse(u: Users) -> None:
    u.befriend()
    u.ada.account_endorse(u.bob.me())
    assert u.ada.account_unendorse(u.bob.me()).endorsed is False
    assert u.ada.endorsements() == []


def _be_suggestible(u: Users) -> None:
    """Make bob a suggestion for ada: discoverable, and followed by a friend of hers."""
    u.bob.account_update_credentials(discoverable=True)
    u.bob.toot("x")
    u.ada.account_follow(u.eve.me())
    u.eve.account_follow(u.bob.me())


@row
def suggestions(u: Users) -> None:
    _be_suggestible(u)
    found = u.ada.suggestions()
    assert [account.acct for account in found] == ["bob"]
    assert isinstance(found[0], Account)


@row
def suggestions_v1(u: Users) -> None:
    _be_suggestible(u)
    found = u.ada.suggestions_v1()
    assert [account.acct for account in found] == ["bob"]
    assert isinstance(found[0], Account)


@row
def suggestions_v2(u: Users) -> None:
    _be_suggestible(u)
    (found,) = u.ada.suggestions_v2()
    assert isinstance(found, Suggestion)
    assert found.account.acct == "bob"


@row
def suggestion_delete(u: Users) -> None:
    _be_suggestible(u)
    assert u.ada.suggestion_delete(u.bob.me()) is None
    assert u.ada.suggestions() == []


@row
def lists(u: Users) -> None:
    made = [u.ada.list_create(title) for title in ("a", "b")]
    found = u.ada.lists()
    assert isinstance(found[0], UserList)
    assert sorted(ids(found)) == sorted(ids(made))


@row
def list__one(u: Users) -> None:
    made = u.ada.list_create("friends")
    found = u.ada.list(made)
    assert isinstance(found, UserList)
    assert found == made
    refused(lambda: u.bob.list(made), MastodonNotFoundError)


@row
def list_create(u: Users) -> None:
    made = u.ada.list_create("friends", replies_policy="none", exclusive=True)
    assert isinstance(made, UserList)
    assert (made.title, made.replies_policy, made.exclusive) == (
        "friends",
        "none",
        True,
    )


@row
def list_update(u: Users) -> None:
    made = u.ada.list_create("friends", exclusive=True)
    after = u.ada.list_update(made, "others", replies_policy="followed")
    assert (after.title, after.replies_policy, after.exclusive) == (
        "others",
        "followed",
        False,
    )


@row
def list_delete(u: Users) -> None:
    u.ada.list_delete(u.ada.list_create("friends"))
    assert u.ada.lists() == []


@row
def list_accounts(u: Users) -> None:
    known = u.ada.list_create("friends")
    for person in (u.bob, u.eve):
        u.ada.account_follow(person.me())
        u.ada.list_accounts_add(known, person.me())
    page = u.ada.list_accounts(known, limit=1)
    assert isinstance(page[0], Account)
    found = u.ada.fetch_remaining(page)
    assert sorted(account.acct for account in found) == ["bob", "eve"]


@row
def list_accounts_add(u: Users) -> None:
    known = u.ada.list_create("friends")
    u.befriend()
    u.ada.list_accounts_add(known, [u.bob.me()])
    assert [account.acct for account in u.ada.list_accounts(known)] == ["bob"]


@row
def list_accounts_delete(u: Users) -> None:
    known = u.ada.list_create("friends")
    u.befriend()
    u.ada.list_accounts_add(known, [u.bob.me()])
    u.ada.list_accounts_delete(known, [u.bob.me().id])
    assert u.ada.list_accounts(known) == []


@row
def account_lists(u: Users) -> None:
    known = u.ada.list_create("friends")
    u.befriend()
    u.ada.list_accounts_add(known, [u.bob.me()])
    (found,) = u.ada.account_lists(u.bob.me())
    assert isinstance(found, UserList)
    assert found.id == known.id


@row
def favourites(u: Users) -> None:
    sent = [u.bob.toot(str(number)) for number in range(3)]
    for status in sent:
        u.ada.status_favourite(status)
    page = u.ada.favourites(limit=2)
    assert isinstance(page[0], Status)
    assert ids(u.ada.fetch_remaining(page)) == ids(sent[::-1])


@row
def bookmarks(u: Users) -> None:
    sent = [u.bob.toot(str(number)) for number in range(3)]
    for status in sent:
        u.ada.status_bookmark(status)
    page = u.ada.bookmarks(limit=2)
    assert isinstance(page[0], Status)
    assert ids(u.ada.fetch_remaining(page)) == ids(sent[::-1])
