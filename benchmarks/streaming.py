"""Reading streams of statuses, which arrive in reads of several sizes.

The floor of server-sent events is `bytes.split`, which only looks for the ends of
lines. Typed statuses are compared with decoding the same JSON alone, which is one
document for a server-sent event, and two for a message of a WebSocket: the payload is a
text in the message. ``--plot FILE`` draws the times as SVG, too.
"""

from __future__ import annotations

import gc
import json
import platform
import statistics
import sys
from argparse import ArgumentParser
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import pages
from mastodon.streaming import StreamListener
from measure import PAIRS, Pair, in_this_thread, interleave
from plot import dots
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from mastodon_core import entities
from mastodon_core.decoding import Reader, Tries
from mastodon_core.streaming import EventReader, EventStreamDecoder, Stream, UpdateEvent
from mastodon_core.streaming._websocket import StreamMessage, WebSocketSession
from mastodon_core.transport import HttpRequest

HOME = Stream("user")
ASKING = HttpRequest(method="GET", url="https://example.social", headers={})
SIZES = (1400, 4096, 16384)
"""What fits into a packet; what many programs read at a time; and a TLS record."""

SPLIT = 'split(b"\\n")'
PARSED = "server-sent events"
CRLF = "server-sent events with CRLF"
DECODED = "decoding alone"
DECODED_TWICE = "decoding alone, with messages"
SSE = "server-sent events, typed"
WEBSOCKET = "WebSocket, typed"
MASTODON_PY = "Mastodon.py"

PAIRS_OF_NAMES = [
    (PARSED, SPLIT),
    (CRLF, SPLIT),
    (SSE, DECODED),
    (WEBSOCKET, DECODED_TWICE),
]
"""Each candidate with its floor."""
GOALS = {PARSED: 3.0, SSE: 1.3, WEBSOCKET: 1.6}

MASTODON_PY_PAIRS = 3
"""Mastodon.py takes hundreds of times as long as the others."""

MANY = 1_000_000
"""Events in the measurement of memory."""


def event_stream(bodies: Sequence[bytes], ending: bytes = b"\n") -> bytes:
    """The bytes of new statuses and a heartbeat."""
    events = [b"event: update\ndata: %b\n\n" % body for body in bodies]
    return b"".join([b":)\n", *events, b":thump\n\n"]).replace(b"\n", ending)


def messages_of(bodies: Sequence[bytes]) -> list[bytes]:
    """The messages that a server sends on a WebSocket for new statuses."""
    return [
        pages.as_bytes({"stream": ["user"], "event": "update", "payload": text})
        for text in map(bytes.decode, bodies)
    ]


def websocket_stream(messages: Sequence[bytes]) -> bytes:
    """The frames of messages."""
    server = Connection(ConnectionType.SERVER)
    return b"".join(server.send(TextMessage(data=text.decode())) for text in messages)


def reads(stream: bytes, size: int) -> list[bytes]:
    return [stream[start : start + size] for start in range(0, len(stream), size)]


def split(pieces: Sequence[bytes]) -> None:
    for piece in pieces:
        piece.split(b"\n")


def parse(pieces: Sequence[bytes]) -> int:
    receive = EventStreamDecoder().receive_data
    return sum(len(receive(piece)) for piece in pieces)


def decode(tries: Tries, bodies: Sequence[bytes]) -> None:
    for body in bodies:
        Reader(tries=tries).parse(body, entities.Status)


def decode_messages(tries: Tries, messages: Sequence[bytes]) -> None:
    for message in messages:
        found = Reader(tries=tries).parse(message, entities.StreamingMessage)
        assert found.payload is not None
        Reader(tries=tries).parse(found.payload.encode(), entities.Status)


def events_of_sse(pieces: Sequence[bytes], reader: EventReader) -> Iterator[object]:
    decoder = EventStreamDecoder()
    for piece in pieces:
        for event in decoder.receive_data(piece):
            yield reader.read(HOME, event.name, event.data)


def events_of_websocket(
    pieces: Sequence[bytes], reader: EventReader
) -> Iterator[object]:
    socket = WebSocketSession(ASKING)
    for piece in pieces:
        for message in socket.receive_data(piece):
            assert isinstance(message, StreamMessage)
            yield reader.read(HOME, message.name, message.payload)


def consume(
    events: Callable[[Sequence[bytes], EventReader], Iterator[object]],
    pieces: Sequence[bytes],
    reader: EventReader,
) -> None:
    """Take the events one by one, and keep none."""
    deque(events(pieces, reader), maxlen=0)


class Response:
    """What Mastodon.py reads a stream from, in pieces of the size that it asks for."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        yield from reads(self._stream, chunk_size)


class Counter(StreamListener):
    count = 0

    def on_update(self, status: Any) -> None:
        self.count += 1


def with_mastodon_py(stream: bytes) -> int:
    listener = Counter()
    listener.handle_stream(Response(stream))
    return listener.count


def measure(bodies: Sequence[bytes], size: int, pairs: int) -> dict[str, float]:
    """Print each candidate's ratio to its floor; return the times in us per event."""
    stream, with_crlf = event_stream(bodies), event_stream(bodies, b"\r\n")
    messages = messages_of(bodies)
    frames = websocket_stream(messages)
    pieces, of_crlf, of_frames = (
        reads(each, size) for each in (stream, with_crlf, frames)
    )
    reader, tries = EventReader(), Tries()
    statuses = [Reader().parse(body, entities.Status) for body in bodies]
    expected: list[object] = [UpdateEvent(HOME, status) for status in statuses]
    assert parse(pieces) == parse(of_crlf) == len(bodies)
    assert list(events_of_sse(pieces, reader)) == expected
    assert list(events_of_websocket(of_frames, reader)) == expected
    assert with_mastodon_py(stream) == len(bodies)
    calls: dict[str, Callable[[], object]] = {
        SPLIT: partial(split, pieces),
        PARSED: partial(parse, pieces),
        CRLF: partial(parse, of_crlf),
        DECODED: partial(decode, tries, bodies),
        DECODED_TWICE: partial(decode_messages, tries, messages),
        SSE: partial(consume, events_of_sse, pieces, reader),
        WEBSOCKET: partial(consume, events_of_websocket, of_frames, reader),
    }
    peer: dict[str, Callable[[], object]] = {
        DECODED: calls[DECODED],
        # It reads byte by byte, whatever arrives.
        MASTODON_PY: partial(with_mastodon_py, stream),
    }
    best, ratios = times_of(calls, PAIRS_OF_NAMES, pairs)
    slow, its_ratios = times_of(peer, [(MASTODON_PY, DECODED)], MASTODON_PY_PAIRS)
    print(f"\n{size:,} bytes at a time (Python {platform.python_version()})")
    for (name, floor), values in (ratios | its_ratios).items():
        time = (best | slow)[name] * 1e6 / len(bodies)
        ratio = statistics.median(values)
        print(
            f"  {name:30} {time:8.1f} us per event  {ratio:7.2f} x {floor}"
            f"  {verdict(ratio, GOALS.get(name))}",
            flush=True,
        )
    return {name: time * 1e6 / len(bodies) for name, time in (best | slow).items()}


def times_of(
    calls: Mapping[str, Callable[[], object]], against: Iterable[Pair], pairs: int
) -> tuple[dict[str, float], dict[Pair, list[float]]]:
    batches = {name: in_this_thread(call) for name, call in calls.items()}
    return interleave(batches, against, pairs=pairs)


def verdict(ratio: float, goal: float | None) -> str:
    if goal is None:
        return ""
    return f"goal {goal}: {'met' if ratio <= goal else 'missed'}"


def memory(bodies: Sequence[bytes]) -> tuple[int, int]:
    """How many blocks of memory, and KiB, `MANY` events take beyond the first ones."""
    pieces = reads(event_stream(bodies), 1400)
    decoder, reader = EventStreamDecoder(), EventReader()

    def receive(count: int) -> tuple[int, int]:
        for _ in range(0, count, len(bodies)):
            for piece in pieces:
                for event in decoder.receive_data(piece):
                    reader.read(HOME, event.name, event.data)
        gc.collect()
        return sys.getallocatedblocks(), getrusage(RUSAGE_SELF).ru_maxrss

    before, after = receive(MANY // 100), receive(MANY)
    return after[0] - before[0], after[1] - before[1]


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path, metavar="FILE")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    options = parser.parse_args()
    bodies = [pages.as_bytes(each) for each in json.loads(pages.statuses(40))]
    length = sum(map(len, bodies)) // len(bodies)
    print(f"streams of {len(bodies)} statuses of {length:,} bytes on average")
    blocks, kilobytes = memory(bodies)
    print(
        f"memory that {MANY:,} events leave behind: {blocks} blocks;"
        f" the peak grows by {kilobytes} KiB"
    )
    times = {size: measure(bodies, size, options.pairs) for size in SIZES}
    if options.plot:
        rows = {
            name: {f"{size:,} bytes": times[size][name] for size in SIZES}
            for name in times[SIZES[0]]
        }
        caption = "CPU time per event in microseconds"
        options.plot.write_text(dots(rows, caption), "utf-8")


if __name__ == "__main__":
    main()
