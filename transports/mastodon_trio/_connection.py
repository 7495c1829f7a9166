"""One HTTP/1.1 connection, driven by h11.

A connection is idle when it is new and after each complete exchange: then it can send
another request. It is busy during an exchange. After any failure it can only be closed.
`can_be_reused` derives this from the states of h11.
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
from mastodon_core.values import Hidden

from ._deadline import Deadline

# Bytes. Mastodon sends 2 to 4 KiB; content security policies can double that.
_MAX_HEAD = 128 * 1024
# Bytes. Larger reads are slower, as each one allocates memory from the system.
_PIECE = 64 * 1024

Socket = trio.SocketStream | trio.SSLStream[trio.SocketStream]


class Connection:
    """A connection to one origin."""

    def __init__(self, stream: Socket) -> None:
        self._stream = stream
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)
        self.idle_since: float = 0.0

    @property
    def can_be_reused(self) -> bool:
        """Whether h11 is ready for another request."""
        return (self._h11.our_state, self._h11.their_state) == (h11.IDLE, h11.IDLE)

    def is_stale(self) -> bool:
        """Whether the server closed it, or sent data without a request."""
        socket = self._stream
        if isinstance(socket, trio.SSLStream):
            socket = socket.transport_stream
        return socket.socket.is_readable()

    async def exchange(
        self,
        message: HttpRequest,
        upload: BodyReader | None,
        deadline: Deadline,
        largest: int,
    ) -> HttpResponse:
        """Send a request and read the whole response.

        Args:
            upload: The body in pieces, if it is multipart.
        """
        try:
            await self._send(message, upload, deadline)
        except trio.BrokenResourceError:
            # A server that rejects an upload may close the connection before the end of
            # it, after a response that says why.
            self._h11.send_failed()
        response = await self._receive(message.method, deadline, largest)
        if self._h11.our_state is self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()
        return response

    async def aclose(self) -> None:
        """Close at once, without a TLS shutdown."""
        await trio.aclose_forcefully(self._stream)

    async def _send(
        self, message: HttpRequest, upload: BodyReader | None, deadline: Deadline
    ) -> None:
        if upload is None:
            # Sent together with the head, which saves a packet and a delay.
            await self._send_all(self._whole(message), deadline)
        else:
            await self._send_all(Hidden(self._head(message, len(upload))), deadline)
            pieces = iter(upload)
            # In a thread, as reading a file can block.
            while piece := await trio.to_thread.run_sync(next, pieces, b""):
                await self._send_all(Hidden(self._data(piece)), deadline)
                upload.sent(len(piece))
        self._h11.send(h11.EndOfMessage())

    def _whole(self, message: HttpRequest) -> Hidden[bytes]:
        """Encode a request with a body of bytes."""
        body = message.body
        assert isinstance(body, bytes)
        return Hidden(self._head(message, len(body)) + self._data(body))

    def _head(self, message: HttpRequest, length: int) -> bytes:
        url = urlsplit(message.url)
        headers = [
            ("host", url.netloc),
            *message.headers.items(),
            ("accept-encoding", ACCEPT_ENCODING),
        ]
        if length or message.method not in {"GET", "HEAD"}:
            headers.append(("content-length", str(length)))
        target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
        head = h11.Request(method=message.method, target=target, headers=headers)
        return self._h11.send(head) or b""

    def _data(self, data: bytes) -> bytes:
        return (self._h11.send(h11.Data(data=data)) or b"") if data else b""

    async def _send_all(self, data: Hidden[bytes], deadline: Deadline) -> None:
        # From here on, the server may have received something.
        deadline.sent = True
        deadline.extend()
        await self._stream.send_all(data.reveal())

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
                headers = header_map(_decode_headers(event.headers))
                collector = BodyCollector.for_response(method, status, headers, largest)
            elif isinstance(event, h11.Data):
                collector.receive(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                body = collector.finish()
                return HttpResponse(status=status, headers=headers, body=body)
            elif not isinstance(event, h11.InformationalResponse):
                raise h11.RemoteProtocolError("the server sent no HTTP response")

    def _next_event(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        try:
            return self._h11.next_event()
        except h11.RemoteProtocolError as error:
            if self._h11.trailing_data[1]:
                raise EOFError("closed before the response was complete") from error
            raise


def _decode_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("ascii"), value.decode("latin-1")) for name, value in headers]
