"""Read a response from a socket until its deadline, in place of http.client's parser.

http.client takes almost anything for HTTP. It knows no total time, and reports a
connection that ends inside the head as a whole response.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPMessage, HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING, Any

from ._exchange import Exchange
from ._framed import Counted, Framed
from ._heads import ChunkedDecoder, Head, RemoteProtocolError, parse_head

if TYPE_CHECKING:
    import urllib3

    from ._connections import CheckedConnection

# Bytes. Larger reads are slower, as each one allocates memory from the system.
PIECE = 64 * 1024
# Bytes. Mastodon sends 2 to 4 KiB; content security policies can double that.
_MAX_HEAD = 128 * 1024

_END = re.compile(rb"\n\r?\n")
_START = b"HTTP/1."


class Source:
    """The bytes that arrive on a connection in one exchange.

    Args:
        which: The timeout for each piece.
    """

    def __init__(self, sock: socket.socket, exchange: Exchange, which: Any) -> None:
        self.sock = sock
        self.exchange = exchange
        self._which = which
        self._interim = 0
        """How many bytes of interim responses there were."""
        self.rest: bytes = b""
        """The bytes that arrived and were not read yet."""
        self.is_odd = False
        """Whether the connection must not be used again."""

    def receive(self) -> bytes:
        """Receive some bytes; empty at the end of the connection.

        Raises:
            OSError: the connection broke.
            TimeoutError: nothing arrived in time.
        """
        exchange = self.exchange
        try:
            self.sock.settimeout(exchange.limit(self._which))
            data = self.sock.recv(PIECE)
        except OSError as error:
            exchange.failed(error)
            raise
        if data:
            exchange.answered = True
        else:
            exchange.ended = True
        return data

    def receive_early(self) -> bool:
        """Receive what arrives before the request is sent, without waiting.

        Returns:
            Whether sending the rest makes no sense: there is a final response, or the
            connection ended.
        """
        try:
            data = self.sock.recv(PIECE)
        except (BlockingIOError, ssl.SSLWantReadError):
            # No data, but a message of TLS itself.
            return False
        if not data:
            return True
        self.exchange.answered = True
        self.rest += data
        while match := _END.search(self.rest):
            head = parse_head(self.rest[: match.end()])
            if not self._is_interim(head, match.end()):
                return True
            self.rest = self.rest[match.end() :]
        return len(self.rest) > _MAX_HEAD

    def head(self) -> Head:
        """Read the head of the final response.

        Raises:
            IncompleteRead: the connection ended inside of it.
            OSError: the connection broke.
            RemoteDisconnected: the connection ended before it.
            RemoteProtocolError: it is not HTTP/1.1.
        """
        while True:
            data = self._head_bytes()
            head = parse_head(data)
            if not self._is_interim(head, len(data)):
                return head

    def _head_bytes(self) -> bytes:
        data = self.rest or self.receive()
        end = _END.search(data)
        if end is None:
            buffer, searched = bytearray(data), 0
            while end is None:
                if not buffer.startswith(_START[: len(buffer)]):
                    raise RemoteProtocolError("the response is not HTTP/1")
                if len(buffer) > _MAX_HEAD:
                    break
                if not (more := self.receive()):
                    self._raise_ended(buffer)
                buffer += more
                end = _END.search(buffer, searched)
                searched = max(0, len(buffer) - 2)
            data = bytes(buffer)
        if end is None or end.end() > _MAX_HEAD:
            raise RemoteProtocolError("the head of the response is too long")
        self.rest = data[end.end() :]
        return data[: end.end()]

    def _raise_ended(self, buffer: bytearray) -> None:
        if not buffer:
            raise RemoteDisconnected("the connection ended before the response")
        raise IncompleteRead(b"")

    def _is_interim(self, head: Head, size: int) -> bool:
        if head.status >= 200 or head.status == 101:
            return False
        self._interim += size
        if self._interim > _MAX_HEAD:
            raise RemoteProtocolError("the server does not come to a final response")
        # Nothing asked for any of the others.
        self.is_odd |= head.status != 103
        return True


class _Fields(HTTPMessage):
    """The header fields, for requests and urllib3."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in fields:
            self.set_raw(name, value)


class Response(HTTPResponse):
    """A response whose head and framing are checked; its body is not chunked any more.

    At its end, it gives the connection back or closes it.
    """

    def __init__(
        self, connection: CheckedConnection, source: Source, method: str
    ) -> None:
        # Not that of the base class, which would read through a buffer of its own.
        self.debuglevel = 0
        self.fp: Any = source
        """None after the end of the body."""
        self.owner: urllib3.BaseHTTPResponse | None = None
        """The response of urllib3 that holds the connection."""
        self.is_untouched: bool = True
        """Whether nothing of the body was read."""
        self.headers: Any = None
        self.head: Head | None = None
        self._connection: CheckedConnection | None = connection
        self._source = source
        self._method = method
        self._decoder: ChunkedDecoder | None = None
        self._ready = b""
        """Content that was read ahead."""

    def begin(self) -> None:
        """Read the head."""
        if self.head is not None:
            return
        self.head = head = self._source.head()
        if head.problem and not self._source.exchange.checks_heads:
            raise RemoteProtocolError(head.problem)
        self.version, self.status, self.reason = head.version, head.status, head.reason
        fields = head.fields
        if head.problem or head.chunked:
            # urllib3 would use it, or complain.
            fields = [each for each in fields if each[0].lower() != "content-length"]
        self.headers = self.msg = _Fields(fields)
        self.will_close = self.chunked = False
        if self._method == "HEAD" or head.status in {204, 304}:
            self.length = 0
        elif head.status == 101:
            # What follows is in another protocol, whatever the fields say.
            self.length = None
        elif head.chunked:
            self.length = None
            self._decoder = ChunkedDecoder()
        else:
            self.length = head.length

    def pieces(self) -> Iterator[bytes]:
        """Iterate over the pieces of the body as they arrive."""
        while piece := self.read1(PIECE):
            yield piece

    def read(self, amt: int | None = None) -> bytes:
        """Read up to ``amt`` bytes, or all; empty only at the end."""
        if amt is None or amt < 0:
            return b"".join(self.pieces())
        return self.read1(amt)

    def read1(self, n: int = -1) -> bytes:
        """Read the next piece, of at most ``n`` bytes; empty only at the end."""
        if self.fp is None or n == 0:
            return b""
        self.is_untouched = False
        data = self._ready or self._next()
        if 0 < n < len(data):
            data, self._ready = data[:n], data[n:]
        else:
            self._ready = b""
            if self._connection is None:
                self.fp = None
        return data

    def readinto(self, b: Any) -> int:
        """Read the next piece into a buffer, and return its length."""
        data = self.read1(len(b))
        b[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the connection, unless the body was read to its end.

        It goes back to its pool with the response of urllib3. Not here, as the garbage
        collector may call this while the pool is locked.
        """
        self.fp = self.owner = None
        self._end(is_whole=False)
        super().close()

    def hand_over(self) -> Framed:
        """Leave the body to a channel, which closes this response at its end."""
        self.is_untouched = False
        source = self._source
        framing = Counted(self.length) if self._decoder is None else self._decoder
        return Framed(source.sock, source.rest, framing)

    def abandon(self) -> None:
        """Close the connection, and give up its place in the pool."""
        self.fp = None
        self._end(is_whole=False)

    def _next(self) -> bytes:
        try:
            return self._next_counted() if self._decoder is None else self._next_chunk()
        except BaseException:
            self.abandon()
            raise

    def _next_counted(self) -> bytes:
        left, source = self.length, self._source
        if left == 0:
            self._end(is_whole=True)
            return b""
        data = source.rest or source.receive()
        source.rest = b""
        if left is None:
            if not data:
                self._end(is_whole=True)
            return data
        if not data:
            raise IncompleteRead(b"", left)
        if len(data) > left:
            data, source.rest = data[:left], data[left:]
        self.length = left - len(data)
        if not self.length:
            self._end(is_whole=True)
        return data

    def _next_chunk(self) -> bytes:
        decoder, source, content = self._decoder, self._source, b""
        assert decoder is not None
        while not decoder.is_done:
            data = source.rest or source.receive()
            if not data:
                raise IncompleteRead(b"")
            content = decoder.decode(data)
            if decoder.problem is not None:
                raise decoder.problem
            source.rest = decoder.rest
            if content and not decoder.is_done:
                return content
        self._end(is_whole=True)
        return content

    def _end(self, *, is_whole: bool) -> None:
        """Give the connection back to its pool, or close it."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        # Closing the connection closes the response.
        owner, self.owner = self.owner, None
        source, head = self._source, self.head
        connection.finish(
            keeps=is_whole
            and head is not None
            and head.keeps
            and (self.length is not None or self._decoder is not None)
            # Whatever followed would be taken for the next response.
            and not source.rest
            and not source.is_odd
        )
        # Breaks two cycles.
        source.exchange.body = None
        if owner is not None:
            owner.release_conn()
