"""Messages that pass wsproto by are those that it would read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, Pong, TextMessage
from wsproto.frame_protocol import Opcode

from mastodon_core.streaming import _websocket
from mastodon_core.streaming._frames import FrameSplitter
from mastodon_core.streaming._websocket import (
    MalformedMessage,
    Received,
    StreamMessage,
    StreamRefusal,
    WebSocketClosed,
    WebSocketSession,
)
from mastodon_core.transport import HttpRequest

ASKING = HttpRequest(method="GET", url="https://example.social", headers={})
EVENT = {"stream": ["user"], "event": "delete", "payload": "7"}


class AllForWsproto(FrameSplitter):
    """Lets nothing pass by."""

    def split(self, data: bytes) -> Iterator[tuple[bytes, int]]:
        yield data, 0


class SeenByWsproto(Connection):
    """Notes the bytes that wsproto gets."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        super().__init__(ConnectionType.CLIENT)

    def receive_data(self, data: bytes | None) -> None:
        if data:
            self.seen.append(data)
        super().receive_data(data)


def frames(*events: Event) -> list[bytes]:
    server = Connection(ConnectionType.SERVER)
    return [server.send(event) for event in events]


def text(value: Any, *, finished: bool = True) -> TextMessage:
    data = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return TextMessage(data=data, message_finished=finished)


def raw(first: int, second: int, rest: bytes) -> bytes:
    return bytes([first, second]) + rest


def take_in(session: WebSocketSession, pieces: list[bytes]) -> list[Any]:
    """Return all that a session receives, the reason of its end, and all it sends."""
    found: list[Any] = []
    try:
        for piece in pieces:
            found += session.receive_data(piece)
    except WebSocketClosed as error:
        # The position depends on how the bytes are split, also for wsproto.
        found.append((str(error).partition(" in position ")[0], error.code))
    # A pong or the end has another mask each time.
    sent = Connection(ConnectionType.SERVER)
    sent.receive_data(session.data_to_send())
    return [*found, *sent.events()]


def session_with(splitter: FrameSplitter) -> WebSocketSession:
    session = WebSocketSession(ASKING)
    session._frames = splitter
    return session


def split(data: bytes, places: list[int]) -> list[bytes]:
    cuts = sorted({place % len(data) for place in places} - {0})
    return [data[start:end] for start, end in pairwise([0, *cuts, len(data)])]


MESSAGES = st.sampled_from(
    [
        EVENT,
        EVENT | {"payload": None},
        EVENT | {"payload": {"id": "7"}},
        EVENT | {"payload": "é" * 50},
        EVENT | {"payload": "x" * 200},
        EVENT | {"payload": "x" * 70_000},
        EVENT | {"stream": "user"},
        {"stream": ["hashtag", "cats"], "event": "never.heard.of"},
        {"event": "filters_changed", "stream": ["user"], "more": [1]},
        {"error": "Unknown stream type", "status": 400},
        {},
        "",
        "{",
        "null",
        '{"stream": ["user"], "event": "update", "payload": "\\ud800"}',
    ]
)
FRAMES = st.one_of(
    MESSAGES.map(lambda value: frames(text(value))),
    st.lists(st.text(), min_size=1).map(
        lambda parts: frames(
            *(text(part, finished=False) for part in parts), text(EVENT)
        )
    ),
    st.just(frames(text('{"a": ', finished=False), Ping(b"a"), text("1}"))),
    st.binary().map(lambda data: frames(BytesMessage(data=data))),
    st.just(
        frames(
            BytesMessage(data=b"a", message_finished=False), Ping(), BytesMessage(b"")
        )
    ),
    st.sampled_from([Ping(), Ping(b"a"), Pong(b"a")]).map(frames),
    st.sampled_from([1000, 1001, 1011]).map(lambda code: frames(CloseConnection(code))),
    # Not UTF-8, in a plain frame.
    st.just([raw(0x81, 2, b"a\xff")]),
    # Any head, also one that is wrong, and too little or too much behind it.
    st.builds(
        raw,
        st.integers(0, 255),
        st.sampled_from([0, 1, 5, 125, 126, 127, 128, 255]),
        st.text("\0\1ax{}").map(str.encode),
    ).map(lambda frame: [frame]),
).map(b"".join)


# wsproto refuses some frames at once, and otherwise does so when their head is whole.
END = b"\3\0" * 5


@given(st.lists(FRAMES).map(b"".join), st.lists(st.integers(0, 2**20)))
@example(raw(0x81, 126, b"\0\1a"), [])
@example(raw(0x81, 127, b"\0" * 7 + b"\1a"), [])
@example(raw(0x01, 1, b"a") + raw(0x81, 1, b"b"), [])
@example(raw(0x81, 0x81, b"abcde"), [])
@example(raw(0xC1, 1, b"a"), [])
def test_session_receives_what_wsproto_reads(data: bytes, places: list[int]) -> None:
    data += END
    pieces = split(data, places)
    expected = take_in(session_with(AllForWsproto(0)), pieces)
    assert take_in(WebSocketSession(ASKING), pieces) == expected
    assert take_in(WebSocketSession(ASKING), [data]) == expected


@pytest.mark.parametrize("size", [0, 1, 90, 125, 126, 127, 65_535, 65_536, 70_000])
def test_whole_messages_pass_wsproto_by_however_they_are_split(size: int) -> None:
    event = EVENT | {"payload": "x" * max(0, size - len(json.dumps(EVENT)) + 1)}
    data = b"".join(frames(text(event), text(event), Ping(b"a"), text(event)))
    expected = StreamMessage(("user",), "delete", event["payload"].encode())
    steps = range(1, 12) if size < 1000 else (1, 2, 1400)
    for step in steps:
        session = WebSocketSession(ASKING)
        connection = session._connection = SeenByWsproto()
        pieces = [data[at : at + step] for at in range(0, len(data), step)]
        # The first of all may be read without the fast path.
        warm_up(session)
        connection.seen.clear()
        assert take_in(session, pieces) == [expected] * 3 + [Pong(b"a")]
        assert b"".join(connection.seen) == frames(Ping(b"a"))[0]


def warm_up(session: WebSocketSession) -> None:
    assert len(list(session.receive_data(frames(text(EVENT))[0]))) == 1


def test_what_is_no_event_is_read_after_all() -> None:
    session = WebSocketSession(ASKING)
    refusal = {"error": "Unknown stream type", "status": 400}
    data = b"".join(frames(text(EVENT), text(refusal), text("?"), text(EVENT)))
    event = StreamMessage(("user",), "delete", b"7")
    expected: list[Received] = [
        event,
        StreamRefusal("Unknown stream type", 400),
        MalformedMessage("?"),
        event,
    ]
    assert list(session.receive_data(data)) == expected


@pytest.mark.parametrize(
    "more", [b'"x": "\xff"', b'"x": ["\xed\xa0\x80"]', b'"\xff": 1', b'"x": "\xc3"']
)
def test_bytes_that_are_not_utf_8_end_it_wherever_they_are(more: bytes) -> None:
    session = WebSocketSession(ASKING)
    warm_up(session)
    # What is not read must be valid too.
    data = json.dumps(EVENT).encode()[:-1] + b", " + more + b"}"
    with pytest.raises(WebSocketClosed, match="broke the WebSocket protocol: 'utf-8'"):
        list(session.receive_data(raw(0x81, len(data), data)))


def test_message_that_is_too_large_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_websocket, "MAX_MESSAGE", 1000)
    for length in (b"\x7e\x03\xe9", b"\x7f" + (2**62).to_bytes(8)):
        session = WebSocketSession(ASKING)
        head = bytes([0x80 | Opcode.TEXT]) + length
        assert list(session.receive_data(head + b"x" * 1000)) == []
        # Nothing is kept for a message that is refused in any case.
        assert session._frames._kept == b""
        with pytest.raises(WebSocketClosed, match="longer than 1000 characters"):
            list(session.receive_data(b"x"))


def test_work_is_linear_in_the_bytes() -> None:
    message = frames(text(EVENT | {"payload": "x" * 2**20}))[0]
    # If it were quadratic, this would take minutes.
    session = WebSocketSession(ASKING)
    found = [
        m
        for at in range(0, len(message), 16)
        for m in session.receive_data(message[at : at + 16])
    ]
    assert len(found) == 1
    many = frames(text({}))[0] * 10_000
    assert len(list(session.receive_data(many))) == 10_000
