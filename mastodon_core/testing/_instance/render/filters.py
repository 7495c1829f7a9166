"""Filters, and the filters that a status matches."""

from __future__ import annotations

from attrs import frozen

from ..state import Filter, FilteredStatus, FilterMatch, Keyword, Status
from ._base import Json, Rendering, moment


@frozen
class Filters(Rendering):
    def filter(self, known: Filter) -> Json:
        """Render a filter with its keywords and statuses."""
        return self._filter_alone(known) | {
            "keywords": [self.keyword(word) for word in known.keywords],
            "statuses": [self.filtered_status(place) for place in known.statuses],
        }

    def _filter_alone(self, known: Filter) -> Json:
        return {
            "id": known.id,
            "title": known.title,
            "context": list(known.context),
            "expires_at": moment(known.expires_at) if known.expires_at else None,
            "filter_action": known.action,
        }

    def keyword(self, word: Keyword) -> Json:
        return {
            "id": word.id,
            "keyword": word.keyword,
            "whole_word": word.whole_word,
        }

    def filtered_status(self, place: FilteredStatus) -> Json:
        return {"id": place.id, "status_id": place.status_id}

    def filter_v1(self, known: Filter, word: Keyword) -> Json:
        """Render a keyword as a filter of version 1 of the API."""
        return {
            "id": word.id,
            "phrase": word.keyword,
            "context": list(known.context),
            "whole_word": word.whole_word,
            "expires_at": moment(known.expires_at) if known.expires_at else None,
            "irreversible": known.action == "hide",
        }

    def filtered(self, status: Status) -> list[Json]:
        """Render the viewer's filters that a status matches, even one of their own."""
        return [
            self._filter_result(found, found.statuses)
            for found in self._matches(status)
        ]

    def filtered_in_stream(self, status: Status) -> list[Json] | None:
        """Render the filters whose keywords a status matches, for a public stream.

        Returns:
            None if the viewer has no keywords.
        """
        filters = self.viewer.filters.values() if self.viewer else ()
        if not any(known.keywords for known in filters):
            return None
        return [
            self._filter_result(found, None)
            for found in self._matches(status)
            if found.keywords is not None
        ]

    def _matches(self, status: Status) -> list[FilterMatch]:
        filters = self.viewer.filters.values() if self.viewer else ()
        matches = (known.match_status(status, self.state.now) for known in filters)
        return [found for found in matches if found is not None]

    def _filter_result(
        self, found: FilterMatch, statuses: tuple[str, ...] | None
    ) -> Json:
        return {
            "filter": self._filter_alone(found.filter),
            "keyword_matches": found.keywords,
            "status_matches": statuses,
        }
