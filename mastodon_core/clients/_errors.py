"""The error of a client that was closed."""

from __future__ import annotations

from ..values import MastodonError


class ClientClosed(MastodonError, RuntimeError):
    """The client is closed and sends no further requests."""
