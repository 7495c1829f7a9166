"""One connection: a request goes out, its response comes in, on h11.

States of a connection: fresh, or idle after a whole exchange, when it can carry the
next one; busy; and spoilt, after anything went otherwise, when it can only be closed.
h11 knows which: `can_be_reused`.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import h11
import trio

from mastodon_core.transport import (
    ACCEPT_ENCODING,
    BodyCollector,
    BodyReader,
    HttpRequest,
    HttpResponse,
    header_map,
)

from ._deadline import Deadline

# Mastodon's heads are 2 to 4 KiB; content security policies may double that.
_LONGEST_HEAD = 128 * 1024
# Larger reads are slower: their memory is asked of the system each time.
_PIECE = 64 * 1024

Socket = trio.SocketStream | trio.SSLStream[trio.SocketStream]


class Connection:
    """A connection to one origin."""

    def __init__(self, stream: Socket) -> None:
        self._stream = stream
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self.idle_since: float = 0.0

    @property
    def can_be_reused(self) -> bool:
        return (self._h11.our_state, self._h11.their_state) == (h11.IDLE, h11.IDLE)

    def is_stale(self) -> bool:
        """Whether the server closed it, or said what nobody asked for."""
        socket = self._stream
        if isinstance(socket, trio.SSLStream):
            socket = socket.transport_stream
        return socket.socket.is_readable()

    async def exchange(
        self,
        message: HttpRequest,
        body: bytes | BodyReader,
        deadline: Deadline,
        largest: int,
    ) -> HttpResponse:
        """Send a message and read its response whole."""
        try:
            await self._send(message, body, deadline)
        except trio.BrokenResourceError:
            # A server may refuse an upload half-way, and close. It may have said why.
            self._h11.send_failed()
        response = await self._receive(message.method, deadline, largest)
        if self._h11.our_state is self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()
        return response

    async def aclose(self) -> None:
        """Close at once, without the courtesies of TLS."""
        await trio.aclose_forcefully(self._stream)

    async def _send(
        self, message: HttpRequest, body: bytes | BodyReader, deadline: Deadline
    ) -> None:
        url = urlsplit(message.url)
        headers = [
            ("host", url.netloc),
            *message.headers.items(),
            ("accept-encoding", ACCEPT_ENCODING),
        ]
        if len(body) or message.method not in {"GET", "HEAD"}:
            headers.append(("content-length", str(len(body))))
        target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
        head = h11.Request(method=message.method, target=target, headers=headers)
        data = self._h11.send(head) or b""
        if isinstance(body, bytes):
            # In one piece with its head: it costs one packet less, and one wait.
            if body:
                data += self._h11.send(h11.Data(data=body)) or b""
            await self._send_all(data, deadline)
        else:
            await self._send_all(data, deadline)
            pieces = iter(body)
            # A disk is slow: not on the event loop.
            while piece := await trio.to_thread.run_sync(next, pieces, b""):
                data = self._h11.send(h11.Data(data=piece)) or b""
                await self._send_all(data, deadline)
                body.sent(len(piece))
        self._h11.send(h11.EndOfMessage())

    async def _send_all(self, data: bytes, deadline: Deadline) -> None:
        # From here on, nobody knows what arrived.
        deadline.sent = True
        deadline.extend()
        await self._stream.send_all(data)

    async def _receive(
        self, method: str, deadline: Deadline, largest: int
    ) -> HttpResponse:
        status, collector = 0, BodyCollector()
        headers: dict[str, str] = {}
        while True:
            event = self._next_event()
            if event is h11.NEED_DATA:
                deadline.extend()
                self._h11.receive_data(bytes(await self._stream.receive_some(_PIECE)))
            elif isinstance(event, h11.Response):
                status = event.status_code
                headers = header_map(_decoded(event.headers))
                collector = BodyCollector.for_response(method, status, headers, largest)
            elif isinstance(event, h11.Data):
                collector.receive(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                body = collector.finish()
                return HttpResponse(status=status, headers=headers, body=body)
            elif not isinstance(event, h11.InformationalResponse):
                raise h11.RemoteProtocolError("no response to a request of HTTP")

    def _next_event(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        try:
            return self._h11.next_event()
        except h11.RemoteProtocolError as error:
            if self._h11.trailing_data[1]:
                raise EOFError("closed before the response was whole") from error
            raise


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("ascii"), value.decode("latin-1")) for name, value in headers]
