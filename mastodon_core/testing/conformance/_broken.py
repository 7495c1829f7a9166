"""Responses that are broken: each is an error, and the next call still works.

Where the server leaves the connection open, the client must notice by itself. A
transport that goes on reading runs into a timeout, which is another error.
"""

from __future__ import annotations

import gzip
import zlib

from ...http import MAX_RESPONSE_BYTES, NetworkError, ResponseTooLarge, Timeouts
from ...values import MastodonError
from ._case import LARGEST, Reset
from ._making import (
    BODY,
    broken,
    chunked,
    head,
    is_none,
    is_x,
    ok,
    revoke,
    whole,
)
from ._responses import PACKED

_CHUNKED = head("Transfer-Encoding: chunked")
_CLOSED = "the server closed the connection before the response was complete"
_NO_HTTP = "the response is not valid HTTP, or incomplete"
_IMPATIENT = Timeouts(read=2.0)


def _bomb(megabytes: int) -> bytes:
    """Make the beginning of a gzip stream of zeros, quickly."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + block * megabytes


CLOSED = (
    broken("closed without a response", b"", words=(_CLOSED,)),
    broken("closed within the status line", b"HTTP/1.1 200 O", words=(_CLOSED,)),
    broken("closed within the head", head("Content-Length: 0")[:-2], words=(_CLOSED,)),
    broken(
        "closed within the location of a redirect",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /api/v1/inst",
        words=(_CLOSED,),
    ),
    broken("closed within the body", whole()[:-5], words=(_CLOSED,)),
    broken("closed within a chunk", _CHUNKED + chunked(BODY)[:20], words=(_CLOSED,)),
    broken("closed between chunks", _CHUNKED + b"2\r\n{}\r\n", words=(_CLOSED,)),
    broken(
        "closed before the last line of the chunks",
        _CHUNKED + chunked(BODY)[:-2],
        words=(_CLOSED,),
    ),
    broken(
        "closed within the trailers",
        _CHUNKED + chunked(BODY)[:-2] + b"X-Checks",
        words=(_CLOSED,),
    ),
    broken(
        "closed within gzip",
        head("Content-Encoding: gzip") + PACKED[:-9],
        words=("the compressed response ended too early",),
    ),
    broken("reset without a response", Reset(), words=(_CLOSED,)),
    broken("reset within the head", head()[:-4], Reset(), words=(_CLOSED,)),
    broken("reset within the body", whole()[:-5], Reset(), words=(_CLOSED,)),
    broken(
        "closed within the status line, for a call that returns nothing",
        calls=(revoke, revoke),
        replies=(ok(b"HTTP/1.1 200 O", closes=True), ok(whole(b"{}"))),
        outcome=(NetworkError, is_none),
    ),
)

MALFORMED = (
    *(
        broken(
            f"a content-length of {length!r}",
            head(*lines),
            BODY,
            closes=False,
            timeouts=_IMPATIENT,
        )
        for length, lines in (
            ("-1", ("Content-Length: -1",)),
            ("+82", (f"Content-Length: +{len(BODY)}",)),
            ("0x52", (f"Content-Length: {len(BODY):#x}",)),
            ("8_2", ("Content-Length: 8_2",)),
            ("", ("Content-Length:",)),
            ("two numbers", (f"Content-Length: {len(BODY)}", "Content-Length: 5")),
        )
    ),
    *(
        broken(
            f"a chunk of size {size!r}",
            _CHUNKED,
            f"{size}\r\n".encode() + BODY + b"\r\n0\r\n\r\n",
            closes=False,
            timeouts=_IMPATIENT,
        )
        for size in (f"+{len(BODY):x}", "5_2", "-3", f"0x{len(BODY):x}", "", "hello")
    ),
    broken(
        "a chunk longer than its size",
        _CHUNKED,
        b"2\r\nabc\r\n0\r\n\r\n",
        closes=False,
        timeouts=_IMPATIENT,
    ),
    broken("a NUL in a header", whole(BODY, "X-Name: a\0b"), closes=False),
    broken("a NUL in the name of a header", whole(BODY, "X-Na\0me: a"), closes=False),
    broken("a header without a colon", whole(BODY, "oddity"), closes=False),
    broken(
        "an unknown transfer-encoding",
        head("Transfer-Encoding: xchunked"),
        chunked(BODY),
        closes=False,
        timeouts=_IMPATIENT,
    ),
    broken("HTTP/2.0", whole().replace(b"1.1", b"2.0", 1), closes=False),
    broken("HTTP/3", whole().replace(b"1.1", b"3", 1), closes=False),
    broken(
        "another protocol",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        closes=False,
        words=(_NO_HTTP,),
    ),
    broken("a body without a head", BODY, closes=True),
    broken("a status that is no number", whole(status="2xx OK"), closes=False),
    broken(
        "101 is not a response to any request",
        head("Upgrade: x", "Connection: upgrade", status="101 Switching Protocols"),
        closes=False,
        timeouts=_IMPATIENT,
    ),
    broken(
        "a head of 1 MB",
        head(*[f"X-{n}: {'x' * 8000}" for n in range(125)]),
        closes=False,
        timeouts=_IMPATIENT,
    ),
    broken(
        "a header of 1 MB",
        whole(BODY, "X-Large: " + 1_000_000 * "x"),
        closes=False,
        timeouts=_IMPATIENT,
    ),
    broken(
        "two different locations",
        whole(b"", "Location: /a", "Location: /b", status="302 Found"),
        closes=False,
        connections=None,
        words=("two different Location headers",),
    ),
)

ENCODINGS = (
    broken(
        "broken gzip",
        whole(b"hello", "Content-Encoding: gzip"),
        closes=False,
        connections=None,
        words=("the response cannot be decompressed",),
    ),
    *(
        broken(
            f"the unknown content-encoding {name}",
            whole(BODY, f"Content-Encoding: {name}"),
            closes=False,
            outcome=(MastodonError, is_x),
            connections=None,
            sent=None,
            words=("content-encoding", name, "GET", "127.0.0.1"),
        )
        for name in ("none", "utf-8")
    ),
)

TOO_LARGE = tuple(
    broken(
        name,
        *parts,
        closes=False,
        tls=tls,
        outcome=(ResponseTooLarge, is_x),
        sent=None,
        # A client that has read the whole body before may keep the connection.
        connections=None,
        words=(f"max_response_bytes is {largest}",),
        largest=largest,
        timeouts=timeouts,
    )
    for name, parts, largest, timeouts, tls in (
        (
            "a content-length that is too large",
            (head(f"Content-Length: {LARGEST + 1}"),),
            LARGEST,
            Timeouts(),
            None,
        ),
        (
            "a body that is too large",
            (head(), bytes(LARGEST + 1)),
            LARGEST,
            Timeouts(),
            None,
        ),
        (
            "a chunked body that is too large",
            (_CHUNKED, chunked(bytes(LARGEST + 1), 1000)[:-5]),
            LARGEST,
            Timeouts(),
            None,
        ),
        (
            "a body that is too large when decompressed",
            (whole(gzip.compress(bytes(50 * LARGEST)), "Content-Encoding: gzip"),),
            LARGEST,
            Timeouts(),
            None,
        ),
        (
            "a large gzip bomb and a short read timeout",
            (head("Content-Encoding: gzip"), _bomb(70)),
            MAX_RESPONSE_BYTES,
            Timeouts(read=0.5),
            False,
        ),
    )
)
