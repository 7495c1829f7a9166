"""Filters: what somebody does not want to see."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ....helpers._filtering import place_of

if TYPE_CHECKING:
    from .statuses import Status


@frozen
class Keyword:
    """A word or phrase of a filter; to version 1 of the API it is one of its own."""

    id: str
    keyword: str = ""
    whole_word: bool = True


@frozen
class FilteredStatus:
    """The place of a status in a filter."""

    id: str
    status_id: str


@frozen
class FilterMatch:
    """A filter, and by what a status matches it; None for what it does not tell."""

    filter: Filter
    keywords: tuple[str, ...] | None
    statuses: tuple[str, ...] | None


@frozen
class Filter:
    """Words and statuses that somebody does not want to see."""

    id: str
    title: str = ""
    context: tuple[str, ...] = ()
    action: str = "warn"
    expires_at: datetime | None = None
    drops: bool = False
    """Whether the server leaves out what matches: so it was before Mastodon 4.0."""
    keywords: tuple[Keyword, ...] = ()
    statuses: tuple[FilteredStatus, ...] = ()

    def match_status(self, status: Status, now: datetime) -> FilterMatch | None:
        """By what a status matches, whoever wrote it and wherever it is shown."""
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
        """What the text has of its keywords first; Mastodon tells no more."""
        folded = text.casefold()
        places = [place_of(folded, w.keyword, w.whole_word) for w in self.keywords]
        found = [place for place in places if place is not None]
        if not found:
            return None
        first = min(found, key=lambda place: place.start)
        # Folding makes two letters of some: "ß" is "ss".
        ends = list(accumulate(len(letter.casefold()) for letter in text))
        start, end = bisect_right(ends, first.start), bisect_left(ends, first.stop)
        return text[start : end + 1]

    def with_keyword(self, keyword: Keyword) -> Filter:
        """Add a keyword, or change the one that has its id."""
        known = {word.id: word for word in self.keywords} | {keyword.id: keyword}
        return evolve(self, keywords=tuple(known.values()))

    def without_keyword(self, keyword: Keyword) -> Filter:
        left = tuple(word for word in self.keywords if word is not keyword)
        return evolve(self, keywords=left)

    def with_status(self, place: FilteredStatus) -> Filter:
        return evolve(self, statuses=(*self.statuses, place))

    def without(self, gone: Sequence[Status]) -> Filter:
        """Forget statuses that are there no more."""
        ids = {status.id for status in gone}
        left = tuple(one for one in self.statuses if one.status_id not in ids)
        return evolve(self, statuses=left)

    def without_status(self, place: FilteredStatus) -> Filter:
        left = tuple(one for one in self.statuses if one is not place)
        return evolve(self, statuses=left)
