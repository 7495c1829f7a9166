"""Hashtags."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ._types import Id, Numeric, TextTimestamp
from .base import Entity


@frozen(kw_only=True)
class ShallowTag(Entity):
    """A hashtag in a status.

    https://docs.joinmastodon.org/entities/ShallowTag/
    """

    name: str
    url: str


@frozen(kw_only=True)
class HistoryEntry(Entity):
    """How much a hashtag or link was used on one day.

    https://docs.joinmastodon.org/entities/Tag/#history
    """

    day: TextTimestamp
    """Its midnight, in UTC."""
    accounts: Numeric
    """How many accounts used it."""
    uses: Numeric
    """How often they did."""


@frozen(kw_only=True)
class Tag(Entity):
    """A hashtag, and how much it is used.

    https://docs.joinmastodon.org/entities/Tag/
    """

    id: Id | None = None
    """For calls of moderators; since Mastodon 4.3."""
    name: str
    """Without the ``#``."""
    url: str
    """The hashtag as a web page of this server."""
    history: tuple[HistoryEntry, ...] | None = None
    """The last days, the newest first."""
    following: bool | None = None
    """Whether the requesting account follows it; None if nobody asks."""
    featuring: bool | None = None
    """Whether its profile shows it; None if nobody asks."""


@frozen(kw_only=True)
class FeaturedTag(Entity):
    """A hashtag that an account shows on its profile.

    https://docs.joinmastodon.org/entities/FeaturedTag/
    """

    id: Id
    """For `featured_tag_delete`; not the hashtag's."""
    name: str
    """Without the ``#``."""
    url: str
    """The account's statuses with it, as a web page."""
    statuses_count: Numeric
    """How many statuses of the account have it."""
    last_status_at: date | None = None
    """The day of the last of them; None if there is none."""
