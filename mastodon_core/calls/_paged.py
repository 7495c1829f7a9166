"""Bodies that are paginated, and the requests for the pages around them.

Mastodon pages most collections by a cursor, which the ``Link`` header names, and a few
by an ``offset``. The requests for the neighbours are made from our own request: servers
drop our parameters from their links, and some name other hosts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    TypeAlias,
    TypeVar,
    get_args,
)

from attrs import evolve, field, frozen

from .. import entities
from ..http import Cursor, HttpResponse, links
from ..values import expect_word
from ._answers import WithoutEntity
from ._request_checks import is_parameter_name
from ._results import Clues, Page, PagedObject

if TYPE_CHECKING:
    from ..decoding import Reader, Rejected
    from ._parameters import Param
    from ._request import Request

T = TypeVar("T")

PagedBy: TypeAlias = Literal["link", "id", "offset"]
"""How a collection is paginated.

- ``link``: by the cursors of the ``Link`` header, which are not ids of the items.
- ``id``: by the ids of its items, with a ``Link`` header or without.
- ``offset``: by an ``offset`` into the collection.
"""

_PARTIAL_CONTENT = 206
_CURSORS = {"max_id", "min_id", "since_id", "offset", "before", "after", "page"}
# Where an item has the ids that may be a cursor, the best first. A boost on snac has an
# id of its own, which snac does not take as a cursor.
_CURSOR_PATHS = (("id",), ("most_recent_notification_id",), ("reblog", "id"))


def _check_by(answer: object, attribute: object, by: PagedBy) -> None:
    expect_word("by", by, get_args(PagedBy))


@frozen
class Paged(Generic[T]):
    """A JSON array of entities that is one page of a collection."""

    entity: type[T]
    by: PagedBy = field(default="link", validator=_check_by)

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> Page[T]:
        items = reader.parse_array(response.body, self.entity)
        shown = _Shown.of(reader, {"$": items})
        # Pinned statuses are in the order in which they were pinned.
        by = "link" if request.query.get("pinned") else self.by
        parts = _NEIGHBOURS[by](request, response, shown)
        return Page(items, rejected=reader.rejected, **parts)


@frozen
class PagedArrays(Generic[T]):
    """A JSON object some of whose arrays are paginated together."""

    entity: type[T]
    arrays: tuple[str, ...]
    """The paginated fields. Other arrays only belong to the items of these."""
    by: PagedBy = field(default="link", validator=_check_by)

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> PagedObject[T]:
        value = reader.parse(response.body, self.entity)
        arrays = {f"$.{name}": getattr(value, name) or () for name in self.arrays}
        shown = _Shown.of(reader, arrays)
        # An offset over several types at once would skip items that were not shown.
        is_mixed = len(self.arrays) > 1 and not request.query.get("type")
        if self.by == "offset" and is_mixed:
            parts: dict[str, Any] = {"end_is_proven": not shown.count}
        else:
            parts = _NEIGHBOURS[self.by](request, response, shown)
        return PagedObject(value, rejected=reader.rejected, **parts)


class PagedStatusesOfNotifications(WithoutEntity):
    """A paginated array of notifications, of which only the statuses are wanted."""

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> Page[entities.Status]:
        answer: Paged[Any] = Paged(entities.Notification, by="id")
        page: Page[Any] = answer.parse(response, request, reader)
        statuses = tuple(item.status for item in page if item.status is not None)
        return evolve(page, items=statuses)


@frozen
class _Shown:
    """The items of a page, as far as paging needs them."""

    count: int
    """The length of the longest array, with the items that were left out."""
    items: Sequence[Any]
    """All items in order, and the JSON of those that were left out."""
    first: tuple[str, ...]
    """The ids of the first item that may be cursors, the best first."""
    last: tuple[str, ...]
    """The ids of the last item that may be cursors, the best first."""

    @classmethod
    def of(cls, reader: Reader, arrays: Mapping[str, Sequence[Any]]) -> _Shown:
        count, in_order = 0, list[Any]()
        for path, items in arrays.items():
            count = max(count, len(items) + reader.left_out(path))
            start = len(in_order)
            in_order += items
            for index, raw in rejected_items(reader.rejected, path):
                in_order.insert(start + index, raw)
        first, last = _first_cursors(in_order), _first_cursors(reversed(in_order))
        return cls(count, in_order, first, last)

    def has(self, cursor: object) -> bool:
        # Nearly always it is the id of the item at an end.
        at_an_end = cursor in self.last or cursor in self.first
        return at_an_end or any(cursor in _cursors_of(item) for item in self.items)


def rejected_items(
    rejected: Iterable[Rejected], array: str
) -> Iterator[tuple[int, object]]:
    """Find the items that were left out of an array itself, with their indexes."""
    for each in rejected:
        index = each.path.removeprefix(array).removeprefix("[").removesuffix("]")
        if index.isdigit():
            yield int(index), each.raw


def _first_cursors(items: Iterable[Any]) -> tuple[str, ...]:
    for item in items:
        if cursors := _cursors_of(item):
            return cursors
    return ()


def _cursors_of(item: Any) -> tuple[str, ...]:
    ids: list[str] = []
    for path in _CURSOR_PATHS:
        found = part_of(item, *path)
        # A bool is an int.
        id = str(found) if type(found) in (str, int) else ""
        # A lone surrogate is not printable, and cannot be sent.
        if id and id.isprintable() and id not in ids:
            ids.append(id)
    return tuple(ids)


def part_of(item: Any, *path: str) -> Any:
    """Get a part of an entity, or of its JSON if it was rejected; None without one."""
    for name in path:
        untyped: Any = item  # isinstance narrows to a partly unknown type
        cls: type[Any] = untyped.__class__
        if isinstance(item, dict):
            item = untyped.get(name)
        else:
            # An entity takes long to explain that it has no such attribute.
            item = getattr(untyped, name) if hasattr(cls, name) else None
    return item


def _by_link(
    request: Request[Any], response: HttpResponse, shown: _Shown
) -> dict[str, Any]:
    found = links(response.headers.get("link", ""))
    following = _at_cursor(request, found.get("next"))
    return {
        "next": following,
        "previous": _at_cursor(request, found.get("prev")),
        "end_is_proven": _is_end(found, response, shown),
    }


def _is_end(found: Mapping[str, Cursor], response: HttpResponse, shown: _Shown) -> bool:
    """Whether the links, or an empty page, say that there is no next page."""
    # Mastodon sends this while it still fills the feed of the home timeline.
    is_partial = response.status == _PARTIAL_CONTENT
    return "next" not in found and (bool(found) or not shown.count) and not is_partial


def _by_id(
    request: Request[Any], response: HttpResponse, shown: _Shown
) -> dict[str, Any]:
    found = links(response.headers.get("link", ""))
    # A server that sends links leaves out the next one at the end. Many never link to
    # the previous page, though.
    is_end = bool(found) and "next" not in found
    last = () if is_end else shown.last
    following = _ways(request, found.get("next"), "max_id", last, shown)
    previous = _ways(request, found.get("prev"), "min_id", shown.first, shown)
    return {
        "next": next(iter(following), None),
        "previous": next(iter(previous), None),
        "end_is_proven": _is_end(found, response, shown),
        "clues": Clues(tuple(following[1:]), tuple(previous[1:])),
    }


def _ways(
    request: Request[Any],
    link: Cursor | None,
    key: str,
    ids: tuple[str, ...],
    shown: _Shown,
) -> list[Request[Any]]:
    """Make the requests that may lead to a neighbour, the best first.

    Args:
        link: The cursor that the server names; None if it names no neighbour.
        key: The parameter that takes an id, ``max_id`` or ``min_id``.
        ids: The ids of the item next to the neighbour.
    """
    by_ids = (_at_cursor(request, {key: id}) for id in ids)
    if link is None:
        ways = [*by_ids]
    elif (by_link := _at_cursor(request, link)) is None or _is_safe(link, key, shown):
        ways = [by_link]
    else:
        # The cursor may be the id of an item that the server filtered, so it is tried
        # if the id of the last item that it shows leads nowhere.
        ways = [*islice(by_ids, 1), by_link]
    return [way for way in ways if way is not None]


def _is_safe(link: Cursor, key: str, shown: _Shown) -> bool:
    """Whether a link surely skips no item.

    A cursor that is not the id of an item may: Hollo's skips one. ``since_id`` leads to
    the newest page, and skips those between.
    """
    return shown.has(link[key]) if key in link else "since_id" not in link


def _at_cursor(request: Request[Any], cursor: Cursor | None) -> Any:
    """Make the same request at another place of the collection.

    Only the cursor is taken from the link: the keys that mark a place, and keys that
    the request does not have itself. The session adds the language.
    """
    if cursor is None:
        return None
    own = {k: None if k in _CURSORS else v for k, v in request.query.items()}
    place = {
        k: v
        for k, v in cursor.items()
        if k in _CURSORS or (k not in own and k != "lang" and is_parameter_name(k))
    }
    # A link to the start or to this page would make paging go on for ever.
    if not place or place == _place_of(request.query):
        return None
    return evolve(request, query=own | place)


def _place_of(query: Mapping[str, Param]) -> dict[str, str]:
    return {k: str(v) for k, v in query.items() if v is not None and k in _CURSORS}


def _by_offset(
    request: Request[Any], response: HttpResponse, shown: _Shown
) -> dict[str, Any]:
    count, offset = shown.count, _int_or_0(request.query.get("offset"))
    following = _at_offset(request, offset=offset + count) if count else None
    size = min(_int_or_0(request.query.get("limit")) or count, offset)
    previous = _at_offset(request, offset=offset - size, limit=size) if size else None
    return {"next": following, "previous": previous}


def _at_offset(request: Request[Any], **place: int) -> Any:
    return evolve(request, query={**request.query, **place})


def _int_or_0(value: Param) -> int:
    return value if isinstance(value, int) else 0


_Neighbours: TypeAlias = Callable[
    ["Request[Any]", HttpResponse, _Shown], dict[str, Any]
]
"""Makes the arguments of a page that say what is around it."""

_NEIGHBOURS: Mapping[PagedBy, _Neighbours] = {
    "link": _by_link,
    "id": _by_id,
    "offset": _by_offset,
}
