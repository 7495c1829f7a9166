"""Statuses with their media, polls, marks and edits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from .apps import App
from .users import User


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
    """The poll of a status."""

    id: str
    options: list[str]
    expires_at: datetime
    multiple: bool
    hide_totals: bool
    end_notified: bool = False
    """Whether the notifications of its end were sent."""
    votes: dict[str, list[int]] = field(factory=dict[str, list[int]])
    """The indices of the chosen options, by account id."""


@define(eq=False)
class Mark:
    """A favourite or a bookmark."""

    id: str
    user: User
    status: Status


@frozen
class Edit:
    """A version of a status, from its time on."""

    created_at: datetime
    text: str
    spoiler_text: str
    sensitive: bool
    media: tuple[Media, ...]
    descriptions: tuple[str | None, ...]
    """The alt texts at that time."""
    options: tuple[str, ...]
    """The poll options; empty without a poll."""


@define(eq=False)
class Status:
    """A post, or a boost of one."""

    id: str
    user: User
    created_at: datetime
    conversation: str = ""
    """The id of the first status of the thread."""
    text: str = ""
    visibility: str = "public"
    sensitive: bool = False
    spoiler_text: str = ""
    language: str | None = None
    app: App | None = None
    in_reply_to: Status | None = None
    reblog: Status | None = None
    quote: Status | None = None
    quote_state: str = "accepted"
    quote_policy: str = "public"
    media: list[Media] = field(factory=list[Media])
    poll: Poll | None = None
    mentions: list[User] = field(factory=list[User])
    tags: list[str] = field(factory=list[str])
    favourites: list[Mark] = field(factory=list[Mark])
    bookmarks: list[Mark] = field(factory=list[Mark])
    pinned: bool = False
    edited_at: datetime | None = None
    edits: list[Edit] = field(factory=list[Edit])
    """Every version; empty until the first edit."""
    dropped_for: set[str] = field(factory=set[str])
    """The ids of the users whose filters dropped it from their home feed."""

    @property
    def proper(self) -> Status:
        """The boosted status, or the status itself."""
        return self.reblog or self

    def version(self, at: datetime) -> Edit:
        """Return its current state as an entry of its edit history."""
        return Edit(
            at,
            self.text,
            self.spoiler_text,
            self.sensitive,
            tuple(self.media),
            tuple(media.description for media in self.media),
            tuple(self.poll.options) if self.poll else (),
        )

    @property
    def texts(self) -> list[str]:
        """Every text that filters and search look at."""
        options = self.poll.options if self.poll else []
        described = [item.description or "" for item in self.media]
        return [self.spoiler_text, self.text, *options, *described]

    @property
    def is_reply_to_other(self) -> bool:
        """Whether it replies to another account."""
        to = self.in_reply_to
        return to is not None and to.user is not self.user


@define(eq=False)
class Scheduled:
    """A scheduled status."""

    id: str
    user: User
    at: datetime
    params: dict[str, Any]
    media: list[Media]


def may_see(viewer: User | None, status: Status) -> bool:
    """Whether a viewer may see a status; None is a viewer without a token."""
    if viewer is status.user:
        return True
    if status.visibility in {"public", "unlisted"}:
        return viewer is None or viewer.id not in status.user.blocking
    if viewer is None:
        return False
    if viewer in status.mentions:
        return True
    return status.visibility == "private" and status.user.id in viewer.following
