"""Calls that are cancelled. The client stays usable; async clients run these."""

from __future__ import annotations

from ._case import AtOnce, Cancelled, Case, Linger, Make, Part, Pause
from ._making import ask, head, is_x, ok, upload_much, whole


def _cancelled(name: str, *parts: Part, call: Make = ask) -> Case:
    """Make a case: a call is cancelled, and the next ones take a fresh connection."""
    return Case(
        name=name,
        calls=(Cancelled(call), ask, ask),
        replies=(ok(*parts, Pause()), ok(), ok()),
        outcome=is_x,
        check=lambda record: record.connections[0] != record.connections[1],
    )


CANCELLING = (
    _cancelled("cancelled before the response"),
    _cancelled("cancelled within the head", head("Content-Length: 5")[:-2]),
    _cancelled("cancelled within the body", whole()[:-5]),
    _cancelled(
        "cancelled within a chunk", head("Transfer-Encoding: chunked"), b"5\r\nab"
    ),
    Case(
        name="cancelled during a TLS handshake",
        tls=True,
        peer="silent",
        calls=(Cancelled(ask),),
        outcome=is_x,
    ),
    Case(
        name="cancelled during an upload",
        tls=False,
        peer="silent",
        calls=(Cancelled(upload_much),),
        outcome=is_x,
    ),
    Case(
        name="cancelled during a wait",
        replies=(ok(whole(b"{}", "Retry-After: 7", status="429 Busy")), ok()),
        calls=(Cancelled(ask), ask),
        outcome=is_x,
    ),
    Case(
        name="cancelled while others wait for the same server",
        calls=(AtOnce((ask, ask)), Cancelled(ask), AtOnce((ask, ask))),
        replies=(
            ok(Linger(), whole()),
            ok(Linger(), whole()),
            ok(Pause()),
            ok(),
            ok(),
        ),
        outcome=is_x,
    ),
)
