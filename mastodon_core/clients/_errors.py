"""The error of a client that was closed."""

from __future__ import annotations

from ..values import MastodonError


class ClientClosed(MastodonError, ValueError):
    """The client was closed before: it sends no more."""
