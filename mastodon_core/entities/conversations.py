"""Conversations."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .accounts import Account
from .base import Entity
from .statuses import Status


@frozen(kw_only=True)
class Conversation(Entity):
    """A conversation of direct statuses.

    https://docs.joinmastodon.org/entities/Conversation/
    """

    id: Id
    unread: bool
    accounts: tuple[Account, ...]
    """The participants except you."""
    last_status: Status | None = None
    """None if it was deleted."""
