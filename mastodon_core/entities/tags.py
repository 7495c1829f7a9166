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
    """The usage of a hashtag or link on one day.

    https://docs.joinmastodon.org/entities/Tag/#history
    """

    day: TextTimestamp
    """Midnight UTC of that day."""
    accounts: Numeric
    """The number of accounts that used it."""
    uses: Numeric
    """The number of times it was used."""


@frozen(kw_only=True)
class Tag(Entity):
    """A hashtag and its usage.

    https://docs.joinmastodon.org/entities/Tag/
    """

    id: Id | None = None
    """For the methods of moderators; since Mastodon 4.3."""
    name: str
    """Without the ``#``."""
    url: str
    """The URL of the hashtag's page on this server."""
    history: tuple[HistoryEntry, ...] | None = None
    """Usage on the last days, newest first."""
    following: bool | None = None
    """Whether you follow it; None without a user's token."""
    featuring: bool | None = None
    """Whether you feature it on your profile; None without a user's token."""


@frozen(kw_only=True)
class FeaturedTag(Entity):
    """A hashtag that an account features on its profile.

    https://docs.joinmastodon.org/entities/FeaturedTag/
    """

    id: Id
    """For `featured_tag_delete`; not the id of the hashtag."""
    name: str
    """Without the ``#``."""
    url: str | None = None
    """The URL of the page with the account's statuses that have the hashtag."""
    statuses_count: Numeric
    """The number of the account's statuses that have the hashtag."""
    last_status_at: date | None = None
    """The date of the last of these statuses; None if there isn't one."""
