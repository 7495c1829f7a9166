"""Errors of the helpers."""

from __future__ import annotations

from ..values import MastodonError


class PushError(MastodonError):
    """A push message that these keys don't open, or that is none."""
