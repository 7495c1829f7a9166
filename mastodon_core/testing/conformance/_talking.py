"""Bytes, checks and functions that the cases for channels are made of."""

from __future__ import annotations

from typing import Any

from ...http import HttpResponse
from ._acts import Act, Open
from ._case import TOKEN, Case, Part
from ._making import head, ok

EVENT_STREAM = {
    "accept": "text/event-stream",
    "accept-encoding": "identity",
    "authorization": f"Bearer {TOKEN}",
    "user-agent": "conformance",
}
"""The headers of a message for server-sent events."""
WEBSOCKET = {
    "authorization": f"Bearer {TOKEN}",
    "connection": "Upgrade",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
    "upgrade": "websocket",
    "user-agent": "conformance",
}
"""The headers of a message that opens a WebSocket."""

EVENT = b"event: delete\ndata: 7\n\n"
"""An event, as a server sends it."""
SSE = head("Content-Type: text/event-stream")
"""The head of an event stream that ends with the connection."""
CHUNKED = head("Content-Type: text/event-stream", "Transfer-Encoding: chunked")
"""The head of an event stream with chunks."""
SWITCH = head(
    "Connection: Upgrade", "Upgrade: websocket", status="101 Switching Protocols"
)
"""The head before the bytes of a WebSocket."""


def chunk(data: bytes) -> bytes:
    """Make one chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def is_open(response: Any) -> bool:
    """Whether a channel was opened, whose bytes are received later."""
    return (
        isinstance(response, HttpResponse)
        and response.status in {101, 200}
        and response.body == b""
        and all(name == name.lower() for name in response.headers)
    )


def _case(name: str, parts: tuple[Part, ...], use: Open, fields: Any) -> Case:
    given: dict[str, Any] = {
        "streams": True,
        "calls": (use,),
        "replies": (ok(*parts),),
        "outcome": is_open,
    }
    return Case(name=name, **{**given, **fields})


def listen(name: str, parts: tuple[Part, ...], *acts: Act, **fields: Any) -> Case:
    """Make a case: acts on the channel of an event stream."""
    return _case(name, parts, Open(acts, headers=EVENT_STREAM), fields)


def talk(name: str, parts: tuple[Part, ...], *acts: Act, **fields: Any) -> Case:
    """Make a case: acts on the channel of a WebSocket."""
    return _case(name, parts, Open(acts, headers=WEBSOCKET), fields)
