"""Conversations."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .accounts import Account
from .base import Entity
from .statuses import Status


@frozen(kw_only=True)
class Conversation(Entity):
    """Direct statuses among some accounts.

    https://docs.joinmastodon.org/entities/Conversation/
    """

    id: Id
    unread: bool
    accounts: tuple[Account, ...]
    """Who takes part, but for the requesting account."""
    last_status: Status | None = None
    """None if it was deleted."""
