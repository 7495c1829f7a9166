"""The recorded streams: server-sent events and messages of WebSockets."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mastodon_core.streaming import Stream

_RECORDED = Path(__file__).parent / "recorded"
_PATH = "/api/v1/streaming/"


def server_sent_events() -> Iterator[tuple[Stream, bytes]]:
    """Each recorded event stream, with all its bytes."""
    with gzip.open(_RECORDED / "exchanges.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            name: Any = exchange["path"].removeprefix(_PATH)
            if exchange["headers"].get("content-type") == "text/event-stream":
                yield Stream(name), exchange["body"].encode()


def websocket_messages() -> Iterator[list[dict[str, Any]]]:
    """The messages that came on each recorded WebSocket."""
    with gzip.open(_RECORDED / "websocket.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            frames = json.loads(line)["frames"]
            yield [f["message"] for f in frames if f["direction"] == "receive"]
