"""Errors of authorization."""

from __future__ import annotations

from ..values import MastodonError


class AuthorizationError(MastodonError):
    """An authorization was refused, or is not the one that was asked for."""


class LogInError(AuthorizationError, ValueError):
    """The server does not let this user in with what was given.

    A wrong password or code, a scope that is not valid, or fewer scopes granted than
    asked for. It is a `ValueError` too, as in the first Python client.
    """
