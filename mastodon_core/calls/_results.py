"""Pages: items of a collection, and the requests for the pages around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from attrs import frozen

if TYPE_CHECKING:
    from ..decoding import Rejected
    from ._request import Request

T_co = TypeVar("T_co", covariant=True)


@frozen(repr=False)
class Page(Sequence[T_co]):
    """Some items of a collection, and the requests for the pages around them.

    It is a `Sequence` of its items. Send ``next`` or ``previous``, or pass the page to
    `fetch_next` or `fetch_previous`, to get its neighbours.
    """

    items: tuple[T_co, ...]
    next: Request[Page[T_co]] | None = None
    """The request for older items; None at the end."""
    previous: Request[Page[T_co]] | None = None
    """The request for newer items; None if the server names no such page."""
    rejected: tuple[Rejected, ...] = ()
    """Items that did not fit and are left out."""

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
        value: object, *, own_entities: Iterable[type] = (), allow_files: bool = False
    ) -> Page[Any]:
        """Read what `to_json` returned: see `Request.from_json`."""
        from ._persistence import from_json

        found: Page[Any] = from_json(Page, value, own_entities, allow_files=allow_files)
        return found


@frozen(repr=False)
class PagedObject(Generic[T_co]):
    """An object whose arrays are paginated, and the requests for its neighbours."""

    value: T_co
    next: Request[PagedObject[T_co]] | None = None
    """The request for older items; None at the end."""
    previous: Request[PagedObject[T_co]] | None = None
    """The request for newer items; None if the server names no such page."""
    rejected: tuple[Rejected, ...] = ()
    """Items that did not fit and are left out."""

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
        value: object, *, own_entities: Iterable[type] = (), allow_files: bool = False
    ) -> PagedObject[Any]:
        """Read what `to_json` returned: see `Request.from_json`."""
        from ._persistence import from_json

        found: PagedObject[Any] = from_json(
            PagedObject, value, own_entities, allow_files=allow_files
        )
        return found


def _neighbours(page: Page[Any] | PagedObject[Any]) -> list[str]:
    """Tell in words which requests and rejected items come with a page."""
    about = [name for name in ("next", "previous") if getattr(page, name) is not None]
    words = [f"with {' and '.join(about)}"] if about else []
    return words + ([f"{len(page.rejected)} rejected"] if page.rejected else [])
