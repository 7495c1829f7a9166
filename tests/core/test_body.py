import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import DecodeError, NetworkError, ResponseTooLarge
from mastodon_core.http import BodyCollector, header_map


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


PACKED = {
    None: bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    " GZip ": gzip.compress,
    "deflate": zlib.compress,
}


@pytest.mark.parametrize("encoding", PACKED)
@given(st.binary(max_size=300), st.data())
def test_body_does_not_depend_on_how_its_bytes_are_split(
    encoding: str | None, body: bytes, data: st.DataObject
) -> None:
    packed = PACKED[encoding](body)
    collector, rest = BodyCollector(encoding, len(packed)), packed
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        collector.receive(rest[:size])
        rest = rest[size:]
    assert collector.finish() == body


def test_deflate_without_a_zlib_header_is_decompressed() -> None:
    collector = BodyCollector("deflate")
    collector.receive(raw_deflate(b"hello" * 100))
    assert collector.finish() == b"hello" * 100


def test_gzip_with_several_members_is_decompressed() -> None:
    collector = BodyCollector("gzip")
    for piece in (gzip.compress(b"a") + gzip.compress(b"b"), gzip.compress(b"c")):
        collector.receive(piece)
    assert collector.finish() == b"abc"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_decompression_stops_at_the_size_limit(encoding: str) -> None:
    bomb = PACKED[encoding](bytes(50_000_000))
    assert len(bomb) < 60_000
    collector = BodyCollector(encoding, len(bomb), 60_000)
    with pytest.raises(ResponseTooLarge, match="60001 .* max_response_bytes is 60000"):
        collector.receive(bomb)


def test_body_over_the_limit_is_refused_before_it_is_complete() -> None:
    with pytest.raises(ResponseTooLarge):
        BodyCollector(None, 1001, 1000)
    collector = BodyCollector(None, None, 1000)
    collector.receive(bytes(1000))
    with pytest.raises(ResponseTooLarge):
        collector.receive(b"x")


def test_incomplete_body_is_a_network_error() -> None:
    collector = BodyCollector(None, 10)
    collector.receive(b"123")
    with pytest.raises(NetworkError, match="7 bytes too early"):
        collector.finish()
    packed = gzip.compress(b"hello")
    collector = BodyCollector("gzip")
    collector.receive(packed[:-3])
    with pytest.raises(NetworkError, match="compressed response ended too early"):
        collector.finish()
    assert BodyCollector("gzip").finish() == b""


def test_wrong_or_unknown_content_encoding_is_an_error() -> None:
    with pytest.raises(NetworkError, match="cannot be decompressed"):
        BodyCollector("gzip").receive(b"<html>")
    with pytest.raises(NetworkError, match="cannot be decompressed"):
        BodyCollector("deflate").receive(b"\xff" * 20)
    with pytest.raises(DecodeError, match="must be gzip or deflate, not br"):
        BodyCollector("br")


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


def test_header_map_joins_repeated_fields() -> None:
    pairs = [("Link", "<a>"), ("X-A", "1"), ("link", "<b>")]
    assert header_map(pairs) == {"link": "<a>, <b>", "x-a": "1"}
