"""Notifications, and what only they hold."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id, Numeric, OpenEnum
from .accounts import Account
from .base import Entity
from .collections import Collection
from .reports import Report
from .statuses import Status
from .words import NotificationPolicyAction


class AccountWarningAction(OpenEnum):
    """What moderators did."""

    NONE = "none"
    DISABLE = "disable"
    MARK_STATUSES_AS_SENSITIVE = "mark_statuses_as_sensitive"
    DELETE_STATUSES = "delete_statuses"
    SENSITIVE = "sensitive"
    SILENCE = "silence"
    SUSPEND = "suspend"


class AppealState(OpenEnum):
    """What became of an appeal."""

    APPROVED = "approved"
    REJECTED = "rejected"
    PENDING = "pending"


class NotificationType(OpenEnum):
    """What happened."""

    MENTION = "mention"
    STATUS = "status"
    REBLOG = "reblog"
    FOLLOW = "follow"
    FOLLOW_REQUEST = "follow_request"
    FAVOURITE = "favourite"
    POLL = "poll"
    UPDATE = "update"
    SEVERED_RELATIONSHIPS = "severed_relationships"
    MODERATION_WARNING = "moderation_warning"
    ANNUAL_REPORT = "annual_report"
    ADMIN_SIGN_UP = "admin.sign_up"
    ADMIN_REPORT = "admin.report"
    QUOTE = "quote"
    QUOTED_UPDATE = "quoted_update"
    ADDED_TO_COLLECTION = "added_to_collection"
    COLLECTION_UPDATE = "collection_update"


class SeveranceType(OpenEnum):
    """What ended follows."""

    DOMAIN_BLOCK = "domain_block"
    USER_DOMAIN_BLOCK = "user_domain_block"
    ACCOUNT_SUSPENSION = "account_suspension"


@frozen(kw_only=True)
class Appeal(Entity):
    """An objection to a moderation warning.

    https://docs.joinmastodon.org/entities/Appeal/
    """

    text: str
    state: AppealState


@frozen(kw_only=True)
class AccountWarning(Entity):
    """What moderators did about an account, and why.

    https://docs.joinmastodon.org/entities/AccountWarning/
    """

    id: Id
    action: AccountWarningAction
    text: str
    status_ids: tuple[Id, ...] | None = None
    """The statuses that led to it; None if none did."""
    created_at: datetime
    target_account: Account
    appeal: Appeal | None = None


@frozen(kw_only=True)
class RelationshipSeveranceEvent(Entity):
    """Follows that ended since a server or account was blocked or suspended.

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
    """A notification in words, for programs that do not know its type.

    https://docs.joinmastodon.org/entities/NotificationFallback/
    """

    title: str | None = None
    summary: str | None = None
    description: str | None = None
    details: str | None = None


@frozen(kw_only=True)
class Notification(Entity):
    """Something that happened to an account.

    https://docs.joinmastodon.org/entities/Notification/
    """

    id: Id
    type: NotificationType
    group_key: str | None = None
    """Shared by notifications that belong together."""
    created_at: datetime
    account: Account
    """Who did it."""
    status: Status | None = None
    """The status that it is about."""
    report: Report | None = None
    event: RelationshipSeveranceEvent | None = None
    moderation_warning: AccountWarning | None = None
    collection: Collection | None = None
    fallback: NotificationFallback | None = None
    filtered: bool | None = None


@frozen(kw_only=True)
class NotificationsUnreadCount(Entity):
    """How many notifications are not read yet.

    https://docs.joinmastodon.org/methods/notifications/#unread-count
    """

    count: int
    """At most as many as the server was asked to count."""


@frozen(kw_only=True)
class NotificationPolicySummary(Entity):
    """How much a policy for notifications holds back.

    https://docs.joinmastodon.org/entities/NotificationPolicy/
    """

    pending_requests_count: int
    pending_notifications_count: int


@frozen(kw_only=True)
class NotificationPolicy(Entity):
    """Whose notifications are shown, held back as requests, or never made.

    https://docs.joinmastodon.org/entities/NotificationPolicy/
    """

    for_not_following: NotificationPolicyAction
    """Those of accounts that you do not follow."""
    for_not_followers: NotificationPolicyAction
    """Those of accounts that do not follow you."""
    for_new_accounts: NotificationPolicyAction
    """Those of accounts made within the last 30 days."""
    for_private_mentions: NotificationPolicyAction
    """Direct statuses that nobody asked for."""
    for_limited_accounts: NotificationPolicyAction
    """Those of accounts that moderators have limited."""
    for_bots: NotificationPolicyAction | None = None
    """Since Mastodon 4.6."""
    summary: NotificationPolicySummary


@frozen(kw_only=True)
class NotificationPolicyV1(Entity):
    """Whose notifications are held back, as before Mastodon 4.3 was released.

    https://docs.joinmastodon.org/entities/V1_NotificationPolicy/
    """

    filter_not_following: bool
    filter_not_followers: bool
    filter_new_accounts: bool
    filter_private_mentions: bool
    filter_bots: bool | None = None
    summary: NotificationPolicySummary


@frozen(kw_only=True)
class NotificationRequest(Entity):
    """The notifications of one account that are held back.

    https://docs.joinmastodon.org/entities/NotificationRequest/
    """

    id: Id
    created_at: datetime
    updated_at: datetime
    account: Account
    """Whose notifications they are."""
    notifications_count: Numeric
    """How many; Mastodon stops counting at 100."""
    last_status: Status | None = None


@frozen(kw_only=True)
class NotificationRequestsMerged(Entity):
    """Whether what was accepted stands among the notifications by now.

    https://docs.joinmastodon.org/methods/notifications/#requests-merged
    """

    merged: bool


@frozen(kw_only=True)
class AnnualReportEvent(Entity):
    """The annual report that a notification is about."""

    year: Numeric


@frozen(kw_only=True)
class PartialAccountWithAvatar(Entity):
    """As much of an account as a small picture of it needs.

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
    """Notifications that belong together, such as all favourites of a status.

    https://docs.joinmastodon.org/methods/grouped_notifications/#NotificationGroup
    """

    group_key: str
    """Opaque."""
    notifications_count: int
    """Of the whole group, not of this page alone."""
    type: NotificationType
    most_recent_notification_id: Id
    page_min_id: Id | None = None
    """The oldest notification of the group on this page; None outside of pages."""
    page_max_id: Id | None = None
    """The newest notification of the group on this page."""
    latest_page_notification_at: datetime | None = None
    """When that one was made."""
    sample_account_ids: tuple[Id, ...]
    """Some of those who did it, the last one first."""
    status_id: Id | None = None
    """The status that they are about; None too if it is gone."""
    report: Report | None = None
    event: RelationshipSeveranceEvent | None = None
    moderation_warning: AccountWarning | None = None
    annual_report: AnnualReportEvent | None = None
    collection: Collection | None = None
    fallback: NotificationFallback | None = None


@frozen(kw_only=True)
class GroupedNotificationsResults(Entity):
    """Groups of notifications, and each account and status that they name, once.

    https://docs.joinmastodon.org/methods/grouped_notifications/#GroupedNotificationsResults
    """

    accounts: tuple[Account, ...]
    partial_accounts: tuple[PartialAccountWithAvatar, ...] | None = None
    """Further ones, where only their pictures were asked for."""
    statuses: tuple[Status, ...]
    notification_groups: tuple[NotificationGroup, ...]
