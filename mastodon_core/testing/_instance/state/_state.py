"""What the offline instance remembers."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from attrs import define, field

from .._throttles import Throttles
from .apps import App, Grant
from .lists import List
from .notifications import Notification
from .people import User
from .statuses import Media, Scheduled, Status


@define(eq=False)
class State:
    """Everything, and where ids and randomness come from."""

    random: Random = field(repr=False)
    now: datetime
    users: list[User] = field(factory=list[User])
    apps: list[App] = field(factory=list[App])
    grants: dict[str, Grant] = field(factory=dict[str, Grant], repr=False)
    codes: dict[str, Grant] = field(factory=dict[str, Grant], repr=False)
    statuses: list[Status] = field(factory=list[Status])
    """In the order of their ids."""
    scheduled: list[Scheduled] = field(factory=list[Scheduled])
    media: list[Media] = field(factory=list[Media])
    lists: list[List] = field(factory=list[List])
    notifications: list[Notification] = field(factory=list[Notification])
    posted: dict[tuple[str, str], tuple[datetime, Any]] = field(
        factory=dict[tuple[str, str], tuple[datetime, Any]]
    )
    """What an idempotency key of an account made, and when."""
    throttles: Throttles = field(factory=Throttles, repr=False)
    _last: int = field(default=0, init=False)
    _count: int = field(default=0, init=False)

    def next_id(self) -> str:
        """An id that sorts by time: milliseconds, and a number within each."""
        self._last = max(int(self.now.timestamp() * 1000) << 16, self._last + 1)
        return str(self._last)

    def next_number(self) -> str:
        """An id that only counts."""
        self._count += 1
        return str(self._count)

    def random_bytes(self, count: int) -> bytes:
        return self.random.getrandbits(8 * count).to_bytes(count, "big")

    def user(self, username: str) -> User | None:
        wanted = username.lower()
        return next((u for u in self.users if u.username.lower() == wanted), None)

    def status(self, id: str) -> Status | None:
        return next((status for status in self.statuses if status.id == id), None)

    def own_media(self, user: User, id: str) -> Media | None:
        """A file of a user."""
        return next((m for m in self.media if m.id == id and m.user is user), None)

    def notify(
        self, type: str, to: User, by: User, status: Status | None = None
    ) -> None:
        """Tell an account of something, unless it did that itself or does not want it.

        Of the end of a poll its author is told too.
        """
        if to is by and type != "poll":
            return
        muted = to.muting.get(by.id)
        if by.id in to.blocking or (muted and muted.notifications):
            return
        if status is not None and status.conversation in to.muted_conversations:
            return
        id = self.next_number()
        made = Notification(id, to, by, type, self.now, status)
        self.notifications.append(made)

    def untell(
        self, type: str, by: User, status: Status | None, to: User | None = None
    ) -> None:
        """Take back what was told, to somebody or all, of something that is undone."""
        self.notifications[:] = [
            about
            for about in self.notifications
            if (about.type, about.by, about.status) != (type, by, status)
            or (to is not None and about.to is not to)
        ]
