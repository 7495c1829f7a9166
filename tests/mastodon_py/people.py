"""What one account is to another."""

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
from ._village import Village, ids, refused


@row
def account_follow(v: Village) -> None:
    after = v.ada.account_follow(v.bob.me(), reblogs=False, notify=True)
    assert isinstance(after, Relationship)
    assert (after.following, after.showing_reblogs, after.notifying) == (
        True,
        False,
        True,
    )


@row
def follows(v: Village) -> None:
    assert v.ada.follows("bob").following is True
    refused(lambda: v.ada.follows("nobody"), MastodonNotFoundError, "not found")


@row
def account_unfollow(v: Village) -> None:
    v.befriend()
    after = v.ada.account_unfollow(v.bob.me())
    assert (after.following, after.followed_by) == (False, True)


@row
def account_remove_from_followers(v: Village) -> None:
    v.befriend()
    after = v.ada.account_remove_from_followers(v.bob.me())
    assert (after.following, after.followed_by) == (True, False)


@row
def account_following(v: Village) -> None:
    for person in (v.bob, v.eve):
        v.ada.account_follow(person.me())
    page = v.eve.account_following(v.ada.me(), limit=1)
    assert isinstance(page[0], Account)
    assert [a.acct for a in v.eve.fetch_remaining(page)] == ["eve", "bob"]


@row
def account_followers(v: Village) -> None:
    for person in (v.bob, v.eve):
        person.account_follow(v.ada.me())
    page = v.bob.account_followers(v.ada.me(), limit=1)
    assert isinstance(page[0], Account)
    assert [a.acct for a in v.bob.fetch_remaining(page)] == ["eve", "bob"]


@row
def account_familiar_followers(v: Village) -> None:
    v.ada.account_follow(v.bob.me())
    v.bob.account_follow(v.eve.me())
    (found,) = v.ada.account_familiar_followers(v.eve.me())
    assert isinstance(found, FamiliarFollowers)
    assert found.id == v.eve.me().id
    assert ids(found.accounts) == ids([v.bob.me()])


@row
def account_relationships__with_one(v: Village) -> None:
    v.befriend()
    (found,) = v.ada.account_relationships(v.bob.me())
    assert isinstance(found, Relationship)
    assert (found.id, found.following, found.followed_by) == (
        v.bob.me().id,
        True,
        True,
    )


@row
def account_relationships__with_many(v: Village) -> None:
    v.befriend()
    found = v.ada.account_relationships([v.eve.me(), v.bob.me().id])
    assert [one.following for one in found] == [False, True]


@row
def account_block(v: Village) -> None:
    v.befriend()
    after = v.ada.account_block(v.bob.me())
    assert (after.blocking, after.following) == (True, False)


@row
def account_unblock(v: Village) -> None:
    v.ada.account_block(v.bob.me())
    assert v.ada.account_unblock(v.bob.me()).blocking is False


@row
def blocks(v: Village) -> None:
    for person in (v.bob, v.eve):
        v.ada.account_block(person.me())
    page = v.ada.blocks(limit=1)
    assert isinstance(page[0], Account)
    assert [a.acct for a in v.ada.fetch_remaining(page)] == ["eve", "bob"]


@row
def account_mute(v: Village) -> None:
    after = v.ada.account_mute(v.bob.me(), notifications=False, duration=3600)
    assert (after.muting, after.muting_notifications) == (True, False)


@row
def account_unmute(v: Village) -> None:
    v.ada.account_mute(v.bob.me())
    assert v.ada.account_unmute(v.bob.me()).muting is False


@row
def mutes(v: Village) -> None:
    v.ada.account_mute(v.bob.me(), duration=3600)
    v.ada.account_mute(v.eve.me())
    forever, once = v.ada.mutes()
    assert (forever.acct, forever.mute_expires_at) == ("eve", None)
    assert once.mute_expires_at > datetime.now(UTC) + timedelta(minutes=59)


@row
def account_note_set(v: Village) -> None:
    assert v.ada.account_note_set(v.bob.me(), "met in Rome").note == "met in Rome"


@row
def follow_requests(v: Village) -> None:
    v.instance.add_user("shy", locked=True)
    shy = v.client(access_token=v.instance.token_for("shy"))
    assert v.ada.account_follow(shy.me()).requested is True
    (asking,) = shy.follow_requests()
    assert isinstance(asking, Account)
    assert asking.acct == "ada"


@row
def follow_request_authorize(v: Village) -> None:
    v.instance.add_user("shy", locked=True)
    shy = v.client(access_token=v.instance.token_for("shy"))
    v.ada.account_follow(shy.me())
    after = shy.follow_request_authorize(v.ada.me())
    assert isinstance(after, Relationship)
    assert after.followed_by is True
    assert shy.follow_requests() == []


@row
def follow_request_reject(v: Village) -> None:
    v.instance.add_user("shy", locked=True)
    shy = v.client(access_token=v.instance.token_for("shy"))
    v.ada.account_follow(shy.me())
    after = shy.follow_request_reject(v.ada.me())
    assert (after.followed_by, after.requested_by) == (False, False)


@row
def domain_block(v: Village) -> None:
    assert v.ada.domain_block("loud.example") is None
    assert v.ada.domain_blocks() == ["loud.example"]


@row
def domain_blocks(v: Village) -> None:
    for domain in ("loud.example", "rude.example"):
        v.ada.domain_block(domain)
    page = v.ada.domain_blocks(limit=1)
    assert v.ada.fetch_remaining(page) == ["rude.example", "loud.example"]
    assert v.bob.domain_blocks() == []


@row
def domain_unblock(v: Village) -> None:
    v.ada.domain_block("loud.example")
    assert v.ada.domain_unblock("loud.example") is None
    assert v.ada.domain_blocks() == []


@row
def endorsements(v: Village) -> None:
    v.befriend()
    v.ada.account_pin(v.bob.me())
    (found,) = v.ada.endorsements()
    assert isinstance(found, Account)
    assert found.acct == "bob"


@row
def account_pin(v: Village) -> None:
    v.befriend()
    assert v.ada.account_pin(v.bob.me()).endorsed is True


@row
def account_unpin(v: Village) -> None:
    v.befriend()
    v.ada.account_pin(v.bob.me())
    assert v.ada.account_unpin(v.bob.me()).endorsed is False


@row(since=(4, 4))
def account_endorse(v: Village) -> None:
    v.befriend()
    assert v.ada.account_endorse(v.bob.me()).endorsed is True
    assert [account.acct for account in v.ada.endorsements()] == ["bob"]


@row(since=(4, 4))
def account_unendorse(v: Village) -> None:
    v.befriend()
    v.ada.account_endorse(v.bob.me())
    assert v.ada.account_unendorse(v.bob.me()).endorsed is False
    assert v.ada.endorsements() == []


def _be_suggestible(v: Village) -> None:
    """Let bob be somebody whom ada may like: he is found, and a friend follows him."""
    v.bob.account_update_credentials(discoverable=True)
    v.bob.toot("x")
    v.ada.account_follow(v.eve.me())
    v.eve.account_follow(v.bob.me())


@row
def suggestions(v: Village) -> None:
    _be_suggestible(v)
    found = v.ada.suggestions()
    assert [account.acct for account in found] == ["bob"]
    assert isinstance(found[0], Account)


@row
def suggestions_v1(v: Village) -> None:
    _be_suggestible(v)
    found = v.ada.suggestions_v1()
    assert [account.acct for account in found] == ["bob"]
    assert isinstance(found[0], Account)


@row
def suggestions_v2(v: Village) -> None:
    _be_suggestible(v)
    (found,) = v.ada.suggestions_v2()
    assert isinstance(found, Suggestion)
    assert found.account.acct == "bob"


@row
def suggestion_delete(v: Village) -> None:
    _be_suggestible(v)
    assert v.ada.suggestion_delete(v.bob.me()) is None
    assert v.ada.suggestions() == []


@row
def lists(v: Village) -> None:
    made = [v.ada.list_create(title) for title in ("a", "b")]
    found = v.ada.lists()
    assert isinstance(found[0], UserList)
    assert sorted(ids(found)) == sorted(ids(made))


@row
def list__one(v: Village) -> None:
    made = v.ada.list_create("friends")
    found = v.ada.list(made)
    assert isinstance(found, UserList)
    assert found == made
    refused(lambda: v.bob.list(made), MastodonNotFoundError)


@row
def list_create(v: Village) -> None:
    made = v.ada.list_create("friends", replies_policy="none", exclusive=True)
    assert isinstance(made, UserList)
    assert (made.title, made.replies_policy, made.exclusive) == (
        "friends",
        "none",
        True,
    )


@row
def list_update(v: Village) -> None:
    made = v.ada.list_create("friends", exclusive=True)
    after = v.ada.list_update(made, "others", replies_policy="followed")
    assert (after.title, after.replies_policy, after.exclusive) == (
        "others",
        "followed",
        False,
    )


@row
def list_delete(v: Village) -> None:
    v.ada.list_delete(v.ada.list_create("friends"))
    assert v.ada.lists() == []


@row
def list_accounts(v: Village) -> None:
    known = v.ada.list_create("friends")
    for person in (v.bob, v.eve):
        v.ada.account_follow(person.me())
        v.ada.list_accounts_add(known, person.me())
    page = v.ada.list_accounts(known, limit=1)
    assert isinstance(page[0], Account)
    found = v.ada.fetch_remaining(page)
    assert sorted(account.acct for account in found) == ["bob", "eve"]


@row
def list_accounts_add(v: Village) -> None:
    known = v.ada.list_create("friends")
    v.befriend()
    v.ada.list_accounts_add(known, [v.bob.me()])
    assert [account.acct for account in v.ada.list_accounts(known)] == ["bob"]


@row
def list_accounts_delete(v: Village) -> None:
    known = v.ada.list_create("friends")
    v.befriend()
    v.ada.list_accounts_add(known, [v.bob.me()])
    v.ada.list_accounts_delete(known, [v.bob.me().id])
    assert v.ada.list_accounts(known) == []


@row
def account_lists(v: Village) -> None:
    known = v.ada.list_create("friends")
    v.befriend()
    v.ada.list_accounts_add(known, [v.bob.me()])
    (found,) = v.ada.account_lists(v.bob.me())
    assert isinstance(found, UserList)
    assert found.id == known.id


@row
def favourites(v: Village) -> None:
    sent = [v.bob.toot(str(number)) for number in range(3)]
    for status in sent:
        v.ada.status_favourite(status)
    page = v.ada.favourites(limit=2)
    assert isinstance(page[0], Status)
    assert ids(v.ada.fetch_remaining(page)) == ids(sent[::-1])


@row
def bookmarks(v: Village) -> None:
    sent = [v.bob.toot(str(number)) for number in range(3)]
    for status in sent:
        v.ada.status_bookmark(status)
    page = v.ada.bookmarks(limit=2)
    assert isinstance(page[0], Status)
    assert ids(v.ada.fetch_remaining(page)) == ids(sent[::-1])
