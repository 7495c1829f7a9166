"""Notifications."""

from __future__ import annotations

from datetime import datetime

from attrs import define

from .statuses import Status
from .users import User


@define(eq=False)
class Notification:
    """A notification of one account."""

    id: str
    to: User
    by: User
    type: str
    created_at: datetime
    status: Status | None = None
    filtered: bool = False
    """Whether the notification policy of the recipient filtered it."""
    group: str | None = None
    """The key of its group; None if it isn't grouped."""

    @property
    def group_key(self) -> str:
        return self.group or f"ungrouped-{self.id}"
