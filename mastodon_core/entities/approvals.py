"""Who may do what with somebody's posts and profile."""

from __future__ import annotations

from ._types import OpenEnum


class ApprovalGroup(OpenEnum):
    """A group of accounts that may, or may ask."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    FOLLOWING = "following"
    DISABLED = "disabled"
    UNSUPPORTED_POLICY = "unsupported_policy"


class Approval(OpenEnum):
    """What the requesting account may do."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    DENIED = "denied"
    MISSING = "missing"
    UNKNOWN = "unknown"
