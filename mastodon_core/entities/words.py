"""Words that parameters take as well as answers hold.

The methods name them when they are loaded, and so this module holds nothing else:
loading it takes no time.
"""

from __future__ import annotations

from ._types import OpenEnum


class Visibility(OpenEnum):
    """Who sees a status; a `str`, so that a plain one compares."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"
    DIRECT = "direct"


class QuotePolicy(OpenEnum):
    """Who may quote a status without asking."""

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
    """What moderators can do about an account."""

    NONE = "none"
    SENSITIVE = "sensitive"
    DISABLE = "disable"
    SILENCE = "silence"
    SUSPEND = "suspend"


class AdminAccountStatus(OpenEnum):
    """What moderators did, or have still to do, about an account."""

    ACTIVE = "active"
    PENDING = "pending"
    DISABLED = "disabled"
    SILENCED = "silenced"
    SUSPENDED = "suspended"


class AdminDomainBlockSeverity(OpenEnum):
    """How far a server is kept out."""

    SILENCE = "silence"
    SUSPEND = "suspend"
    NOOP = "noop"


class AdminIpBlockSeverity(OpenEnum):
    """What addresses are kept from."""

    SIGN_UP_REQUIRES_APPROVAL = "sign_up_requires_approval"
    SIGN_UP_BLOCK = "sign_up_block"
    NO_ACCESS = "no_access"


class NotificationPolicyAction(OpenEnum):
    """What becomes of notifications from some kind of account."""

    ACCEPT = "accept"
    FILTER = "filter"
    DROP = "drop"


class WebPushPolicy(OpenEnum):
    """Whose notifications are pushed."""

    ALL = "all"
    FOLLOWED = "followed"
    FOLLOWER = "follower"
    NONE = "none"


class ReportCategory(OpenEnum):
    """What a report is about."""

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
    """What to do with a status that matches."""

    WARN = "warn"
    HIDE = "hide"
    BLUR = "blur"
