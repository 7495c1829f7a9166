"""Where events begin and end in the bytes of a stream."""

from __future__ import annotations

from abc import ABC, abstractmethod

from attrs import define, field, frozen

_LF, _CR, _COLON = b"\n\r:"
# WebSocket opcodes from here on are pings, pongs and close frames.
_CONTROL = 8


@frozen
class Piece:
    """Bytes of one event, or between events, such as a heartbeat."""

    data: bytes = field(repr=False)
    is_event: bool
    is_end: bool = False
    """Whether the event is complete with these bytes."""


@define
class Scanner(ABC):
    """Splits a stream into pieces. The bytes may be split anywhere."""

    _is_event: bool = field(default=False, init=False)
    _pieces: list[Piece] = field(factory=list[Piece], init=False, repr=False)
    _start: int = field(default=0, init=False)

    def split(self, data: bytes) -> list[Piece]:
        """Split the next bytes."""
        self._pieces, self._start = [], 0
        self._scan(data)
        self._cut(data, len(data))
        return self._pieces

    @abstractmethod
    def _scan(self, data: bytes) -> None: ...

    def _cut(self, data: bytes, at: int, *, is_end: bool = False) -> None:
        if at > self._start:
            part = data[self._start : at]
            self._pieces.append(Piece(part, self._is_event, is_end))
        self._start = at

    def _begin_event(self, data: bytes, at: int) -> None:
        if not self._is_event:
            self._cut(data, at)
            self._is_event = True

    def _end_event(self, data: bytes, at: int) -> None:
        if self._is_event:
            self._cut(data, at, is_end=True)
            self._is_event = False


@define
class EventScanner(Scanner):
    """Splits server-sent events; blocks of comments are not events."""

    _at_line_start: bool = field(default=True, init=False)
    _after_cr: bool = field(default=False, init=False)

    def _scan(self, data: bytes) -> None:
        for at, byte in enumerate(data):
            if byte == _LF and self._after_cr:
                self._after_cr = False
                continue
            self._after_cr = byte == _CR
            if byte in (_LF, _CR):
                if self._at_line_start:
                    self._end_event(data, at + 1)
                self._at_line_start = True
            elif self._at_line_start:
                self._at_line_start = False
                if byte != _COLON:
                    self._begin_event(data, at)


@define
class FrameScanner(Scanner):
    """Splits the frames of a WebSocket; each message is an event."""

    _head: bytearray = field(factory=bytearray, init=False, repr=False)
    _left: int = field(default=0, init=False)
    """How many bytes of the frame's payload are to come."""

    def _scan(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self._left:
                taken = min(self._left, len(data) - at)
                self._left -= taken
                at += taken
            else:
                if not self._head and data[at] & 15 < _CONTROL:
                    self._begin_event(data, at)
                self._head.append(data[at])
                at += 1
                if len(self._head) < _head_size(self._head):
                    continue
                self._left = _payload_size(self._head)
            if not self._left:
                is_last = self._head[0] & 128 and self._head[0] & 15 < _CONTROL
                self._head.clear()
                if is_last:
                    self._end_event(data, at)


def _head_size(head: bytearray) -> int:
    """How long the head of a frame is, as far as its first bytes tell."""
    if len(head) < 2:
        return 2
    return 2 + _length_size(head) + (4 if head[1] & 128 else 0)


def _length_size(head: bytearray) -> int:
    return {126: 2, 127: 8}.get(head[1] & 127, 0)


def _payload_size(head: bytearray) -> int:
    size = _length_size(head)
    return int.from_bytes(head[2 : 2 + size], "big") if size else head[1] & 127
