"""Event streams are decoded by the rules of WHATWG, however the bytes are split."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from recorded_streams import server_sent_events

from mastodon_core.streaming import EventStreamDecoder, ServerSentEvent

BOM = b"\xef\xbb\xbf"
ENDINGS = (b"\n", b"\r", b"\r\n")
SMALL = 16
"""The smallest limit of a decoder."""


def sent(name: str, data: bytes | None, id: str = "") -> ServerSentEvent:
    return ServerSentEvent(name, data, id)


def decode(pieces: Iterable[bytes], max_bytes: int = 2**20) -> list[ServerSentEvent]:
    decoder = EventStreamDecoder(max_bytes=max_bytes)
    return [event for piece in pieces for event in decoder.receive_data(piece)]


def split(data: bytes, *places: int) -> list[bytes]:
    return [data[start:end] for start, end in pairwise([0, *places, len(data)])]


def by_the_rules(data: bytes) -> tuple[list[ServerSentEvent], float | None]:
    """What WHATWG says, of a whole stream and without a limit."""
    text = data.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    events: list[ServerSentEvent] = []
    name, values, id, retry = "", list[bytes](), "", None
    for line in text.split(b"\n")[:-1]:
        field, _, value = line.partition(b":")
        value = value[1:] if value[:1] == b" " else value
        if not line:
            if values:
                events.append(sent(name or "message", b"\n".join(values), id))
            name, values = "", []
        elif field == b"event":
            name = value.decode("utf-8", "replace")
        elif field == b"data":
            values.append(value)
        elif field == b"id" and b"\0" not in value:
            id = value.decode("utf-8", "replace")
        elif field == b"retry" and value.isdigit():
            retry = int(value) / 1000
    return events, retry


ROWS: list[tuple[str, bytes, list[ServerSentEvent]]] = [
    (
        "event of Mastodon",
        b":)\nevent: update\ndata: {}\n\n:thump\n\n",
        [sent("update", b"{}")],
    ),
    (
        "heartbeat of Mastodon before 4.6",
        b":)\nevent: update\ndata: {}\n\n:thump\nevent: delete\ndata: 1\n\n",
        [sent("update", b"{}"), sent("delete", b"1")],
    ),
    ("event of no name", b"data: x\n\n", [sent("message", b"x")]),
    ("no space after the colon", b"event:a\ndata:x\n\n", [sent("a", b"x")]),
    ("one of several spaces", b"event:  a\ndata:  x \n\n", [sent(" a", b" x ")]),
    ("data of several lines", b"data: x\ndata: y\n\n", [sent("message", b"x\ny")]),
    ("many lines", b"data:x\n" * 4 + b"\n", [sent("message", b"x\nx\nx\nx")]),
    ("example of WHATWG", b"data\n\ndata\ndata\n\ndata:", [
        sent("message", b""),
        sent("message", b"\n"),
    ]),
    ("bare field names", b"event\ndata\n\n", [sent("message", b"")]),
    ("event without data", b"event: a\n\ndata: x\n\n", [sent("message", b"x")]),
    ("last name counts", b"event: a\nevent: b\ndata: x\n\n", [sent("b", b"x")]),
    ("bare name resets it", b"event: a\nevent\ndata: x\n\n", [sent("message", b"x")]),
    ("name after the data", b"data: x\nevent: a\n\n", [sent("a", b"x")]),
    ("comments", b": a\n:\n:data: y\ndata: x\n:\n\n", [sent("message", b"x")]),
    ("byte order mark", BOM + b"data: x\n\n", [sent("message", b"x")]),
    ("byte order mark before a comment", BOM + b":)\n\n", []),
    ("byte order mark later", b"data: x\n\n" + BOM + b"data: y\n\n", [
        sent("message", b"x")
    ]),
    ("two byte order marks", BOM + BOM + b"data: x\n\n", []),
    ("data that are undefined", b"event: filters_changed\ndata: undefined\n\n", [
        sent("filters_changed", b"undefined")
    ]),
    ("other fields", b"datax: y\n data: y\nDATA: y\ndata : y\ndata: x\n\n", [
        sent("message", b"x")
    ]),
    ("not UTF-8", b"event: \xff\ndata: \xff\n\n", [sent("\ufffd", b"\xff")]),
    ("colons in values", b"event: a:b\ndata: {:}\n\n", [sent("a:b", b"{:}")]),
    (
        "id stays",
        b"id: 7\ndata: x\n\ndata: y\n\nid\ndata: z\n\n",
        [sent("message", b"x", "7"), sent("message", b"y", "7"), sent("message", b"z")],
    ),
    ("id of no event", b"id: 7\n\ndata: x\n\n", [sent("message", b"x", "7")]),
    ("id with a zero byte", b"id: 7\nid: 8\0\ndata: x\n\n", [
        sent("message", b"x", "7")
    ]),
    ("unfinished event", b"data: x\n\ndata: y\n", [sent("message", b"x")]),
    ("unfinished line", b"data: x\n\ndata: y", [sent("message", b"x")]),
    ("nothing", b"", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stream", "events"), [pytest.param(*r, id=n) for n, *r in ROWS]
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_split_of_a_stream_gives_the_same_events(
    stream: bytes, events: list[ServerSentEvent], ending: bytes
) -> None:
    stream = stream.replace(b"\n", ending)
    assert by_the_rules(stream)[0] == events
    assert decode([stream]) == events
    assert decode(split(stream, *range(1, len(stream)))) == events
    for first in range(len(stream) + 1):
        for second in range(first, len(stream) + 1):
            assert decode(split(stream, first, second)) == events


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("number", range(8))
def test_every_split_of_a_recorded_stream_gives_the_same_events(
    number: int, ending: bytes
) -> None:
    stream = server_sent_events()[number][1].replace(b"\n", ending)
    events, _ = by_the_rules(stream)
    assert len(events) >= 1
    assert decode(split(stream, *range(1, len(stream)))) == events
    for place in range(len(stream)):
        assert decode(split(stream, place)) == events


PARTS = st.sampled_from(
    [
        *(b"\n", b"\r", b"\r\n", b"\n\n", b":", b" ", b"abc", b"\xff", BOM, b"\0"),
        *(b"data", b"data:", b"data: ", b"event", b"event: ", b"id: ", b"retry: 12"),
        *(b": thump", b"x" * SMALL),
    ]
)
SPLIT_STREAMS = st.lists(st.lists(PARTS).map(b"".join))


@given(SPLIT_STREAMS)
@example([b"data: x\r", b"", b"\n", b"\n"])
@example([b"data: x\r", b"\ndata: y\r\r"])
def test_any_bytes_are_decoded_by_the_rules(pieces: list[bytes]) -> None:
    decoder = EventStreamDecoder()
    events = [event for piece in pieces for event in decoder.receive_data(piece)]
    assert (events, decoder.retry) == by_the_rules(b"".join(pieces))


@given(SPLIT_STREAMS)
def test_split_does_not_matter_where_a_limit_is_reached(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    expected = decode([whole], SMALL)
    assert decode(pieces, SMALL) == expected
    assert decode(split(whole, *range(1, len(whole))), SMALL) == expected
    for event in expected:
        assert event.is_too_large == (event.data is None)
        assert event.data is None or len(event.data) <= SMALL


LONG = b"x" * (SMALL + 1)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"event: a\ndata: %b\n\n" % LONG, [sent("a", None)]),
        (b"data: %b\nevent: a\n\n" % LONG, [sent("a", None)]),
        (b"data: %b\n\ndata: y\n\n" % LONG, [
            sent("message", None), sent("message", b"y")
        ]),
        (b"data: " + b"x" * (SMALL - 6) + b"\n\n", [sent("message", b"x" * 10)]),
        (b"data: " + b"x" * (SMALL - 5) + b"\n\n", [sent("message", None)]),
        (b"data: x\ndata: %b\ndata: y\n\n" % LONG, [sent("message", None)]),
        # Each line is small, and the data are not.
        (b"data: 1234567\ndata: 12345678\n\n", [sent("message", b"1234567\n12345678")]),
        (b"data: 1234567\ndata: 123456789\n\n", [sent("message", None)]),
        (b"data: 12345678\ndata: 12345678\ndata\n\n", [sent("message", None)]),
        (b"data:\n" * (SMALL + 1) + b"\n", [sent("message", b"\n" * SMALL)]),
        (b"data:\n" * (SMALL + 2) + b"\n", [sent("message", None)]),
        # A comment costs nothing.
        (b":%b\ndata: x\n\n" % LONG, [sent("message", b"x")]),
        (BOM + b":%b\ndata: x\n\n" % LONG, [sent("message", b"x")]),
        (b"data: x\n:%b\n\n" % LONG, [sent("message", b"x")]),
        # The line could have been any field.
        (b"id: %b\n\nid: 1\ndata: x\n\n" % LONG, [
            sent("message", None), sent("message", b"x", "1")
        ]),
        (BOM + b"data: %b\n\n" % LONG, [sent("message", None)]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_too_large_is_dropped_to_its_end(
    stream: bytes, events: list[ServerSentEvent], ending: bytes
) -> None:
    stream = stream.replace(b"\n", ending)
    assert decode([stream], SMALL) == events
    for first in range(len(stream)):
        assert decode(split(stream, first), SMALL) == events
        assert decode(split(stream, *range(1, len(stream), first + 1)), SMALL) == events


@pytest.mark.parametrize(
    ("stream", "seconds"),
    [
        (b"retry: 2500\n", 2.5),
        (b"retry:0\n", 0),
        (b"retry: 1000\n\nretry: 2000", 1),
        (b"retry: 1000\nretry: 2000\n", 2),
        (b"retry: 1000\nretry\n", 1),
        (b"retry: 1000\nretry: +5\n", 1),
        (b"retry: 1000\nretry: 5.0\n", 1),
        (b"retry: 1000\nretry: \xd9\xa5\n", 1),
        (b"retry: 999999999999999\n", 999999999999.999),
        # Python refuses to convert so many digits.
        (b"retry: 1000\nretry: " + b"9" * 5000 + b"\n", 1),
        (b"data: x\n\n", None),
    ],
)
def test_retry_is_in_seconds_and_only_of_digits(
    stream: bytes, seconds: float | None
) -> None:
    decoder = EventStreamDecoder()
    assert decoder.retry is None
    decoder.receive_data(stream)
    assert decoder.retry == seconds


def test_event_is_given_out_at_the_first_byte_that_ends_it() -> None:
    # After a carriage return nothing may come for a long time.
    for ending, rest in ((b"\n\n", b""), (b"\r\r", b""), (b"\r\n\r", b"\n")):
        decoder = EventStreamDecoder()
        assert decoder.receive_data(b"data: x" + ending[:-1]) == []
        assert decoder.receive_data(ending[-1:]) == [sent("message", b"x")]
        assert decoder.receive_data(rest + b"data: y\n\n") == [sent("message", b"y")]


@pytest.mark.parametrize(
    ("max_bytes", "error", "message"),
    [
        (15, ValueError, "max_bytes must be 16 or more, not 15"),
        (True, TypeError, "max_bytes must be an int, not bool"),
        (1e6, TypeError, "max_bytes must be an int, not float"),
    ],
)
def test_limit_is_checked(max_bytes: int, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        EventStreamDecoder(max_bytes=max_bytes)


def test_limit_is_four_mebibytes_by_default() -> None:
    decoder = EventStreamDecoder()
    largest = b"x" * (4 * 2**20 - 6)
    assert decoder.receive_data(b"data: " + largest) == []
    [event] = decoder.receive_data(b"\n\n")
    assert event.data == largest
    [event] = decoder.receive_data(b"data: " + largest + b"x\n\n")
    assert event.is_too_large


def endless_line() -> Iterator[bytes]:
    yield b"data: "
    for _ in range(2**15):
        yield b"xy"


def endless_data() -> Iterator[bytes]:
    for _ in range(2**13):
        yield b"data\ndata:\n" * 4


def endless_comment() -> Iterator[bytes]:
    yield b":"
    for _ in range(2**7):
        yield b"x" * 2**10


@pytest.mark.parametrize("pieces", [endless_line, endless_data, endless_comment])
def test_endless_line_or_event_takes_no_more_memory_than_the_limit(
    pieces: Callable[[], Iterator[bytes]],
) -> None:
    decoder = EventStreamDecoder(max_bytes=2**14)
    tracemalloc.start()
    try:
        for piece in pieces():
            assert decoder.receive_data(piece) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * 2**14
    assert decoder.receive_data(b"\n\ndata: x\n\n")[-1] == sent("message", b"x")


MANY = 50_000


@pytest.mark.parametrize(
    ("pieces", "count"),
    [
        pytest.param([b"data: x\n\n" * MANY], MANY, id="events in one read"),
        pytest.param([b"data: x\r\n\r\n" * MANY], MANY, id="events with CRLF"),
        pytest.param([b"\n" * MANY], 0, id="empty lines"),
        pytest.param([b"\r" * MANY], 0, id="empty lines of CR"),
        pytest.param([b"\n"] * MANY, 0, id="empty lines, one by one"),
        pytest.param([b"\r"] * MANY, 0, id="empty lines of CR, one by one"),
        pytest.param([b"data\n" * MANY + b"\n"], 1, id="lines of an event"),
        pytest.param([b"data\n"] * MANY + [b"\n"], 1, id="lines of it, one by one"),
        pytest.param([b":\n" * MANY], 0, id="comments"),
        pytest.param([b"data:", *[b"x" * 16] * 2 * MANY, b"\n\n"], 1, id="line"),
        pytest.param([b"x" * 5 * 2**20, *[b"x"] * MANY], 0, id="rest of a cut line"),
        pytest.param([b"id: 1\n" * MANY], 0, id="ids"),
        pytest.param([(b"x" * 5 * 2**20 + b"\n") * 4] * 4, 0, id="lines that are cut"),
    ],
)  # fmt: skip
def test_work_is_linear_in_the_bytes(pieces: list[bytes], count: int) -> None:
    # If it were quadratic, some of these would take minutes.
    assert len(decode(pieces, 4 * 2**20)) == count


def test_many_events_leave_nothing_behind() -> None:
    decoder = EventStreamDecoder()
    stream = b"event: update\nid: 1\ndata: {}\n\n:thump\n\n" * 100

    def receive() -> None:
        for piece in split(stream, *range(7, len(stream), 7)):
            decoder.receive_data(piece)

    receive()
    gc.collect()
    tracemalloc.start()
    try:
        receive()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(30):
            receive()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 1000
