"""Match statuses against filters as Mastodon does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias, TypeVar
from unicodedata import category

from attrs import frozen

from .. import entities
from ..calls import moment_of
from ._html import text_of

AnyFilter: TypeAlias = entities.Filter | entities.FilterV1
Filterable = TypeVar("Filterable", entities.Status, entities.Notification)


@frozen
class FilterMatch:
    """A filter that a status matches, with the parts of the filter that match."""

    filter: AnyFilter
    action: entities.FilterAction
    """The action of the filter; ``hide`` for filters from before Mastodon 4.0, which
    have no action."""
    keyword_matches: tuple[str, ...]
    """The keywords that were found, as the filter spells them."""
    status_matches: tuple[str, ...]
    """The ids in the filter that match: of the status, or of the one it boosts."""


def find_matches(
    one: entities.Status | entities.Notification,
    filters: Iterable[AnyFilter],
    context: str,
    now: datetime | None,
) -> tuple[FilterMatch, ...]:
    """Find the filters that a status matches, in the given order."""
    moment_of("now", now)
    status = one.status if isinstance(one, entities.Notification) else one
    active = [
        filter
        for filter in filters
        if context in filter.context and not _is_expired(filter, now)
    ]
    if status is None or not active:
        return ()
    text = _searchable(status.reblog or status).casefold()
    ids = {status.id, *([status.reblog.id] if status.reblog else ())}
    found = (_match(filter, text, ids) for filter in active)
    return tuple(match for match in found if match is not None)


def remove_hidden(
    objects: Iterable[Filterable],
    filters: Iterable[AnyFilter],
    context: str,
    now: datetime | None,
) -> tuple[Filterable, ...]:
    """Remove the objects that a filter hides."""
    filters = tuple(filters)
    return tuple(
        one
        for one in objects
        if all(
            match.action != entities.FilterAction.HIDE
            for match in find_matches(one, filters, context, now)
        )
    )


def _is_expired(filter: AnyFilter, now: datetime | None) -> bool:
    expiry = filter.expires_at
    return now is not None and expiry is not None and expiry <= now


def _match(filter: AnyFilter, text: str, ids: set[str]) -> FilterMatch | None:
    if isinstance(filter, entities.Filter):
        action = filter.filter_action
        rules = [(word.keyword, word.whole_word) for word in filter.keywords or ()]
        named = [status.status_id for status in filter.statuses or ()]
    else:
        action = entities.FilterAction.HIDE
        rules, named = [(filter.phrase, filter.whole_word)], []
    words = tuple(word for word, whole in rules if find_keyword(text, word, whole))
    statuses = tuple(id for id in named if id is not None and id in ids)
    if not words and not statuses:
        return None
    return FilterMatch(filter, action, words, statuses)


def _searchable(status: entities.Status) -> str:
    """Return the text that Mastodon searches: no link targets, and no quoted status."""
    options = status.poll.options if status.poll else ()
    parts = [
        status.spoiler_text or "",
        text_of(status.content),
        *(option.title for option in options),
        *(file.description or "" for file in status.media_attachments),
    ]
    return "\n\n".join(parts)


def find_keyword(text: str, keyword: str, whole_word: bool) -> range | None:
    """Find the first occurrence of a keyword in a casefolded text."""
    keyword = keyword.casefold()
    if not keyword:
        # Every text would match. Mastodon does not allow empty keywords.
        return None
    for start in _occurrences(text, keyword):
        end = start + len(keyword)
        if not whole_word or (_is_boundary(text, start) and _is_boundary(text, end)):
            return range(start, end)
    return None


def _occurrences(text: str, keyword: str) -> Iterator[int]:
    start = text.find(keyword)
    while start >= 0:
        yield start
        start = text.find(keyword, start + 1)


def _is_boundary(text: str, at: int) -> bool:
    """Whether a whole-word match may begin or end at this index.

    As in Mastodon, it may everywhere except between two word characters.
    """
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    return not (_is_word(before) and _is_word(after))


def _is_word(character: str) -> bool:
    """Whether Ruby's ``[[:word:]]`` matches.

    Python's ``\\w`` lacks combining marks, and would split words of Indic scripts.
    """
    return character != "" and category(character) in _WORD


_WORD = {"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "Pc"}
