"""What the offline instance remembers."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from attrs import define, field

from ._throttles import Throttles


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


@define(eq=False)
class App:
    """A program that was registered."""

    id: str
    name: str
    website: str | None
    redirect_uris: list[str]
    scopes: tuple[str, ...]
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)


@define(eq=False)
class Grant:
    """What a token, or a code that stands for one, allows."""

    app: App
    user: User | None
    scopes: tuple[str, ...]
    created_at: datetime
    redirect_uri: str = ""
    challenge: str | None = field(default=None, repr=False)


@define(eq=False)
class Media:
    """An uploaded file."""

    id: str
    user: User
    type: str
    mime_type: str
    size: int
    description: str | None
    focus: tuple[float, float] | None
    ready_at: datetime
    dimensions: tuple[int, int] | None = None
    status: Status | None = None


@define(eq=False)
class Poll:
    """The question of a status."""

    id: str
    options: list[str]
    expires_at: datetime
    multiple: bool
    hide_totals: bool
    told: bool = False
    """Whether its end was notified."""


@define(eq=False)
class Status:
    """A post, or a boost of one."""

    id: str
    user: User
    created_at: datetime
    text: str = ""
    visibility: str = "public"
    sensitive: bool = False
    spoiler_text: str = ""
    language: str | None = None
    app: App | None = None
    in_reply_to: Status | None = None
    reblog: Status | None = None
    quote: Status | None = None
    quote_policy: str = "public"
    media: list[Media] = field(factory=list[Media])
    poll: Poll | None = None
    mentions: list[User] = field(factory=list[User])
    tags: list[str] = field(factory=list[str])
    favourited_by: list[User] = field(factory=list[User])


@define(eq=False)
class Scheduled:
    """A status that waits for its time."""

    id: str
    user: User
    at: datetime
    params: dict[str, Any]
    media: list[Media]


@define(eq=False)
class Notification:
    """Something that happened to an account."""

    id: str
    to: User
    by: User
    type: str
    created_at: datetime
    status: Status | None = None


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

    def notify(
        self, type: str, to: User, by: User, status: Status | None = None
    ) -> None:
        """Tell an account of something, but not of what it did itself."""
        if to is by:
            return
        id = self.next_number()
        made = Notification(id, to, by, type, self.now, status)
        self.notifications.append(made)


def may_see(viewer: User | None, status: Status) -> bool:
    """Whether a status is shown to somebody; None is anybody."""
    if status.visibility in {"public", "unlisted"} or viewer is status.user:
        return True
    if viewer is None:
        return False
    if viewer in status.mentions:
        return True
    return status.visibility == "private" and status.user.id in viewer.following
