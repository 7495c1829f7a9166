"""Relationships between accounts."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field, frozen


@frozen
class Follow:
    """A follow, or a follow request."""

    id: str
    created_at: datetime
    reblogs: bool = True
    notify: bool = False
    languages: list[str] | None = None


@frozen
class Block:
    """A block of an account."""

    id: str


@frozen
class Mute:
    """A mute of an account."""

    id: str
    notifications: bool
    """Whether notifications are muted too."""
    until: datetime | None = None


@frozen
class Endorsement:
    """An account that is featured on a profile."""

    id: str


@frozen
class DomainBlock:
    """A block of a domain."""

    id: str
    domain: str


@define(eq=False, kw_only=True)
class Relations:
    """An account's relationships, by the id of the other account, and domain blocks."""

    following: dict[str, Follow] = field(factory=dict[str, Follow])
    requested: dict[str, Follow] = field(factory=dict[str, Follow])
    blocking: dict[str, Block] = field(factory=dict[str, Block])
    muting: dict[str, Mute] = field(factory=dict[str, Mute])
    notes: dict[str, str] = field(factory=dict[str, str])
    endorsed: dict[str, Endorsement] = field(factory=dict[str, Endorsement])
    not_suggested: set[str] = field(factory=set[str])
    domain_blocks: list[DomainBlock] = field(factory=list[DomainBlock])

    def hides(self, id: str) -> bool:
        """Whether statuses of an account are hidden, by a block or mute."""
        return id in self.blocking or id in self.muting

    def ignores_notifications_from(self, id: str) -> bool:
        """Whether notifications from an account are suppressed."""
        mute = self.muting.get(id)
        return id in self.blocking or bool(mute and mute.notifications)
