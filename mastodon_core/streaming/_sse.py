"""Decodes an event stream (server-sent events) by the rules of WHATWG.

1. Bytes are split into lines, which end with LF, CR or CRLF. The bytes of a line that
   is not complete yet are kept.
2. Each line is a field or a comment, or it is empty and ends the event.
3. Fields collect in an event until it ends. Without ``data`` it is dropped.

The bytes may be split anywhere. All work is linear in them, and single bytes only are
searched for, as `bytes.find` is several times slower with two. Lines and events that
are too large are skipped to their end, so memory is bounded.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

from attrs import define, field

from ..values import expect

MAX_EVENT_BYTES = 4 * 1024 * 1024
"""Default limit for a line and for the data of an event."""

_BOM = b"\xef\xbb\xbf"

_LF, _CR = 10, 13
# As numbers: Python finds these several times as fast as `bytes` of length one.

_TOO_LARGE = b"\n"
"""Stands for a line that is too large. No other line contains a line feed."""

_LEAST = 16
"""Fewer bytes would not show whether a line is a comment."""

_MOST_PIECES = 64
"""The most pieces of a line that are kept as they came."""

_LONGEST_RETRY = 15
"""The most digits that are read, leading zeros included."""


# Not frozen, as one is made for each event, and attrs takes twice as long for that.
@define
class ServerSentEvent:
    """An event of an event stream."""

    name: str
    """``message`` if the server sent none."""
    data: bytes | None
    """The lines of its data, joined by line feeds; None if it is too large."""
    id: str
    """The last id that the server sent, with this event or an earlier one, or empty."""

    @property
    def is_too_large(self) -> bool:
        """Whether a line or the data was larger than the decoder's limit."""
        return self.data is None


@define
class EventStreamDecoder:
    """Decodes one event stream.

    Args:
        max_bytes: Limit for a line and for the data of an event. A larger one is
            skipped to its end, and the event has no data.

    Raises:
        ValueError: the limit is too small.
    """

    _max_bytes: int = field(default=MAX_EVENT_BYTES, kw_only=True)
    retry: float | None = field(default=None, init=False)
    """The seconds to wait before a reconnect, if the server sent any."""

    # The line that is not complete yet.
    _line: list[bytes | bytearray] = field(
        factory=list[bytes | bytearray], init=False, repr=False
    )
    _size: int = field(default=0, init=False)
    _is_cut: bool = field(default=False, init=False)
    _at_start: bool = field(default=True, init=False)
    _after_cr: bool = field(default=False, init=False)
    # The event that is not complete yet.
    _name: str = field(default="", init=False)
    _data: bytes | bytearray | None = field(default=None, init=False, repr=False)
    _is_too_large: bool = field(default=False, init=False)
    _id: str = field(default="", init=False)

    def __attrs_post_init__(self) -> None:
        expect("max_bytes", self._max_bytes, (int,), "an int")
        if self._max_bytes < _LEAST:
            raise ValueError(
                f"max_bytes must be {_LEAST} or more, not {self._max_bytes}"
            )

    def receive_data(self, data: bytes) -> list[ServerSentEvent]:
        """Take the next bytes of the stream; return the events that they complete."""
        if self._at_start or self._is_cut or self._after_cr or _CR in data:
            return self._read_lines(self._join_with_care(self._split(data)))
        size = self._size + len(data)
        if size > self._max_bytes:
            return self._read_lines(self._join_with_care(_split_at_lf(data)))
        line = self._line
        if _LF not in data:
            line.append(data)
            self._size = size
            if len(line) > _MOST_PIECES:
                self._merge_pieces()
            return []
        pieces = _split_at_lf(data)
        line.append(pieces[0])
        pieces[0] = b"".join(line)
        rest = pieces.pop()
        self._line, self._size = [rest], len(rest)
        return self._read_lines(pieces)

    def _split(self, data: bytes) -> list[bytes]:
        """Split into lines; the last one is not complete."""
        pieces = _split_at_lf(data)
        if self._after_cr:
            if not data:
                return pieces
            if not pieces[0]:
                # The line feed belongs to the carriage return.
                del pieces[0]
        last = pieces.pop()
        found: list[bytes] = []
        for piece in pieces:
            line = piece.removesuffix(b"\r")
            if _CR in line:
                found += line.split(b"\r")
            else:
                found.append(line)
        self._after_cr = last.endswith(b"\r")
        found += last.split(b"\r")
        return found

    def _join_with_care(self, pieces: list[bytes]) -> list[bytes]:
        """Return the complete lines, those that are too large as `_TOO_LARGE`."""
        lines: list[bytes] = []
        last = pieces.pop()
        for piece in pieces:
            self._keep(piece)
            line = b"".join(self._line)
            lines.append(line.removeprefix(_BOM) if self._at_start else line)
            self._line, self._size = [], 0
            self._is_cut = self._at_start = False
        self._keep(last)
        return lines

    def _keep(self, piece: bytes) -> None:
        if self._is_cut:
            return
        self._line.append(piece)
        self._size += len(piece)
        if self._size > self._max_bytes:
            line = b"".join(self._line)
            if self._at_start:
                line = line.removeprefix(_BOM)
            # A comment says nothing, however long it is.
            self._line = [line[:1] if line.startswith(b":") else _TOO_LARGE]
            self._size, self._is_cut = 0, True
        elif len(self._line) > _MOST_PIECES:
            self._merge_pieces()

    def _merge_pieces(self) -> None:
        # Each is an object: many tiny ones would take 50 times their size.
        first, *rest = self._line
        merged = first if isinstance(first, bytearray) else bytearray(first)
        for piece in rest:
            merged += piece
        self._line = [merged]

    def _read_lines(self, lines: list[bytes]) -> list[ServerSentEvent]:
        events: list[ServerSentEvent] = []
        for line in lines:
            if not line:
                if self._data is not None:
                    events.append(self._end_event(self._data))
                self._name = ""
            # Two fast paths for the lines that servers send most.
            elif line[:6] == b"data: " and self._data is None:
                self._data = line[6:]
            elif line[:7] == b"event: ":
                self._name = line[7:].decode("utf-8", "replace")
            elif line == _TOO_LARGE:
                self._drop_data()
            else:
                self._read_field(line)
        return events

    def _read_field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._add_data(value)
            case b"event":
                self._name = value.decode("utf-8", "replace")
            case b"id" if b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
            case b"retry" if value.isdigit() and len(value) <= _LONGEST_RETRY:
                self.retry = int(value) / 1000
            case _:
                # A comment, or a field without meaning.
                pass

    def _add_data(self, value: bytes) -> None:
        data = self._data
        if data is None:
            self._data = value
        elif self._is_too_large or len(data) + 1 + len(value) > self._max_bytes:
            self._drop_data()
        else:
            if isinstance(data, bytes):
                data = self._data = bytearray(data)
            data += b"\n"
            data += value

    def _drop_data(self) -> None:
        self._data, self._is_too_large = b"", True

    def _end_event(self, data: bytes | bytearray) -> ServerSentEvent:
        self._data = None
        if self._is_too_large:
            self._is_too_large = False
            return ServerSentEvent(self._name or "message", None, self._id)
        whole = data if isinstance(data, bytes) else bytes(data)
        return ServerSentEvent(self._name or "message", whole, self._id)


def _split_at_lf(data: bytes) -> list[bytes]:
    # On long lines far faster than `bytes.split`, which looks at each byte by itself.
    pieces: list[bytes] = []
    start = 0
    while (end := data.find(b"\n", start)) >= 0:
        pieces.append(data[start:end])
        start = end + 1
    pieces.append(data[start:])
    return pieces
