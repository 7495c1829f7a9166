"""Approval policies for quoting a status or featuring an account."""

from __future__ import annotations

from ._types import OpenEnum


class ApprovalGroup(OpenEnum):
    """A group of accounts that is approved automatically or can request approval."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    FOLLOWING = "following"
    DISABLED = "disabled"
    UNSUPPORTED_POLICY = "unsupported_policy"


class Approval(OpenEnum):
    """The approval that you would get."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    DENIED = "denied"
    MISSING = "missing"
    UNKNOWN = "unknown"
