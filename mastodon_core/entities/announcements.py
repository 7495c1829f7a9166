"""Announcements."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .custom_emojis import CustomEmoji
from .statuses import Status
from .tags import ShallowTag


@frozen(kw_only=True)
class AnnouncementAccount(Entity):
    """An account that an announcement names.

    https://docs.joinmastodon.org/entities/Announcement/#Account
    """

    id: Id
    username: str
    url: str | None = None
    acct: str


@frozen(kw_only=True)
class AnnouncementStatus(Entity):
    """A status that an announcement links to, as before Mastodon 4.3.

    https://docs.joinmastodon.org/entities/Announcement/#Status
    """

    id: Id
    url: str


@frozen(kw_only=True)
class Reaction(Entity):
    """How many answered an announcement with the same emoji.

    https://docs.joinmastodon.org/entities/Reaction/
    """

    name: str
    """An emoji of Unicode, or the shortcode of one of the server's own."""
    count: int
    me: bool | None = None
    """Whether the requesting account did; None if nobody asks."""
    url: str | None = None
    """The picture, if the emoji is the server's own."""
    static_url: str | None = None
    """The same without motion."""


@frozen(kw_only=True)
class AnnouncementReactionEvent(Entity):
    """A reaction that came or went, as a stream tells of it."""

    name: str
    """An emoji of Unicode, or the shortcode of one of the server's own."""
    count: int
    """How many there are now; 0 if this was the last one."""
    announcement_id: Id
    url: str | None = None
    static_url: str | None = None


@frozen(kw_only=True)
class Announcement(Entity):
    """What the people who run a server have to say to all its users.

    https://docs.joinmastodon.org/entities/Announcement/
    """

    id: Id
    content: str
    """HTML."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool
    """Whether only the days count of when it starts and ends."""
    published_at: datetime | None = None
    updated_at: datetime
    read: bool | None = None
    """Whether the requesting account dismissed it; None if nobody asks."""
    mentions: tuple[AnnouncementAccount, ...]
    statuses: tuple[AnnouncementStatus | Status, ...]
    """Whole ones since Mastodon 4.3."""
    tags: tuple[ShallowTag, ...]
    emojis: tuple[CustomEmoji, ...]
    reactions: tuple[Reaction, ...]
