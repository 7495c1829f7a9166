"""Decompress the body of a response that does not end, as it arrives."""

from __future__ import annotations

from collections.abc import Iterator

from ._decoders import Decoder, Piece, decoders_for

_AT_ONCE = 1024 * 1024
"""Bytes of a decompressed piece, about. A small piece of zstd may become that large."""


class EndlessBody:
    """Undoes the content encodings of a response that does not end.

    A transport asks for none with `BlockingClient.open_channel`, but a server, or a
    proxy before it, may compress anyway.

    Args:
        encoding: The ``content-encoding`` header, or None.

    Raises:
        DecodeError: an encoding is unknown, or there are too many.
    """

    def __init__(self, encoding: str | None) -> None:
        self._decoders = decoders_for(encoding, _AT_ONCE)

    def receive(self, data: bytes) -> Iterator[bytes]:
        """Iterate over what a piece of the body stands for, in pieces of about 1 MiB.

        Each of them is decompressed only when it is asked for, so a small response
        cannot fill the memory. Take all of them before the next call.

        Raises:
            NetworkError: the data cannot be decompressed; while iterating.
        """
        pieces: Iterator[bytes] = iter((data,) if data else ())
        for decoder in self._decoders:
            pieces = _decode(decoder, pieces)
        return pieces


def _decode(decoder: Decoder, pieces: Iterator[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        yield from decoder.decode_endless(piece)
