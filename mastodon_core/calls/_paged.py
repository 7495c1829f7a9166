"""Bodies that are paginated, and the requests for the pages around them.

Mastodon pages most collections by a cursor, which the ``Link`` header names, and a few
by an ``offset``. The requests for the neighbours are made from our own request: servers
drop our parameters from their links, and some name other hosts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, get_args

from attrs import evolve, field, frozen

from .. import entities
from ..http import Cursor, HttpResponse, links
from ..values import expect_word
from ._answers import WithoutEntity
from ._request_checks import is_parameter_name
from ._results import Page, PagedObject

if TYPE_CHECKING:
    from ..decoding import Reader
    from ._parameters import Param
    from ._request import Request

T = TypeVar("T")

PagedBy: TypeAlias = Literal["link", "offset"]
"""By the cursors of the ``Link`` header, or by an ``offset`` into the collection."""

_CURSORS = {"max_id", "min_id", "since_id", "offset", "before", "after", "page"}


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
        count = len(items) + reader.left_out("$")
        following, previous = _NEIGHBOURS[self.by](request, response, count)
        return Page(items, following, previous, tuple(reader.rejected))


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
        # An offset over several types at once would skip items that were not shown.
        several = self.by == "offset" and request.query.get("type", "") is None
        count = 0 if several else _longest(value, self.arrays, reader)
        following, previous = _NEIGHBOURS[self.by](request, response, count)
        if several:
            previous = None
        return PagedObject(value, following, previous, tuple(reader.rejected))


class PagedStatusesOfNotifications(WithoutEntity):
    """A paginated array of notifications, of which only the statuses are wanted."""

    __slots__ = ()

    def parse(
        self, response: HttpResponse, request: Request[Any], reader: Reader
    ) -> Page[entities.Status]:
        page: Page[Any] = Paged(entities.Notification).parse(response, request, reader)
        statuses = tuple(item.status for item in page if item.status is not None)
        return Page(statuses, page.next, page.previous, page.rejected)


def _longest(value: Any, arrays: tuple[str, ...], reader: Reader) -> int:
    """The length of the longest paginated array, rejected items included."""
    return max(
        len(getattr(value, name) or ()) + reader.left_out(f"$.{name}")
        for name in arrays
    )


def _by_link(request: Request[Any], response: HttpResponse, count: int) -> Any:
    # An empty page is the last one, even if it has links. A page whose items were all
    # rejected is not empty.
    if not count:
        return None, None
    found = links(response.headers.get("link", ""))
    return tuple(_at_cursor(request, found.get(rel)) for rel in ("next", "prev"))


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
    there = _sent(own | place)
    # A link to this page or to the start would make paging go on for ever.
    if there == _sent(request.query) or there == _sent(own):
        return None
    return evolve(request, query=own | place)


def _sent(query: Mapping[str, Param]) -> dict[str, str]:
    return {name: str(value) for name, value in query.items() if value is not None}


def _by_offset(request: Request[Any], response: HttpResponse, count: int) -> Any:
    offset = _int_or_0(request.query.get("offset"))
    following = _at_offset(request, offset=offset + count) if count else None
    size = min(_int_or_0(request.query.get("limit")) or count, offset)
    previous = _at_offset(request, offset=offset - size, limit=size) if size else None
    return following, previous


def _at_offset(request: Request[Any], **place: int) -> Any:
    return evolve(request, query={**request.query, **place})


def _int_or_0(value: Param) -> int:
    return value if isinstance(value, int) else 0


_NEIGHBOURS: Mapping[PagedBy, Callable[[Request[Any], HttpResponse, int], Any]] = {
    "link": _by_link,
    "offset": _by_offset,
}
