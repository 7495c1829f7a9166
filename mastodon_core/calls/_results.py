"""Pages: items of a collection, and the requests for the pages around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    TypeAlias,
    TypeVar,
    cast,
    overload,
)

from attrs import Factory, evolve, field, frozen

if TYPE_CHECKING:
    from ..decoding import Rejected
    from ._request import Request
    from ._trail import Trail

P = TypeVar("P", "Page[Any]", "PagedObject[Any]")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Direction: TypeAlias = Literal["next", "previous"]


@frozen
class Clues:
    """More requests that may lead to the neighbours of a page, and its `Trail`."""

    other_next: tuple[Request[Any], ...] = ()
    """Further requests for older items, if ``next`` brings nothing new."""
    other_previous: tuple[Request[Any], ...] = ()
    """Further requests for newer items, if ``previous`` brings nothing new."""
    trail: Trail | None = field(default=None, repr=False)
    """How it was reached; None for the first page."""

    def others(self, direction: Direction) -> tuple[Request[Any], ...]:
        return self.other_next if direction == "next" else self.other_previous


_NO_CLUES = Clues()


def _is_last(page: Any) -> bool:
    return page.next is None


@frozen(repr=False, eq=False)
class Page(Sequence[T_co]):
    """The items of a collection, or some of them and the requests for the others.

    It is a `Sequence` of its items, equal to a page, list or tuple of the same items,
    with the hash of such a tuple. Slices and sums are tuples. Send ``next`` or
    ``previous``, or pass the page to `fetch_next` or `fetch_previous`, to get its
    neighbours.
    """

    items: tuple[T_co, ...]
    next: Request[Page[T_co]] | None = None
    """The request for older items; None at the end."""
    previous: Request[Page[T_co]] | None = None
    """The request for newer items; None if there is no such page."""
    rejected: tuple[Rejected, ...] = ()
    """Parts that did not fit and are left out."""
    end_is_proven: bool = Factory(_is_last, takes_self=True)
    """Whether the server said that the collection ends with this page. False if
    ``next`` is not None, and if there may be a next page that cannot be requested."""
    _clues: Clues = field(default=_NO_CLUES)

    def __eq__(self, other: object) -> bool:
        untyped: Any = other  # isinstance narrows to a partly unknown type
        if isinstance(other, Page | list | tuple):
            return self.items == tuple(untyped)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.items)

    def __add__(self, other: Page[T] | list[T] | tuple[T, ...]) -> tuple[T_co | T, ...]:
        untyped: Any = other
        if isinstance(other, Page | list | tuple):
            return self.items + tuple(untyped)
        return NotImplemented

    @overload
    def __radd__(self, other: list[T]) -> list[T_co | T]: ...
    @overload
    def __radd__(self, other: tuple[T, ...]) -> tuple[T_co | T, ...]: ...
    def __radd__(self, other: Any) -> Any:
        untyped: Any = other
        if isinstance(other, list | tuple):
            return type(untyped)((*untyped, *self.items))
        return NotImplemented

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T_co, ...]: ...
    def __getitem__(self, index: int | slice) -> T_co | tuple[T_co, ...]:
        return self.items[index]

    def __repr__(self) -> str:
        kinds = {type(item).__name__: None for item in self.items}
        count = len(self.items)
        about = [f"{count} {' or '.join(kinds) or 'items'}", *_neighbours(self)]
        return f"<Page of {', '.join(about)}>"

    def to_json(self) -> dict[str, object]:
        """Convert it to what ``json.dumps`` takes: see `Request.to_json`."""
        from ._persistence import to_json

        return to_json(self)

    @staticmethod
    def from_json(
        value: object, *, entities: Iterable[type] = (), allow_files: bool = False
    ) -> Page[Any]:
        """Read what `to_json` returned: see `Request.from_json`."""
        from ._persistence import from_json

        found: Page[Any] = from_json(Page, value, entities, allow_files=allow_files)
        return found


@frozen(repr=False)
class PagedObject(Generic[T_co]):
    """An object whose arrays are paginated, and the requests for its neighbours."""

    value: T_co
    next: Request[PagedObject[T_co]] | None = None
    """The request for older items; None at the end."""
    previous: Request[PagedObject[T_co]] | None = None
    """The request for newer items; None if there is no such page."""
    rejected: tuple[Rejected, ...] = ()
    """Parts that did not fit and are left out."""
    end_is_proven: bool = Factory(_is_last, takes_self=True)
    """Whether its arrays end with this page: see `Page`."""
    _clues: Clues = field(default=_NO_CLUES, eq=False)

    # As in `Entity`: type checkers would conclude that every key and name exists.
    if not TYPE_CHECKING:
        __iter__ = None

        def __getitem__(self, key: object) -> Any:
            raise TypeError("PagedObject has no keys: use the attributes of its .value")

        def __getattr__(self, name: str) -> Any:
            text = f"'PagedObject' object has no attribute {name!r}"
            # Copies and pickles look for names before there is a value.
            is_ready = name != "value" and not name.startswith("_")
            if is_ready and hasattr(self.value, name):
                text += f": use .value.{name}"
            raise AttributeError(text, name=name, obj=self)

    def __repr__(self) -> str:
        about = ", ".join([repr(self.value), *_neighbours(self)])
        return f"<PagedObject {about}>"

    def to_json(self) -> dict[str, object]:
        """Convert it to what ``json.dumps`` takes: see `Request.to_json`."""
        from ._persistence import to_json

        return to_json(self)

    @staticmethod
    def from_json(
        value: object, *, entities: Iterable[type] = (), allow_files: bool = False
    ) -> PagedObject[Any]:
        """Read what `to_json` returned: see `Request.from_json`."""
        from ._persistence import from_json

        found: PagedObject[Any] = from_json(
            PagedObject, value, entities, allow_files=allow_files
        )
        return found


def _neighbours(page: Page[Any] | PagedObject[Any]) -> list[str]:
    """Tell in words which requests and rejected items come with a page."""
    about = [name for name in ("next", "previous") if getattr(page, name) is not None]
    words = [f"with {' and '.join(about)}"] if about else []
    if page.next is None and not page.end_is_proven:
        words.append("end not proven")
    return words + ([f"{len(page.rejected)} rejected"] if page.rejected else [])


def clues_of(page: Page[Any] | PagedObject[Any]) -> Clues:
    """Return the clues of a page, which are not public."""
    return page._clues  # pyright: ignore[reportPrivateUsage]


def without_neighbours(page: P) -> P:
    """Make the same page without requests for others."""
    changed: Any = evolve(page, next=None, previous=None, clues=_NO_CLUES)
    return cast(P, changed)
