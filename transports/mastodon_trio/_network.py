"""The engine's network on trio."""

from __future__ import annotations

import select
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from math import inf, nan
from types import TracebackType
from typing import Any, Self, TypeVar

import h11
import trio
from mastodon_h11 import PIECE, Deadline, Interrupt, Network, Stream, Waiter

from mastodon_core import Timeouts

T = TypeVar("T")


class TrioNetwork(Network):
    name = "mastodon_trio"
    failures = (
        OSError,
        EOFError,
        h11.ProtocolError,
        trio.BrokenResourceError,
        trio.ClosedResourceError,
    )
    libraries = ("outcome", "trio")

    def run(self) -> object:
        if not trio.lowlevel.in_trio_run():
            raise RuntimeError(
                "a client of mastodon_trio must be used inside trio.run();"
                " in asyncio, use mastodon_asyncio"
            )
        return trio.lowlevel.current_trio_token()

    def is_over(self, run: Any) -> bool:
        try:
            run.run_sync_soon(_do_nothing, idempotent=True)
        except trio.RunFinishedError:
            return True
        return False

    async def at_end(self, function: Callable[[], None]) -> object:
        # Sockets of trio can be closed at any time.
        return None

    def now(self) -> float:
        # Outside of `trio.run`, `rate_limit_status` relies on the time of day alone.
        return trio.current_time() if trio.lowlevel.in_trio_run() else nan

    def deadline(self, timeouts: Timeouts) -> Deadline:
        return _ScopeDeadline(timeouts)

    def waiter(self) -> Waiter:
        return _EventWaiter()

    def interrupt(self) -> Interrupt:
        return _ScopeInterrupt()

    async def connect(self, host: str, port: int) -> Stream:
        # It tries the addresses in the order of RFC 8305, "happy eyeballs".
        stream = await trio.open_tcp_stream(host, port)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _SocketStream(stream.socket)

    async def resolve(self, host: str, port: int) -> str:
        found = await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return str(found[0][4][0])

    async def sleep(self, seconds: float) -> None:
        await trio.sleep(seconds)

    async def in_thread(self, function: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(function)


def _do_nothing() -> None: ...


class _SocketStream(Stream):
    """A socket; `trio.SocketStream` would take locks that one task does not need."""

    def __init__(self, socket: trio.socket.SocketType) -> None:
        self._socket = socket
        self._buffer = memoryview(bytearray(PIECE))
        self._poll = select.poll()
        self._poll.register(socket, select.POLLIN | select.POLLOUT)

    async def receive(self) -> bytes:
        # Receiving into new memory would take a call, and a wait, for each 64 KiB: more
        # comes from the system each time.
        size = await self._socket.recv_into(self._buffer)
        return bytes(self._buffer[:size])

    async def send(self, data: bytes) -> None:
        sent = await self._socket.send(data)
        if sent < len(data):
            with memoryview(data) as left:
                while sent < len(data):
                    sent += await self._socket.send(left[sent:])

    async def send_unless_heard(self, data: bytes) -> bytes:
        while data and not self.is_readable():
            if self._events() & select.POLLOUT:
                data = data[await self._socket.send(data) :]
            else:
                await self._wait()
        return data

    async def _wait(self) -> None:
        """Wait until the socket is readable or writable."""

        async def until(wait: Callable[[trio.socket.SocketType], Any]) -> None:
            await wait(self._socket)
            nursery.cancel_scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(until, trio.lowlevel.wait_readable)
            nursery.start_soon(until, trio.lowlevel.wait_writable)

    def is_readable(self) -> bool:
        return self._events() & ~select.POLLOUT != 0

    def _events(self) -> int:
        """Tell what could be done at once; closed counts as readable."""
        found = self._poll.poll(0)
        return found[0][1] if found else 0

    def close(self) -> None:
        self._socket.close()


class _EventWaiter(Waiter):
    def __init__(self) -> None:
        self._event = trio.Event()
        self._token = trio.lowlevel.current_trio_token()

    def wake(self) -> None:
        # The task may be in the run of another thread, or not any more.
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(self._event.set)

    async def wait(self, seconds: float | None = None) -> None:
        with trio.CancelScope(deadline=_in(seconds)):
            await self._event.wait()


class _ScopeInterrupt(Interrupt):
    def __init__(self) -> None:
        super().__init__()
        self._scope: trio.CancelScope | None = None
        self._token = trio.lowlevel.current_trio_token()

    async def wait_for(
        self, function: Callable[[], Awaitable[None]], seconds: float | None
    ) -> None:
        with trio.CancelScope(deadline=_in(seconds)) as self._scope:
            await function()

    def _end_soon(self) -> None:
        # The run may be that of another thread, or over.
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(self._end)

    def _end(self) -> None:
        if self._is_woken and self._scope is not None:
            # It does nothing to a scope that has been left.
            self._scope.cancel()


def _in(seconds: float | None) -> float:
    """Return the time of the clock after so many seconds; None for never."""
    return inf if seconds is None else trio.current_time() + seconds


class _ScopeDeadline(Deadline):
    def __init__(self, timeouts: Timeouts) -> None:
        super().__init__(timeouts)
        self._scope = trio.CancelScope()

    def _now(self) -> float:
        return trio.current_time()

    def _cancel_at(self, when: float) -> None:
        self._scope.deadline = when

    def __enter__(self) -> Self:
        self._scope.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # The scope catches its own cancellation only.
        self._scope.__exit__(kind, error, traceback)
        if self._scope.cancelled_caught:
            raise self.timeout() from None
