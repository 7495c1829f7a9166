"""A long stream takes as much memory as a short one."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice
from typing import Any

import pytest
from stream_server import (
    Connection,
    Part,
    ScriptedServer,
    event_frame,
    sse,
    websocket,
)

from mastodon_core.streaming import DeleteEvent, EventStream

BATCH = 500
"""Events of one read."""
FIRST = 10**17

each_way = pytest.mark.parametrize("via", ["sse", "websocket"])


class Endless:
    """The parts of a connection, made as they are received."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._next: list[Part] = []

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, index: int) -> Part:
        if not self._next:
            self._next.append(next(self._parts))
        return self._next[index]

    def pop(self, index: int) -> Part:
        return self._next.pop(index)


def batches(via: str) -> Iterator[bytes]:
    """Make events whose ids count up from `FIRST`."""
    if via == "sse":
        event = sse("delete", str(FIRST))
    else:
        event = event_frame(["public"], "delete", str(FIRST))
    before, after = event.split(str(FIRST).encode())
    for start in count(FIRST, BATCH):
        ids = range(start, start + BATCH)
        yield b"".join([b"%b%d%b" % (before, id, after) for id in ids])


@contextmanager
def opened(via: Any) -> Iterator[EventStream]:
    server = ScriptedServer()
    connection = websocket() if via == "websocket" else Connection([])
    connection.parts = Endless(batches(via))  # type: ignore[assignment]  # what is read
    server.connections = [connection]
    with server.open_stream("public", via=via) as stream:
        yield stream


def skip(stream: EventStream, number: int) -> str:
    """Read that many events; returns the id of the last one."""
    (last,) = deque(islice(stream, number), maxlen=1)
    assert isinstance(last, DeleteEvent)
    gc.collect()
    return last.id


# The stream remembers a limited number of deletions.
WARM_UP = 5000


@each_way
def test_memory_of_a_stream_does_not_grow(via: str) -> None:
    with opened(via) as stream:
        skip(stream, WARM_UP)
        tracemalloc.start()
        try:
            skip(stream, 3000)
            before, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            assert skip(stream, 9000) == str(FIRST + WARM_UP + 12_000 - 1)
            after, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert abs(after - before) < 20_000
    assert peak - before < 1_000_000


@pytest.mark.fuzz
@each_way
def test_a_million_events_leave_nothing_behind(via: str) -> None:
    with opened(via) as stream:
        skip(stream, WARM_UP)
        before = sys.getallocatedblocks()
        assert skip(stream, 1_000_000) == str(FIRST + WARM_UP + 1_000_000 - 1)
        assert abs(sys.getallocatedblocks() - before) < 2000
