"""Response bodies, unpacked and counted as they come in, for every transport."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from ..values import parse_count
from ._errors import DecodeError, NetworkError, ResponseTooLarge

ACCEPT_ENCODING = "gzip, deflate"
"""What a transport may ask for in ``accept-encoding``."""
MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Bytes; a longer response is taken for an attack, unless a client says otherwise."""

_GZIP = 16 + zlib.MAX_WBITS


def header_map(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Take the fields of a head as `HttpResponse` holds them."""
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@define
class BodyCollector:
    """Takes the pieces of a body in, and gives it whole.

    States: open until `finish`. What is packed is unpacked as it comes, never further
    than ``largest``, so that no small response can fill the memory.

    Args:
        encoding: The ``content-encoding``, or None.
        length: The ``content-length``, or None where the end of the body is marked
            otherwise.
        largest: Bytes, unpacked.

    Raises:
        ResponseTooLarge: the length is more than ``largest``.
        DecodeError: nobody asked for that encoding.
    """

    _encoding: str | None = None
    _length: int | None = None
    _largest: int = MAX_RESPONSE_BYTES
    _pieces: list[bytes] = field(factory=list[bytes], init=False)
    _received: int = field(default=0, init=False)
    _size: int = field(default=0, init=False)
    _unpacker: Any = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._encoding = (self._encoding or "identity").strip().lower()
        if self._encoding in {"gzip", "x-gzip"}:
            self._unpacker = zlib.decompressobj(_GZIP)
        elif self._encoding == "deflate":
            self._unpacker = zlib.decompressobj()
        elif self._encoding != "identity":
            raise DecodeError(f"content-encoding {self._encoding}: nobody asked for it")
        if self._length is not None and self._length > self._largest:
            raise self._too_large(self._length)

    @classmethod
    def of(
        cls, method: str, status: int, headers: Mapping[str, str], largest: int
    ) -> BodyCollector:
        """Make the one for a response with this head to a request of this method."""
        length = parse_count(headers.get("content-length", ""))
        is_bodiless = method == "HEAD" or status in {204, 304}
        if is_bodiless or "transfer-encoding" in headers:
            length = None
        return cls(headers.get("content-encoding"), length, largest)

    def receive(self, data: bytes) -> None:
        """Take a piece in.

        Raises:
            ResponseTooLarge: it is more than ``largest`` by now.
            NetworkError: it is not packed the way it says.
        """
        self._received += len(data)
        if self._unpacker is None:
            self._keep(data)
            return
        while data:
            data = self._unpack(data)

    def finish(self) -> bytes:
        """Give the whole body.

        Raises:
            NetworkError: it ended too early.
        """
        if self._length is not None and self._received < self._length:
            missing = self._length - self._received
            raise NetworkError(f"the response ended {missing} bytes too early")
        if self._unpacker is not None and self._received and not self._unpacker.eof:
            raise NetworkError("the response ended in the middle of what is packed")
        return b"".join(self._pieces)

    def _unpack(self, data: bytes) -> bytes:
        assert self._unpacker is not None
        if self._unpacker.eof:
            # One more member of the same kind, which gzip allows.
            self._unpacker = zlib.decompressobj(_GZIP)
        try:
            self._keep(self._unpacker.decompress(data, self._largest - self._size + 1))
        except zlib.error as error:
            if self._encoding == "deflate" and not self._size:
                # Without its header, as some servers understand "deflate".
                self._encoding = "raw deflate"
                self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
                return data
            raise NetworkError(f"the response is packed wrongly: {error}") from None
        rest: bytes = self._unpacker.unconsumed_tail or self._unpacker.unused_data
        return rest

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._largest:
            raise self._too_large(self._size)
        self._pieces.append(data)

    def _too_large(self, size: int) -> ResponseTooLarge:
        return ResponseTooLarge(
            f"a response of {size} bytes or more; {self._largest} are taken"
        )
