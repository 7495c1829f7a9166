"""Decompress response bodies and limit their size, for every transport."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from ..values import parse_count
from ._decoders import Decoder, Piece, decoders, decoders_for
from ._errors import DecodeError, NetworkError, ResponseTooLarge
from ._messages import HttpResponse

ACCEPT_ENCODING: str = ", ".join(decoders())
"""The ``accept-encoding`` header for a transport to send.

It names what `BodyCollector` decodes here: ``br`` and ``zstd`` if the extras ``brotli``
and ``zstd`` are installed.
"""
MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Default limit for a response body, in bytes, after decompression."""

# Each piece is an object: a body of many tiny ones would take 20 times its size.
_MAX_PIECES = 1000


@define
class BodyCollector:
    """Collects the pieces of a response body and undoes its content encodings.

    Call `receive` for each piece as it arrives, and `finish` after the last one.
    Decompression stops as soon as the body is larger than ``largest``, so a small
    response cannot fill the memory.

    Args:
        encoding: The ``content-encoding`` header, or None.
        length: The ``content-length``; None if something else marks the end of the
            body.
        largest: The limit for the decompressed body, in bytes.

    Raises:
        ResponseTooLarge: ``length`` exceeds ``largest``.
    """

    _encoding: str | None = None
    _length: int | None = None
    _largest: int = MAX_RESPONSE_BYTES
    _decoders: list[Decoder] = field(factory=list[Decoder], init=False, repr=False)
    _refused: DecodeError | None = field(default=None, init=False)
    _pieces: list[bytes] = field(factory=list[bytes], init=False, repr=False)
    _joined: list[bytes] = field(factory=list[bytes], init=False, repr=False)
    _received: int = field(default=0, init=False)
    _size: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        try:
            self._decoders = decoders_for(self._encoding, self._largest)
        except DecodeError as error:
            self._refused = error.with_traceback(None)
        if self._length is not None and self._length > self._largest:
            raise self._too_large(self._length)

    @classmethod
    def for_response(
        cls, method: str, status: int, headers: Mapping[str, str], largest: int
    ) -> BodyCollector:
        """Make a collector for the body that follows a response's head.

        Args:
            method: The HTTP method of the request.
            status: The HTTP status of the response.
            headers: The headers of the response, with names in lower case.
            largest: The limit for the decompressed body, in bytes.
        """
        length = parse_count(headers.get("content-length", ""))
        is_bodiless = method == "HEAD" or status in {204, 304}
        if is_bodiless or "transfer-encoding" in headers:
            length = None
        collector = cls(headers.get("content-encoding"), length, largest)
        if collector._refused is not None:
            # So that the session knows what the server said, all but the body.
            collector._refused.response = HttpResponse(
                status=status, headers=dict(headers)
            )
        return collector

    def receive(self, data: Piece) -> None:
        """Add a piece of the body; one that is decoded may be overwritten afterwards.

        Raises:
            ResponseTooLarge: the body exceeds ``largest``.
            DecodeError: an encoding is unknown; `Session` says more about it.
            NetworkError: the data cannot be decompressed.
        """
        self._received += len(data)
        if self._refused is not None and data:
            raise self._refused
        self._decode(data, 0)

    def finish(self) -> bytes:
        """Return the whole body.

        Raises:
            NetworkError: the body is incomplete.
        """
        if self._length is not None and self._received < self._length:
            missing = self._length - self._received
            raise NetworkError(f"the response ended {missing} bytes too early")
        for decoder in self._decoders:
            decoder.finish()
        return b"".join([*self._joined, *self._pieces])

    def _decode(self, data: Piece, index: int) -> None:
        """Pass data through the decoders from `index` on."""
        if index == len(self._decoders):
            self._append(bytes(data))
            return
        decoder = self._decoders[index]
        for piece in decoder.decode(data):
            self._decode(piece, index + 1)
        if decoder.is_over:
            raise self._too_large(self._largest + 1)

    def _append(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._largest:
            raise self._too_large(self._size)
        self._pieces.append(data)
        if len(self._pieces) == _MAX_PIECES:
            self._joined.append(b"".join(self._pieces))
            self._pieces.clear()

    def _too_large(self, size: int) -> ResponseTooLarge:
        return ResponseTooLarge(
            f"the response has {size} bytes or more, but max_response_bytes is"
            f" {self._largest}"
        )
