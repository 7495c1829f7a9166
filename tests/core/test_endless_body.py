"""Bodies that do not end, compressed by a server or a proxy that was not asked to."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import DecodeError, NetworkError
from mastodon_core.transport import EndlessBody


def zlib_pieces(wbits: int) -> Callable[[], Callable[[bytes], bytes]]:
    def begin() -> Callable[[bytes], bytes]:
        member = zlib.compressobj(wbits=wbits)
        return lambda data: member.compress(data) + member.flush(zlib.Z_SYNC_FLUSH)

    return begin


def brotli_pieces() -> Callable[[bytes], bytes]:
    member: Any = brotli.Compressor(quality=1)
    return lambda data: member.process(data) + member.flush()


def zstd_pieces() -> Callable[[bytes], bytes]:
    member = zstandard.ZstdCompressor().compressobj()
    flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK
    return lambda data: member.compress(data) + member.flush(flush)


def identity_pieces() -> Callable[[bytes], bytes]:
    return bytes


# How a server encodes a stream whose events it flushes, without ever ending it.
ENCODERS: dict[str, Callable[[], Callable[[bytes], bytes]]] = {
    "": identity_pieces,
    "gzip": zlib_pieces(31),
    "deflate": zlib_pieces(15),
    "br": brotli_pieces,
    "zstd": zstd_pieces,
}
each_encoding = pytest.mark.parametrize("name", ENCODERS)


@each_encoding
@given(
    events=st.lists(st.binary(min_size=1, max_size=200), max_size=6),
    sizes=st.lists(st.integers(1, 50), min_size=1),
)
def test_each_event_is_decoded_as_soon_as_its_bytes_are_here(
    name: str, events: list[bytes], sizes: list[int]
) -> None:
    encode, body = ENCODERS[name](), EndlessBody(name)
    for event in events:
        rest, found = encode(event), b""
        for size in sizes:
            found += b"".join(body.receive(rest[:size]))
            rest = rest[size:]
        assert found + b"".join(body.receive(rest)) == event


def test_nested_encodings_are_undone_in_turn() -> None:
    inner, outer = zlib_pieces(31)(), brotli_pieces()
    body = EndlessBody("gzip, br")
    for event in (b"event: update\n", b"data: 1\n\n"):
        assert b"".join(body.receive(outer(inner(event)))) == event


@each_encoding
def test_no_byte_of_a_large_piece_stays_behind(name: str) -> None:
    encode, body = ENCODERS[name](), EndlessBody(name)
    for size in (1024 * 1024, 1024 * 1024 + 1, 3_000_000):
        text = b"".join(b"%d " % number for number in range(size // 5))[:size]
        assert b"".join(body.receive(encode(text))) == text


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_what_a_small_piece_stands_for_comes_in_small_pieces(name: str) -> None:
    encode, body = ENCODERS[name](), EndlessBody(name)
    packed = b"".join(encode(bytes(1_000_000)) for _ in range(64))
    assert len(packed) < 100_000
    tracemalloc.start()
    try:
        size = sum(map(len, body.receive(packed)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 64_000_000
    assert peak < 8_000_000


def test_a_gzip_member_that_ends_with_a_full_piece_is_followed_by_the_next() -> None:
    packed = gzip.compress(bytes(1024 * 1024 + 1))
    body = EndlessBody("gzip")
    for _ in range(2):
        assert sum(map(len, body.receive(packed))) == 1024 * 1024 + 1


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_broken_data_is_a_network_error(name: str) -> None:
    body = EndlessBody(name)
    with pytest.raises(NetworkError, match="cannot be decompressed"):
        list(body.receive(b"event: update\ndata: {}\n\n"))


@pytest.mark.parametrize("name", ["compress", "gzip, x", ",".join(["gzip"] * 6)])
def test_an_encoding_that_cannot_be_undone_is_refused_at_once(name: str) -> None:
    with pytest.raises(DecodeError, match="content"):
        EndlessBody(name)
