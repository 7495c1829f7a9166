"""Pages of real items, from the recorded exchanges of the tests."""

from __future__ import annotations

import gzip
import json
from itertools import cycle, islice
from pathlib import Path
from typing import Any

_RECORDED = Path(__file__).parents[1] / "tests" / "recorded" / "exchanges.jsonl.gz"

HOME = "/api/v1/timelines/home"
NOTIFICATIONS = "/api/v1/notifications"


def page(path: str, size: int) -> bytes:
    """A page of `size` items: the distinct items recorded at `path`, repeated."""
    found: dict[str, Any] = {}
    with gzip.open(_RECORDED, "rt", encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            if exchange["path"] != path or exchange["status"] != 200:
                continue
            for item in json.loads(exchange["body"]):
                found.setdefault(item["id"], item)
    items = list(islice(cycle(found.values()), size))
    return json.dumps(items, ensure_ascii=False, separators=(",", ":")).encode()
