"""The blocking client, without its I/O."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from ..calls import Call, Direction, Page, PagedObject, Request
from ..http import HttpRequest, HttpResponse
from ..session import WireStep, drive
from ._base import Client
from ._bound import BoundMethod, ClassMethod
from ._channels import Channel
from ._paging import (
    check_first,
    check_limit,
    check_page,
    explained,
    fetch_neighbour,
    first_page,
    items_of,
    raw_request,
)

if TYPE_CHECKING:
    from ..calls import Raw

T = TypeVar("T")


class BlockingClient(Client):
    """A client whose calls return their results.

    A subclass can be made without arguments, and performs the steps.
    """

    _bound_method = BoundMethod
    _class_method = ClassMethod

    @abstractmethod
    def perform(self, step: WireStep) -> HttpResponse | str | None:
        """Carry out one step: send a message, wait, read or write a file.

        Returns:
            The response, the text of the file, or None.

        Raises:
            NetworkError: there is no response.
            OSError: the file cannot be read or written.
        """

    def open_channel(self, message: HttpRequest) -> Channel:
        """Send a message whose response does not end: a stream, or a WebSocket.

        The transport sends an ``accept-encoding`` of the message in place of its own.
        If there is an ``upgrade`` header, the response may have status 101. The read
        and total timeouts end with the head of the response.

        Raises:
            NetworkError: there is no response.
            NotImplementedError: this transport does not stream.
        """
        raise NotImplementedError(f"{type(self).__name__} does not stream")

    def send(self, call: Call[T]) -> T:
        """Send a request, or carry out a flow, and return its result.

        Raises:
            ClientClosed: this client was closed.
        """
        return drive(self._begin(call), self.perform)

    def send_raw(self, request: Request[T]) -> Raw[T]:
        """Send a request and return its result together with the response."""
        return self.send(raw_request(request))

    @overload
    def pages(self, start: Page[T] | Request[Page[T]]) -> Iterator[Page[T]]: ...
    @overload
    def pages(
        self, start: PagedObject[T] | Request[PagedObject[T]]
    ) -> Iterator[PagedObject[T]]: ...
    def pages(
        self, start: Page[Any] | PagedObject[Any] | Request[Any]
    ) -> Iterator[Any]:
        """Iterate over a collection page by page, in the order of its first page.

        Items that a server repeats are left out. Ask the last page whether it is the
        end: `Page.end_is_proven`.
        """
        page: Any = self.send(start) if isinstance(start, Request) else start
        page = first_page(page)
        while page is not None:
            yield page
            page = self._fetch(page, "next")

    def items(
        self, start: Page[T] | Request[Page[T]], *, limit: int | None = None
    ) -> Iterator[T]:
        """Iterate over the items of a collection, at most ``limit`` of them."""
        check_limit(limit)
        pages = self.pages(start)
        return islice((item for page in pages for item in items_of(page)), limit)

    @overload
    def fetch_next(self, page: Page[T]) -> Page[T] | None: ...
    @overload
    def fetch_next(self, page: PagedObject[T]) -> PagedObject[T] | None: ...
    @explained
    def fetch_next(self, page: Any) -> Any:
        """Get the page of older items, without repetitions; None if there is none."""
        check_page(page)
        return self._fetch(page, "next")

    @overload
    def fetch_previous(self, page: Page[T]) -> Page[T] | None: ...
    @overload
    def fetch_previous(self, page: PagedObject[T]) -> PagedObject[T] | None: ...
    @explained
    def fetch_previous(self, page: Any) -> Any:
        """Get the page of newer items, without repetitions; None if there is none."""
        check_page(page)
        return self._fetch(page, "previous")

    def _fetch(self, page: Any, direction: Direction) -> Any:
        # Without a neighbour there is nothing to send, so the client may be closed.
        if getattr(page, direction) is None:
            return None
        return self.send(fetch_neighbour(page, direction))

    @explained
    def fetch_remaining(self, first: Page[T]) -> list[T]:
        """Get the items of this page and of all later pages, which may be many."""
        check_first(first)
        return list(self.items(first))

    def close(self) -> None:
        """Close the connections. A closed client sends no further requests."""
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
