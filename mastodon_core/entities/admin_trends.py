"""What trends, as moderators see it."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .cards import TrendsLink
from .statuses import Status
from .tags import Tag

# Everybody may ask for what trends as moderators see it. Who is none, and whoever asks
# a Mastodon before 4.2, gets what everybody sees, so that all else is optional.


@frozen(kw_only=True)
class AdminTag(Tag):
    """A hashtag, and what it may be used for.

    https://docs.joinmastodon.org/entities/Tag/#admin
    """

    trendable: bool | None = None
    """Whether it may trend."""
    usable: bool | None = None
    """Whether it is a link in statuses, rather than mere text."""
    requires_review: bool | None = None
    """Whether a moderator has still to say whether it may trend."""
    listable: bool | None = None
    """Whether searches find it; since Mastodon 4.2."""


@frozen(kw_only=True)
class AdminTrendsLink(TrendsLink):
    """A link that many people share, and whether it may trend."""

    id: Id | None = None
    requires_review: bool | None = None
    """Whether a moderator has still to say whether it may trend."""


@frozen(kw_only=True)
class AdminTrendsStatus(Status):
    """A status that gets attention, and whether it may trend."""

    requires_review: bool | None = None
    """Whether a moderator has still to say whether it may trend."""


@frozen(kw_only=True)
class AdminTrendsPreviewCardProvider(Entity):
    """A website, and whether links to it may trend."""

    id: Id
    domain: str
    trendable: bool | None = None
    """None until a moderator said."""
    reviewed_at: datetime | None = None
    requested_review_at: datetime | None = None
    """When moderators were told of it."""
    requires_review: bool
    """Whether a moderator has still to say whether its links may trend."""
