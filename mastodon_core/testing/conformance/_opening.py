"""Channels that are opened: the message, the connection, and refusals."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from typing import Any

from ...clients import ClientClosed
from ...http import HttpResponse, Timeouts
from ...streaming import DeleteEvent, StreamingUnavailable
from ._acts import CloseClient, Follow, Open, Receive, ReceiveEnd, ServerSeesEnd
from ._case import AtOnce, Case, Linger, Part, Record
from ._making import ask, chunked, head, header, is_x, ok, whole
from ._talking import (
    CHUNKED,
    EVENT,
    EVENT_STREAM,
    SSE,
    SWITCH,
    WEBSOCKET,
    chunk,
    is_open,
    listen,
    talk,
)

_MANY = 60
_ERROR = b'{"error": "The access token is invalid"}'


def _is_sent_as_it_is(headers: Mapping[str, str]) -> Callable[[Record], bool]:
    """Make a check of the request: each header of the message once, and the host."""
    # A WebSocket's message does not say what it accepts, so the transport may.
    added = {"accept-encoding"} - headers.keys()

    def check(record: Record) -> bool:
        (request,) = record.requests
        lines = request.removesuffix(b"\r\n\r\n").split(b"\r\n")
        names = [line.partition(b":")[0].decode().lower() for line in lines[1:]]
        return (
            lines[0] == b"GET /api/v1/streaming/user HTTP/1.1"
            and len(set(names)) == len(names)
            and set(names) - added == {"host", *headers}
            and all(header(request, name) == [headers[name]] for name in headers)
        )

    return check


def _are_alone(record: Record) -> bool:
    """Whether the second and the fourth request had a connection for themselves."""
    came_on = record.connections
    return came_on.count(came_on[1]) == came_on.count(came_on[3]) == 1


MESSAGES = (
    listen(
        "the message of an event stream is sent as it is",
        (SSE,),
        check=_is_sent_as_it_is(EVENT_STREAM),
    ),
    talk(
        "the message of a WebSocket is sent as it is",
        (SWITCH,),
        check=_is_sent_as_it_is(WEBSOCKET),
    ),
    Case(
        name="a stream has a new connection, which is not kept",
        streams=True,
        calls=(
            ask,
            Open((Receive(EVENT), ReceiveEnd()), headers=EVENT_STREAM),
            ask,
            Open((Receive(b"x"),), headers=WEBSOCKET),
            ask,
        ),
        replies=(ok(), ok(CHUNKED + chunked(EVENT)), ok(), ok(SWITCH + b"x"), ok()),
        outcome=(is_x, is_open, is_x, is_open, is_x),
        check=_are_alone,
    ),
    Case(
        name="open streams do not count as connections for calls",
        streams=True,
        tls=False,
        calls=(
            *(Open(headers=WEBSOCKET, stays_open=True),) * _MANY,
            AtOnce((ask, ask)),
        ),
        replies=(ok(SWITCH),) * _MANY + (ok(), ok()),
        outcome=(is_open,) * _MANY + (is_x, is_x),
    ),
    Case(
        name="a program follows a stream",
        streams=True,
        calls=(Follow(),),
        replies=(ok(CHUNKED, chunk(EVENT)),),
        outcome=lambda event: isinstance(event, DeleteEvent) and event.id == "7",
    ),
    Case(
        name="a client that does not stream says so before it connects",
        streams=False,
        calls=(Follow(),),
        outcome=StreamingUnavailable,
        words=("does not stream: its transport has no method open_channel",),
        connections=0,
    ),
    Case(
        name="a closed client opens no channel",
        streams=True,
        calls=(Open((CloseClient(),), headers=WEBSOCKET), Open(headers=WEBSOCKET)),
        replies=(ok(SWITCH),),
        outcome=(is_open, ClientClosed),
    ),
)

HEADS = (
    listen(
        "an event in the packet of the head",
        (CHUNKED + chunk(EVENT),),
        Receive(EVENT),
    ),
    talk("bytes in the packet of a 101", (SWITCH + b"hello",), Receive(b"hello")),
    listen(
        "103 before an event stream",
        (head(status="103 Early Hints"), Linger(), CHUNKED, chunk(EVENT)),
        Receive(EVENT),
        tls=False,
    ),
    talk(
        "100 before a 101",
        (head(status="100 Continue"), Linger(), SWITCH + b"hello"),
        Receive(b"hello"),
        tls=False,
    ),
    talk(
        "an event stream in response to an upgrade",
        (CHUNKED, chunk(EVENT)),
        Receive(EVENT),
    ),
)


def _refused(
    name: str,
    *parts: Part,
    status: int,
    body: bytes,
    closes: bool = False,
    headers: Mapping[str, str] = EVENT_STREAM,
) -> Case:
    """Make a case: the body comes with the response, and the connection is closed."""

    def is_whole(response: Any) -> bool:
        return (
            isinstance(response, HttpResponse)
            and response.status == status
            and response.body == body
        )

    return Case(
        name=name,
        streams=True,
        # Over TLS, the server would not see the end behind a close_notify.
        tls=False,
        calls=(Open((ServerSeesEnd(), ReceiveEnd()), headers=headers),),
        replies=(ok(*parts, closes=closes),),
        outcome=is_whole,
        timeouts=Timeouts(read=5.0),
    )


_UNAUTHORIZED = whole(_ERROR, status="401 Unauthorized")

REFUSALS = (
    _refused(
        "a refusal of an event stream",
        _UNAUTHORIZED[:-9],
        Linger(),
        _UNAUTHORIZED[-9:],
        status=401,
        body=_ERROR,
    ),
    _refused(
        "a refusal of a WebSocket",
        _UNAUTHORIZED,
        status=401,
        body=_ERROR,
        headers=WEBSOCKET,
    ),
    _refused(
        "a refusal with chunks",
        head("Transfer-Encoding: chunked", status="404 Not Found"),
        chunked(_ERROR),
        status=404,
        body=_ERROR,
    ),
    _refused(
        "a refusal that ends with the connection",
        head(status="503 Busy") + _ERROR,
        status=503,
        body=_ERROR,
        closes=True,
    ),
    _refused(
        "a refusal with gzip",
        whole(gzip.compress(_ERROR), "Content-Encoding: gzip", status="403 No"),
        status=403,
        body=_ERROR,
    ),
    _refused(
        "a redirect of a stream is not followed",
        whole(b"", "Location: {here}/elsewhere", status="302 Found"),
        status=302,
        body=b"",
    ),
    _refused("a stream without content", head(status="204 None"), status=204, body=b""),
)
