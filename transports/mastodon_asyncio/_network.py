"""The engine's network on asyncio, also under uvloop."""

from __future__ import annotations

import asyncio
import select
import socket
import threading
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from contextvars import copy_context
from math import inf, nan
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import aiohappyeyeballs
import h11
from mastodon_h11 import PIECE, Deadline, Interrupt, Network, Stream, Waiter

from mastodon_core import Timeouts
from mastodon_core.values import Hidden

T = TypeVar("T")

# Seconds until the next address is tried too; RFC 8305, 5.
_NEXT_ADDRESS = 0.25
# So many bytes may arrive before they are read; then we stop reading.
_FULL = 256 * 1024


class AsyncioNetwork(Network):
    name = "mastodon_asyncio"
    failures = (OSError, EOFError, h11.ProtocolError)
    libraries = ("asyncio", "aiohappyeyeballs", "uvloop")

    def run(self) -> object:
        try:
            return asyncio.get_running_loop()
        except RuntimeError:
            raise RuntimeError(
                "a client of mastodon_asyncio must be used inside asyncio.run();"
                " in trio, use mastodon_trio"
            ) from None

    def is_over(self, run: Any) -> bool:
        return bool(run.is_closed())

    async def at_end(self, function: Callable[[], None]) -> object:
        # asyncio closes asynchronous generators before it closes the loop.
        async def until_end() -> AsyncGenerator[None]:
            try:
                yield
            finally:
                function()

        generator = until_end()
        await anext(generator)
        return generator

    def now(self) -> float:
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            # Then `rate_limit_status` relies on the time of day alone.
            return nan

    def deadline(self, timeouts: Timeouts) -> Deadline:
        return _TaskDeadline(timeouts)

    def waiter(self) -> Waiter:
        return _FutureWaiter()

    def interrupt(self) -> Interrupt:
        return _TaskInterrupt()

    async def connect(self, host: str, port: int) -> Stream:
        loop = asyncio.get_running_loop()
        addresses = await self._look_up(host, port)
        # The annotations of this library are not complete.
        racing = cast(Any, aiohappyeyeballs)
        opened: socket.socket = await racing.start_connection(
            addresses, happy_eyeballs_delay=_NEXT_ADDRESS, interleave=1
        )
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _, stream = await loop.create_connection(
                lambda: _ProtocolStream(opened), sock=opened
            )
        except BaseException:
            opened.close()
            raise
        return stream

    async def resolve(self, host: str, port: int) -> str:
        return str((await self._look_up(host, port))[0][4][0])

    async def _look_up(self, host: str, port: int) -> list[Any]:
        loop = asyncio.get_running_loop()
        return await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def in_thread(self, function: Callable[[], T]) -> T:
        begun, context = threading.Lock(), copy_context()

        def work() -> Hidden[T]:
            if not begun.acquire(blocking=False):
                raise asyncio.CancelledError
            # The repr of a future, and so that of a task, shows its result.
            return Hidden(context.run(function))

        loop = asyncio.get_running_loop()
        working = loop.run_in_executor(None, work)
        cancelled: asyncio.CancelledError | None = None
        while not working.done():
            try:
                await asyncio.wait((working,))
            except asyncio.CancelledError as error:
                cancelled = error
                if begun.acquire(blocking=False):
                    # It waits for a thread. Now it will not begin.
                    working.cancel()
        if cancelled is None:
            return working.result().reveal()
        # The file that the thread used is closed after a cancellation: it had to end.
        if not working.cancelled():
            # Else asyncio would log an exception that was never retrieved.
            working.exception()
        raise cancelled


class _ProtocolStream(asyncio.BufferedProtocol, Stream):
    """A transport of asyncio, read and written by one task at a time."""

    def __init__(self, opened: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = opened
        self._transport: asyncio.Transport
        self._buffer = memoryview(bytearray(PIECE))
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._is_at_end = False
        self._is_full = False
        self._is_paused = False
        self._error: Exception | None = None
        self._poll = select.poll()
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None

    async def receive(self) -> bytes:
        if not self._pieces and not self._is_at_end:
            self._reader = self._loop.create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        if not self._pieces:
            if self._error is not None:
                raise self._error
            return b""
        piece = self._pieces.popleft()
        self._size -= len(piece)
        if self._is_full and self._size < _FULL:
            self._is_full = False
            self._transport.resume_reading()
        return piece

    async def send(self, data: bytes) -> None:
        self._check_writable()
        self._transport.write(data)
        await self._drain()

    async def send_unless_heard(self, data: bytes) -> bytes:
        if self.is_readable():
            return data
        self._check_writable()
        # The transport takes all or nothing.
        self._transport.write(data)
        while self._is_paused and not self._is_at_end and not self._pieces:
            self._reader = self._writer = self._loop.create_future()
            try:
                await self._reader
            finally:
                self._reader = self._writer = None
        return b""

    @property
    def has_unsent(self) -> bool:
        return self._is_paused

    def is_readable(self) -> bool:
        if self._pieces or self._is_at_end:
            return True
        # The loop may not have looked at the socket since the server closed it.
        return bool(self._poll.poll(0))

    def close(self) -> None:
        if self._loop.is_closed():
            self._socket.close()
        else:
            self._transport.abort()

    async def _drain(self) -> None:
        while self._is_paused:
            self._writer = self._loop.create_future()
            try:
                await self._writer
            finally:
                self._writer = None
            self._check_writable()

    def _check_writable(self) -> None:
        if self._error is not None:
            raise self._error
        if self._transport.is_closing():
            raise BrokenPipeError("the connection is closed")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._poll.register(self._socket, select.POLLIN)
        # So that sending waits until the system has taken everything.
        self._transport.set_write_buffer_limits(high=0)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._pieces.append(bytes(self._buffer[:nbytes]))
        self._size += nbytes
        if self._size >= _FULL and not self._is_full:
            self._is_full = True
            self._transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        self._is_at_end = True
        _wake(self._reader)
        # The rest of the request may still be welcome.
        return True

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False
        _wake(self._writer)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_at_end = True
        self._is_paused = False
        self._error = exc
        _wake(self._reader)
        _wake(self._writer)


class _FutureWaiter(Waiter):
    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        # The task may run in the event loop of another thread, or not any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float | None = None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()


class _TaskInterrupt(Interrupt):
    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._timeout: asyncio.Timeout | None = None

    async def wait_for(
        self, function: Callable[[], Awaitable[None]], seconds: float | None
    ) -> None:
        self._timeout = timeout = asyncio.timeout(seconds)
        try:
            async with timeout:
                await function()
        except TimeoutError:
            # The system raises it too, for a connection.
            if not timeout.expired():
                raise
        finally:
            self._timeout = None

    def _end_soon(self) -> None:
        # The event loop may be that of another thread, or over.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        timeout = self._timeout
        if self._is_woken and timeout is not None and not timeout.expired():
            timeout.reschedule(self._loop.time())


class _TaskDeadline(Deadline):
    """Cancels the task as `asyncio.timeout` does."""

    def __init__(self, timeouts: Timeouts) -> None:
        super().__init__(timeouts)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    def _now(self) -> float:
        return self._loop.time()

    def _cancel_at(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if when == inf else self._loop.call_at(when, self._ring)

    def _ring(self) -> None:
        self._is_over = True
        self._task.cancel()

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._cancelling = task.cancelling()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if (
            self._is_over
            and self._task.uncancel() <= self._cancelling
            and kind is asyncio.CancelledError
        ):
            raise self.timeout() from None


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
