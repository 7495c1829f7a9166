"""What people are told, and whom they write to alone."""

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
from ._village import Village, ids, is_recent, refused


def _tell_ada(v: Village) -> None:
    """Have three things happen that ada is told of."""
    sent = v.ada.toot("x")
    v.bob.status_favourite(sent)
    v.eve.status_reblog(sent)
    v.bob.toot("@ada hi")


@row
def notifications(v: Village) -> None:
    _tell_ada(v)
    page = v.ada.notifications(limit=2)
    assert isinstance(page[0], Notification)
    assert isinstance(page[0].status, Status)
    assert is_recent(page[0].created_at)
    found = v.ada.fetch_remaining(page)
    assert [about.type for about in found] == ["mention", "reblog", "favourite"]


@row
def notifications__of_some_kinds_by_one(v: Village) -> None:
    _tell_ada(v)
    for found in (
        v.ada.notifications(types=["mention"]),
        v.ada.notifications(mentions_only=True),
        v.ada.notifications(account_id=v.bob.me(), exclude_types=["favourite"]),
    ):
        (mention,) = found
        assert (mention.type, mention.account.acct) == ("mention", "bob")
        assert mention.status.content.endswith("hi</p>")


@row
def notifications__one(v: Village) -> None:
    _tell_ada(v)
    first = v.ada.notifications()[0]
    found = v.ada.notifications(id=first)
    assert isinstance(found, Notification)
    assert (found.id, found.type) == (first.id, "mention")
    refused(lambda: v.bob.notifications(id=first), MastodonNotFoundError)


@row
def notifications_unread_count(v: Village) -> None:
    _tell_ada(v)
    found = v.ada.notifications_unread_count()
    assert isinstance(found, UnreadNotificationsCount)
    assert found.count == 3
    v.ada.markers_set("notifications", v.ada.notifications()[1].id)
    assert v.ada.notifications_unread_count().count == 1


@row
def notifications_clear(v: Village) -> None:
    _tell_ada(v)
    assert v.ada.notifications_clear() is None
    assert v.ada.notifications() == []


@row
def notifications_dismiss(v: Village) -> None:
    _tell_ada(v)
    first, *others = v.ada.notifications()
    assert v.ada.notifications_dismiss(first) is None
    assert ids(v.ada.notifications()) == ids(others)


@row
def conversations(v: Village) -> None:
    for person in (v.bob, v.eve):
        v.ada.account_follow(person.me())
    sent = v.bob.status_post("@ada psst", visibility="direct")
    v.eve.status_post("@ada hey", visibility="direct")
    page = v.ada.conversations(limit=1)
    assert isinstance(page[0], Conversation)
    latest, first = v.ada.fetch_remaining(page)
    assert [account.acct for account in latest.accounts] == ["eve"]
    assert isinstance(first.accounts[0], Account)
    assert (first.unread, first.last_status.id) == (True, sent.id)


@row
def conversations_read(v: Village) -> None:
    v.befriend()
    v.bob.status_post("@ada psst", visibility="direct")
    (found,) = v.ada.conversations()
    after = v.ada.conversations_read(found)
    assert isinstance(after, Conversation)
    assert (after.id, after.unread) == (found.id, False)


@row
def grouped_notifications(v: Village) -> None:
    _tell_ada(v)
    sent = v.ada.account_statuses(v.ada.me())[0]
    v.eve.status_favourite(sent)
    found = v.ada.grouped_notifications()
    assert isinstance(found, GroupedNotificationsResults)
    group = found.notification_groups[0]
    assert (group.type, group.notifications_count) == ("favourite", 2)
    assert sorted(account.acct for account in found.accounts) == ["bob", "eve"]
    assert sent.id in ids(found.statuses)
    (mention,) = v.ada.grouped_notifications(types=["mention"]).notification_groups
    assert is_recent(mention.latest_page_notification_at)


@row
def grouped_notification(v: Village) -> None:
    _tell_ada(v)
    key = v.ada.grouped_notifications().notification_groups[0].group_key
    (group,) = v.ada.grouped_notification(key).notification_groups
    assert (group.group_key, group.type) == (key, "mention")


@row
def grouped_notification_accounts(v: Village) -> None:
    _tell_ada(v)
    key = v.ada.grouped_notifications().notification_groups[0].group_key
    (found,) = v.ada.grouped_notification_accounts(key)
    assert isinstance(found, Account)
    assert found.acct == "bob"


@row
def dismiss_grouped_notification(v: Village) -> None:
    _tell_ada(v)
    first, *others = v.ada.grouped_notifications().notification_groups
    assert v.ada.dismiss_grouped_notification(first.group_key) is None
    left = v.ada.grouped_notifications().notification_groups
    assert [g.group_key for g in left] == [g.group_key for g in others]


@row
def unread_grouped_notifications_count(v: Village) -> None:
    _tell_ada(v)
    assert v.ada.unread_grouped_notifications_count() == 3
    assert v.ada.unread_grouped_notifications_count(types=["mention"]) == 1


def _hold_back(v: Village) -> None:
    """Have two strangers write to ada, who wants to hear of none at once."""
    v.ada.update_notifications_policy(for_not_following="filter")
    for person in (v.bob, v.eve):
        person.toot("@ada hi")


@row
def notifications_policy(v: Village) -> None:
    found = v.ada.notifications_policy()
    assert isinstance(found, NotificationPolicy)
    assert found.for_not_following == "accept"
    _hold_back(v)
    assert v.ada.notifications_policy().summary.pending_requests_count == 2


@row
def update_notifications_policy(v: Village) -> None:
    after = v.ada.update_notifications_policy(
        for_not_following="filter", for_new_accounts="drop"
    )
    assert isinstance(after, NotificationPolicy)
    assert (after.for_not_following, after.for_new_accounts) == ("filter", "drop")
    assert after.for_private_mentions == "filter"


@row
def notification_requests(v: Village) -> None:
    _hold_back(v)
    assert v.ada.notifications() == []
    page = v.ada.notification_requests(limit=1)
    assert isinstance(page[0], NotificationRequest)
    assert isinstance(page[0].account, Account)
    found = v.ada.fetch_remaining(page)
    assert [request.account.acct for request in found] == ["eve", "bob"]
    assert is_recent(found[0].created_at)


@row
def notification_request(v: Village) -> None:
    _hold_back(v)
    found = v.ada.notification_request(v.ada.notification_requests()[0])
    assert isinstance(found, NotificationRequest)
    assert found.account.acct == "eve"
    assert int(found.notifications_count) == 1
    assert found.last_status.content.endswith("hi</p>")


@row
def accept_notification_request(v: Village) -> None:
    _hold_back(v)
    first, other = v.ada.notification_requests()
    assert v.ada.accept_notification_request(first) is None
    assert ids(v.ada.notification_requests()) == ids([other])
    assert [about.account.acct for about in v.ada.notifications()] == ["eve"]


@row
def accept_multiple_notification_requests(v: Village) -> None:
    _hold_back(v)
    waiting = v.ada.notification_requests()
    assert v.ada.accept_multiple_notification_requests(list(waiting)) is None
    assert v.ada.notification_requests() == []
    assert len(v.ada.notifications()) == 2


@row
def dismiss_notification_request(v: Village) -> None:
    _hold_back(v)
    first, other = v.ada.notification_requests()
    assert v.ada.dismiss_notification_request(first.id) is None
    assert ids(v.ada.notification_requests()) == ids([other])
    assert v.ada.notifications() == []


@row
def dismiss_multiple_notification_requests(v: Village) -> None:
    _hold_back(v)
    waiting = v.ada.notification_requests()
    assert v.ada.dismiss_multiple_notification_requests(ids(waiting)) is None
    assert v.ada.notification_requests() == v.ada.notifications() == []


@row
def notifications_merged(v: Village) -> None:
    _hold_back(v)
    v.ada.accept_notification_request(v.ada.notification_requests()[0])
    assert v.ada.notifications_merged() is True
