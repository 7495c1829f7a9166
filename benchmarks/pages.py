"""Pages of real items, from the recordings of the tests, and a synthetic one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_RECORDED = _HERE.parent / "tests" / "recorded" / "exchanges.jsonl.gz"

HOME = "/api/v1/timelines/home"
NOTIFICATIONS = "/api/v1/notifications"
_STATUS = {"id", "uri", "account", "content", "visibility"}
_ACCOUNT = {"id", "acct", "note", "followers_count"}


def recorded() -> Iterator[tuple[str, Any]]:
    """Yield the path and the JSON of each successful response."""
    with gzip.open(_RECORDED, "rt", encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            if exchange["status"] == 200 and exchange["body"][:1] in {"[", "{"}:
                yield exchange["path"].rstrip("/"), json.loads(exchange["body"])


def page(path: str, size: int) -> bytes:
    """A page of `size` items: the distinct items recorded at `path`, repeated."""
    found: dict[str, Any] = {}
    for its_path, body in recorded():
        for item in body if its_path == path else ():
            found.setdefault(item["id"], item)
    return as_bytes(list(islice(cycle(found.values()), size)))


def statuses(size: int) -> bytes:
    """A page of distinct statuses, by authors of many servers."""
    return _distinct(_STATUS, size)


def accounts(size: int) -> bytes:
    """A page of distinct accounts."""
    return _distinct(_ACCOUNT, size)


def largest(path: str) -> bytes:
    """The largest object recorded at a path."""
    bodies = [as_bytes(body) for its_path, body in recorded() if its_path == path]
    return max(bodies, key=len)


def synthetic() -> bytes:
    """A page of 40 statuses as a well-connected account has it.

    It was made from a seed: random words in the shapes of Mastodon 4.5, with boosts,
    media, cards, polls, custom emojis and mentions, and with keys and enum values that
    no entity has.
    """
    return (_HERE / "payload_timeline40.json").read_bytes()


def with_misfit(body: bytes) -> bytes:
    """The same page of statuses, with one in the middle that has no account."""
    items = json.loads(body)
    items[len(items) // 2]["account"] = None
    return as_bytes(items)


def as_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _distinct(keys: set[str], size: int) -> bytes:
    found: dict[str, Any] = {}
    for _, body in recorded():
        for item in _objects(body):
            if keys <= item.keys():
                found.setdefault(item["id"], item)
    # The servers of the first ones are old, and send half of today's fields.
    return as_bytes(list(found.values())[-size:])


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a JSON value that lie in no other one of their kind."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _objects(inner)
