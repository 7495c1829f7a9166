"""The state of the offline instance."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from .._throttles import Throttles
from ._notification_store import NotificationStore
from .apps import App, Grant
from .emojis import Emoji
from .lists import List
from .statuses import Media, Scheduled, Status
from .tags import Tag
from .users import User


@define(eq=False)
class State(NotificationStore):
    """Everything that the instance stores."""

    users: list[User] = field(factory=list[User])
    apps: list[App] = field(factory=list[App])
    grants: dict[str, Grant] = field(factory=dict[str, Grant], repr=False)
    codes: dict[str, Grant] = field(factory=dict[str, Grant], repr=False)
    statuses: list[Status] = field(factory=list[Status])
    """Sorted by id."""
    tags: dict[str, Tag] = field(factory=dict[str, Tag])
    """By lower-case name."""
    emojis: dict[str, Emoji] = field(factory=dict[str, Emoji])
    """By shortcode."""
    translations: dict[tuple[str, str], dict[str, str]] = field(
        factory=dict[tuple[str, str], dict[str, str]]
    )
    """Translations of texts, by source and target language."""
    scheduled: list[Scheduled] = field(factory=list[Scheduled])
    media: list[Media] = field(factory=list[Media])
    lists: list[List] = field(factory=list[List])
    posted: dict[tuple[str, str], tuple[datetime, Status | Scheduled]] = field(
        factory=dict[tuple[str, str], tuple[datetime, Status | Scheduled]]
    )
    """The status that each idempotency key created, by account and key, and when."""
    throttles: Throttles = field(factory=Throttles, repr=False)

    @property
    def users_by_id(self) -> dict[str, User]:
        return {user.id: user for user in self.users}

    def user(self, username: str) -> User | None:
        wanted = username.lower()
        return next((u for u in self.users if u.username.lower() == wanted), None)

    def status(self, id: str) -> Status | None:
        return next((status for status in self.statuses if status.id == id), None)

    def publish(self, status: Status) -> None:
        """Add a status, and note whose filters drop it."""
        self.statuses.append(status)
        status.dropped_for |= {
            user.id for user in self.users if self.drops(status, user, "home")
        }

    def tag(self, name: str) -> Tag:
        """Get a hashtag by name; create it if it is new."""
        known = self.tags.get(name.lower())
        if known is None:
            known = Tag(self.next_number(), name.lower(), name)
            self.tags[known.name] = known
        return known

    def own_media(self, user: User, id: str) -> Media | None:
        """Get a user's media attachment by id."""
        return next((m for m in self.media if m.id == id and m.user is user), None)
