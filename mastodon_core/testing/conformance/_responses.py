"""Responses that are whole, though some are odd: the call must get its result."""

from __future__ import annotations

import gzip
import zlib

from ...calls import ApiError
from ._case import Case, Linger, Reply
from ._making import (
    BODY,
    ask,
    chunked,
    head,
    is_none,
    is_x,
    ok,
    revoke,
    whole,
)

PACKED = gzip.compress(BODY)
_CHUNKED = head("Transfer-Encoding: chunked")
_TWICE = (ask, ask)
_MANY = [f"X-Header-{number}: {number}" for number in range(150)]


def _deflate_without_head(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _twice(name: str, reply: Reply, *, connections: int | None = None) -> Case:
    """Make a case with a second call, which must get its own response."""
    return Case(
        name=name,
        replies=(reply, ok()),
        calls=_TWICE,
        outcome=is_x,
        connections=connections,
    )


FRAMING = (
    Case(name="a plain response", replies=(ok(),), outcome=is_x),
    Case(
        name="a connection is kept",
        replies=(ok(), ok()),
        calls=_TWICE,
        outcome=is_x,
        connections=1,
        needs_kept=True,
    ),
    Case(
        name="a connection is kept after chunks",
        replies=(ok(_CHUNKED, chunked(BODY)), ok()),
        calls=_TWICE,
        outcome=is_x,
        connections=1,
        needs_kept=True,
    ),
    Case(
        name="a response in many pieces",
        replies=(ok(*(whole()[i : i + 1] for i in range(len(whole())))),),
        outcome=is_x,
    ),
    _twice("a chunked response", ok(_CHUNKED, chunked(BODY))),
    _twice(
        "a chunked response with extensions and trailers",
        ok(
            _CHUNKED,
            b"%x;name=value\r\n%b\r\n0\r\nX-Checksum: 7\r\n\r\n" % (len(BODY), BODY),
        ),
    ),
    _twice(
        "a body that ends with the connection",
        ok(head(), BODY, closes=True),
        connections=2,
    ),
    Case(
        name="no content",
        replies=(ok(head(status="204 No Content")), ok(head(status="204 No Content"))),
        calls=(revoke, revoke),
        outcome=is_none,
        # The first POST on a kept connection has to wait until it is proven.
    ),
    Case(
        name="a status without a body",
        replies=(ok(head("Content-Length: 9", status="304 Not Modified")), ok()),
        calls=_TWICE,
        outcome=(ApiError, is_x),
    ),
    _twice(
        "a response in HTTP/1.0",
        ok(whole().replace(b"1.1", b"1.0", 1), closes=True),
        connections=2,
    ),
    _twice(
        "a connection of HTTP/1.0 is not kept",
        ok(whole(BODY, "Connection: keep-alive").replace(b"1.1", b"1.0", 1)),
        connections=2,
    ),
    Case(
        name="a status line without a reason",
        replies=(ok(whole(status="200 ")),),
        outcome=is_x,
    ),
    Case(
        name="more than 100 headers",
        replies=(ok(whole(BODY, *_MANY)),),
        outcome=is_x,
    ),
    Case(
        name="a header that is not ASCII",
        replies=(ok(whole(BODY, "X-Name: J\u00f6")),),
        outcome=is_x,
    ),
    _twice(
        "the same content-length twice",
        ok(whole(BODY, f"Content-Length: {len(BODY)}")),
    ),
    _twice(
        "a chunked response with a content-length",
        ok(head("Transfer-Encoding: chunked", "Content-Length: 5"), chunked(BODY)),
        connections=2,
    ),
)

INFORMATIONAL = (
    Case(
        name="100 before the response",
        replies=(ok(head(status="100 Continue"), whole()),),
        outcome=is_x,
    ),
    Case(
        name="103 before the response, which comes later",
        replies=(
            ok(
                head("Link: </x.css>; rel=preload", status="103 Early Hints"),
                Linger(),
                whole(),
            ),
            ok(),
        ),
        calls=_TWICE,
        outcome=is_x,
    ),
    Case(
        name="several informational responses",
        replies=(
            ok(
                *(head(status=f"{number} Wait") for number in (100, 102, 103, 103)),
                Linger(),
                whole(),
            ),
            ok(),
        ),
        calls=_TWICE,
        outcome=is_x,
    ),
    Case(
        name="199 before the response",
        replies=(ok(head(status="199 Odd"), Linger(), whole()), ok()),
        calls=_TWICE,
        outcome=is_x,
    ),
)

ENCODED = (
    *(
        Case(
            name=name,
            replies=(ok(whole(body, f"Content-Encoding: {encoding}")),),
            outcome=is_x,
        )
        for name, encoding, body in (
            ("gzip", "gzip", PACKED),
            ("gzip under its old name", "X-GZip", PACKED),
            (
                "gzip in two parts",
                "gzip",
                gzip.compress(BODY[:9]) + gzip.compress(BODY[9:]),
            ),
            ("gzip with zeros after it", "gzip", PACKED + bytes(512)),
            ("deflate", "deflate", zlib.compress(BODY)),
            ("deflate without its head", "deflate", _deflate_without_head(BODY)),
            ("the encoding identity", "identity", BODY),
        )
    ),
    _twice(
        "chunked and gzip",
        ok(
            head("Transfer-Encoding: chunked", "Content-Encoding: gzip"),
            chunked(PACKED),
        ),
    ),
)
