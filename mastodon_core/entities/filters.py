"""Filters."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .words import FilterAction, FilterContext


@frozen(kw_only=True)
class FilterKeyword(Entity):
    """A keyword or phrase in a filter.

    https://docs.joinmastodon.org/entities/FilterKeyword/
    """

    id: Id
    keyword: str
    whole_word: bool


@frozen(kw_only=True)
class FilterStatus(Entity):
    """A status in a filter.

    https://docs.joinmastodon.org/entities/FilterStatus/
    """

    id: Id
    status_id: Id | None = None


@frozen(kw_only=True)
class Filter(Entity):
    """Keywords and statuses that a user does not want to see.

    https://docs.joinmastodon.org/entities/Filter/
    """

    id: Id
    title: str
    context: tuple[FilterContext, ...]
    expires_at: datetime | None = None
    """None if the filter does not expire."""
    filter_action: FilterAction
    keywords: tuple[FilterKeyword, ...] | None = None
    statuses: tuple[FilterStatus, ...] | None = None


@frozen(kw_only=True)
class FilterResult(Entity):
    """A filter that matches a status, and the matches.

    https://docs.joinmastodon.org/entities/FilterResult/
    """

    filter: Filter
    keyword_matches: tuple[str, ...] | None = None
    """The matching parts of the text. Mastodon sends only the first match of each
    filter."""
    status_matches: tuple[str, ...] | None = None
    """The ids of the statuses that matched."""


@frozen(kw_only=True)
class FilterV1(Entity):
    """A filter of the API before Mastodon 4.0: one keyword or phrase.

    https://docs.joinmastodon.org/entities/V1_Filter/
    """

    id: Id
    phrase: str
    context: tuple[FilterContext, ...]
    expires_at: datetime | None = None
    """None if the filter does not expire."""
    irreversible: bool
    """Whether matching statuses are removed from home and notifications: by the server,
    or since Mastodon 4.0 by clients."""
    whole_word: bool
    """Whether it matches whole words only."""
