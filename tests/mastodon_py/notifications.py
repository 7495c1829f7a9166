"""Notifications and conversations."""

from __future__ import annotations

from mastodon import MastodonNotFoundError
from mastodon.return_types import (
    Account,
    Conversation,
    GroupedNotificationsResults,
    Notification,
    NotificationPolicy,
    NotificationRequest,
    Status,
    UnreadNotificationsCount,
)

from ._rows import row
from ._users import Users, ids, is_recent, refused


def _notify_ada(u: Users) -> None:
    """Cause three notifications for ada."""
    sent = u.ada.toot("x")
    u.bob.status_favourite(sent)
    u.eve.status_reblog(sent)
    u.bob.toot("@ada hi")


@row
def notifications(u: Users) -> None:
    _notify_ada(u)
    page = u.ada.notifications(limit=2)
    assert isinstance(page[0], Notification)
    assert isinstance(page[0].status, Status)
    assert is_recent(page[0].created_at)
    found = u.ada.fetch_remaining(page)
    assert [about.type for about in found] == ["mention", "reblog", "favourite"]


@row
def notifications__by_type_or_account(u: Users) -> None:
    _notify_ada(u)
    for found in (
        u.ada.notifications(types=["mention"]),
        u.ada.notifications(mentions_only=True),
        u.ada.notifications(account_id=u.bob.me(), exclude_types=["favourite"]),
    ):
        (mention,) = found
        assert (mention.type, mention.account.acct) == ("mention", "bob")
        assert mention.status.content.endswith("hi</p>")


@row
def notifications__by_id(u: Users) -> None:
    _notify_ada(u)
    first = u.ada.notifications()[0]
    found = u.ada.notifications(id=first)
    assert isinstance(found, Notification)
    assert (found.id, found.type) == (first.id, "mention")
    refused(lambda: u.bob.notifications(id=first), MastodonNotFoundError)


@row
def notifications_unread_count(u: Users) -> None:
    _notify_ada(u)
    found = u.ada.notifications_unread_count()
    assert isinstance(found, UnreadNotificationsCount)
    assert found.count == 3
    u.ada.markers_set("notifications", u.ada.notifications()[1].id)
    assert u.ada.notifications_unread_count().count == 1


@row
def notifications_clear(u: Users) -> None:
    _notify_ada(u)
    assert u.ada.notifications_clear() is None
    assert u.ada.notifications() == []


@row
def notifications_dismiss(u: Users) -> None:
    _notify_ada(u)
    first, *others = u.ada.notifications()
    assert u.ada.notifications_dismiss(first) is None
    assert ids(u.ada.notifications()) == ids(others)


@row
def conversations(u: Users) -> None:
    for person in (u.bob, u.eve):
        u.ada.account_follow(person.me())
    sent = u.bob.status_post("@ada psst", visibility="direct")
    u.eve.status_post("@ada hey", visibility="direct")
    page = u.ada.conversations(limit=1)
    assert isinstance(page[0], Conversation)
    latest, first = u.ada.fetch_remaining(page)
    assert [account.acct for account in latest.accounts] == ["eve"]
    assert isinstance(first.accounts[0], Account)
    assert (first.unread, first.last_status.id) == (True, sent.id)


@row
def conversations_read(u: Users) -> None:
    u.befriend()
    u.bob.status_post("@ada psst", visibility="direct")
    (found,) = u.ada.conversations()
    after = u.ada.conversations_read(found)
    assert isinstance(after, Conversation)
    assert (after.id, after.unread) == (found.id, False)


@row
def grouped_notifications(u: Users) -> None:
    _notify_ada(u)
    sent = u.ada.account_statuses(u.ada.me())[0]
    u.eve.status_favourite(sent)
    found = u.ada.grouped_notifications()
    assert isinstance(found, GroupedNotificationsResults)
    group = found.notification_groups[0]
    assert (group.type, group.notifications_count) == ("favourite", 2)
    assert sorted(account.acct for account in found.accounts) == ["bob", "eve"]
    assert sent.id in ids(found.statuses)
    (mention,) = u.ada.grouped_notifications(types=["mention"]).notification_groups
    assert is_recent(mention.latest_page_notification_at)


@row
def grouped_notification(u: Users) -> None:
    _notify_ada(u)
    key = u.ada.grouped_notifications().notification_groups[0].group_key
    (group,) = u.ada.grouped_notification(key).notification_groups
    assert (group.group_key, group.type) == (key, "mention")


@row
def grouped_notification_accounts(u: Users) -> None:
    _notify_ada(u)
    key = u.ada.grouped_notifications().notification_groups[0].group_key
    (found,) = u.ada.grouped_notification_accounts(key)
    assert isinstance(found, Account)
    assert found.acct == "bob"


@row
def dismiss_grouped_notification(u: Users) -> None:
    _notify_ada(u)
    first, *others = u.ada.grouped_notifications().notification_groups
    assert u.ada.dismiss_grouped_notification(first.group_key) is None
    left = u.ada.grouped_notifications().notification_groups
    assert [g.group_key for g in left] == [g.group_key for g in others]


@row
def unread_grouped_notifications_count(u: Users) -> None:
    _notify_ada(u)
    assert u.ada.unread_grouped_notifications_count() == 3
    assert u.ada.unread_grouped_notifications_count(types=["mention"]) == 1


def _filter_mentions(u: Users) -> None:
    """Let two accounts mention ada, whose policy filters them."""
    u.ada.update_notifications_policy(for_not_following="filter")
    for person in (u.bob, u.eve):
        person.toot("@ada hi")


@row
def notifications_policy(u: Users) -> None:
    found = u.ada.notifications_policy()
    assert isinstance(found, NotificationPolicy)
    assert found.for_not_following == "accept"
    _filter_mentions(u)
    assert u.ada.notifications_policy().summary.pending_requests_count == 2


@row
def update_notifications_policy(u: Users) -> None:
    after = u.ada.update_notifications_policy(
        for_not_following="filter", for_new_accounts="drop"
    )
    assert isinstance(after, NotificationPolicy)
    assert (after.for_not_following, after.for_new_accounts) == ("filter", "drop")
    assert after.for_private_mentions == "filter"


@row
def notification_requests(u: Users) -> None:
    _filter_mentions(u)
    assert u.ada.notifications() == []
    page = u.ada.notification_requests(limit=1)
    assert isinstance(page[0], NotificationRequest)
    assert isinstance(page[0].account, Account)
    found = u.ada.fetch_remaining(page)
    assert [request.account.acct for request in found] == ["eve", "bob"]
    assert is_recent(found[0].created_at)


@row
def notification_request(u: Users) -> None:
    _filter_mentions(u)
    found = u.ada.notification_request(u.ada.notification_requests()[0])
    assert isinstance(found, NotificationRequest)
    assert found.account.acct == "eve"
    assert int(found.notifications_count) == 1
    assert found.last_status.content.endswith("hi</p>")


@row
def accept_notification_request(u: Users) -> None:
    _filter_mentions(u)
    first, other = u.ada.notification_requests()
    assert u.ada.accept_notification_request(first) is None
    assert ids(u.ada.notification_requests()) == ids([other])
    assert [about.account.acct for about in u.ada.notifications()] == ["eve"]


@row
def accept_multiple_notification_requests(u: Users) -> None:
    _filter_mentions(u)
    waiting = u.ada.notification_requests()
    assert u.ada.accept_multiple_notification_requests(list(waiting)) is None
    assert u.ada.notification_requests() == []
    assert len(u.ada.notifications()) == 2


@row
def dismiss_notification_request(u: Users) -> None:
    _filter_mentions(u)
    first, other = u.ada.notification_requests()
    assert u.ada.dismiss_notification_request(first.id) is None
    assert ids(u.ada.notification_requests()) == ids([other])
    assert u.ada.notifications() == []


@row
def dismiss_multiple_notification_requests(u: Users) -> None:
    _filter_mentions(u)
    waiting = u.ada.notification_requests()
    assert u.ada.dismiss_multiple_notification_requests(ids(waiting)) is None
    assert u.ada.notification_requests() == u.ada.notifications() == []


@row
def notifications_merged(u: Users) -> None:
    _filter_mentions(u)
    u.ada.accept_notification_request(u.ada.notification_requests()[0])
    assert u.ada.notifications_merged() is True
