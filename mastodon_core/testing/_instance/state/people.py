"""The accounts of this server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import define, field


@define(eq=False)
class User:
    """An account of this server, with its password."""

    id: str
    username: str
    password: str = field(repr=False)
    created_at: datetime
    display_name: str = ""
    note: str = ""
    locked: bool = False
    bot: bool = False
    following: dict[str, dict[str, Any]] = field(factory=dict[str, dict[str, Any]])
    """By the id of the other account: with boosts, notified, in which languages."""
    requested: set[str] = field(factory=set[str])
    muted_conversations: set[str] = field(factory=set[str])
