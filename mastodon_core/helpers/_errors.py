"""Errors of the helpers."""

from __future__ import annotations

from ..values import MastodonError


class PushError(MastodonError):
    """A push message is malformed, or cannot be decrypted with these keys."""
