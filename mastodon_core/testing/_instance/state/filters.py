"""Filters: keywords and statuses that a user does not want to see."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ....helpers._filtering import find_keyword

if TYPE_CHECKING:
    from .statuses import Status


@frozen
class Keyword:
    """A word or phrase of a filter. Version 1 of the API shows each as a filter."""

    id: str
    keyword: str = ""
    whole_word: bool = True


@frozen
class FilteredStatus:
    """A status that was added to a filter."""

    id: str
    status_id: str


@frozen
class FilterMatch:
    """A filter that a status matches."""

    filter: Filter
    keywords: tuple[str, ...] | None
    """The text that matched a keyword; None if no keyword matches."""
    statuses: tuple[str, ...] | None
    """The matching status ids; None if the filter lists no statuses."""


@frozen
class Filter:
    """A user's filter."""

    id: str
    title: str = ""
    context: tuple[str, ...] = ()
    action: str = "warn"
    expires_at: datetime | None = None
    drops: bool = False
    """Whether the server drops matching statuses, as Mastodon did before 4.0."""
    keywords: tuple[Keyword, ...] = ()
    statuses: tuple[FilteredStatus, ...] = ()

    def match_status(self, status: Status, now: datetime) -> FilterMatch | None:
        """Match a status, whatever its author and context; None if it doesn't match."""
        if self.expires_at is not None and self.expires_at <= now:
            return None
        word = self._first_word("\n\n".join(status.proper.texts))
        named = {one.status_id for one in self.statuses}
        own = dict.fromkeys((status.id, status.proper.id))
        ids = tuple(id for id in own if id in named)
        if word is None and not ids:
            return None
        return FilterMatch(self, (word,) if word else None, ids if named else None)

    def _first_word(self, text: str) -> str | None:
        """The first keyword match in the text; Mastodon reports only that one."""
        folded = text.casefold()
        places = [find_keyword(folded, w.keyword, w.whole_word) for w in self.keywords]
        found = [place for place in places if place is not None]
        if not found:
            return None
        first = min(found, key=lambda place: place.start)
        # Case folding makes some letters longer: "ß" becomes "ss".
        ends = list(accumulate(len(letter.casefold()) for letter in text))
        start, end = bisect_right(ends, first.start), bisect_left(ends, first.stop)
        return text[start : end + 1]

    def with_keyword(self, keyword: Keyword) -> Filter:
        """Add a keyword, or replace the one with the same id."""
        known = {word.id: word for word in self.keywords} | {keyword.id: keyword}
        return evolve(self, keywords=tuple(known.values()))

    def without_keyword(self, keyword: Keyword) -> Filter:
        left = tuple(word for word in self.keywords if word is not keyword)
        return evolve(self, keywords=left)

    def with_status(self, place: FilteredStatus) -> Filter:
        return evolve(self, statuses=(*self.statuses, place))

    def without(self, gone: Sequence[Status]) -> Filter:
        """Remove statuses that were deleted."""
        ids = {status.id for status in gone}
        left = tuple(one for one in self.statuses if one.status_id not in ids)
        return evolve(self, statuses=left)

    def without_status(self, place: FilteredStatus) -> Filter:
        left = tuple(one for one in self.statuses if one is not place)
        return evolve(self, statuses=left)
