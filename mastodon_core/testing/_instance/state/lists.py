"""Lists of accounts."""

from __future__ import annotations

from attrs import define, field

from .users import User


@define(eq=False)
class List:
    """Accounts that share a timeline."""

    id: str
    owner: User
    title: str
    replies_policy: str = "list"
    """Which replies to others it shows: ``followed``, ``list`` or ``none``."""
    exclusive: bool = False
    """Whether the home feed leaves its accounts out."""
    accounts: list[User] = field(factory=list[User])
