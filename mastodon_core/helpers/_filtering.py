"""Which filters a status matches, as Mastodon tells it."""

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
    """A filter that a status matches, and by what."""

    filter: AnyFilter
    action: entities.FilterAction
    """What it asks for: of a filter of before Mastodon 4.0 it is ``hide``, as those
    say which statuses are not shown."""
    keyword_matches: tuple[str, ...]
    """Its words that were found, as they stand in the filter."""
    status_matches: tuple[str, ...]
    """The ids of the statuses that it names: of this one, or the one it boosts."""


def matches(
    one: entities.Status | entities.Notification,
    filters: Iterable[AnyFilter],
    context: str,
    now: datetime | None,
) -> tuple[FilterMatch, ...]:
    """Tell the filters that a status matches, in their order."""
    moment_of("now", now)
    if type(context) is str and entities.FilterContext(context) not in _CONTEXTS:
        places = ", ".join(_CONTEXTS)
        raise ValueError(f"context must be one of {places}, not {context!r}")
    status = one.status if isinstance(one, entities.Notification) else one
    active = [
        filter
        for filter in filters
        if context in filter.context and not _has_ended(filter, now)
    ]
    if status is None or not active:
        return ()
    text = _searchable(status.reblog or status).casefold()
    ids = {status.id, *([status.reblog.id] if status.reblog else ())}
    found = (_match(filter, text, ids) for filter in active)
    return tuple(match for match in found if match is not None)


def kept(
    objects: Iterable[Filterable],
    filters: Iterable[AnyFilter],
    context: str,
    now: datetime | None,
) -> tuple[Filterable, ...]:
    """Leave out what a filter hides."""
    filters = tuple(filters)
    return tuple(
        one
        for one in objects
        if all(
            match.action != entities.FilterAction.HIDE
            for match in matches(one, filters, context, now)
        )
    )


_CONTEXTS = tuple(entities.FilterContext)


def _has_ended(filter: AnyFilter, now: datetime | None) -> bool:
    ends = filter.expires_at
    return now is not None and ends is not None and ends <= now


def _match(filter: AnyFilter, text: str, ids: set[str]) -> FilterMatch | None:
    if isinstance(filter, entities.Filter):
        action = filter.filter_action
        rules = [(word.keyword, word.whole_word) for word in filter.keywords or ()]
        named = [status.status_id for status in filter.statuses or ()]
    else:
        action = entities.FilterAction.HIDE
        rules, named = [(filter.phrase, filter.whole_word)], []
    words = tuple(word for word, whole in rules if place_of(text, word, whole))
    statuses = tuple(id for id in named if id is not None and id in ids)
    if not words and not statuses:
        return None
    return FilterMatch(filter, action, words, statuses)


def _searchable(status: entities.Status) -> str:
    """What Mastodon looks through: no links' targets, and not what it quotes."""
    options = status.poll.options if status.poll else ()
    parts = [
        status.spoiler_text,
        text_of(status.content),
        *(option.title for option in options),
        *(file.description or "" for file in status.media_attachments),
    ]
    return "\n\n".join(parts)


def place_of(text: str, keyword: str, whole_word: bool) -> range | None:
    """Where a text, which is folded already, has a keyword first."""
    keyword = keyword.casefold()
    if not keyword:
        # Mastodon takes none, and each text would have it.
        return None
    for start in _places(text, keyword):
        end = start + len(keyword)
        if not whole_word or (_is_bound(text, start) and _is_bound(text, end)):
            return range(start, end)
    return None


def _places(text: str, keyword: str) -> Iterator[int]:
    start = text.find(keyword)
    while start >= 0:
        yield start
        start = text.find(keyword, start + 1)


def _is_bound(text: str, at: int) -> bool:
    """Whether no word goes on here. Of a keyword that begins or ends with something
    else than a letter, Mastodon does not ask for it there."""
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    return not (_is_word(before) and _is_word(after))


def _is_word(character: str) -> bool:
    """What Ruby means by ``[[:word:]]``; Python's own has no marks, and so would break
    the words of Indic scripts."""
    return character != "" and category(character) in _WORD


_WORD = {"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "Pc"}
