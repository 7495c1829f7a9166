"""What one account is to another."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field, frozen


@frozen
class Follow:
    """That an account follows another, or asks to."""

    id: str
    created_at: datetime
    reblogs: bool = True
    notify: bool = False
    languages: list[str] | None = None


@frozen
class Block:
    """That an account wants to have nothing to do with another."""

    id: str


@frozen
class Mute:
    """That an account does not want to see another."""

    id: str
    notifications: bool
    """Whether it is not told of what that one does, either."""
    until: datetime | None = None


@frozen
class Endorsement:
    """That an account shows another one on its profile."""

    id: str


@frozen
class DomainBlock:
    """That an account wants to have nothing to do with a server."""

    id: str
    domain: str


@define(eq=False, kw_only=True)
class Relations:
    """What an account is to others, by their ids, and to servers."""

    following: dict[str, Follow] = field(factory=dict[str, Follow])
    requested: dict[str, Follow] = field(factory=dict[str, Follow])
    blocking: dict[str, Block] = field(factory=dict[str, Block])
    muting: dict[str, Mute] = field(factory=dict[str, Mute])
    notes: dict[str, str] = field(factory=dict[str, str])
    endorsed: dict[str, Endorsement] = field(factory=dict[str, Endorsement])
    not_suggested: set[str] = field(factory=set[str])
    domain_blocks: list[DomainBlock] = field(factory=list[DomainBlock])

    def hides(self, id: str) -> bool:
        """Whether what that one posts is kept out of sight."""
        return id in self.blocking or id in self.muting

    def ignores_notifications_from(self, id: str) -> bool:
        """Whether nothing is told of what that one does."""
        mute = self.muting.get(id)
        return id in self.blocking or bool(mute and mute.notifications)
