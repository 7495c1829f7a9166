"""Who sees and quotes what."""

from __future__ import annotations

from .._types import OpenEnum


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
