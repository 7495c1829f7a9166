"""Undo content encodings piece by piece, with a bound on what comes out.

A decoder stops as soon as it has more bytes than its limit, so a small response cannot
fill the memory. Padding and other junk after gzip or deflate data is ignored, as
browsers and curl do, but it counts for the limit too. After data of the other
encodings, it is an error.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeAlias

from ..values import alternatives
from ._errors import DecodeError, NetworkError

Piece: TypeAlias = "bytes | memoryview"

MAX_ENCODINGS = 5
"""How many content encodings a response may have, one inside the other."""

_SAME = {"x-gzip": "gzip"}
_GZIP = 16 + zlib.MAX_WBITS
# RFC 9659: decoders must refuse larger windows, and senders must not use them.
_ZSTD_WINDOW = 8 * 1024 * 1024
# The smallest block of zstd has 4 bytes and decompresses to 128 KiB.
_ZSTD_RATIO = 32 * 1024


class Decoder(ABC):
    """Undoes one content encoding."""

    def __init__(self, largest: int) -> None:
        self._room = largest + 1
        self._started = False

    @property
    def is_over(self) -> bool:
        """Whether there were more bytes than the limit."""
        return self._room <= 0

    def decode(self, data: Piece) -> Iterator[bytes]:
        """Yield what some more of the encoded bytes stand for.

        It ends early, with `is_over`, when that is more than the limit.

        Raises:
            NetworkError: the bytes are not of this encoding.
        """
        while data and not self.is_over:
            self._started = True
            piece, data = self._step(data)
            self._room -= len(piece)
            if piece:
                yield piece

    def decode_endless(self, data: Piece) -> Iterator[bytes]:
        """Yield what some more of the encoded bytes stand for, without a limit.

        Each piece has hardly more than ``largest`` bytes, and is decoded only when it
        is asked for. The bytes that are here are decoded to the last one that they
        determine.

        Raises:
            NetworkError: the bytes are not of this encoding.
        """
        room, piece = self._room, b""
        # Libraries may keep some of the output back until they are called once more.
        while data or (piece and not self._is_complete()):
            piece, data = self._step(data)
            self._room = room
            if piece:
                yield piece

    def finish(self) -> None:
        """Check that the encoded bytes were complete, or none at all.

        Raises:
            NetworkError: the end is missing.
        """
        if self._started and not self._is_complete():
            raise NetworkError("the compressed response ended too early")

    @abstractmethod
    def _step(self, data: Piece) -> tuple[bytes, Piece]:
        """Decode some of the data, to hardly more than ``_room`` bytes.

        Returns:
            What was decoded, and the rest of the data.
        """

    @abstractmethod
    def _is_complete(self) -> bool: ...

    def _skip(self, data: Piece) -> tuple[bytes, Piece]:
        self._room -= len(data)
        return b"", b""


class _Zlib(Decoder):
    """What `zlib` decompresses."""

    def __init__(self, largest: int, wbits: int) -> None:
        super().__init__(largest)
        self._member = zlib.decompressobj(wbits)

    def _is_complete(self) -> bool:
        return self._member.eof

    def _step(self, data: Piece) -> tuple[bytes, Piece]:
        if self._member.eof:
            return self._skip(data)
        try:
            piece = self._member.decompress(data, self._room)
        except zlib.error as error:
            raise _broken(error) from None
        return piece, self._member.unconsumed_tail or self._member.unused_data


class _Gzip(_Zlib):
    """Gzip, of one or several members."""

    def __init__(self, largest: int) -> None:
        super().__init__(largest, _GZIP)
        self._may_go_on = True
        self._after = b""

    def _step(self, data: Piece) -> tuple[bytes, Piece]:
        if not self._member.eof or not self._may_go_on:
            return super()._step(data)
        self._after += bytes(data)
        if self._after == b"\x1f":
            return b"", b""
        if self._after.startswith(b"\x1f\x8b"):
            self._member = zlib.decompressobj(_GZIP)
            data, self._after = self._after, b""
            return super()._step(data)
        self._may_go_on = False
        return self._skip(self._after)


class _Deflate(_Zlib):
    """The zlib format, or bare deflate data, as some servers send it."""

    def __init__(self, largest: int) -> None:
        super().__init__(largest, zlib.MAX_WBITS)
        self._head: bytes | None = b""

    def _step(self, data: Piece) -> tuple[bytes, Piece]:
        if self._head is not None:
            data = self._head + bytes(data)
            if len(data) < 2:
                self._head = data
                return b"", b""
            self._head = None
            # RFC 1950: the method, and a check of both bytes.
            if data[0] & 15 != 8 or (data[0] * 256 + data[1]) % 31:
                self._member = zlib.decompressobj(-zlib.MAX_WBITS)
        return super()._step(data)


class _Brotli(Decoder):
    def __init__(self, largest: int, library: Any) -> None:
        super().__init__(largest)
        self._error: type[Exception] = library.error
        self._member: Any = library.Decompressor()

    def _is_complete(self) -> bool:
        complete: bool = self._member.is_finished()
        return complete

    def _step(self, data: Piece) -> tuple[bytes, Piece]:
        try:
            # What is left after it stops at the limit stays in there.
            piece = self._member.process(data, output_buffer_limit=self._room)
        except self._error as error:
            raise _broken(error) from None
        return piece, b""


class _Zstandard(Decoder):
    """Zstandard, of one or several frames."""

    def __init__(self, largest: int, library: Any) -> None:
        super().__init__(largest)
        self._error: type[Exception] = library.ZstdError
        self._library = library
        self._member = self._new_member()

    def _new_member(self) -> Any:
        library = self._library
        return library.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def _is_complete(self) -> bool:
        complete: bool = self._member.eof
        return complete

    def _step(self, data: Piece) -> tuple[bytes, Piece]:
        if self._member.eof:
            self._member = self._new_member()
        # The library has no limit of its own.
        size, view = max(16, self._room // _ZSTD_RATIO), memoryview(data)
        try:
            piece = self._member.decompress(view[:size])
        except self._error as error:
            raise _broken(error) from None
        # What follows the end of a frame.
        unused: bytes = self._member.unused_data
        return piece, unused + bytes(view[size:]) if unused else view[size:]


def _broken(error: Exception) -> NetworkError:
    return NetworkError(f"the response cannot be decompressed: {error}")


@cache
def decoders() -> Mapping[str, Callable[[int], Decoder]]:
    """The functions that make a decoder with a limit in bytes, by content encoding.

    ``br`` and ``zstd`` are among them if their libraries are installed.
    """
    found: dict[str, Callable[[int], Decoder]] = {"gzip": _Gzip, "deflate": _Deflate}
    brotli, zstandard = _library("brotli"), _library("zstandard")
    # Before 1.2, Brotli cannot decompress with a limit.
    if hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data"):
        found["br"] = partial(_Brotli, library=brotli)
    if zstandard is not None:
        found["zstd"] = partial(_Zstandard, library=zstandard)
    return MappingProxyType(found)


def decoders_for(header: str | None, largest: int) -> list[Decoder]:
    """Make a decoder for each encoding, the one that was applied last first.

    Args:
        header: The ``content-encoding`` header, or None.
        largest: The limit of each decoder, in bytes.

    Raises:
        DecodeError: an encoding is unknown, or there are too many.
    """
    names = [name.strip().lower() for name in (header or "").split(",")]
    names = [_SAME.get(n, n) for n in names if n not in {"", "identity"}][::-1]
    if len(names) > MAX_ENCODINGS:
        raise DecodeError(
            f"the response must have at most {MAX_ENCODINGS} content encodings, not"
            f" {len(names)}"
        )
    for name in names:
        if name not in decoders():
            raise DecodeError(
                f"the content-encoding must be {alternatives(decoders())}, not"
                f" {name[:40]!r}"
            )
    return [decoders()[name](largest) for name in names]


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None
