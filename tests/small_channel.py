"""Channels of the small transport, blocking and on trio, for mutants to break."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from select import select
from typing import Any

import h11
import trio

from mastodon_core import NetworkError, NetworkTimeout
from mastodon_core.transport import (
    AsyncChannel,
    Channel,
    EndlessBody,
    HttpResponse,
    network_error,
    timeout_words,
)

FAILURES = (OSError, h11.ProtocolError, trio.BrokenResourceError)


class SocketWaker:
    """Wakes a thread that waits for a socket."""

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)

    def wake(self) -> None:
        with suppress(OSError):
            self._writer.send(b"x")

    def take(self) -> bool:
        """Whether it was woken since the last time."""
        try:
            return bool(self.reader.recv(1000))
        except BlockingIOError:
            return False

    def close(self) -> None:
        self.reader.close()
        self._writer.close()


class TrioWaker:
    """Wakes a task of trio."""

    def __init__(self) -> None:
        self._token = trio.lowlevel.current_trio_token()
        self._is_woken = False
        self.scope: Any = None

    def wake(self) -> None:
        self._is_woken = True
        self._token.run_sync_soon(self._cancel)

    def _cancel(self) -> None:
        if self._is_woken and self.scope is not None:
            self.scope.cancel()

    def take(self) -> bool:
        was_woken, self._is_woken = self._is_woken, False
        return was_woken

    def close(self) -> None:
        pass


class ChannelOnSocket(Channel):
    def __init__(self, flow: Flow) -> None:
        self._flow, self.response = flow, flow.response
        self._lock = threading.RLock()
        self._is_used = False

    def receive(self, seconds: float | None) -> bytes | None:
        from small_transport import run

        with self._lock:
            self._is_used = True
        try:
            return run(self._flow.receive(seconds))
        finally:
            with self._lock:
                self._is_used = False
                if self._flow.is_closed:
                    self._flow.release()

    def send(self, data: bytes) -> None:
        from small_transport import run

        run(self._flow.send(data))

    def wake(self) -> None:
        self._flow.wake()

    def close(self) -> None:
        with self._lock:
            self._flow.is_closed = True
            if self._is_used:
                self._flow.interrupt()
            else:
                self._flow.release()


class ChannelOnTrio(AsyncChannel):
    def __init__(self, flow: Flow) -> None:
        self._flow, self.response = flow, flow.response

    async def receive(self, seconds: float | None) -> bytes | None:
        return await self._flow.receive(seconds)

    async def send(self, data: bytes) -> None:
        await self._flow.send(data)

    def wake(self) -> None:
        self._flow.wake()

    def close(self) -> None:
        self._flow.is_closed = True
        self._flow.interrupt()
        self._flow.release()


class Flow:
    """What both channels have in common, and what mutants override."""

    def __init__(self, client: Any, connection: Any, response: HttpResponse) -> None:
        self.client, self.io, self.timeouts = client, client.io, client.timeouts
        self.connection, self.response = connection, response
        self.is_closed = self.is_at_end = connection is None
        self.is_switched = response.status == 101
        self.body = EndlessBody(
            None if self.is_switched else response.headers.get("content-encoding")
        )
        self.waker = self.io.waker()
        self.pieces: Iterator[bytes] = iter(())
        if connection is not None:
            self.begin()

    def begin(self) -> None:
        """Take what has come with the head."""
        if self.is_switched:
            self.pieces = iter((self.connection.h11.trailing_data[0],))
        else:
            self.pieces = self.body.receive(self.content())

    def content(self) -> bytes:
        """Return what has arrived of the body."""
        data = b""
        try:
            while isinstance(event := self.connection.h11.next_event(), h11.Data):
                data += event.data
        except h11.RemoteProtocolError:
            if not self.is_cut():
                raise
            self.is_at_end = True
        else:
            self.is_at_end = isinstance(event, h11.EndOfMessage)
        return data

    def is_cut(self) -> bool:
        closed: bool = self.connection.h11.trailing_data[1]
        return closed

    def take(self, data: bytes) -> None:
        """Take what has arrived, or the end of the connection."""
        if self.is_switched:
            self.is_at_end = not data
            self.pieces = iter((data,))
        else:
            self.connection.h11.receive_data(data)
            self.pieces = self.body.receive(self.content())

    async def receive(self, seconds: float | None) -> bytes | None:
        try:
            return await self.next_piece(seconds)
        except FAILURES as error:
            if self.is_closed:
                return b""
            failure = self.failure(error)
        except trio.ClosedResourceError:
            return b""
        raise failure

    async def next_piece(self, seconds: float | None) -> bytes | None:
        end = float("inf") if seconds is None else self.io.now() + seconds
        while True:
            if self.is_closed:
                return b""
            if self.is_woken():
                return None
            if piece := next(self.pieces, b""):
                return piece
            if self.is_at_end:
                return b""
            left = max(end - self.io.now(), 0.0)
            if (data := await self.read(left)) is not None:
                self.take(data)
            elif not self.is_closed:
                self.is_woken()
                return None

    def is_woken(self) -> bool:
        """Whether it was woken since the last time."""
        woken: bool = self.waker.take()
        return woken

    async def read(self, seconds: float) -> bytes | None:
        data: bytes | None = await self.io.receive_or_wake(
            self.connection.stream, self.waker, seconds
        )
        return data

    def failure(self, error: Exception) -> Exception:
        return network_error(error)

    async def send(self, data: bytes) -> None:
        if self.is_closed:
            raise NetworkError("the connection is closed", sent=False)
        failure: Exception
        try:
            await self.write(data, self.timeouts.write)
            return
        except TimeoutError:
            failure = NetworkTimeout(timeout_words(self.timeouts, "write"))
        except trio.ClosedResourceError:
            failure = NetworkError("the connection is closed")
        except FAILURES as error:
            failure = self.failure(error)
        raise failure

    async def write(self, data: bytes, seconds: float | None) -> None:
        await self.io.send(self.connection.stream, data, seconds)

    def wake(self) -> None:
        self.waker.wake()

    def interrupt(self) -> None:
        """End a `receive` that waits, as the channel is closed."""
        self.waker.wake()

    def release(self) -> None:
        self.waker.close()
        if self.connection is not None:
            self.io.close_now(self.connection.stream)


async def receive_or_wake_socket(
    stream: Any, waker: SocketWaker, seconds: float
) -> bytes | None:
    """Receive; return None if the time is over before, or the waker was woken."""
    stream.settimeout(0.0)
    is_late = False
    while True:
        try:
            data: bytes = stream.recv(65536)
            return data
        except (BlockingIOError, ssl.SSLWantReadError):
            if is_late:
                return None
        except ssl.SSLEOFError as error:
            # A reset has no reason.
            if not error.reason:
                raise
            return b""
        limit = None if seconds == float("inf") else seconds
        ready, _, _ = select([stream, waker.reader], [], [], limit)
        if waker.reader in ready:
            return None
        is_late = not ready


async def receive_or_wake_trio(
    stream: Any, waker: TrioWaker, seconds: float
) -> bytes | None:
    """Receive; return None if the time is over before, or the waker was woken."""
    # Without any time, trio would not even look.
    with trio.move_on_after(max(seconds, 0.001)) as waker.scope:
        try:
            return bytes(await stream.receive_some(65536))
        except trio.BrokenResourceError as error:
            if not isinstance(error.__cause__, ssl.SSLEOFError):
                raise
            return b""
    return None
