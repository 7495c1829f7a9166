"""Errors of authorization."""

from __future__ import annotations

from ..values import MastodonError


class AuthorizationError(MastodonError):
    """An authorization was refused, or the callback URL does not belong to it."""


class LogInError(AuthorizationError, ValueError):
    """The server did not grant a token with the scopes asked for.

    The password or code is wrong, a scope is invalid, or the server granted fewer
    scopes. It is a `ValueError` too, like the error of Mastodon.py for this.
    """
