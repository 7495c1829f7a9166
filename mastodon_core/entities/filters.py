"""Filters."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .words import FilterAction, FilterContext


@frozen(kw_only=True)
class FilterKeyword(Entity):
    """A word or phrase of a filter.

    https://docs.joinmastodon.org/entities/FilterKeyword/
    """

    id: Id
    keyword: str
    whole_word: bool


@frozen(kw_only=True)
class FilterStatus(Entity):
    """A status of a filter.

    https://docs.joinmastodon.org/entities/FilterStatus/
    """

    id: Id
    status_id: Id | None = None


@frozen(kw_only=True)
class Filter(Entity):
    """Words and statuses that somebody does not want to see.

    https://docs.joinmastodon.org/entities/Filter/
    """

    id: Id
    title: str
    context: tuple[FilterContext, ...]
    expires_at: datetime | None = None
    """None if it never ends."""
    filter_action: FilterAction
    keywords: tuple[FilterKeyword, ...] | None = None
    statuses: tuple[FilterStatus, ...] | None = None


@frozen(kw_only=True)
class FilterResult(Entity):
    """A filter that a status matched, and by what.

    https://docs.joinmastodon.org/entities/FilterResult/
    """

    filter: Filter
    keyword_matches: tuple[str, ...] | None = None
    """What of the text matched: Mastodon tells of each filter the first place alone."""
    status_matches: tuple[str, ...] | None = None
    """The ids of the statuses that matched."""


@frozen(kw_only=True)
class FilterV1(Entity):
    """A word or phrase that somebody does not want to see, as before Mastodon 4.0.

    https://docs.joinmastodon.org/entities/V1_Filter/
    """

    id: Id
    phrase: str
    context: tuple[FilterContext, ...]
    expires_at: datetime | None = None
    """None if it never ends."""
    irreversible: bool
    """Whether what matches is left out, from home and notifications: by the server, or
    since Mastodon 4.0 by its clients."""
    whole_word: bool
    """Whether it matches whole words only."""
