"""What people are told of."""

from __future__ import annotations

from datetime import datetime

from attrs import define

from .statuses import Status
from .users import User


@define(eq=False)
class Notification:
    """Something that happened to an account."""

    id: str
    to: User
    by: User
    type: str
    created_at: datetime
    status: Status | None = None
    filtered: bool = False
    """Whether the policy of who would be told holds it back."""
    group: str | None = None
    """What it shares with those that belong together with it."""

    @property
    def group_key(self) -> str:
        return self.group or f"ungrouped-{self.id}"
