"""Enums that occur in parameters as well as in results.

The modules of methods import them, so they are apart from the entities: this module
loads fast.
"""

from __future__ import annotations

from ._types import OpenEnum


class Visibility(OpenEnum):
    """The visibility of a status. It is a `str`, so it compares with plain strings."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"
    DIRECT = "direct"


class QuotePolicy(OpenEnum):
    """The accounts that may quote a status without approval."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    NOBODY = "nobody"
    FOLLOWING = "following"
    DISABLED = "disabled"
    UNSUPPORTED_POLICY = "unsupported_policy"


class RepliesPolicy(OpenEnum):
    """Which replies of its members a list shows."""

    LIST = "list"
    FOLLOWED = "followed"
    NONE = "none"


class AdminAccountAction(OpenEnum):
    """Actions that moderators can take against an account."""

    NONE = "none"
    SENSITIVE = "sensitive"
    DISABLE = "disable"
    SILENCE = "silence"
    SUSPEND = "suspend"


class AdminAccountStatus(OpenEnum):
    """The moderation status of an account."""

    ACTIVE = "active"
    PENDING = "pending"
    DISABLED = "disabled"
    SILENCED = "silenced"
    SUSPENDED = "suspended"


class AdminDomainBlockSeverity(OpenEnum):
    """How strictly a domain is blocked."""

    SILENCE = "silence"
    SUSPEND = "suspend"
    NOOP = "noop"


class AdminIpBlockSeverity(OpenEnum):
    """How strictly an IP address is blocked."""

    SIGN_UP_REQUIRES_APPROVAL = "sign_up_requires_approval"
    SIGN_UP_BLOCK = "sign_up_block"
    NO_ACCESS = "no_access"


class NotificationType(OpenEnum):
    """The event that a notification is about."""

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


class NotificationPolicyAction(OpenEnum):
    """How to treat notifications from one kind of account."""

    ACCEPT = "accept"
    FILTER = "filter"
    DROP = "drop"


class WebPushPolicy(OpenEnum):
    """The accounts whose notifications are pushed."""

    ALL = "all"
    FOLLOWED = "followed"
    FOLLOWER = "follower"
    NONE = "none"


class ReportCategory(OpenEnum):
    """The subject of a report."""

    SPAM = "spam"
    LEGAL = "legal"
    VIOLATION = "violation"
    OTHER = "other"


class FilterContext(OpenEnum):
    """Where a filter applies."""

    HOME = "home"
    NOTIFICATIONS = "notifications"
    PUBLIC = "public"
    THREAD = "thread"
    ACCOUNT = "account"


class FilterAction(OpenEnum):
    """How to treat a status that matches a filter."""

    WARN = "warn"
    HIDE = "hide"
    BLUR = "blur"
