"""One HTTP/1.1 connection as a state machine on h11, without I/O.

The stages of an exchange, after which the next one can begin:

1. `Connection.request` returns the bytes of a request: all of it, or the head of an
   upload, whose pieces follow unchanged, and then `Connection.end_of_request`.
2. `Connection.receive` takes the bytes of the server, in pieces of any size, and
   returns events. It may be called before the request is complete: a server that
   refuses an upload responds early.
3. After `End` the connection is idle, or can only be closed (`can_be_kept`). `Failed`
   is the last event of a connection, and comes after what arrived before it.

A response that does not end is a `Head` and any number of `Data`, each as soon as its
bytes arrive. So is status 101, if the request had an ``upgrade`` header: the data is
what follows the head, in the other protocol.

h11 decides what a response is. Three things pass it by, as they take a fifth of the
time without it; the events are the same:

- a head in the form that nearly all servers send, if it arrives in one piece,
- a body with a known length, and one that ends with the connection,
- chunks without extensions.

The connection can only be closed:

- after `Failed`,
- if any byte follows a response,
- if the response came before the end of the request,
- if the protocol was switched,
- if the response was in HTTP/1.0, was ended by the connection, said ``close``, had both
  a length and chunks, or was a 5xx, after which some servers close without saying so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import h11

from mastodon_core.transport import ACCEPT_ENCODING, HttpRequest, Multipart
from mastodon_core.values import Hidden

from ._events import Data, End, Event, Failed, Head, Informational

MAX_HEAD = 128 * 1024
"""Bytes. Mastodon sends 2 to 4 KiB; content security policies can double that."""
MAX_INFORMATIONAL = 50
"""Responses before the final one."""

_UNBOUNDED = -1
# RFC 9112, 3 and 5. The session checks every part; here nothing can break the framing.
_HEAD = re.compile(
    r"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP/1\.1\r\n"
    r"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+: (?:[!-~](?:[ -~]*[!-~])?)?\r\n)+\r\n"
)
_CLOSE = re.compile(r"(?:^|[ \t,])close(?:$|[ \t,])", re.IGNORECASE)

# What h11 accepts too, with the same result.
_PLAIN = re.compile(
    rb"HTTP/1\.1 ([2-5][0-9]{2}) [\t -~\x80-\xff]*\r\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)*)\r\n"
)
_LENGTH = re.compile(r"[0-9]{1,19}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})\r\n")
_LAST_CHUNK = b"0\r\n\r\n"
_CUT_LINE = re.compile(rb"[0-9A-Fa-f]{0,15}\r?")


class Connection:
    """The client's end of one connection, from its first byte to its last."""

    def __init__(self) -> None:
        self._h11: h11.Connection | None = None
        self._method = ""
        self._upgrade: str | None = None
        self._is_sending = False
        self._is_receiving = False
        self._has_received = False
        self._may_keep = True
        self._informational = 0
        # Bytes of the body that h11 does not read; _UNBOUNDED until the end of the
        # connection, None while h11 reads.
        self._left: int | None = None
        # The beginning of the line before a chunk; None if h11 reads the chunks.
        self._cut_line: bytes | None = None
        # Bytes until the end of a chunk that has begun, with its line break.
        self._left_of_chunk = 0

    @property
    def can_be_kept(self) -> bool:
        """Whether the next exchange can begin."""
        return self._may_keep and not self._is_sending and not self._is_receiving

    @property
    def has_received(self) -> bool:
        """Whether a byte of the current response has arrived."""
        return self._has_received

    def request(
        self,
        message: HttpRequest,
        target: str,
        authority: str,
        *,
        length: int | None = None,
        extra: Sequence[tuple[str, str]] = (),
    ) -> Hidden[bytes]:
        """Begin an exchange, and return the bytes to send first.

        Args:
            target: The path and query, or the whole URL for a proxy.
            authority: The value of the ``host`` header.
            length: Bytes of the upload that follows; None if the message is sent whole.
            extra: Further headers, for a proxy.

        Raises:
            ValueError: a part of the message would break its framing.
        """
        if not self.can_be_kept:
            raise RuntimeError("the last exchange left this connection unusable")
        method = message.method
        body = b"" if isinstance(message.body, Multipart) else message.body
        size = len(body) if length is None else length
        lines = [f"{method} {target} HTTP/1.1\r\nhost: {authority}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in message.headers.items()]
        # What follows an upgrade has no content encoding.
        if (
            "accept-encoding" not in message.headers
            and "upgrade" not in message.headers
        ):
            lines.append(f"accept-encoding: {ACCEPT_ENCODING}\r\n")
        lines += [f"{name}: {value}\r\n" for name, value in extra]
        if size or method not in {"GET", "HEAD"}:
            lines.append(f"content-length: {size}\r\n")
        lines.append("\r\n")
        head = Hidden("".join(lines))
        # The first line ends the request line too, and the last one is empty.
        breaks = len(lines) + 1
        del lines
        if not _HEAD.fullmatch(head.reveal()) or head.reveal().count("\r\n") != breaks:
            raise ValueError("a header or the URL of the message cannot be sent")
        self._method = method
        self._upgrade = message.headers.get("upgrade")
        self._has_received = False
        self._is_receiving = True
        self._is_sending = length is not None
        return Hidden(head.reveal().encode("ascii") + body)

    def end_of_request(self) -> None:
        """Say that the upload has been sent to its end."""
        self._is_sending = False

    def cut_request(self) -> None:
        """Say that the rest of the request will not be sent."""
        self._is_sending = True

    def receive(self, data: bytes) -> list[Event]:
        """Take in what the server sent.

        Args:
            data: Empty bytes mean that the server has closed the connection.
        """
        if not self._is_receiving:
            # Nobody asked for it. It must not become the next response.
            self._may_keep = False
            return []
        if data:
            self._has_received = True
        events: list[Event] = []
        try:
            if self._left is not None:
                self._read_past(data, events)
            elif self._cut_line is not None:
                self._read_chunks(data, events)
            elif self._h11 is not None or not self._read_plain(data, events):
                self._read_with_h11(data, events)
        except (EOFError, h11.RemoteProtocolError) as error:
            self._may_keep = False
            events.append(Failed(error))
        return events

    def _read_plain(self, data: bytes, events: list[Event]) -> bool:
        """Read the first piece of a response, if its head is whole and plain.

        Returns:
            False for h11 to read it.
        """
        end = data.find(b"\r\n\r\n") + 4
        found = None if end < 4 or end > MAX_HEAD else _PLAIN.fullmatch(data, 0, end)
        if found is None:
            return False
        fields: list[tuple[str, str]] = []
        length: int | None = None
        is_chunked = False
        for line in found[2].decode("latin-1").split("\r\n")[:-1]:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip(" \t")
            if name == "content-length":
                if length is not None or not _LENGTH.fullmatch(value):
                    return False
                length = int(value)
            elif name == "transfer-encoding":
                if is_chunked or value != "chunked":
                    return False
                is_chunked = True
            fields.append((name, value))
        if is_chunked and length is not None:
            return False
        self._begin_body(int(found[1]), tuple(fields), length, events)
        rest = data[end:]
        if is_chunked and self._left == _UNBOUNDED:
            self._left, self._cut_line = None, b""
            if rest:
                self._read_chunks(rest, events)
        elif rest or not self._left:
            self._read_past(rest, events)
        return True

    def _read_chunks(self, data: bytes, events: list[Event]) -> None:
        """Read plain chunks, and leave the rest to h11 from one that is not plain."""
        if not data:
            raise EOFError("closed before the response was complete")
        assert self._cut_line is not None
        data, place = self._cut_line + data, 0
        self._cut_line = b""
        if self._left_of_chunk:
            place = self._read_cut_chunk(data, 0, events)
        while found := _CHUNK.match(data, place):
            start = found.end()
            end = start + int(found[1], 16)
            if start == end:
                break
            if data[end : end + 2] == b"\r\n":
                events.append(Data(data[start:end]))
                place = end + 2
            else:
                self._left_of_chunk = end + 2 - start
                place = self._read_cut_chunk(data, start, events)
        rest = data[place:]
        if rest.startswith(_LAST_CHUNK):
            self._end(rest[len(_LAST_CHUNK) :], events)
        elif _CUT_LINE.fullmatch(rest) or _LAST_CHUNK.startswith(rest):
            self._cut_line = rest
        else:
            self._cut_line = None
            self._h11 = self._new_h11()
            self._h11.receive_data(
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            )
            self._h11.next_event()
            self._read_with_h11(rest, events)

    def _read_cut_chunk(self, data: bytes, place: int, events: list[Event]) -> int:
        """Read more of a chunk that does not arrive in one piece.

        Returns:
            The place of what follows in the data.
        """
        left = self._left_of_chunk
        if piece := data[place : place + max(left - 2, 0)]:
            events.append(Data(piece))
            place += len(piece)
            left -= len(piece)
        if left <= 2:
            ending = data[place : place + left]
            if not b"\r\n"[2 - left :].startswith(ending):
                raise h11.RemoteProtocolError("a chunk must end with a line break")
            place += len(ending)
            left -= len(ending)
        self._left_of_chunk = left
        return place

    def _read_with_h11(self, data: bytes, events: list[Event]) -> None:
        if self._h11 is None:
            self._h11 = self._new_h11()
        self._h11.receive_data(data)
        while True:
            try:
                event = self._h11.next_event()
            except h11.RemoteProtocolError as error:
                if data:
                    raise
                raise EOFError("closed before the response was complete") from error
            if event is h11.NEED_DATA:
                self._check_beginning(self._h11)
                return
            if isinstance(event, h11.Response):
                self._begin_response(event, events)
                if self._left is not None:
                    rest = self._h11.trailing_data[0]
                    if rest or not self._left:
                        self._read_past(rest, events)
                    return
            elif isinstance(event, h11.Data):
                events.append(Data(bytes(event.data)))
            elif isinstance(event, h11.EndOfMessage):
                self._end(self._h11.trailing_data[0], events)
                return
            else:
                assert isinstance(event, h11.InformationalResponse)
                if event.status_code == 101:
                    self._switch(event, self._h11.trailing_data[0], events)
                    return
                self._informational += 1
                if self._informational > MAX_INFORMATIONAL:
                    raise h11.RemoteProtocolError("too many informational responses")
                events.append(Informational(event.status_code))

    def _new_h11(self) -> h11.Connection:
        reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        # It has to know only the method, and whether 101 is a response.
        headers = [("host", "x")]
        if self._upgrade is not None:
            headers.append(("upgrade", self._upgrade))
        reader.send(h11.Request(method=self._method, target="/", headers=headers))
        reader.send(h11.EndOfMessage())
        return reader

    def _check_beginning(self, reader: h11.Connection) -> None:
        """Refuse at once what cannot be the beginning of a response."""
        if reader.their_state is h11.SEND_RESPONSE:
            start = reader.trailing_data[0][:5]
            if not b"HTTP/".startswith(start):
                raise h11.RemoteProtocolError("this is not HTTP")

    def _switch(
        self, response: h11.InformationalResponse, rest: bytes, events: list[Event]
    ) -> None:
        """Go on in another protocol, until the connection ends."""
        events.append(Head(101, _fields(response, b"1.1")))
        self._may_keep = False
        self._h11 = None
        self._left = _UNBOUNDED
        if rest:
            events.append(Data(rest))

    def _begin_response(self, response: h11.Response, events: list[Event]) -> None:
        fields = _fields(response, b"1.1", b"1.0")
        # h11 has checked both. Chunks count, whatever length there is.
        length = next((int(v) for name, v in fields if name == "content-length"), None)
        is_chunked = any(name == "transfer-encoding" for name, _ in fields)
        if response.http_version == b"1.0" or (is_chunked and length is not None):
            self._may_keep = False
        if is_chunked:
            length = None
        self._begin_body(response.status_code, fields, length, events)
        if is_chunked and self._left == _UNBOUNDED:
            self._left = None

    def _begin_body(
        self,
        status: int,
        fields: tuple[tuple[str, str], ...],
        length: int | None,
        events: list[Event],
    ) -> None:
        events.append(Head(status, fields))
        if status >= 500 or any(
            name == "connection" and _CLOSE.search(value) for name, value in fields
        ):
            self._may_keep = False
        if self._method == "HEAD" or status in {204, 304}:
            length = 0
        self._left = _UNBOUNDED if length is None else length

    def _read_past(self, data: bytes, events: list[Event]) -> None:
        """Read a body that h11 does not need to see."""
        left = self._left
        assert left is not None
        if left == _UNBOUNDED:
            if data:
                events.append(Data(data))
            else:
                self._may_keep = False
                self._end(b"", events)
        elif left and not data:
            raise EOFError(f"the response ended {left} bytes too early")
        elif len(data) < left:
            self._left = left - len(data)
            events.append(Data(data))
        else:
            if left:
                events.append(Data(data if len(data) == left else data[:left]))
            self._end(data[left:], events)

    def _end(self, rest: bytes, events: list[Event]) -> None:
        """End an exchange.

        Args:
            rest: The bytes that the server sent after the response.
        """
        events.append(End())
        if rest or self._is_sending:
            self._may_keep = False
        self._left = self._cut_line = None
        self._informational = 0
        self._is_receiving = False
        # Its cycle would need what has passed it by.
        self._h11 = None


def _fields(
    response: h11.Response | h11.InformationalResponse, *versions: bytes
) -> tuple[tuple[str, str], ...]:
    """Return the header fields of a response, which must be in one of the versions."""
    if response.http_version not in versions:
        version = response.http_version.decode("ascii")
        raise h11.RemoteProtocolError(f"the response is in HTTP/{version}")
    return tuple(
        (name.decode("ascii"), value.decode("latin-1"))
        for name, value in response.headers
    )
