"""Servers that are too slow: each call ends with the timeout that expired.

The other timeouts are long, so that a transport that ignores one is found out.
"""

from __future__ import annotations

from ...http import NetworkTimeout, Timeouts
from ._case import AtOnce, Case, Linger, Part, Pause, Trickle
from ._making import ask, head, is_x, ok, upload_much, whole

READ = Timeouts(read=0.1)
TOTAL = Timeouts(total=0.15)
_CHUNKED = head("Transfer-Encoding: chunked")


def _silent(name: str, *parts: Part, tls: bool | None = False) -> Case:
    """Make a case: the server says nothing more."""
    return Case(
        name=name,
        replies=(ok(*parts, Pause()),),
        timeouts=READ,
        outcome=NetworkTimeout,
        words=("no data for 0.1 s",),
        sent=True,
        tls=tls,
    )


def _trickle(name: str, *parts: Part, more: bytes, tls: bool | None = False) -> Case:
    """Make a case: the server sends a little, again and again."""
    return Case(
        name=name,
        replies=(ok(*parts, Trickle(more)),),
        timeouts=TOTAL,
        outcome=NetworkTimeout,
        words=("not finished within 0.15 s",),
        tls=tls,
    )


SILENT = (
    # Over TLS, the rest would be the same again, and each takes a while.
    _silent("silence instead of a response", tls=None),
    _silent("silence within the status line", b"HTTP/1.1 20"),
    _silent("silence within the head", head("Content-Length: 5")[:-2]),
    _silent("silence within the body", whole()[:-5], tls=None),
    _silent("silence within a chunk", _CHUNKED, b"5\r\nab"),
    _silent("silence before the last line of the chunks", _CHUNKED, b"0\r\n"),
    _silent("silence after 100", head(status="100 Continue")),
    Case(
        name="a call after a timeout takes a fresh connection",
        calls=(ask, ask),
        replies=(ok(whole()[:-5], Pause()), ok()),
        timeouts=Timeouts(read=0.4),
        outcome=(NetworkTimeout, is_x),
        connections=2,
    ),
)

TRICKLING = (
    _trickle("an endless status line", b"HTTP/1.1 200 ", more=b"O", tls=None),
    _trickle("an endless header", b"HTTP/1.1 200 OK\r\nX-Name: ", more=b"x"),
    _trickle("endless headers", b"HTTP/1.1 200 OK\r\n", more=b"X-Name: x\r\n"),
    _trickle("an endless body", head(), more=b"x", tls=None),
    _trickle("an endless line of a chunk", _CHUNKED, b"1;", more=b"x"),
    _trickle("endless chunks", _CHUNKED, more=b"1\r\nx\r\n", tls=None),
    _trickle("an endless trailer", _CHUNKED, b"0\r\nX-Name: ", more=b"x"),
    _trickle("endless trailers", _CHUNKED, b"0\r\n", more=b"X-Name: x\r\n"),
    _trickle("endless 100", more=head(status="100 Continue")),
    _trickle("endless 103", more=head("Link: </x>", status="103 Early Hints")),
    _trickle(
        "endless gzip without content",
        head("Content-Encoding: gzip"),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff",
        more=b"\x00\x00\x00\xff\xff",
    ),
)

CONNECTING = (
    Case(
        name="silence instead of a TLS handshake, and the timeout for connecting",
        tls=True,
        peer="silent",
        timeouts=Timeouts(connect=0.2),
        outcome=NetworkTimeout,
        words=("no connection within 0.2 s",),
        sent=False,
    ),
    Case(
        name="silence instead of a TLS handshake, and the timeout for it",
        tls=True,
        peer="silent",
        timeouts=Timeouts(tls=0.2),
        outcome=NetworkTimeout,
        words=("TLS handshake not finished within 0.2 s",),
        sent=False,
    ),
    Case(
        name="silence instead of a TLS handshake, and the timeout for everything",
        tls=True,
        peer="silent",
        timeouts=Timeouts(total=0.2),
        outcome=NetworkTimeout,
        words=("not finished within 0.2 s",),
        sent=False,
    ),
    Case(
        name="a connection that is not accepted",
        tls=False,
        peer="full",
        timeouts=Timeouts(connect=0.2),
        outcome=NetworkTimeout,
        words=("no connection within 0.2 s",),
        sent=False,
    ),
)

SENDING = (
    Case(
        name="a server that does not read an upload, and the timeout for sending",
        peer="silent",
        tls=False,
        calls=(upload_much,),
        timeouts=Timeouts(write=0.2),
        outcome=NetworkTimeout,
        words=("the server took no data for 0.2 s",),
        sent=True,
    ),
    Case(
        name="a server that does not read an upload, and the timeout for everything",
        peer="silent",
        tls=False,
        calls=(upload_much,),
        timeouts=Timeouts(total=0.3),
        outcome=NetworkTimeout,
        words=("not finished within 0.3 s",),
        sent=True,
    ),
    Case(
        name="more calls at once than connections: waiting is not connecting",
        tls=False,
        calls=(AtOnce((ask,) * 60),),
        # The last ones wait for two seconds, which is more than connecting may take.
        replies=(ok(Linger(1.0), whole()),) * 60,
        timeouts=Timeouts(connect=1.8),
        outcome=is_x,
    ),
)
