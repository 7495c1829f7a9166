"""Channels that cannot be opened, and those that are opened through a proxy."""

from __future__ import annotations

from collections.abc import Mapping

from ...clients import ClientClosed
from ...http import (
    CertificateError,
    DecodeError,
    NetworkError,
    NetworkTimeout,
    ResponseTooLarge,
    Timeouts,
)
from ._acts import Open, Receive
from ._case import LARGEST, Cancelled, Case, Part, Pause, Record, Reset, Trickle, Tunnel
from ._making import ask, head, header, is_x, ok, whole
from ._slow import READ, TOTAL
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

_BUSY = "503 Service Unavailable"
_CLOSED = "the server closed the connection before the response was complete"
_LISTEN, _TALK = Open(headers=EVENT_STREAM), Open(headers=WEBSOCKET)


def _fails(
    name: str,
    *parts: Part,
    outcome: type[Exception] = NetworkError,
    words: tuple[str, ...] = (),
    closes: bool = False,
    headers: Mapping[str, str] = EVENT_STREAM,
) -> Case:
    """Make a case: the response is an error, after which the client still works."""
    return Case(
        name=name,
        streams=True,
        calls=(Open(headers=headers), ask),
        replies=(ok(*parts, closes=closes), ok()),
        # A transport that goes on reading gets another error.
        timeouts=Timeouts(read=2.0),
        outcome=(outcome, is_x),
        connections=2,
        words=words,
    )


FAILING = (
    _fails("a 101 that nobody asked for", SWITCH),
    _fails("no response instead of a stream", b"", closes=True, words=(_CLOSED,)),
    _fails("a cut head of a stream", SSE[:-2], closes=True, words=(_CLOSED,)),
    _fails("a reset instead of a stream", Reset(), words=(_CLOSED,)),
    _fails("another protocol instead of a WebSocket", b"SSH-2.0-x\r\n\r\n"),
    _fails("an event stream in HTTP/2.0", SSE.replace(b"1.1", b"2.0", 1)),
    _fails(
        "an event stream with two lengths",
        head("Content-Length: 3", "Content-Length: 4"),
    ),
    _fails(
        "an event stream with an unknown content-encoding",
        head("Content-Encoding: compress"),
        outcome=DecodeError,
        words=("content-encoding", "compress"),
    ),
    _fails(
        "a refusal that is cut off",
        whole(b"{}", status=_BUSY)[:-1],
        closes=True,
        words=(_CLOSED,),
    ),
    _fails(
        "a refusal that is broken",
        head("Transfer-Encoding: chunked", status=_BUSY),
        b"hello\r\n",
    ),
    _fails(
        "a refusal that is too large",
        head(status=_BUSY),
        bytes(LARGEST + 1),
        outcome=ResponseTooLarge,
        words=(f"max_response_bytes is {LARGEST}",),
        headers=WEBSOCKET,
    ),
    *(
        Case(
            name=name,
            streams=True,
            tls=False,
            calls=(_LISTEN,),
            replies=(ok(*parts),),
            outcome=NetworkTimeout,
            timeouts=timeouts,
            words=(words,),
            sent=True,
        )
        for name, parts, timeouts, words in (
            ("silence instead of a stream", (Pause(),), READ, "no data for 0.1 s"),
            (
                "silence within a refusal",
                (whole(b"{}", status=_BUSY)[:-1], Pause()),
                READ,
                "no data for 0.1 s",
            ),
            (
                "an endless head of a stream",
                (SSE[:-2], Trickle(b"X-Name: x\r\n")),
                TOTAL,
                "not finished within 0.15 s",
            ),
            (
                "an endless refusal",
                (head(status=_BUSY), Trickle(b"x")),
                TOTAL,
                "not finished within 0.15 s",
            ),
        )
    ),
)

REACHING = (
    Case(
        name="a refused connection for a stream",
        streams=True,
        peer="none",
        calls=(_LISTEN,),
        outcome=NetworkError,
        words=("the connection was refused",),
        sent=False,
    ),
    Case(
        name="a certificate for a stream that is not of a trusted authority",
        streams=True,
        tls=True,
        certificate="unknown",
        calls=(_TALK,),
        outcome=CertificateError,
        words=("the server's certificate is not trusted",),
        sent=False,
        connections=1,
    ),
    *(
        Case(
            name=f"silence instead of a TLS handshake for a stream, and {name}",
            streams=True,
            tls=True,
            peer="silent",
            calls=(_TALK,),
            timeouts=timeouts,
            outcome=NetworkTimeout,
            words=(words,),
            sent=False,
        )
        for name, timeouts, words in (
            (
                "the timeout for it",
                Timeouts(tls=0.1),
                "TLS handshake not finished within 0.1 s",
            ),
            (
                "the timeout for connecting",
                Timeouts(connect=0.1),
                "no connection within 0.1 s",
            ),
            (
                "the timeout for everything",
                Timeouts(total=0.1),
                "not finished within 0.1 s",
            ),
        )
    ),
)

_OPENED = ok(head(status="200 Connection established"), Tunnel())


def _asks_for_a_tunnel(record: Record) -> bool:
    """Whether the proxy saw its password and no token, and the server the reverse."""
    (asked,) = record.proxied
    return (
        asked.startswith(b"CONNECT 127.0.0.1:")
        and header(asked, "proxy-authorization") == ["Basic dXNlcjpzZXNhbWU="]
        and header(asked, "authorization") == []
        and not any(header(each, "proxy-authorization") for each in record.requests)
    )


def _asks_for_a_url(record: Record) -> bool:
    return record.proxied[0].startswith(b"GET http://127.0.0.1:")


PROXIED = (
    talk(
        "a proxy connects a WebSocket to the server, with and without TLS",
        (SWITCH + b"hello",),
        Receive(b"hello"),
        proxy=(_OPENED,),
        check=_asks_for_a_tunnel,
    ),
    listen(
        "a proxy connects an event stream to the server",
        (CHUNKED, chunk(EVENT)),
        Receive(EVENT),
        tls=True,
        proxy=(_OPENED,),
        check=_asks_for_a_tunnel,
    ),
    listen(
        "a proxy forwards an event stream without TLS",
        (),
        Receive(EVENT),
        tls=False,
        replies=(),
        proxy=(ok(CHUNKED, chunk(EVENT)),),
        connections=0,
        check=_asks_for_a_url,
    ),
    Case(
        name="a proxy that refuses a stream",
        streams=True,
        calls=(_TALK, _TALK),
        replies=(ok(SWITCH),),
        proxy=(ok(whole(b"no", status="407 No"), closes=True), _OPENED),
        outcome=(NetworkError, is_open),
        sent=False,
    ),
)


def _cancelled(name: str, *parts: Part) -> Case:
    """Make a case: opening a channel is cancelled, and the client stays usable."""
    return Case(
        name=name,
        streams=True,
        calls=(Cancelled(_TALK), ask),
        replies=(ok(*parts, Pause()), ok()),
        outcome=is_x,
        connections=2,
    )


OPENING_ENDS = (
    _cancelled("a stream that is cancelled before the head"),
    _cancelled("a stream that is cancelled within the head", SWITCH[:-2]),
    _cancelled("a stream that is cancelled within a refusal", whole(status=_BUSY)[:-5]),
    Case(
        name="a stream that is cancelled during a TLS handshake",
        streams=True,
        tls=True,
        peer="silent",
        calls=(Cancelled(_TALK),),
        outcome=is_open,
    ),
    Case(
        name="closing the client ends the opening of a channel",
        streams=True,
        calls=(Open(headers=WEBSOCKET, closes_meanwhile=True),),
        replies=(ok(SWITCH[:-2], Pause()),),
        outcome=ClientClosed,
    ),
)
