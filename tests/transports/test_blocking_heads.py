"""Heads and chunked bodies are parsed strictly, however their bytes are split."""

from __future__ import annotations

from http.client import IncompleteRead, RemoteDisconnected
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mastodon_requests._exchange import Exchange
from mastodon_requests._heads import ChunkedDecoder, RemoteProtocolError, parse_head
from mastodon_requests._responses import Source

from mastodon_core import Timeouts

GOOD: dict[bytes, tuple[int, int, list[tuple[str, str]]]] = {
    b"HTTP/1.1 200 OK\r\n\r\n": (11, 200, []),
    b"HTTP/1.0 404 Not Found\r\nA: b\r\n\r\n": (10, 404, [("A", "b")]),
    b"HTTP/1.1 200\r\n\r\n": (11, 200, []),
    b"HTTP/1.1 200 \r\n\r\n": (11, 200, []),
    b"HTTP/1.1 599 \xfc\nA:b\n\n": (11, 599, [("A", "b")]),
    b"HTTP/1.1 200 OK\r\nA:  b c\t\r\na:\r\n\r\n": (11, 200, [("A", "b c"), ("a", "")]),
    b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\td\r\nE: \xe9\r\n\r\n": (
        *(11, 200),
        [("A", "b c d"), ("E", "\xe9")],
    ),
    b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 120 + b"\r\n": (11, 200, [("A", "b")] * 120),
}


@pytest.mark.parametrize("head", GOOD, ids=lambda head: repr(head)[:50])
def test_good_head_is_parsed(head: bytes) -> None:
    found = parse_head(head)
    assert (found.version, found.status, found.fields) == GOOD[head]


@pytest.mark.parametrize(
    "head",
    [
        b"\r\nHTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.2 200 OK\r\n\r\n",
        b"HTTP/1.10 200 OK\r\n\r\n",
        b"http/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 099 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200OK\r\n\r\n",
        b"HTTP/1.1 +20 OK\r\n\r\n",
        b"HTTP/1.1 200 O\0K\r\n\r\n",
        b"HTTP/1.1 200 O\rK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n A: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA b: c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\xe9: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n",
    ],
    ids=repr,
)
def test_bad_head_is_refused(head: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        parse_head(head)


@pytest.mark.parametrize(
    ("values", "length"),
    [
        (["0"], 0),
        (["5", "5"], 5),
        (["5, 5"], 5),
        (["007"], 7),
        *[([bad], None) for bad in ("-1", "+3", "0x3", "", "3.0", "1_0", "3 4", "٣")],
        (["9" * 16], None),
        (["5", "6"], None),
        (["5, 6"], None),
        (["5,"], None),
    ],
    ids=repr,
)
def test_content_length_is_one_plain_number(
    values: list[str], length: int | None
) -> None:
    lines = "".join(f"Content-Length: {value}\r\n" for value in values)
    head = parse_head(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode("latin-1", "replace"))
    assert head.length == length
    assert bool(head.problem) == (length is None)
    assert head.keeps == (length is not None)


@pytest.mark.parametrize(
    ("head", "keeps"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 429 Slow\r\nConnection: keep-alive\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", False),
        (b"HTTP/1.1 500 No\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nConnection: te, close\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nConnection: te\r\nConnection: close\r\n\r\n", False),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
            b"Transfer-Encoding: Chunked\r\n\r\n",
            False,
        ),
    ],
)
def test_head_says_whether_the_connection_can_be_used_again(
    head: bytes, keeps: bool
) -> None:
    assert parse_head(head).keeps is keeps


def decode(pieces: list[bytes]) -> tuple[bytes, bool, bytes]:
    decoder, content, rest = ChunkedDecoder(), b"", b""
    for piece in pieces:
        if decoder.is_done:
            rest += piece
        else:
            content += decoder.decode(piece)
            if decoder.problem is not None:
                raise decoder.problem
    return content, decoder.is_done, decoder.rest + rest


CHUNKED = {
    b"0\r\n\r\n": b"",
    b"3\r\nabc\r\n0\r\n\r\n": b"abc",
    b"00a\r\n0123456789\r\n1;x=y\r\n\n\r\n0;z\r\nA: b\r\nC:d\r\n\r\n": b"0123456789\n",
    b"3 \t\r\nabc\r\nA\r\n0123456789\r\n000\r\n\r\n": b"abc0123456789",
}


@pytest.mark.parametrize("body", CHUNKED)
@given(data=st.data())
def test_chunked_body_is_decoded_however_it_is_split(
    body: bytes, data: st.DataObject
) -> None:
    rest, pieces = body + b"EVIL", list[bytes]()
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pieces.append(rest[:size])
        rest = rest[size:]
    assert decode(pieces) == (CHUNKED[body], True, b"EVIL")


@pytest.mark.parametrize(
    "body",
    [
        *(size + b"\r\nabc\r\n" for size in (b"+3", b"-3", b"1_0", b"0x3", b"g", b"")),
        b" 3\r\nabc\r\n",
        b"3\nabc\n0\n\n",
        b"3\r\nabcd\r\n0\r\n\r\n",
        b"3\r\nabc\n0\r\n\r\n",
        b"3\r\nabc0\r\n\r\n",
        b"3;\0\r\nabc\r\n",
        b"3; \rx\r\nabc\r\n",
        b"1" * 16 + b"\r\n",
        b"3;" + b"x" * 5000,
        b"0\r\nno field\r\n\r\n",
        b"0\r\nA: b\r\n c\r\n\r\n",
        b"0\r\n" + b"A: b\r\n" * 30_000 + b"\r\n",
    ],
    ids=lambda body: repr(body)[:40],
)
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_bad_chunk_is_refused(body: bytes, size: int) -> None:
    with pytest.raises(RemoteProtocolError):
        decode([body[at : at + size] for at in range(0, len(body), size)])


@pytest.mark.parametrize("size", range(1, len(b"3\r\nabc\r\n0\r\nA: b\r\n\r\n")))
def test_chunked_body_without_its_last_bytes_is_not_done(size: int) -> None:
    content, is_done, _ = decode([b"3\r\nabc\r\n0\r\nA: b\r\n\r\n"[:size]])
    assert b"abc".startswith(content)
    assert not is_done


class Arriving:
    """A socket on which these pieces arrive."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def settimeout(self, seconds: float | None) -> None:
        pass

    def recv(self, size: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"


@pytest.mark.parametrize("interim", [b"", INTERIM * 2])
@pytest.mark.parametrize("head", GOOD, ids=lambda head: repr(head)[:50])
@given(data=st.data())
def test_head_is_read_however_it_is_split(
    head: bytes, interim: bytes, data: st.DataObject
) -> None:
    rest, pieces = interim + head + b"rest", list[bytes]()
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pieces.append(rest[:size])
        rest = rest[size:]
    sock: Any = Arriving(pieces)
    source = Source(sock, Exchange(Timeouts()), "read")
    found = source.head()
    assert (found.version, found.status, found.fields) == GOOD[head]
    assert source.rest + b"".join(pieces) == b"rest"
    assert not source.is_odd


@pytest.mark.parametrize("size", range(len(INTERIM + b"HTTP/1.1 200 OK\r\n\r\n")))
def test_connection_that_ends_inside_of_a_head_is_an_error(size: int) -> None:
    sock: Any = Arriving([(INTERIM + b"HTTP/1.1 200 OK\r\n\r\n")[:size]])
    with pytest.raises((IncompleteRead, RemoteDisconnected)):
        Source(sock, Exchange(Timeouts()), "read").head()
