"""The decisions of paging, for blocking and async clients.

Several requests may lead on from a page: one from the server's link, and one from each
id of its last item that may be a cursor. They are sent in order until one brings a new
item. Items that were seen before are left out of the page that comes. Paging ends

- where the server says so: at an empty page without links, or at links without one to
  a next page;
- where every request that leads on was sent before, as when links form a cycle;
- at an ``offset`` that brings nothing new, as the server ignores it;
- after `MOST_BARREN` pages in a row without a new item.

Only the first proves that the collection ends there.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, cast

import attrs
from attrs import evolve

from ._paged import part_of, rejected_items
from ._request import Request
from ._results import Direction, PagedObject, clues_of
from ._steps import Flow
from ._trail import MOST_BARREN, Trail

_LOG = logging.getLogger("mastodon_core.paging")


def begin_paging(page: Any) -> Any:
    """Return the first page, without items that it repeats."""
    return _without_repeats(page, ())


def neighbour(page: Any, direction: Direction) -> Flow[Any]:
    """Get the page that ``next`` or ``previous`` leads to; None at the end."""
    first: Request[Any] = getattr(page, direction)
    clues = clues_of(page)
    trail = clues.trail
    if trail is None or trail.direction != direction:
        trail = Trail(direction, tuple(_names(page, first)))
    best: Any = None
    for request in (first, *clues.others(direction)):
        trail = trail.visit(request)
        found: Any = yield from request
        names = tuple(_names(found, request))
        seen = trail.see(names)
        ways = _ways_on(found, request, seen)
        arrived = _without_repeats(_with_ways(found, ways, seen), trail.items)
        if not seen.barren:
            return arrived
        # A page that only repeats others and leads nowhere is not returned.
        leads_on = best is not None and getattr(best, direction) is not None
        if (ways and not leads_on) or (best is None and not names):
            best = arrived
    return best


def _ways_on(found: Any, request: Request[Any], seen: Trail) -> list[Request[Any]]:
    """Return the requests that lead on from a page and were not sent before."""
    named = [getattr(found, seen.direction), *clues_of(found).others(seen.direction)]
    ways = [way for way in named if way is not None]
    new = [way for way in ways if not seen.has_visited(way)]
    if seen.barren and getattr(request.answer, "by", None) == "offset":
        reason = "the offset brought no new item"
    elif seen.barren >= MOST_BARREN:
        reason = f"{seen.barren} pages in a row brought no new item"
    elif not new:
        reason = "the page leads back to pages before it"
    else:
        return new
    if ways:
        _LOG.warning("%s %s: paging ended: %s", request.method, request.path, reason)
    return []


def _with_ways(found: Any, ways: list[Request[Any]], seen: Trail) -> Any:
    others: dict[str, Any] = {f"other_{seen.direction}": tuple(ways[1:])}
    clues = evolve(clues_of(found), trail=seen, **others)
    place: dict[str, Any] = {seen.direction: next(iter(ways), None)}
    return evolve(found, clues=clues, **place)


def _without_repeats(page: Any, seen: Iterable[Hashable]) -> Any:
    if isinstance(page, PagedObject):
        return cast("Any", page)
    known, items = set(seen), list[Any]()
    for item in page.items:
        if (name := _name(item)) not in known:
            known.add(name)
            items.append(item)
    return page if len(items) == len(page) else evolve(page, items=tuple(items))


def _names(page: Any, request: Request[Any]) -> Iterator[Hashable]:
    """Name the items of a page, and those that were left out of it."""
    arrays: dict[str, Iterable[Any]]
    if isinstance(page, PagedObject):
        value: Any = cast("Any", page).value
        names = getattr(request.answer, "arrays", ())
        arrays = {f"$.{name}": part_of(value, name) or () for name in names}
    else:
        arrays = {"$": page.items}
    for path, items in arrays.items():
        yield from map(_name, items)
        for _, raw in rejected_items(page.rejected, path):
            yield "rejected", _name(raw)


def _name(item: Any) -> Hashable:
    """Return what identifies an item: its id, and that of its account.

    On snac, boosts of a status by several accounts have the same id.
    """
    for key in ("id", "most_recent_notification_id", "url"):
        own = part_of(item, key)
        if own is not None:
            return str(own), str(part_of(item, "account", "id"))
    account = part_of(item, "account", "id")
    if account is not None:
        return "", str(account)
    shown = attrs.asdict(item) if attrs.has(item.__class__) else item
    return hash(repr(shown))
