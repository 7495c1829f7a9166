"""The recorded streams: server-sent events and messages of WebSockets."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from mastodon_core.streaming import Stream

_RECORDED = Path(__file__).parent / "recorded"
_PATH = "/api/v1/streaming/"


@cache
def server_sent_events() -> tuple[tuple[Stream, bytes], ...]:
    """Each recorded event stream, with all its bytes."""
    found: list[tuple[Stream, bytes]] = []
    for exchange in _lines_of("exchanges.jsonl.gz"):
        if exchange["headers"].get("content-type") == "text/event-stream":
            name: Any = exchange["path"].removeprefix(_PATH)
            found.append((Stream(name), exchange["body"].encode()))
    return tuple(found)


def websocket_messages() -> Iterator[list[dict[str, Any]]]:
    """The messages that came on each recorded WebSocket."""
    for connection in _lines_of("websocket.jsonl.gz"):
        frames = connection["frames"]
        yield [f["message"] for f in frames if f["direction"] == "receive"]


def _lines_of(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(_RECORDED / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
