"""Errors."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Error:
    """Why a server said no.

    https://docs.joinmastodon.org/entities/Error/
    """

    error: str
    error_description: str | None = None
