"""Kept connections: which may be used again, and for what."""

from __future__ import annotations

from typing import Any

from ...http import NetworkError
from ._case import AtOnce, Case, Gather, Linger, Make, Part, Record, Reset
from ._making import (
    BODY,
    STATUS,
    ask,
    bookmark,
    chunked,
    delete,
    edit,
    has_status,
    head,
    is_none,
    is_status,
    is_x,
    ok,
    post,
    revoke,
    whole,
)

_STATUS = ok(whole(STATUS))
_GONE = ok(b"", closes=True)
_EVIL = whole(b'{"title": "EVIL"}')


def _works(result: Any) -> bool:
    return not isinstance(result, Exception)


def _junk(name: str, *parts: Part, **fields: Any) -> Case:
    """Make a case: bytes after a whole response, which no call may read."""
    given: dict[str, Any] = {
        "replies": (ok(*parts), ok()),
        "calls": (ask, ask),
        "outcome": is_x,
        "connections": 2,
    }
    return Case(name=name, **{**given, **fields})


JUNK = (
    _junk("another response after a response", whole() + _EVIL),
    _junk("another response a moment after a response", whole(), _EVIL),
    _junk("one byte after a response", whole() + b"\n"),
    _junk(
        "another response after a chunked one",
        head("Transfer-Encoding: chunked") + chunked(BODY) + _EVIL,
    ),
    _junk(
        "204 with a body",
        calls=(revoke, ask),
        replies=(ok(whole(b"hello", status="204 No Content")), ok()),
        outcome=(is_none, is_x),
    ),
    _junk(
        "204 with another response after it",
        calls=(revoke, ask),
        replies=(ok(head(status="204 No Content") + _EVIL), ok()),
        outcome=(is_none, is_x),
    ),
    _junk(
        "304 with a body",
        replies=(ok(whole(status="304 Not Modified")), ok()),
        outcome=(has_status(304), is_x),
    ),
    _junk(
        "a body longer than its content-length",
        head(f"Content-Length: {len(BODY)}") + BODY + b"}" * 70_000,
    ),
)

ENDED = (
    _junk(
        "a connection is not kept when the server says so",
        replies=(ok(whole(BODY, "Connection: close")), ok()),
    ),
    _junk(
        "a connection is not kept after a server error",
        replies=(ok(whole(b"{}", status="500 Internal Server Error")), ok()),
        outcome=(has_status(500), is_x),
    ),
    _junk(
        "a server that closes after an error without saying so",
        calls=(ask, bookmark),
        replies=(
            ok(whole(b"{}", status="500 Internal Server Error"), closes=True),
            _STATUS,
        ),
        outcome=(has_status(500), is_status),
    ),
    _junk(
        "a kept connection that was closed is replaced",
        replies=(ok(closes=True), ok()),
    ),
    Case(
        name="a server that closes after each response without saying so",
        tls=False,
        calls=(bookmark, edit, delete, post) * 25,
        replies=(ok(whole(STATUS), closes=True),) * 100,
        outcome=_works,
        connections=100,
        is_tight=True,
    ),
    Case(
        name="a server that closes a moment after each response without saying so",
        calls=(bookmark, edit, bookmark, delete, post, bookmark),
        replies=(ok(whole(STATUS), Linger(), closes=True),) * 6,
        outcome=_works,
        is_tight=True,
    ),
)


def _dies(name: str, call: Make, *, resets: bool = False) -> Case:
    """Make a case: a kept connection ends at the second request, which is repeated."""
    return Case(
        name=name,
        calls=(ask, ask, call),
        replies=(ok(), ok(), ok(Reset()) if resets else _GONE, _STATUS),
        outcome=(is_x, is_x, _works),
        connections=2,
        needs_kept=True,
        check=lambda record: (
            record.requests[2] == record.requests[3] and record.slept == ()
        ),
    )


def _unsent(record: Record) -> bool:
    return record.connections == (1, 2)


DYING = (
    Case(
        name="a kept connection ends before the response to a GET",
        needs_kept=True,
        calls=(ask, ask),
        replies=(ok(), _GONE, ok()),
        outcome=is_x,
        connections=2,
        check=lambda record: record.slept == (),
    ),
    _dies("a kept connection ends before the response to a PUT", edit),
    _dies("a kept connection ends before the response to a DELETE", delete),
    _dies("a kept connection ends before the response to a POST with a key", post),
    _dies("a kept connection is reset before the response to a PUT", edit, resets=True),
    Case(
        name="a kept connection ends before the response to a POST without a key",
        needs_kept=True,
        calls=(ask, ask, bookmark, ask, bookmark),
        replies=(ok(), ok(), _GONE, ok(), _STATUS),
        outcome=(is_x, is_x, NetworkError, is_x, is_status),
        sent=True,
        # After that, nothing is proven any more.
        check=lambda record: record.connections[-1] != record.connections[-2],
    ),
    Case(
        name="a kept connection ends within the response",
        needs_kept=True,
        calls=(ask, ask),
        replies=(ok(), ok(b"HTTP/1.1 2", closes=True)),
        outcome=(is_x, NetworkError),
        sent=True,
    ),
    Case(
        name="a request that is repeated takes a fresh connection",
        needs_kept=True,
        calls=(AtOnce((ask, ask)), ask),
        replies=(ok(Gather(2), whole()), ok(Gather(2), whole()), _GONE, ok()),
        outcome=is_x,
        connections=3,
        check=lambda record: record.connections[3] == 3,
    ),
    Case(
        name="a POST without a key waits until a kept connection is proven",
        calls=(ask, bookmark),
        replies=(ok(), _STATUS),
        outcome=(is_x, is_status),
        connections=2,
        check=_unsent,
    ),
)
