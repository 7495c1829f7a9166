"""The decisions of paging, for blocking and async clients.

From a page, several requests may lead on: the server's link, and the ids of its items.
They are sent in order until one brings a new item. Items that were seen before are left
out of the page that comes. Paging ends

- where the server says so: at an empty page without links, or at one with links of
  which none is to a next page;
- where no request is left that was not sent before, as when links form a cycle;
- at an ``offset`` that brings nothing new, as the server ignores it;
- after `MOST_BARREN` pages in a row without a new item.

Only the first proves that the collection ends there.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Iterator
from operator import itemgetter
from typing import Any, cast

import attrs
from attrs import evolve

from ._paged import part_of, rejected_items
from ._request import Request
from ._results import Direction, Page, PagedObject, clues_of
from ._steps import Flow
from ._trail import MOST_BARREN, Trail

_LOG = logging.getLogger("mastodon_core.paging")


def begin_paging(page: Any) -> Any:
    """Return the first page, without items that it repeats."""
    return _without_repeats(page, ())


def neighbour(page: Any, direction: Direction) -> Flow[Any]:
    """Get the page before or after this one; None if there is none."""
    first: Request[Any] | None = getattr(page, direction)
    if first is None:
        return None
    clues = clues_of(page)
    trail = clues.trail
    if trail is None or trail.direction != direction:
        trail = Trail(direction, tuple(_names(page, first)))
    ends: list[Any] = []
    for request in (first, *clues.others(direction)):
        if trail.has_visited(request):
            continue
        trail = trail.visit(request)
        found: Any = yield from request
        names = tuple(_names(found, request))
        seen = trail.see(names)
        ways = _ways_on(found, request, seen)
        arrived = _without_repeats(_with_ways(found, ways, seen), trail.items)
        if not seen.barren or (ways and not names):
            return arrived
        # A page that repeats others and leads nowhere is no page.
        if ways or not names:
            ends.append((bool(ways), arrived))
    return max(ends, key=itemgetter(0), default=(False, None))[1]


def _ways_on(found: Any, request: Request[Any], seen: Trail) -> list[Request[Any]]:
    """Return the requests that lead on from a page and were not sent before."""
    named = [getattr(found, seen.direction), *clues_of(found).others(seen.direction)]
    ways = [way for way in named if way is not None]
    new = [way for way in ways if not seen.has_visited(way)]
    if seen.barren and getattr(request.answer, "by", None) == "offset":
        return []
    if ways and not new:
        _warn(request, "the page leads back to pages before it")
    elif ways and seen.barren >= MOST_BARREN:
        _warn(request, f"{seen.barren} pages in a row brought no new item")
        return []
    return new


def _warn(request: Request[Any], reason: str) -> None:
    _LOG.warning("%s %s: paging ended: %s", request.method, request.path, reason)


def _with_ways(found: Any, ways: list[Request[Any]], seen: Trail) -> Any:
    others: dict[str, Any] = {f"other_{seen.direction}": tuple(ways[1:])}
    clues = evolve(clues_of(found), trail=seen, **others)
    place: dict[str, Any] = {seen.direction: next(iter(ways), None)}
    return evolve(found, clues=clues, **place)


def _without_repeats(page: Any, seen: Iterable[Hashable]) -> Any:
    if not isinstance(page, Page):
        return page
    known, items, untyped = set(seen), list[Any](), cast("Any", page)
    for item in untyped.items:
        if (name := _name(item)) not in known:
            known.add(name)
            items.append(item)
    return page if len(items) == len(page) else evolve(untyped, items=tuple(items))


def _names(page: Any, request: Request[Any]) -> Iterator[Hashable]:
    """Name the items of a page, and those that were left out of it."""
    if isinstance(page, PagedObject):
        arrays = {
            f"$.{array}": part_of(page.value, array) or ()
            for array in getattr(request.answer, "arrays", ())
        }
    else:
        arrays = {"$": page.items}
    for path, items in arrays.items():
        yield from map(_name, items)
        for _, raw in rejected_items(page.rejected, path):
            yield "rejected", _name(raw)


def _name(item: Any) -> Hashable:
    """Return what tells an item from others.

    On snac, boosts of a status by several accounts have the same id.
    """
    for key in ("id", "most_recent_notification_id", "url"):
        own = part_of(item, key)
        if own is not None:
            return str(own), str(part_of(item, "account", "id"))
    account = part_of(item, "account", "id")
    if account is not None:
        return "", str(account)
    shown = attrs.asdict(item) if attrs.has(type(item)) else item
    return hash(repr(shown))
