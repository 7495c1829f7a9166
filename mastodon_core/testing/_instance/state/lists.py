"""Lists of accounts."""

from __future__ import annotations

from attrs import define, field

from .users import User


@define(eq=False)
class List:
    """Accounts with a timeline of their own."""

    id: str
    owner: User
    title: str
    replies_policy: str = "list"
    """Whose replies to others it shows: ``followed``, ``list`` or ``none``."""
    exclusive: bool = False
    """Whether its accounts are left out of home."""
    accounts: list[User] = field(factory=list[User])
