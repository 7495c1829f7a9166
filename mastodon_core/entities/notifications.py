"""Notifications, and what only they hold."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .._types import Id, OpenEnum
from .accounts import Account
from .collections import Collection
from .reports import Report
from .statuses import Status


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
class Appeal:
    """An objection to a moderation warning.

    https://docs.joinmastodon.org/entities/Appeal/
    """

    text: str
    state: AppealState


@frozen(kw_only=True)
class AccountWarning:
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
class RelationshipSeveranceEvent:
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
class NotificationFallback:
    """A notification in words, for programs that do not know its type.

    https://docs.joinmastodon.org/entities/NotificationFallback/
    """

    title: str | None = None
    summary: str | None = None
    description: str | None = None
    details: str | None = None


@frozen(kw_only=True)
class Notification:
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
class NotificationsUnreadCount:
    """How many notifications are not read yet.

    https://docs.joinmastodon.org/methods/notifications/#unread-count
    """

    count: int
    """At most as many as the server was asked to count."""
