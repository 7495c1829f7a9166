"""Test cases for transports, which authors can run on their own transport.

A case is a value: the responses of a server, the calls of the client, and the expected
outcome. `mastodon_offline.conformance` has the server, and runners for blocking and
async clients.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import field, frozen

from ..calls import Call
from ..clients import AsyncClient, BlockingClient
from ..entities import InstanceV1
from ..http import NetworkError, NetworkTimeout, ResponseTooLarge, Timeouts
from ..methods import API
from ..values import MastodonError

BODY = b"""{
    "uri": "x.example", "title": "X", "description": "", "version": "4.7.0", "urls": {}
}"""
LARGEST = 10_000
"""The client's limit for a response, in bytes."""
TIMEOUTS = Timeouts(connect=5.0, read=0.3, total=1.0)
"""The client's timeouts in slow cases, in seconds."""

Outcome: TypeAlias = "type[Exception] | Callable[[Any], bool]"
Client: TypeAlias = "BlockingClient | AsyncClient"


@frozen
class Pause:
    """The server waits until the client disconnects."""


@frozen
class Trickle:
    """The server sends these bytes again and again until the client disconnects."""

    data: bytes


@frozen
class Linger:
    """The server waits for a moment before it sends the rest."""


Part: TypeAlias = "bytes | Pause | Trickle | Linger"


@frozen(kw_only=True)
class Reply:
    """The server's reaction to one request."""

    parts: tuple[Part, ...]
    closes: bool = False
    """Whether it closes the connection afterwards."""


@frozen(kw_only=True)
class Case:
    """A test case for a transport."""

    name: str
    replies: tuple[Reply, ...]
    """One for each expected request, in order, over all connections."""
    outcome: Outcome
    """The error that the last call raises, or a check of its result."""
    calls: tuple[Callable[[API], Call[Any]], ...] = (API.instance_v1,)
    at_once: bool = False
    """Whether the calls run at the same time, in threads or tasks. Each of them must
    have the outcome."""
    is_expired: bool = False
    """Whether the client's token has expired, and can be refreshed."""
    connections: int | None = 1
    """The expected number of connections; None for any."""
    sent: bool | None = None
    """The expected ``sent`` of a `NetworkError`."""
    retries: int = 0
    is_slow: bool = False
    """Whether the client uses `TIMEOUTS`."""
    check: Callable[[list[bytes]], bool] = field(default=lambda received: True)
    """A check of the requests as they arrived."""


def head(*lines: str, status: str = "200 OK") -> bytes:
    """Make the head of a response."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def whole(body: bytes = BODY, *lines: str, status: str = "200 OK") -> bytes:
    """Make a response with ``Content-Length``."""
    return head(f"Content-Length: {len(body)}", *lines, status=status) + body


def chunked(body: bytes, size: int = 7) -> bytes:
    """Make a body with chunked transfer encoding."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def ok(*parts: Part, closes: bool = False) -> Reply:
    return Reply(parts=parts or (whole(),), closes=closes)


def is_x(result: Any) -> bool:
    return isinstance(result, InstanceV1) and result.title == "X"


def upload(api: API) -> Call[Any]:
    return api.media_upload(bytes(300_000), "image/png")


def bearers(received: list[bytes]) -> list[bytes | None]:
    """Find the token of each request."""
    found = (re.search(rb"(?i)\r\nauthorization: bearer (\w+)", r) for r in received)
    return [match and match[1] for match in found]


def revoke(api: API) -> Call[Any]:
    return api.oauth_revoke(client_id="a", client_secret="b", token="c")


_PACKED = gzip.compress(BODY)
_MEDIA = b'{"id": "7", "type": "image", "url": "https://x.example/7.png"}'
_TWICE = (API.instance_v1, API.instance_v1)
_TOKEN = b'{"access_token": "new", "token_type": "Bearer", "expires_in": 3600}'
_BOMB = gzip.compress(bytes(50 * LARGEST))

CASES: tuple[Case, ...] = (
    Case(name="a plain response", replies=(ok(),), outcome=is_x),
    Case(
        name="a connection is kept",
        replies=(ok(), ok()),
        calls=_TWICE,
        outcome=is_x,
    ),
    Case(
        name="a connection is not kept when the server says so",
        replies=(ok(whole(BODY, "Connection: close"), closes=True), ok()),
        calls=_TWICE,
        connections=2,
        outcome=is_x,
    ),
    Case(
        name="a kept connection that was closed is replaced",
        replies=(ok(closes=True), ok()),
        calls=_TWICE,
        connections=2,
        retries=1,
        outcome=is_x,
    ),
    Case(
        name="a response in many pieces",
        replies=(ok(*(whole()[i : i + 1] for i in range(len(whole())))),),
        outcome=is_x,
    ),
    Case(
        name="gzip",
        replies=(ok(whole(_PACKED, "Content-Encoding: gzip")),),
        outcome=is_x,
    ),
    Case(
        name="deflate",
        replies=(ok(whole(zlib.compress(BODY), "Content-Encoding: deflate")),),
        outcome=is_x,
    ),
    Case(
        name="chunked",
        replies=(ok(head("Transfer-Encoding: chunked"), chunked(BODY)), ok()),
        calls=_TWICE,
        outcome=is_x,
    ),
    Case(
        name="chunked and gzip",
        replies=(
            ok(
                head("Transfer-Encoding: chunked", "Content-Encoding: gzip"),
                chunked(_PACKED),
            ),
        ),
        outcome=is_x,
    ),
    Case(
        name="a body that ends with the connection",
        replies=(ok(head(), BODY, closes=True),),
        outcome=is_x,
    ),
    Case(
        name="a response in HTTP/1.0",
        replies=(ok(whole().replace(b"1.1", b"1.0", 1), closes=True),),
        outcome=is_x,
    ),
    Case(
        name="an informational response before the final one",
        replies=(ok(head(status="100 Continue"), whole()),),
        outcome=is_x,
    ),
    Case(
        name="no content",
        replies=(ok(head(status="204 No Content")), ok()),
        calls=(revoke, revoke),
        connections=None,
        outcome=lambda result: result is None,
    ),
    Case(
        name="an incomplete body is an error",
        replies=(ok(whole()[:-5], closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="an incomplete chunked body is an error",
        replies=(
            ok(head("Transfer-Encoding: chunked"), chunked(BODY)[:-9], closes=True),
        ),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="an incomplete gzip body is an error",
        replies=(ok(head("Content-Encoding: gzip"), _PACKED[:-9], closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="a connection closed without a response",
        replies=(ok(b"", closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="an incomplete head",
        replies=(ok(head()[:-4], closes=True),),
        # http.client accepts it as a complete head without a body.
        outcome=MastodonError,
    ),
    Case(
        name="a response that is not HTTP",
        replies=(ok(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="a lost read is retried",
        replies=(ok(b"", closes=True), ok()),
        connections=2,
        retries=1,
        outcome=is_x,
    ),
    Case(
        name="a write that may have arrived is not retried",
        replies=(ok(b"", closes=True),),
        calls=(lambda api: api.status_delete("7"),),
        retries=2,
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="a response whose length is too large",
        replies=(ok(head(f"Content-Length: {LARGEST + 1}"), closes=True),),
        outcome=ResponseTooLarge,
    ),
    Case(
        name="a response that is too large",
        replies=(ok(head(), bytes(LARGEST + 1), closes=True),),
        outcome=ResponseTooLarge,
    ),
    Case(
        name="a response that is too large when decompressed",
        replies=(ok(whole(_BOMB, "Content-Encoding: gzip"), closes=True),),
        outcome=ResponseTooLarge,
    ),
    Case(
        name="a read timeout before the response",
        replies=(ok(Pause()),),
        is_slow=True,
        outcome=NetworkTimeout,
        sent=True,
    ),
    Case(
        name="a read timeout within the body",
        replies=(ok(whole()[:-5], Pause()),),
        is_slow=True,
        outcome=NetworkTimeout,
        sent=True,
    ),
    Case(
        name="a total timeout for an endless body",
        replies=(ok(head(), Trickle(b"x")),),
        is_slow=True,
        outcome=NetworkTimeout,
        sent=True,
    ),
    Case(
        name="an upload arrives unchanged",
        replies=(ok(whole(_MEDIA)),),
        calls=(upload,),
        outcome=lambda media: media.id == "7",
        check=lambda received: bytes(300_000) + b"\r\n--" in received[0],
    ),
    Case(
        name="an upload that is rejected",
        replies=(
            ok(
                whole(b'{"error": "too large"}', status="413 Payload Too Large"),
                closes=True,
            ),
        ),
        calls=(upload,),
        outcome=Exception,
    ),
    Case(
        name="the token is sent, and no other credentials",
        replies=(ok(),),
        outcome=is_x,
        check=lambda received: (
            received[0].lower().count(b"authorization:") == 1
            and b"authorization: bearer token\r\n" in received[0].lower()
        ),
    ),
    Case(
        name="a redirect is followed within the origin",
        replies=(
            ok(whole(b"", "Location: /elsewhere", status="302 Found")),
            ok(),
        ),
        outcome=is_x,
        check=lambda received: received[1].startswith(b"GET /elsewhere HTTP/1.1\r\n"),
    ),
    Case(
        name="calls wait for the one that refreshes the token",
        replies=(ok(Linger(), whole(_TOKEN)), ok(), ok(), ok()),
        calls=(API.instance_v1, API.instance_v1, API.instance_v1),
        at_once=True,
        is_expired=True,
        connections=None,
        outcome=is_x,
        # A call that does not wait sends the old token, or refreshes it again.
        check=lambda received: bearers(received) == [None, b"new", b"new", b"new"],
    ),
)
