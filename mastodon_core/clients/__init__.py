"""Clients."""

from ._errors import ClientClosed

__all__ = [
    "ClientClosed",
]
