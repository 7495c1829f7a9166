"""Trends as moderators see them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .cards import TrendsLink
from .statuses import Status
from .tags import Tag

# Everyone can read these trends. Without a moderator's token, and from Mastodon before
# 4.2, a response has only the public fields, so all other fields are optional.


@frozen(kw_only=True)
class AdminTag(Tag):
    """A hashtag, with settings by moderators.

    https://docs.joinmastodon.org/entities/Tag/#admin
    """

    trendable: bool | None = None
    """Whether it may trend."""
    usable: bool | None = None
    """Whether it becomes a link in statuses; otherwise it stays plain text."""
    requires_review: bool | None = None
    """Whether a moderator still has to decide if it may trend."""
    listable: bool | None = None
    """Whether it appears in search results; since Mastodon 4.2."""


@frozen(kw_only=True)
class AdminTrendsLink(TrendsLink):
    """A trending link, and whether moderators must review it."""

    id: Id | None = None
    requires_review: bool | None = None
    """Whether a moderator still has to decide if it may trend."""


@frozen(kw_only=True)
class AdminTrendsStatus(Status):
    """A trending status, and whether moderators must review it."""

    requires_review: bool | None = None
    """Whether a moderator still has to decide if it may trend."""


@frozen(kw_only=True)
class AdminTrendsPreviewCardProvider(Entity):
    """A website, and whether links to it may trend."""

    id: Id
    domain: str
    trendable: bool | None = None
    """None until a moderator decides."""
    reviewed_at: datetime | None = None
    requested_review_at: datetime | None = None
    """When moderators were asked to review it."""
    requires_review: bool
    """Whether a moderator still has to decide if its links may trend."""
