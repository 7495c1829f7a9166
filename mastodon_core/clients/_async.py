"""The async client, without its I/O and without an event loop."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from ..calls import Call, Direction, Page, PagedObject, Request
from ..http import HttpRequest, HttpResponse
from ..session import WireStep, drive_async
from ._base import Client
from ._bound import AsyncBoundMethod, AsyncClassMethod
from ._channels import AsyncChannel
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


class AsyncClient(Client):
    """A client whose calls are awaited.

    A subclass can be made without arguments, and performs the steps.
    """

    _bound_method = AsyncBoundMethod
    _class_method = AsyncClassMethod

    @abstractmethod
    async def perform(self, step: WireStep) -> HttpResponse | str | None:
        """Carry out one step: send a message, wait, read or write a file.

        Returns:
            The response, the text of the file, or None.

        Raises:
            NetworkError: there is no response.
            OSError: the file cannot be read or written.
        """

    async def open_channel(self, message: HttpRequest) -> AsyncChannel:
        """Send a message whose response does not end: a stream, or a WebSocket.

        The transport sends an ``accept-encoding`` of the message in place of its own.
        If there is an ``upgrade`` header, the response may have status 101. The read
        and total timeouts end with the head of the response.

        Raises:
            ClientClosed: this client was closed, also while it waits for the response.
            DecodeError: the response has an unknown content encoding.
            NetworkError: there is no response.
            NotImplementedError: this transport does not stream.
        """
        raise NotImplementedError(f"{type(self).__name__} does not stream")

    async def send(self, call: Call[T]) -> T:
        """Send a request, or carry out a flow, and return its result.

        Raises:
            ClientClosed: this client was closed.
        """
        return await drive_async(self._begin(call), self.perform)

    async def send_raw(self, request: Request[T]) -> Raw[T]:
        """Send a request and return its result together with the response."""
        return await self.send(raw_request(request))

    @overload
    def pages(
        self, start: Page[T] | Request[Page[T]] | Awaitable[Page[T]]
    ) -> AsyncGenerator[Page[T], None]: ...
    @overload
    def pages(
        self,
        start: PagedObject[T] | Request[PagedObject[T]] | Awaitable[PagedObject[T]],
    ) -> AsyncGenerator[PagedObject[T], None]: ...
    async def pages(
        self, start: Page[Any] | PagedObject[Any] | Request[Any] | Awaitable[Any]
    ) -> AsyncGenerator[Any, None]:
        """Iterate over a collection page by page, in the order of its first page.

        Items that a server repeats are left out. Ask the last page whether it is the
        end: `Page.end_is_proven`.
        """
        page: Any = self.send(start) if isinstance(start, Request) else start
        if inspect.isawaitable(page):
            page = await page
        page = first_page(page)
        while page is not None:
            yield page
            page = await self._fetch(page, "next")

    async def items(
        self,
        start: Page[T] | Request[Page[T]] | Awaitable[Page[T]],
        *,
        limit: int | None = None,
    ) -> AsyncGenerator[T, None]:
        """Iterate over the items of a collection, at most ``limit`` of them."""
        check_limit(limit)
        if limit == 0:
            if inspect.iscoroutine(start):
                # Python warns about a coroutine that is never awaited.
                start.close()
            return
        left = limit
        # trio warns about an async generator that is left unfinished.
        async with aclosing(self.pages(start)) as pages:
            async for page in pages:
                for item in items_of(page)[:left]:
                    yield item
                left = None if left is None else left - min(left, len(page))
                if left == 0:
                    return

    @overload
    async def fetch_next(self, page: Page[T]) -> Page[T] | None: ...
    @overload
    async def fetch_next(self, page: PagedObject[T]) -> PagedObject[T] | None: ...
    @explained
    async def fetch_next(self, page: Any) -> Any:
        """Get the page of older items, without repetitions; None if there is none."""
        check_page(page)
        return await self._fetch(page, "next")

    @overload
    async def fetch_previous(self, page: Page[T]) -> Page[T] | None: ...
    @overload
    async def fetch_previous(self, page: PagedObject[T]) -> PagedObject[T] | None: ...
    @explained
    async def fetch_previous(self, page: Any) -> Any:
        """Get the page of newer items, without repetitions; None if there is none."""
        check_page(page)
        return await self._fetch(page, "previous")

    async def _fetch(self, page: Any, direction: Direction) -> Any:
        # Without a neighbour there is nothing to send, so the client may be closed.
        if getattr(page, direction) is None:
            return None
        return await self.send(fetch_neighbour(page, direction))

    @explained
    async def fetch_remaining(self, first: Page[T]) -> list[T]:
        """Get the items of this page and of all later pages, which may be many."""
        check_first(first)
        return [item async for item in self.items(first)]

    async def aclose(self) -> None:
        """Close the connections. A closed client sends no further requests."""
        self.closed = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()
