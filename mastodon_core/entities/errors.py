"""Errors."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from .accounts import Account
from .base import Entity


@frozen(kw_only=True)
class Error(Entity):
    """Why a server said no.

    https://docs.joinmastodon.org/entities/Error/
    """

    error: str
    error_description: str | None = None


@frozen(kw_only=True)
class ValidationErrorDetail(Entity):
    """What is wrong with a value."""

    error: str
    """A code, such as ``ERR_BLANK`` or ``ERR_TAKEN``."""
    description: str


@frozen(kw_only=True)
class ValidationError(Entity):
    """Which values a server did not accept, and why."""

    error: str
    details: Mapping[str, tuple[ValidationErrorDetail, ...]]
    """By the name of the parameter."""


@frozen(kw_only=True)
class CollectionValidationError(Entity):
    """A `ValidationError` as it comes from collections: wrapped up once more."""

    error: ValidationError


@frozen(kw_only=True)
class UnexpectedAccountsError(Entity):
    """Why a status was not posted that would have mentioned other accounts."""

    error: str
    unexpected_accounts: tuple[Account, ...]
    """Those that it was not allowed to mention."""
