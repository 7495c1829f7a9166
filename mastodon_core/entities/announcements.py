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
    """An account mentioned in an announcement.

    https://docs.joinmastodon.org/entities/Announcement/#Account
    """

    id: Id
    username: str
    url: str | None = None
    acct: str


@frozen(kw_only=True)
class AnnouncementStatus(Entity):
    """A status linked in an announcement, as sent before Mastodon 4.3.

    https://docs.joinmastodon.org/entities/Announcement/#Status
    """

    id: Id
    url: str


@frozen(kw_only=True)
class Reaction(Entity):
    """The reactions to an announcement with one emoji.

    https://docs.joinmastodon.org/entities/Reaction/
    """

    name: str
    """A Unicode emoji, or the shortcode of a custom emoji."""
    count: int
    me: bool | None = None
    """Whether you reacted with this emoji; None without a user's token."""
    url: str | None = None
    """The image, if it is a custom emoji."""
    static_url: str | None = None
    """The image without animation."""


@frozen(kw_only=True)
class AnnouncementReactionEvent(Entity):
    """A streaming event: a reaction to an announcement was added or removed."""

    name: str
    """A Unicode emoji, or the shortcode of a custom emoji."""
    count: int
    """The number of reactions now; 0 if the last one was removed."""
    announcement_id: Id
    url: str | None = None
    static_url: str | None = None


@frozen(kw_only=True)
class Announcement(Entity):
    """A message from the server's administrators to all its users.

    https://docs.joinmastodon.org/entities/Announcement/
    """

    id: Id
    content: str
    """HTML."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool
    """Whether only the dates of ``starts_at`` and ``ends_at`` count, not the times."""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    read: bool | None = None
    """Whether you dismissed it; None without a user's token."""
    mentions: tuple[AnnouncementAccount, ...]
    statuses: tuple[AnnouncementStatus | Status, ...] = ()
    """Full statuses since Mastodon 4.3."""
    tags: tuple[ShallowTag, ...]
    emojis: tuple[CustomEmoji, ...]
    reactions: tuple[Reaction, ...]
