"""Notifications, and the entities that only occur in them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id, Numeric, OpenEnum
from .accounts import Account
from .base import Entity
from .collections import Collection
from .reports import Report
from .statuses import Status
from .words import NotificationPolicyAction, NotificationType


class AccountWarningAction(OpenEnum):
    """The action that moderators took."""

    NONE = "none"
    DISABLE = "disable"
    MARK_STATUSES_AS_SENSITIVE = "mark_statuses_as_sensitive"
    DELETE_STATUSES = "delete_statuses"
    SENSITIVE = "sensitive"
    SILENCE = "silence"
    SUSPEND = "suspend"


class AppealState(OpenEnum):
    """The state of an appeal."""

    APPROVED = "approved"
    REJECTED = "rejected"
    PENDING = "pending"


class SeveranceType(OpenEnum):
    """The reason why follows were severed."""

    DOMAIN_BLOCK = "domain_block"
    USER_DOMAIN_BLOCK = "user_domain_block"
    ACCOUNT_SUSPENSION = "account_suspension"


@frozen(kw_only=True)
class Appeal(Entity):
    """An appeal against a moderation warning.

    https://docs.joinmastodon.org/entities/Appeal/
    """

    text: str
    state: AppealState


@frozen(kw_only=True)
class AccountWarning(Entity):
    """A moderation warning: an action against an account, with its reason.

    https://docs.joinmastodon.org/entities/AccountWarning/
    """

    id: Id
    action: AccountWarningAction
    text: str
    status_ids: tuple[Id, ...] | None = None
    """The statuses that led to the warning; None if there weren't any."""
    created_at: datetime
    target_account: Account | None = None
    appeal: Appeal | None = None


@frozen(kw_only=True)
class RelationshipSeveranceEvent(Entity):
    """Follows that were severed by blocking or suspending a server or account.

    https://docs.joinmastodon.org/entities/RelationshipSeveranceEvent/
    """

    id: Id
    type: SeveranceType
    purged: bool
    target_name: str
    followers_count: int
    following_count: int
    created_at: datetime


@frozen(kw_only=True)
class NotificationFallback(Entity):
    """A notification as text, for clients that do not know its type.

    https://docs.joinmastodon.org/entities/NotificationFallback/
    """

    title: str | None = None
    summary: str | None = None
    description: str | None = None
    details: str | None = None


@frozen(kw_only=True)
class Notification(Entity):
    """An event that concerns an account.

    https://docs.joinmastodon.org/entities/Notification/
    """

    id: Id
    type: NotificationType
    group_key: str | None = None
    """Shared by the notifications of a group."""
    created_at: datetime
    account: Account
    """The account that caused the notification."""
    status: Status | None = None
    """The status that the notification is about."""
    report: Report | None = None
    event: RelationshipSeveranceEvent | None = None
    moderation_warning: AccountWarning | None = None
    collection: Collection | None = None
    fallback: NotificationFallback | None = None
    filtered: bool | None = None


@frozen(kw_only=True)
class NotificationsUnreadCount(Entity):
    """The number of unread notifications.

    https://docs.joinmastodon.org/methods/notifications/#unread-count
    """

    count: int
    """At most the limit of the request."""


@frozen(kw_only=True)
class NotificationPolicySummary(Entity):
    """The number of notifications that a policy has filtered.

    https://docs.joinmastodon.org/entities/NotificationPolicy/
    """

    pending_requests_count: int
    pending_notifications_count: int


@frozen(kw_only=True)
class NotificationPolicy(Entity):
    """The policy that accepts, filters or drops notifications.

    https://docs.joinmastodon.org/entities/NotificationPolicy/
    """

    for_not_following: NotificationPolicyAction
    """Notifications from accounts that you don't follow."""
    for_not_followers: NotificationPolicyAction
    """Notifications from accounts that don't follow you."""
    for_new_accounts: NotificationPolicyAction
    """Notifications from accounts created in the last 30 days."""
    for_private_mentions: NotificationPolicyAction
    """Private mentions that you did not ask for."""
    for_limited_accounts: NotificationPolicyAction
    """Notifications from accounts that moderators have limited."""
    for_bots: NotificationPolicyAction | None = None
    """Notifications from bots; since Mastodon 4.6."""
    summary: NotificationPolicySummary


@frozen(kw_only=True)
class NotificationPolicyV1(Entity):
    """The policy that filters notifications, as before the release of Mastodon 4.3.

    https://docs.joinmastodon.org/entities/V1_NotificationPolicy/
    """

    filter_not_following: bool | None = None
    filter_not_followers: bool | None = None
    filter_new_accounts: bool | None = None
    filter_private_mentions: bool | None = None
    filter_bots: bool | None = None
    summary: NotificationPolicySummary


@frozen(kw_only=True)
class NotificationRequest(Entity):
    """The filtered notifications from one account.

    https://docs.joinmastodon.org/entities/NotificationRequest/
    """

    id: Id
    created_at: datetime
    updated_at: datetime
    account: Account
    """The account that caused the notifications."""
    notifications_count: Numeric
    """Mastodon stops counting at 100."""
    last_status: Status | None = None


@frozen(kw_only=True)
class NotificationRequestsMerged(Entity):
    """Whether notifications of accepted requests were merged into the others.

    https://docs.joinmastodon.org/methods/notifications/#requests-merged
    """

    merged: bool


@frozen(kw_only=True)
class AnnualReportEvent(Entity):
    """The annual report that a notification is about."""

    year: Numeric


@frozen(kw_only=True)
class PartialAccountWithAvatar(Entity):
    """The fields of an account that are needed to show its avatar.

    https://docs.joinmastodon.org/entities/Account/#PartialAccountWithAvatar
    """

    id: Id
    acct: str
    url: str | None = None
    avatar: str
    avatar_static: str
    avatar_description: str | None = None
    """Since Mastodon 4.6."""
    locked: bool
    bot: bool


@frozen(kw_only=True)
class NotificationGroup(Entity):
    """A group of notifications, such as all favourites of a status.

    https://docs.joinmastodon.org/methods/grouped_notifications/#NotificationGroup
    """

    group_key: str
    """Opaque."""
    notifications_count: int
    """The size of the whole group, not only of the part on this page."""
    type: NotificationType
    most_recent_notification_id: Id
    page_min_id: Id | None = None
    """The oldest notification of the group on this page; None outside of pages."""
    page_max_id: Id | None = None
    """The newest notification of the group on this page; None outside of pages."""
    latest_page_notification_at: datetime | None = None
    """When the newest notification on this page was created."""
    sample_account_ids: tuple[Id, ...]
    """Some of the accounts that caused the notifications, most recent first."""
    status_id: Id | None = None
    """The status that the notifications are about; None also if it was deleted."""
    report: Report | None = None
    event: RelationshipSeveranceEvent | None = None
    moderation_warning: AccountWarning | None = None
    annual_report: AnnualReportEvent | None = None
    collection: Collection | None = None
    fallback: NotificationFallback | None = None


@frozen(kw_only=True)
class GroupedNotificationsResults(Entity):
    """Groups of notifications, and the accounts and statuses they refer to.

    Each account and status is included once.

    https://docs.joinmastodon.org/methods/grouped_notifications/#GroupedNotificationsResults
    """

    accounts: tuple[Account, ...]
    partial_accounts: tuple[PartialAccountWithAvatar, ...] | None = None
    """Further accounts, if the request asked only for their avatars."""
    statuses: tuple[Status, ...]
    notification_groups: tuple[NotificationGroup, ...]
