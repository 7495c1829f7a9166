"""What every transport must do, as cases that anybody can run on their own.

A case is a value: what a server answers on each of its connections, what the client
calls, and what must come of it. `mastodon_offline.conformance` has the server and a
runner for blocking and for async clients.
"""

from __future__ import annotations

import gzip
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
"""What a client of a case takes at most, in bytes."""
TIMEOUTS = Timeouts(connect=5.0, read=0.3, total=1.0)
"""How long a client of a slow case waits."""

Outcome: TypeAlias = "type[Exception] | Callable[[Any], bool]"
Client: TypeAlias = "BlockingClient | AsyncClient"


@frozen
class Pause:
    """The server waits until the client goes away."""


@frozen
class Trickle:
    """The server sends a byte now and then, for as long as the client listens."""

    data: bytes


Part: TypeAlias = "bytes | Pause | Trickle"


@frozen(kw_only=True)
class Reply:
    """What a server does with one request."""

    parts: tuple[Part, ...]
    closes: bool = False
    """Whether it closes the connection then."""
    at_head: bool = False
    """Whether it answers as soon as it has the head, and reads no body."""


@frozen(kw_only=True)
class Case:
    """Something that a transport must do."""

    name: str
    replies: tuple[Reply, ...]
    """In the order of the requests, on whatever connection they come."""
    outcome: Outcome
    """The error that the last call ends in, or what must be true of its answer."""
    calls: tuple[Callable[[API], Call[Any]], ...] = (API.instance_v1,)
    connections: int = 1
    """How many are made."""
    requests: int | None = None
    """How many arrive; one for each reply if it is None."""
    sent: bool | None = None
    """What a `NetworkError` must say."""
    retries: int = 0
    is_slow: bool = False
    """Whether the client waits but for `TIMEOUTS`."""
    check: Callable[[list[bytes]], bool] = field(default=lambda received: True)
    """What must be true of the requests as they arrived."""


def head(*lines: str, status: str = "200 OK") -> bytes:
    """The head of a response."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def whole(body: bytes = BODY, *lines: str, status: str = "200 OK") -> bytes:
    """A response with its length."""
    return head(f"Content-Length: {len(body)}", *lines, status=status) + body


def chunked(body: bytes, size: int = 7) -> bytes:
    """A body in chunks."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def ok(*parts: Part, closes: bool = False, at_head: bool = False) -> Reply:
    return Reply(parts=parts or (whole(),), closes=closes, at_head=at_head)


def is_x(answer: Any) -> bool:
    return isinstance(answer, InstanceV1) and answer.title == "X"


def upload(api: API) -> Call[Any]:
    return api.media_upload(bytes(300_000), "image/png")


def revoke(api: API) -> Call[Any]:
    return api.oauth_revoke(client_id="a", client_secret="b", token="c")


_PACKED = gzip.compress(BODY)
_MEDIA = b'{"id": "7", "type": "image", "url": "https://x.example/7.png"}'
_TWICE = (API.instance_v1, API.instance_v1)
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
        name="a kept connection that was closed is noticed",
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
        name="an answer in HTTP/1.0",
        replies=(ok(whole().replace(b"1.1", b"1.0", 1), closes=True),),
        outcome=is_x,
    ),
    Case(
        name="a response that is announced",
        replies=(ok(head(status="100 Continue"), whole()),),
        outcome=is_x,
    ),
    Case(
        name="no content",
        replies=(ok(head(status="204 No Content")), ok()),
        calls=(revoke, revoke),
        outcome=lambda answer: answer is None,
    ),
    Case(
        name="half a body is no body",
        replies=(ok(whole()[:-5], closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="half a chunked body is no body",
        replies=(
            ok(head("Transfer-Encoding: chunked"), chunked(BODY)[:-9], closes=True),
        ),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="half a packed body is no body",
        replies=(ok(head("Content-Encoding: gzip"), _PACKED[:-9], closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="closed before any byte",
        replies=(ok(b"", closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="half a head",
        replies=(ok(head()[:-4], closes=True),),
        # http.client takes it for a whole one, with nothing after it.
        outcome=MastodonError,
    ),
    Case(
        name="what is no HTTP",
        replies=(ok(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", closes=True),),
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="a read that is lost is repeated",
        replies=(ok(b"", closes=True), ok()),
        connections=2,
        retries=1,
        outcome=is_x,
    ),
    Case(
        name="a write that may have arrived is not repeated",
        replies=(ok(b"", closes=True),),
        calls=(lambda api: api.status_delete("7"),),
        retries=2,
        outcome=NetworkError,
        sent=True,
    ),
    Case(
        name="a response that says it is too large",
        replies=(ok(head(f"Content-Length: {LARGEST + 1}"), closes=True),),
        outcome=ResponseTooLarge,
    ),
    Case(
        name="a response that is too large",
        replies=(ok(head(), bytes(LARGEST + 1), closes=True),),
        outcome=ResponseTooLarge,
    ),
    Case(
        name="a small response that unpacks to a large one",
        replies=(ok(whole(_BOMB, "Content-Encoding: gzip"), closes=True),),
        outcome=ResponseTooLarge,
    ),
    Case(
        name="nothing is heard",
        replies=(ok(Pause()),),
        is_slow=True,
        outcome=NetworkTimeout,
        sent=True,
    ),
    Case(
        name="nothing is heard in the middle of a body",
        replies=(ok(whole()[:-5], Pause()),),
        is_slow=True,
        outcome=NetworkTimeout,
        sent=True,
    ),
    Case(
        name="a body that never ends, a byte at a time",
        replies=(ok(head(), Trickle(b"x")),),
        is_slow=True,
        outcome=NetworkTimeout,
        sent=True,
    ),
    Case(
        name="an upload arrives as it was",
        replies=(ok(whole(_MEDIA)),),
        calls=(upload,),
        outcome=lambda media: media.id == "7",
        check=lambda received: bytes(300_000) + b"\r\n--" in received[0],
    ),
    Case(
        name="an upload that is refused half-way",
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
        name="the token is sent as it is, and no other password",
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
)
