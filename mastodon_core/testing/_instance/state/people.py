"""The accounts of this server."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from .markers import Marker
from .relations import Relations


@define(eq=False)
class User(Relations):
    """An account of this server, with its password."""

    id: str
    username: str
    password: str = field(repr=False)
    created_at: datetime
    display_name: str = ""
    note: str = ""
    locked: bool = False
    bot: bool = False
    muted_conversations: set[str] = field(factory=set[str])
    markers: dict[str, Marker] = field(factory=dict[str, Marker])

    def excludes(self, other: User) -> bool:
        """Whether it is not shown an account: hidden, or hiding from it by a block."""
        return self.hides(other.id) or self.id in other.blocking
