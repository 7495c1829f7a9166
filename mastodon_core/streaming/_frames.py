"""Takes text messages that are one frame out of the bytes of a WebSocket.

Nearly all messages of servers are: not fragmented, not masked, without extensions.
wsproto takes several times as long for one as it takes to decode the status in it, and
longer still if the frame arrives in pieces. Everything else is for wsproto, which also
knows what is wrong with a frame.

https://www.rfc-editor.org/rfc/rfc6455#section-5.2
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

_FINAL_TEXT = 0x81
_FIRST_FINAL = 0x80
_FIRST_CONTROL = 0x8

_HEADER = 2
"""The least bytes of a frame's header."""


@define
class FrameSplitter:
    """Splits a server's bytes into whole text messages and bytes for wsproto.

    Args:
        largest: Limit for a message, in bytes. wsproto gets a larger one.
    """

    _largest: int
    _kept: bytearray = field(factory=bytearray, init=False, repr=False)
    _needed: int = field(default=_HEADER, init=False)
    """How many kept bytes allow the next step."""
    _to_pass_on: int = field(default=0, init=False)
    """How many bytes of the current frame wsproto has yet to get."""
    _in_fragments: bool = field(default=False, init=False)

    def split(self, data: bytes) -> Iterator[tuple[bytes, int]]:
        """Iterate over frames with a whole message, and bytes for wsproto.

        Returns:
            In their order: the bytes, and where in them the message starts, or 0 if
            they are for wsproto.
        """
        kept = self._kept
        kept += data
        while len(kept) >= self._needed:
            if self._to_pass_on:
                part = bytes(kept[: self._to_pass_on])
                del kept[: len(part)]
                self._to_pass_on -= len(part)
                self._needed = 1 if self._to_pass_on else _HEADER
                yield part, 0
                continue
            first, second = kept[0], kept[1]
            length, start = second & 0x7F, _HEADER
            if length > 125:
                start = 4 if length == 126 else 10
                if len(kept) < start:
                    self._needed = start
                    continue
                length = int.from_bytes(kept[2:start])
            end = start + length
            is_whole = first == _FINAL_TEXT and not self._in_fragments
            if not is_whole or length > self._largest or second != _mark_of(length):
                if first % _FIRST_FINAL < _FIRST_CONTROL:
                    self._in_fragments = first < _FIRST_FINAL
                self._needed, self._to_pass_on = 1, end
            elif len(kept) < end:
                self._needed = end
            else:
                frame = bytes(kept[:end])
                del kept[:end]
                self._needed = _HEADER
                yield frame, start


def _mark_of(length: int) -> int:
    """Return the second byte of a frame, which has the length or where that follows."""
    if length < 126:
        return length
    return 126 if length < 2**16 else 127
