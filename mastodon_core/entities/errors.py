"""Bodies of error responses."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from .accounts import Account
from .base import Entity


@frozen(kw_only=True)
class Error(Entity):
    """The body of an error response.

    https://docs.joinmastodon.org/entities/Error/
    """

    error: str
    error_description: str | None = None


@frozen(kw_only=True)
class ValidationErrorDetail(Entity):
    """A reason why a value was rejected."""

    error: str
    """A code, such as ``ERR_BLANK`` or ``ERR_TAKEN``."""
    description: str


@frozen(kw_only=True)
class ValidationError(Entity):
    """The body of an error response that says which values were rejected, and why."""

    error: str
    details: Mapping[str, tuple[ValidationErrorDetail, ...]]
    """The reasons, by the name of the parameter."""


@frozen(kw_only=True)
class CollectionValidationError(Entity):
    """A `ValidationError` of a collection, which is nested in another object."""

    error: ValidationError


@frozen(kw_only=True)
class UnexpectedAccountsError(Entity):
    """The body of an error response: the status mentions accounts it should not."""

    error: str
    unexpected_accounts: tuple[Account, ...]
    """The accounts that the request did not allow to be mentioned."""
