"""A connection whose response does not end, for streams of the async clients.

1. The engine opens the connection, sends the message and reads the head. Until then,
   closing the channel ends what the engine awaits.
2. `NetworkChannel.begin` takes the head, with what arrived behind it.
3. `receive` hands out what is here already. If that is nothing, it reads what has
   arrived, which takes no time; then it waits for more. All that was read stays in the
   channel until it is handed out, so a wait can be cancelled.
4. The end is one of: the end of the response, or of the connection, in the middle of a
   chunk too; `close`; a failure, which each later `receive` raises again.

The channel reads nothing ahead, and an event loop at most 512 KiB. So a server that
sends more than its client reads has to wait.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

from attrs import evolve

from mastodon_core import NetworkError, Timeouts
from mastodon_core.transport import (
    AsyncChannel,
    EndlessBody,
    HttpRequest,
    HttpResponse,
    cause_without_secrets,
    network_error,
)

from ._connector import Link
from ._events import Data, End, Event, Failed
from ._network import Network

# Over TLS, many servers end a connection without a close_notify.
_ENDS = (EOFError, ssl.SSLEOFError)
_CLOSED = "the connection is closed"


class NetworkChannel(AsyncChannel):
    """The channel of one connection, which nothing else uses.

    Args:
        message: The request, whose secrets no error may quote.
        on_close: Called once, when the connection is closed.
    """

    def __init__(
        self,
        link: Link,
        network: Network,
        message: HttpRequest,
        timeouts: Timeouts,
        on_close: Callable[[NetworkChannel], object],
    ) -> None:
        self._link = link
        self._network = network
        self._message = message
        self._timeouts = evolve(timeouts, total=None)
        self._on_close = on_close
        self._interrupt = network.interrupt()
        self._body = EndlessBody(None)
        # The next piece to hand out, and those after it.
        self._piece = b""
        self._pieces: Iterator[bytes] = iter(())
        self._is_at_end = False
        self._failure: Exception | None = None
        self._has_begun_to_send = False
        self._is_to_be_closed = False

    def begin(self, response: HttpResponse, events: list[Event]) -> None:
        """Hand out the body of a response from now on.

        Args:
            events: Those after its head, as far as they are here.

        Raises:
            DecodeError: the body has an unknown content encoding.
        """
        self.response = response
        if response.status != 101:
            self._body = EndlessBody(response.headers.get("content-encoding"))
        self._take(events)

    async def receive(self, seconds: float | None) -> bytes | None:
        try:
            return await self._receive(seconds)
        except BaseException as error:
            self._network.forget(error)
            raise

    async def send(self, data: bytes) -> None:
        try:
            await self._send(data)
        except BaseException as error:
            # This frame still runs, so it is not cleared with the others.
            del data
            self._network.forget(error)
            raise

    def wake(self) -> None:
        self._interrupt.wake()

    def close(self) -> None:
        if not self._link.is_closed:
            # This ends a wait for the connection in another task.
            self._link.close()
            self._on_close(self)

    def close_soon(self) -> None:
        """Have the task close it that receives, from any thread."""
        self._is_to_be_closed = True
        self.wake()

    async def _receive(self, seconds: float | None) -> bytes | None:
        is_woken = self._interrupt.take()
        self._close_if_asked()
        if not (is_woken or self._link.is_closed):
            try:
                await self._fill(seconds)
            except self._network.failures as error:
                self._end(error)
            self._close_if_asked()
        if self._link.is_closed:
            return b""
        if is_woken or not self._is_ready():
            self._interrupt.take()
            return None
        piece, self._piece = self._piece, b""
        if not piece and self._failure is not None:
            raise self._network_error(self._failure)
        return piece

    async def _fill(self, seconds: float | None) -> None:
        """Read until there is something to hand out, or the time is over."""
        stream = self._link.stream
        while not self._is_ready() and not await stream.is_silent():
            self._take(self._link.http.receive(await stream.receive()))
        if self._is_ready():
            return
        if seconds is None or seconds > 0:
            await self._interrupt.wait_for(self._read, seconds)
        else:
            # Or a loop that looks again and again would let no other task run.
            await self._network.sleep(0)

    async def _read(self) -> None:
        while not self._is_ready():
            self._take(self._link.http.receive(await self._link.stream.receive()))

    def _is_ready(self) -> bool:
        """Tell whether `receive` has something to return, if only the end."""
        if not self._piece:
            self._piece = next(self._pieces, b"")
        return bool(self._piece) or self._is_at_end or self._link.is_closed

    def _take(self, events: list[Event]) -> None:
        self._pieces = self._body.receive(
            b"".join([event.data for event in events if isinstance(event, Data)])
        )
        if events and isinstance(events[-1], End):
            self._is_at_end = True
        elif events and isinstance(events[-1], Failed):
            self._end(events[-1].error)

    def _end(self, error: Exception) -> None:
        self._is_at_end = True
        if not isinstance(error, _ENDS):
            self._failure = error

    async def _send(self, data: bytes) -> None:
        if self._link.is_closed:
            raise NetworkError(_CLOSED, sent=False)
        if self._has_begun_to_send:
            raise NetworkError("the data before was not sent to its end; close this")
        self._has_begun_to_send = True
        try:
            with self._network.deadline(self._timeouts) as deadline:
                deadline.begin("write")
                deadline.sent = True
                await self._link.stream.send(data)
        except self._network.failures as error:
            failure = self._network_error(error)
        else:
            self._has_begun_to_send = False
            return
        # Not inside of the handler, where Python would keep the error as its context.
        raise failure

    def _close_if_asked(self) -> None:
        if self._is_to_be_closed:
            self.close()

    def _network_error(self, error: Exception) -> NetworkError:
        if self._link.is_closed:
            return NetworkError(_CLOSED)
        failure = network_error(error)
        failure.__cause__ = cause_without_secrets(error, self._message)
        return failure
