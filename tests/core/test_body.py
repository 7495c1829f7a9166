"""Bodies of responses: whole or not, compressed, too large."""

from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions import session

from mastodon_core import (
    API,
    CarriedOut,
    DecodeError,
    MastodonError,
    NetworkError,
    ResponseTooLarge,
    Unauthorized,
)
from mastodon_core.http import ACCEPT_ENCODING, BodyCollector
from mastodon_core.http._decoders import MAX_ENCODINGS, decoders
from mastodon_core.transport import HttpRequest


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def skippable(data: bytes) -> bytes:
    """A frame of zstd that decoders ignore."""
    return b"\x50\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data


def zstd(data: bytes) -> bytes:
    # As a server that streams does: without the size in the head.
    compressor = zstandard.ZstdCompressor().compressobj()
    return compressor.compress(data) + compressor.flush()


ONE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd,
}
# The header, and how a server encodes a body that it describes.
ENCODED: dict[tuple[str | None, str], Callable[[bytes], bytes]] = {
    (None, ""): bytes,
    ("", ""): bytes,
    ("identity", ""): bytes,
    ("x-gzip", ""): gzip.compress,
    (" GZip ", ""): gzip.compress,
    ("identity, gzip,, identity", ""): gzip.compress,
    **{(name, ""): encode for name, encode in ONE.items()},
    ("deflate", "raw"): raw_deflate,
    ("gzip", "members"): lambda b: gzip.compress(b[:9]) + gzip.compress(b[9:]),
    ("gzip", "zeros"): lambda b: gzip.compress(b) + bytes(11),
    ("gzip", "junk"): lambda b: gzip.compress(b) + b"\x1fjunk",
    ("gzip", "half a mark"): lambda b: gzip.compress(b) + b"\x1f",
    ("deflate", "junk"): lambda b: zlib.compress(b) + b"junk",
    ("zstd", "frames"): lambda b: zstd(b[:9]) + skippable(b"x") + zstd(b[9:]),
    ("zstd", "starts skippable"): lambda b: skippable(b"") + zstd(b),
    ("gzip, br", ""): lambda b: brotli.compress(gzip.compress(b)),
    ("br,zstd, deflate", ""): lambda b: zlib.compress(zstd(brotli.compress(b))),
    ("gzip, gzip", ""): lambda b: gzip.compress(gzip.compress(b)),
}


def split(data: bytes, draw: Callable[[int], int]) -> Iterator[bytes]:
    while data:
        size = draw(len(data))
        yield data[:size]
        data = data[size:]


def collected(
    encoding: str | None,
    pieces: Iterable[bytes | memoryview],
    length: int | None = None,
    **options: Any,
) -> bytes:
    collector = BodyCollector(encoding, length, **options)
    feed(collector, pieces)
    return collector.finish()


def feed(collector: BodyCollector, pieces: Iterable[bytes | memoryview]) -> None:
    for piece in pieces:
        collector.receive(piece)


@pytest.mark.parametrize("encoding", ENCODED, ids=repr)
@settings(max_examples=40)
@given(body=st.binary(max_size=300), data=st.data())
def test_body_does_not_depend_on_how_its_bytes_are_split(
    encoding: tuple[str | None, str], body: bytes, data: st.DataObject
) -> None:
    packed = ENCODED[encoding](body)
    pieces = split(packed, lambda left: data.draw(st.integers(1, left)))
    assert collected(encoding[0], pieces, len(packed)) == body


@pytest.mark.parametrize("encoding", ENCODED, ids=repr)
def test_body_is_the_same_byte_by_byte_and_in_a_buffer_that_is_used_again(
    encoding: tuple[str | None, str],
) -> None:
    body = b'[{"id": "7"}]' * 3000
    packed = ENCODED[encoding](body)
    assert collected(encoding[0], split(packed, lambda _: 1)) == body
    buffer = bytearray(1000)

    def pieces() -> Iterator[memoryview]:
        for piece in split(packed, lambda left: min(left, len(buffer))):
            buffer[: len(piece)] = piece
            yield memoryview(buffer)[: len(piece)]
            buffer[:] = bytes(len(buffer))

    assert collected(encoding[0], pieces()) == body


@pytest.mark.parametrize("encoding", [*ONE, "none"])
def test_empty_body_may_have_an_encoding(encoding: str) -> None:
    assert collected(encoding, []) == b""
    assert collected(encoding, [b""]) == b""


@pytest.mark.parametrize("encoding", ONE)
def test_truncated_body_is_an_error_wherever_it_is_cut(encoding: str) -> None:
    packed = ONE[encoding](b"hello" * 20)
    for size in range(1, len(packed)):
        with pytest.raises(NetworkError, match="compressed response ended too early"):
            collected(encoding, [packed[:size]])


@pytest.mark.parametrize("encoding", ONE)
def test_body_that_is_not_encoded_as_it_says_is_an_error(encoding: str) -> None:
    for body in (b"<html>hello</html>", b"\xff" * 40, b"\0" * 40):
        with pytest.raises(NetworkError, match="cannot be decompressed|ended too ear"):
            collected(encoding, [body])


@given(
    st.lists(st.sampled_from([*ONE, "x", ""]), max_size=7).map(",".join),
    st.sampled_from([b"", *(encode(b"hello" * 99) for encode in ONE.values())]),
    st.binary(max_size=40),
    st.integers(1, 200),
)
def test_no_bytes_of_a_server_raise_anything_but_our_own_errors(
    header: str, start: bytes, rest: bytes, size: int
) -> None:
    for data in (start + rest, rest + start, start[: len(rest)] + rest):
        try:
            pieces = split(data, lambda left: min(left, size))
            assert len(collected(header, pieces, largest=400)) <= 400
        except MastodonError:
            pass


@pytest.mark.parametrize("encoding", ["br", "zstd"])
@pytest.mark.parametrize("cut", [False, True])
def test_junk_after_a_body_is_an_error_where_no_other_client_takes_it(
    encoding: str, cut: bool
) -> None:
    packed = ONE[encoding](b"hello")
    pieces = [packed, b"junk"] if cut else [packed + b"junk"]
    with pytest.raises(NetworkError, match="the response cannot be decompressed: "):
        collected(encoding, pieces)


def test_broken_second_member_of_gzip_is_an_error() -> None:
    packed = gzip.compress(b"hello")
    with pytest.raises(NetworkError, match="compressed response ended too early"):
        collected("gzip", [packed + packed[:-3]])
    with pytest.raises(NetworkError, match="the response cannot be decompressed: "):
        collected("gzip", [packed + packed[:2] + b"<html>" * 9])


def rle_bomb(blocks: int) -> bytes:
    """The most that zstd can make of a byte: blocks of one letter, 128 KiB each."""
    block = (128 * 1024 << 3 | 0b010).to_bytes(3, "little") + b"a"
    return b"\x28\xb5\x2f\xfd\x00\x58" + blocks * block


BOMBS: dict[str, tuple[str, bytes]] = {
    **{name: (name, encode(bytes(50_000_000))) for name, encode in ONE.items()},
    "zstd RLE": ("zstd", rle_bomb(10_000)),
    "two stages": ("gzip, gzip", gzip.compress(gzip.compress(bytes(50_000_000)))),
    "three stages": (
        "br, gzip, zstd",
        zstd(gzip.compress(brotli.compress(bytes(9**8)))),
    ),
    # These decompress to nothing, but not in no time.
    "members": ("gzip, gzip", gzip.compress(gzip.compress(b"") * 100_000)),
    "zeros": ("gzip", gzip.compress(b"") + bytes(100_000)),
    "deflate zeros": ("deflate", zlib.compress(b"") + bytes(100_000)),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("size", [7, 65536])
def test_decompression_stops_at_the_size_limit(name: str, size: int) -> None:
    encoding, bomb = BOMBS[name]
    collector = BodyCollector(encoding, None, 60_000)
    with pytest.raises(ResponseTooLarge, match=r"max_response_bytes is 60000$"):
        feed(collector, split(bomb, lambda left: min(left, size)))
    # Brotli and zstd stop at the end of a block only.
    assert collector._size < 60_000 + 1024 * 1024


def test_body_of_just_the_limit_is_not_too_large() -> None:
    for encoding, encode in ONE.items():
        for body in (bytes(60_000), b""):
            assert collected(encoding, [encode(body)], largest=60_000) == body
        with pytest.raises(ResponseTooLarge):
            collected(encoding, [encode(bytes(60_001))], largest=60_000)


def test_body_over_the_limit_is_refused_before_it_is_complete() -> None:
    with pytest.raises(ResponseTooLarge, match="the response has 1001 bytes or more"):
        BodyCollector(None, 1001, 1000)
    collector = BodyCollector(None, None, 1000)
    collector.receive(bytes(1000))
    with pytest.raises(ResponseTooLarge, match="the response has 1001 bytes or more"):
        collector.receive(b"x")


def test_body_in_tiny_pieces_takes_little_more_memory_than_its_size() -> None:
    pieces = [b"ab" * 2, b"cd", b"e"] * 40_000
    collector = BodyCollector()
    tracemalloc.start()
    try:
        feed(collector, (bytes(bytearray(piece)) for piece in pieces))
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    body = b"".join(pieces)
    assert collector.finish() == body
    # As objects of their own, the pieces would take 13 times as much.
    assert used < 1.5 * len(body)


def test_incomplete_body_is_a_network_error() -> None:
    collector = BodyCollector(None, 10)
    collector.receive(b"123")
    with pytest.raises(NetworkError, match="7 bytes too early"):
        collector.finish()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "none",
            "the content-encoding must be 'gzip', 'deflate', 'br' or 'zstd', not"
            " 'none'",
        ),
        ("utf-8", "not 'utf-8'"),
        ("gzip, aws-chunked", "not 'aws-chunked'"),
        ("compress", "not 'compress'"),
        ("x" * 9999, f"not '{'x' * 40}'"),
        ("\x1b[31m", r"not '\x1b[31m'"),
        (
            "gzip," * (MAX_ENCODINGS + 1),
            "the response must have at most 5 content encodings, not 6",
        ),
    ],
)
def test_unknown_content_encoding_is_an_error_that_quotes_it(
    header: str, words: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        collected(header, [b"{}"])
    assert str(caught.value).endswith(words)


def test_as_many_encodings_as_allowed_are_undone() -> None:
    assert MAX_ENCODINGS == 5
    packed = b"hello"
    for _ in range(MAX_ENCODINGS):
        packed = gzip.compress(packed)
    assert collected(", ".join(["gzip"] * MAX_ENCODINGS), [packed]) == b"hello"


def refused(request: Any, status: int, **headers: str) -> Any:
    """The outcome of a call whose response has an unknown content encoding."""
    with session(retries=0).exchange(request) as exchange:
        step = exchange.begin()
        assert isinstance(step, HttpRequest)
        collector = BodyCollector.for_response(
            step.method, status, {"content-encoding": "none", **headers}, 1000
        )
        with pytest.raises(DecodeError) as caught:
            collector.receive(b"{}")
        try:
            return exchange.fail(caught.value)
        except MastodonError as error:
            return error


def test_unknown_encoding_of_a_read_names_the_call_and_the_host() -> None:
    error = refused(API().instance_v1(), 200)
    assert type(error) is DecodeError
    assert str(error) == (
        "GET /api/v1/instance (200): the content-encoding must be 'gzip', 'deflate',"
        " 'br' or 'zstd', not 'none', from x.example"
    )
    assert error.response is not None
    assert (error.response.status, error.response.body) == (200, b"")


def test_unknown_encoding_after_a_write_says_that_it_was_carried_out() -> None:
    error = refused(API().status_post("hi"), 200)
    assert type(error) is CarriedOut
    assert str(error) == (
        "POST /api/v1/statuses (200): the server carried it out, so don't send it"
        " again; its response cannot be read: the content-encoding must be 'gzip',"
        " 'deflate', 'br' or 'zstd', not 'none', from x.example"
    )


def test_status_counts_even_if_the_encoding_of_its_body_is_unknown() -> None:
    assert type(refused(API().status_post("hi"), 401)) is Unauthorized
    moved = refused(API().instance_v1(), 302, location="https://x.example/moved")
    assert moved.url == "https://x.example/moved"


def test_unknown_encoding_without_a_head_names_the_call_too() -> None:
    with session(retries=0).exchange(API().instance_v1()) as exchange:
        exchange.begin()
        with pytest.raises(DecodeError) as caught:
            exchange.fail(DecodeError("the content-encoding is odd"))
    assert str(caught.value) == (
        "GET /api/v1/instance: the content-encoding is odd, from x.example"
    )


class OldBrotli:
    """Brotli before 1.2, which decompresses without a limit."""

    class Decompressor:
        def process(self, data: bytes) -> bytes:
            raise AssertionError(data)


@pytest.mark.parametrize(
    ("installed", "known"),
    [
        ({}, ["gzip", "deflate", "br", "zstd"]),
        ({"brotli": None}, ["gzip", "deflate", "zstd"]),
        ({"brotli": OldBrotli}, ["gzip", "deflate", "zstd"]),
        ({"zstandard": None}, ["gzip", "deflate", "br"]),
        ({"brotli": None, "zstandard": None}, ["gzip", "deflate"]),
    ],
)
def test_only_what_can_be_decoded_is_known(
    installed: dict[str, Any], known: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, module in installed.items():
        monkeypatch.setitem(sys.modules, name, module)
    # Without its cache.
    assert list(cast(Any, decoders).__wrapped__()) == known


def test_what_can_be_decoded_is_accepted() -> None:
    assert ACCEPT_ENCODING == "gzip, deflate, br, zstd"


@pytest.mark.parametrize(
    ("method", "status", "headers", "is_incomplete"),
    [
        ("GET", 200, {"content-length": "9"}, True),
        ("GET", 200, {"content-length": "9", "transfer-encoding": "chunked"}, False),
        ("GET", 200, {"content-length": "nine"}, False),
        # `int` refuses both: a superscript digit, and more than 4,300 digits.
        ("GET", 200, {"content-length": "\xb2"}, False),
        ("GET", 200, {"content-length": "9" * 5000}, False),
        ("GET", 200, {}, False),
        ("GET", 204, {"content-length": "9"}, False),
        ("HEAD", 200, {"content-length": "9"}, False),
    ],
)
def test_content_length_decides_whether_a_body_is_complete(
    method: str, status: int, headers: dict[str, str], is_incomplete: bool
) -> None:
    collector = BodyCollector.for_response(method, status, headers, 100)
    if is_incomplete:
        with pytest.raises(NetworkError, match="9 bytes too early"):
            collector.finish()
    else:
        assert collector.finish() == b""
