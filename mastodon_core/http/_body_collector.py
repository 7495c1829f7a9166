"""Decompress response bodies and limit their size, for every transport."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from ..values import parse_count
from ._errors import DecodeError, NetworkError, ResponseTooLarge

ACCEPT_ENCODING = "gzip, deflate"
"""The ``accept-encoding`` header for a transport to send."""
MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Default limit for a response body, in bytes, after decompression."""

_GZIP = 16 + zlib.MAX_WBITS


def header_map(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Convert header fields to the mapping of an `HttpResponse`.

    Names become lower-case, and the values of a repeated header are joined.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@define
class BodyCollector:
    """Collects the pieces of a response body and decompresses them.

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
        DecodeError: the encoding is not supported.
    """

    _encoding: str | None = None
    _length: int | None = None
    _largest: int = MAX_RESPONSE_BYTES
    _pieces: list[bytes] = field(factory=list[bytes], init=False, repr=False)
    _received: int = field(default=0, init=False)
    _size: int = field(default=0, init=False)
    _decompressor: Any = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._encoding = (self._encoding or "identity").strip().lower()
        if self._encoding in {"gzip", "x-gzip"}:
            self._decompressor = zlib.decompressobj(_GZIP)
        elif self._encoding == "deflate":
            self._decompressor = zlib.decompressobj()
        elif self._encoding != "identity":
            raise DecodeError(
                f"the content-encoding must be gzip or deflate, not {self._encoding}"
            )
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
        return cls(headers.get("content-encoding"), length, largest)

    def receive(self, data: bytes) -> None:
        """Add a piece of the body.

        Raises:
            ResponseTooLarge: the body exceeds ``largest``.
            NetworkError: the data cannot be decompressed.
        """
        self._received += len(data)
        if self._decompressor is None:
            self._append(data)
            return
        while data:
            data = self._decompress(data)

    def finish(self) -> bytes:
        """Return the whole body.

        Raises:
            NetworkError: the body is incomplete.
        """
        if self._length is not None and self._received < self._length:
            missing = self._length - self._received
            raise NetworkError(f"the response ended {missing} bytes too early")
        if (
            self._decompressor is not None
            and self._received
            and not self._decompressor.eof
        ):
            raise NetworkError("the compressed response ended too early")
        return b"".join(self._pieces)

    def _decompress(self, data: bytes) -> bytes:
        """Decompress some of the data, and return the rest."""
        assert self._decompressor is not None
        if self._decompressor.eof:
            # Gzip data may have several members.
            self._decompressor = zlib.decompressobj(_GZIP)
        try:
            self._append(
                self._decompressor.decompress(data, self._largest - self._size + 1)
            )
        except zlib.error as error:
            if self._encoding == "deflate" and not self._size:
                # Some servers send deflate without the zlib header.
                self._encoding = "raw deflate"
                self._decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
                return data
            raise NetworkError(
                f"the response cannot be decompressed: {error}"
            ) from None
        rest: bytes = (
            self._decompressor.unconsumed_tail or self._decompressor.unused_data
        )
        return rest

    def _append(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._largest:
            raise self._too_large(self._size)
        self._pieces.append(data)

    def _too_large(self, size: int) -> ResponseTooLarge:
        return ResponseTooLarge(
            f"the response has {size} bytes or more, but max_response_bytes is"
            f" {self._largest}"
        )
