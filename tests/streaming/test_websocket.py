"""The WebSocket follows RFC 6455, and agrees with the package ``websockets``."""

from __future__ import annotations

import copy
import json
import pickle
import sys
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from attrs import define, field
from hunting import Hunt
from hypothesis import given
from hypothesis import strategies as st
from stream_server import URL as INSTANCE
from stream_server import (
    Connection,
    ScriptedServer,
    client_frames,
    close_frame,
    event_frame,
    frame,
    refused,
    text_frame,
    update,
    websocket,
)
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from mastodon_core import Credentials, MastodonError, NetworkError
from mastodon_core.streaming import Closed, EventStream, State, Stream, StreamCall
from mastodon_core.streaming._websocket import (
    MAX_MESSAGE,
    MalformedMessage,
    StreamMessage,
    StreamRefusal,
    WebSocketClosed,
    WebSocketSession,
    check_accepted,
    upgrade_request,
)
from mastodon_core.testing import Cassette, Recorder
from mastodon_core.testing._cassettes import Failure
from mastodon_core.transport import HttpRequest, HttpResponse

TOKEN = "t0ken-of-the-user_1234567890"
URL = "https://example.social/api/v1/streaming?stream=user"
# "ä€😀" has characters of two, three and four bytes.
TEXT = json.dumps(
    {"stream": ["user"], "event": "update", "payload": "ä€😀"}, ensure_ascii=False
)
MESSAGE = StreamMessage(("user",), "update", "ä€😀".encode())


def plain(token: str | None = TOKEN) -> HttpRequest:
    headers = {"user-agent": "test", "accept": "application/json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return HttpRequest(method="GET", url=URL, headers=headers)


def asking(token: str | None = TOKEN, *, in_subprotocol: bool = False) -> HttpRequest:
    return upgrade_request(plain(token), bytes, in_subprotocol=in_subprotocol)


@define
class Peer:
    """Our end of a WebSocket, with what it has taken in and what it sends."""

    session: WebSocketSession = field(factory=lambda: WebSocketSession(asking()))
    received: list[Any] = field(factory=list[Any])
    ended: WebSocketClosed | None = None

    def take(self, data: bytes) -> None:
        try:
            for received in self.session.receive_data(data):
                self.received.append(received)
        except WebSocketClosed as end:
            self.ended = end

    def sent(self) -> list[Any]:
        """What it sends now, decoded by the package ``websockets``."""
        return client_frames(Connection([], sent=[self.session.data_to_send()]))


def told(pieces: Iterable[bytes]) -> tuple[list[Any], str, int | None, list[Any]]:
    """What comes out if these bytes come in."""
    peer = Peer()
    for piece in pieces:
        if peer.ended is None:
            peer.take(piece)
    end = peer.ended
    return peer.received, str(end), end.code if end else None, peer.sent()


def in_frames(text: str, places: Iterable[int], between: bytes = b"") -> bytes:
    """A text message, cut into frames at these places, which may be in a character."""
    data = text.encode()
    cuts = [0, *sorted(places), len(data)]
    frames = [
        frame(
            Opcode.CONT if start_index else Opcode.TEXT,
            data[start:end],
            start_index == len(cuts) - 2,
        )
        for start_index, (start, end) in enumerate(pairwise(cuts))
    ]
    return between.join(frames)


# The handshake.


def bytes_of(message: HttpRequest) -> bytes:
    lines = [f"GET {URL.removeprefix('https://example.social')} HTTP/1.1"]
    lines += [f"{k}: {v}" for k, v in {"host": "x", **message.headers}.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def answered(
    message: HttpRequest, server: ServerProtocol
) -> tuple[HttpResponse, ServerProtocol]:
    """The response of a server of the package ``websockets``."""
    server.receive_data(bytes_of(message))
    (request,) = server.events_received()
    accepted: Any = server.accept(request)  # pyright: ignore[reportArgumentType]
    server.send_response(accepted)
    server.data_to_send()
    headers = {k.lower(): v for k, v in accepted.headers.raw_items()}
    return HttpResponse(status=accepted.status_code, headers=headers), server


def test_handshake_with_the_package_websockets():
    message = asking()
    response, _ = answered(message, ServerProtocol())
    assert response.status == 101
    check_accepted(message, response)
    assert message.headers["authorization"] == f"Bearer {TOKEN}"
    assert message.headers.keys() == {
        "user-agent",
        "authorization",
        "connection",
        "upgrade",
        "sec-websocket-key",
        "sec-websocket-version",
    }
    assert message.url == URL
    assert message.method == "GET"


def test_handshake_with_the_token_as_the_subprotocol():
    message = asking(in_subprotocol=True)
    server = ServerProtocol(select_subprotocol=lambda _, offered: offered[0])
    response, server = answered(message, server)
    assert response.headers["sec-websocket-protocol"] == TOKEN
    assert server.subprotocol == TOKEN
    assert "authorization" not in message.headers
    check_accepted(message, response)
    # Without a choice of the server, there is no subprotocol.
    response, _ = answered(message, ServerProtocol())
    assert response.status == 101
    check_accepted(message, response)


def test_handshake_without_a_token():
    for in_subprotocol in (False, True):
        names = asking(None, in_subprotocol=in_subprotocol).headers.keys()
        assert not names & {"authorization", "sec-websocket-protocol"}


def test_key_of_each_handshake_is_random():
    drawn: list[int] = []

    def random(size: int) -> bytes:
        drawn.append(size)
        return bytes(range(size))

    message = upgrade_request(plain(), random, in_subprotocol=False)
    assert drawn == [16]
    assert message.headers["sec-websocket-key"] == "AAECAwQFBgcICQoLDA0ODw=="


WRONG = [
    ({"upgrade": None}, "switches to another protocol"),
    ({"upgrade": "h2c"}, "switches to another protocol"),
    ({"connection": None}, "switches to another protocol"),
    ({"connection": "keep-alive"}, "switches to another protocol"),
    ({"connection": "not-upgrade"}, "switches to another protocol"),
    ({"sec-websocket-accept": None}, "does not confirm the WebSocket key"),
    ({"sec-websocket-accept": ""}, "does not confirm the WebSocket key"),
    (
        {"sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
        "does not confirm the WebSocket key",
    ),
    ({"sec-websocket-extensions": "permessage-deflate"}, "extension that was not"),
    ({"sec-websocket-protocol": "another"}, "subprotocol that was not"),
    ({"sec-websocket-protocol": f"{TOKEN}, another"}, "subprotocol that was not"),
]


@pytest.mark.parametrize(("changes", "reason"), WRONG, ids=str)
@pytest.mark.parametrize("in_subprotocol", [False, True])
def test_wrong_handshake_is_refused(
    changes: dict[str, str | None], reason: str, in_subprotocol: bool
):
    message = asking(in_subprotocol=in_subprotocol)
    response, _ = answered(message, ServerProtocol())
    headers = {**response.headers, **changes}
    headers = {name: value for name, value in headers.items() if value is not None}
    with pytest.raises(WebSocketClosed, match=reason) as caught:
        check_accepted(message, HttpResponse(status=101, headers=headers))
    assert caught.value.code is None


@pytest.mark.parametrize(
    "changes",
    [
        {"upgrade": "WebSocket"},
        {"connection": "upgrade"},
        {"connection": "keep-alive, Upgrade"},
        {"connection": "Keep-Alive , UPGRADE"},
        {"sec-websocket-extensions": ""},
        {"sec-websocket-protocol": ""},
    ],
    ids=str,
)
def test_handshake_in_other_spellings_is_accepted(changes: dict[str, str]):
    message = asking()
    response, _ = answered(message, ServerProtocol())
    headers = {**response.headers, **changes}
    check_accepted(message, HttpResponse(status=101, headers=headers))


# Messages.


def test_messages_do_not_depend_on_how_the_bytes_are_split():
    data = b"".join(
        [
            in_frames(TEXT, [5, 70], frame(Opcode.PING, b"between")),
            event_frame(["hashtag", "cats"], "delete", "12"),
            frame(Opcode.PONG, b""),
            # With a length in two bytes.
            event_frame(["user"], "update", "x" * 200),
            frame(Opcode.BINARY, b"binary"),
            frame(Opcode.TEXT, b'{"error": "no", "status": 400}'),
            close_frame(1001, "restart"),
        ]
    )
    whole = told([data])
    assert whole == (
        [
            MESSAGE,
            StreamMessage(("hashtag", "cats"), "delete", b"12"),
            StreamMessage(("user",), "update", b"x" * 200),
            MalformedMessage("binary data"),
            StreamRefusal("no", 400),
        ],
        "the server closed the WebSocket with code 1001: restart",
        1001,
        [("PONG", b"between")] * 2 + [("CLOSE", b"\x03\xe9restart")],
    )
    for place in range(1, len(data)):
        assert told([data[:place], data[place:]]) == whole
    assert told(data[place : place + 1] for place in range(len(data))) == whole


@st.composite
def wires(draw: st.DrawFn) -> tuple[list[str], list[bytes], bytes]:
    """Texts, the pings between their frames, and the bytes of all that."""
    texts = draw(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
    pings: list[bytes] = []
    data = b""
    for text in texts:
        message = json.dumps(text, ensure_ascii=False)
        size = len(message.encode())
        places = draw(st.lists(st.integers(0, size), max_size=4))
        ping = draw(st.none() | st.binary(max_size=125))
        between = b"" if ping is None else frame(Opcode.PING, ping)
        data += in_frames(message, places, between)
        pings += [ping] * len(places) if ping is not None else []
    return texts, pings, data


@given(wires(), st.data())
def test_messages_in_any_fragments_arrive(
    wire: tuple[list[str], list[bytes], bytes], data: st.DataObject
):
    texts, pings, rest = wire
    peer = Peer()
    while rest:
        size = data.draw(st.integers(1, len(rest)), label="size of the next read")
        peer.take(rest[:size])
        rest = rest[size:]
    assert [json.loads(received.text) for received in peer.received] == texts
    assert peer.sent() == [("PONG", ping) for ping in pings]


@given(st.binary(min_size=1))
def test_any_bytes_end_in_messages_or_a_closed_websocket(data: bytes):
    whole = told([data])
    assert whole == told(data[place : place + 1] for place in range(len(data)))
    kinds = {type(received) for received in whole[0]}
    assert kinds <= {StreamMessage, StreamRefusal, MalformedMessage}


READ = [
    # Mastodon.
    (
        {"stream": ["user"], "event": "update", "payload": "{}"},
        StreamMessage(("user",), "update", b"{}"),
    ),
    (
        {"stream": ["hashtag", "cats"], "event": "delete", "payload": "1"},
        StreamMessage(("hashtag", "cats"), "delete", b"1"),
    ),
    (
        {"stream": ["user"], "event": "filters_changed"},
        StreamMessage(("user",), "filters_changed", None),
    ),
    ({"error": "Unknown stream type"}, StreamRefusal("Unknown stream type", None)),
    ({"error": "no", "status": 401}, StreamRefusal("no", 401)),
    # Other servers.
    (
        {"stream": "user", "event": "update", "payload": {"id": "ä"}},
        StreamMessage(("user",), "update", b'{"id": "\\u00e4"}'),
    ),
    (
        {"event": "delete", "payload": 12, "error": None},
        StreamMessage((), "delete", b"12"),
    ),
    (
        {"stream": None, "event": "update", "payload": None},
        StreamMessage((), "update", None),
    ),
    (
        {"stream": ["list", 7, None], "event": "x", "payload": ""},
        StreamMessage(("list",), "x", b""),
    ),
    (
        {"event": "error", "error": "x", "payload": "\ud800"},
        StreamMessage((), "error", b"\xed\xa0\x80"),
    ),
    ({"error": "no", "status": True}, StreamRefusal("no", None)),
    ({"error": "no", "status": "401"}, StreamRefusal("no", None)),
    ({"error": "no", "status": 200}, StreamRefusal("no", None)),
    ({"error": "no", "status": 10**30}, StreamRefusal("no", None)),
    # No messages of the API.
    ({"error": {"a": 1}}, MalformedMessage('{"error": {"a": 1}}')),
    ({"stream": ["user"]}, MalformedMessage('{"stream": ["user"]}')),
    ({"event": 7}, MalformedMessage('{"event": 7}')),
    ([], MalformedMessage("[]")),
    ("text", MalformedMessage('"text"')),
]


@pytest.mark.parametrize(("message", "expected"), READ, ids=str)
def test_message_is_read(message: Any, expected: Any):
    peer = Peer()
    peer.take(frame(Opcode.TEXT, json.dumps(message).encode()))
    assert peer.received == [expected]


@pytest.mark.parametrize("text", ["", "{", "no JSON", "[" * 100_000, "1" * 10_000])
def test_text_that_is_no_json_costs_one_message(text: str):
    peer = Peer()
    peer.take(frame(Opcode.TEXT, text.encode()) + frame(Opcode.TEXT, TEXT.encode()))
    assert peer.received == [MalformedMessage(text), MESSAGE]


def test_payload_of_any_depth_is_read_or_garbled():
    for depth in range(100, 2500, 7):
        nested = "[" * depth + "]" * depth
        text = f'{{"event": "update", "payload": {nested}}}'
        peer = Peer()
        peer.take(frame(Opcode.TEXT, text.encode()))
        assert peer.received in (
            [StreamMessage((), "update", nested.encode())],
            [MalformedMessage(text)],
        )


def test_reprs_do_not_show_payloads():
    shown = repr([MESSAGE, MalformedMessage("private")])
    assert shown == (
        "[StreamMessage(stream=('user',), name='update'), MalformedMessage()]"
    )


# Limits.


@pytest.mark.parametrize("opcode", [Opcode.TEXT, Opcode.BINARY])
@pytest.mark.parametrize("size", [2**16, 2**30, 2**62])
def test_too_long_message_ends_the_websocket(opcode: Opcode, size: int):
    # All of it in one frame; only a part of it ever comes.
    peer = Peer()
    peer.take(bytes([0x80 | opcode, 127]) + size.to_bytes(8, "big"))
    piece = b"x" * 2**16
    taken = 0
    while peer.ended is None and taken < size:
        peer.take(piece)
        taken += len(piece)
    if size <= MAX_MESSAGE:
        assert peer.ended is None
        assert len(peer.received) == 1
        return
    assert MAX_MESSAGE < taken <= MAX_MESSAGE + len(piece)
    assert peer.ended is not None
    assert str(peer.ended) == f"a message is longer than {MAX_MESSAGE} characters"
    assert peer.ended.code is None
    assert peer.received == []
    assert peer.sent() == [("CLOSE", b"\x03\xf1")]


def fragments(opcode: Opcode, size: int) -> Iterator[bytes]:
    """An endless message in fragments, in reads of 8 KiB or more."""
    yield frame(opcode, b"", False)
    read = frame(Opcode.CONT, b"x" * size, False)
    read *= max(1, 2**13 // len(read))
    while True:
        yield read


@pytest.mark.parametrize("size", [0, 100, 2**16])
def test_endless_binary_message_takes_no_memory(size: int):
    peer = Peer()
    reads = fragments(Opcode.BINARY, size)
    for _ in range(3):
        peer.take(next(reads))
    tracemalloc.start()
    try:
        for _ in range(10):
            peer.take(next(reads))
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()
    assert peer.ended is None


def test_limit_counts_all_fragments_of_a_message_and_starts_anew_after_it():
    peer = Peer()
    most = MAX_MESSAGE - 1
    for _ in range(2):
        peer.take(frame(Opcode.TEXT, b'"' + b"x" * (most // 2), False))
        peer.take(frame(Opcode.CONT, b"x" * (most // 2 - 1) + b'"'))
    assert [len(received.text) for received in peer.received] == [most, most]
    peer.take(frame(Opcode.TEXT, b"x" * most, False))
    peer.take(frame(Opcode.CONT, b"xx", False))
    assert "is longer than" in str(peer.ended)


# Control frames.


def test_ping_is_answered_with_its_own_data():
    peer = Peer()
    peer.take(frame(Opcode.PING, b"x" * 125) + frame(Opcode.PING, b""))
    assert peer.sent() == [("PONG", b"x" * 125), ("PONG", b"")]
    assert peer.sent() == []


def test_pong_nobody_asked_for_says_nothing():
    peer = Peer()
    peer.take(frame(Opcode.PONG, b"x"))
    assert (peer.received, peer.sent(), peer.ended) == ([], [], None)


def test_what_is_sent_reads_with_the_package_websockets():
    peer = Peer()
    peer.session.subscribe(Stream("user"))
    peer.session.subscribe(Stream("hashtag", tag="Käse" * 50))
    peer.session.unsubscribe(Stream("list", list="7"))
    peer.session.ping()
    peer.session.close()
    assert peer.sent() == [
        {"type": "subscribe", "stream": "user"},
        {"type": "subscribe", "stream": "hashtag", "tag": "Käse" * 50},
        {"type": "unsubscribe", "stream": "list", "list": "7"},
        ("PING", b""),
        ("CLOSE", b"\x03\xe8"),
    ]


@pytest.mark.parametrize("code", [1000, 1001, 1003, 1008, 1011, 1012, 3000, 4401, 4999])
@pytest.mark.parametrize("reason", ["", "why\r\n\x1b[1m it ends", "x" * 123])
def test_close_frame_of_the_server_is_told_and_answered(code: int, reason: str):
    peer = Peer()
    peer.take(close_frame(code, reason) + frame(Opcode.TEXT, TEXT.encode()))
    assert peer.ended is not None
    assert peer.ended.code == code
    shown = {"": "", "x" * 123: f": {'x' * 123}"}.get(reason, ": why [1m it ends")
    words = f"the server closed the WebSocket with code {code}{shown}"
    assert str(peer.ended) == words
    # Nothing counts after it.
    assert peer.received == []
    assert peer.sent() == [("CLOSE", code.to_bytes(2, "big") + reason.encode())]


def test_close_frame_without_a_code():
    peer = Peer()
    peer.take(frame(Opcode.CLOSE, b""))
    assert peer.ended is not None
    assert str(peer.ended) == "the server closed the WebSocket with code 1005"
    assert peer.ended.code == 1005
    assert peer.sent() == [("CLOSE", b"")]


def test_end_of_the_connection_without_a_close_frame():
    for begun in (b"", TEXT.encode()[:9], b"\x81"):
        peer = Peer()
        if begun:
            peer.take(frame(Opcode.TEXT, begun, False) if len(begun) > 1 else begun)
        peer.take(b"")
        assert peer.ended is not None
        assert str(peer.ended) == "the server closed the connection"
        assert peer.ended.code is None
        assert (peer.received, peer.sent()) == ([], [])


BROKEN = [
    ("masked", Frame(Opcode.TEXT, b"x").serialize(mask=True), 1002),
    ("masked ping", Frame(Opcode.PING, b"x").serialize(mask=True), 1002),
    ("reserved bit 1", b"\xc1\x00", 1002),
    ("reserved bit 2", b"\xa1\x00", 1002),
    ("reserved bit 3", b"\x91\x00", 1002),
    ("reserved data opcode", b"\x83\x00", 1002),
    ("reserved control opcode", b"\x8b\x00", 1002),
    ("bad UTF-8", frame(Opcode.TEXT, b"\xff"), 1007),
    ("surrogate", frame(Opcode.TEXT, b"\xed\xa0\x80"), 1007),
    ("cut character", frame(Opcode.TEXT, b"\xe2\x82"), 1007),
    (
        "cut character in fragments",
        frame(Opcode.TEXT, b"\xe2", False) + frame(Opcode.CONT, b"\x82"),
        1007,
    ),
    ("continuation of nothing", frame(Opcode.CONT, b"x"), 1002),
    (
        "message in a message",
        frame(Opcode.TEXT, b"x", False) + frame(Opcode.TEXT, b"y"),
        1002,
    ),
    ("fragmented ping", b"\x09\x01x", 1002),
    ("long ping", b"\x89\x7e\x00\x7e" + b"x" * 126, 1002),
    ("long close", b"\x88\x7e\x00\x7e" + b"x" * 126, 1002),
    ("long form of a short length", b"\x81\x7e\x00\x01x", 1002),
    ("longer form of a short length", b"\x81\x7f" + bytes(7) + b"\x01x", 1002),
    ("negative length", b"\x81\x7f" + b"\xff" * 8, 1002),
    ("half a close code", frame(Opcode.CLOSE, b"\x03"), 1002),
    ("bad UTF-8 in a close frame", frame(Opcode.CLOSE, b"\x03\xe8\xff"), 1007),
    *(
        (f"close code {code}", frame(Opcode.CLOSE, code.to_bytes(2, "big")), 1002)
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)
    ),
]


@pytest.mark.parametrize(
    ("data", "code"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_broken_frame_ends_the_websocket(data: bytes, code: int):
    good = frame(Opcode.TEXT, TEXT.encode())
    received, words, ours, sent = told([good + data + good])
    assert received == [MESSAGE]
    assert words.startswith("the server broke the WebSocket protocol: ")
    assert ours is None
    assert sent == [("CLOSE", code.to_bytes(2, "big"))]


# The end.


def test_closed_websocket_takes_and_sends_nothing_more():
    peer = Peer()
    peer.session.close()
    assert peer.sent() == [("CLOSE", b"\x03\xe8")]
    peer.session.close()
    peer.session.ping()
    peer.session.subscribe(Stream("user"))
    peer.session.unsubscribe(Stream("user"))
    peer.take(frame(Opcode.PING, b"") + frame(Opcode.TEXT, TEXT.encode()))
    assert (str(peer.ended), peer.received, peer.sent()) == ("closed by us", [], [])
    assert peer.ended is not None
    assert peer.ended.code == 1000


def test_websocket_closed_between_two_messages_of_one_read_brings_no_more():
    session = WebSocketSession(asking())
    ping = frame(Opcode.PING, b"")
    arriving = session.receive_data(
        event_frame(["user"], "x", "1") + ping + b"\xff\xff"
    )
    assert next(arriving) == StreamMessage(("user",), "x", b"1")
    session.close()
    with pytest.raises(WebSocketClosed, match="closed by us"):
        next(arriving)
    sent = client_frames(Connection([], sent=[session.data_to_send()]))
    assert sent == [("CLOSE", b"\x03\xe8")]


def test_error_of_the_end_does_not_grow():
    peer = Peer()
    peer.take(close_frame(1001))
    ends: list[BaseException | None] = []
    for _ in range(3):
        peer.take(b"more")
        ends.append(peer.ended)
        peer.session.close()
        peer.session.ping()
    assert [(str(end), getattr(end, "code", 0)) for end in ends] == [
        ("the server closed the WebSocket with code 1001", 1001)
    ] * 3
    assert len({id(end) for end in ends}) == 3


def test_error_of_the_end_survives_copies_and_pickles():
    end = WebSocketClosed("the server closed the WebSocket with code 4401", 4401)
    assert isinstance(end, NetworkError)
    for same in (copy.copy(end), copy.deepcopy(end), pickle.loads(pickle.dumps(end))):
        assert (type(same), str(same), same.code, same.sent) == (
            WebSocketClosed,
            str(end),
            4401,
            True,
        )


# Secrets.


@pytest.mark.parametrize("in_subprotocol", [False, True])
def test_token_shows_nowhere(in_subprotocol: bool):
    hunt = Hunt({TOKEN})
    message = asking(in_subprotocol=in_subprotocol)
    hunt.value(message)
    response, _ = answered(message, ServerProtocol())
    echoing = {**response.headers, "sec-websocket-protocol": TOKEN}
    for changes in (
        {"upgrade": "h2c"},
        {"sec-websocket-accept": "x"},
        {"sec-websocket-extensions": "x"},
        {"sec-websocket-protocol": f"x{TOKEN}"},
    ):
        wrong = HttpResponse(status=101, headers={**echoing, **changes})
        hunt.value(wrong)
        with pytest.raises(WebSocketClosed) as caught:
            check_accepted(message, wrong)
        hunt.error(caught.value)


@pytest.mark.parametrize("in_subprotocol", [False, True])
def test_error_of_the_random_source_does_not_show_the_token(in_subprotocol: bool):
    def random(size: int) -> bytes:
        raise OSError("no entropy")

    with pytest.raises(OSError, match="no entropy") as caught:
        upgrade_request(plain(), random, in_subprotocol=in_subprotocol)
    Hunt({TOKEN}).error(caught.value)


@pytest.mark.parametrize("in_subprotocol", [False, True])
def test_words_of_the_server_do_not_show_the_token(in_subprotocol: bool):
    hunt = Hunt({TOKEN})
    peer = Peer(WebSocketSession(asking(in_subprotocol=in_subprotocol)))
    refusal = {"error": f"invalid token {TOKEN}", "status": 401}
    peer.take(frame(Opcode.TEXT, json.dumps(refusal).encode()))
    peer.take(close_frame(4401, f"bad token {TOKEN}"))
    assert peer.ended is not None
    assert str(peer.ended).endswith(": bad token ***")
    assert peer.received == [StreamRefusal("invalid token ***", 401)]
    hunt.value(peer.ended)
    hunt.value(peer.session)


@pytest.mark.parametrize(
    "connection",
    [
        websocket(close_frame(4401, f"bad token {TOKEN}")),
        websocket(text_frame({"error": f"bad token {TOKEN}", "status": 401})),
        refused(401, f"bad token {TOKEN}"),
        refused(401, f"bad token {TOKEN}", sec_websocket_protocol=TOKEN),
        Connection([], 401, {"x-error-message": f"bad token {TOKEN}"}),
        Connection([], 101, {"sec-websocket-protocol": f"x{TOKEN}"}),
        Connection([], 101, {"sec-websocket-extensions": TOKEN}),
        Connection([], 301, {"location": "https://evil.example/api/v1/streaming"}),
        Connection([], 404, {}, f"<title>{TOKEN}</title>".encode()),
        NetworkError("refused"),
    ],
    ids=map(str, range(10)),
)
def test_no_error_of_a_stream_shows_the_token(connection: Connection | Exception):
    hunt = Hunt({TOKEN})
    server = ScriptedServer([copy.deepcopy(connection), refused(401)])
    states: list[State] = []
    credentials = Credentials(base_url=INSTANCE, access_token=TOKEN)
    client = server.client(credentials=credentials)
    call = StreamCall(
        (Stream("user"),), {"via": "websocket", "on_state": states.append}
    )
    stream = EventStream(client, call)
    with hunt.logs(), pytest.raises(MastodonError) as caught, stream:
        stream.next_event()
    hunt.error(caught.value)
    assert isinstance(stream.state, Closed)
    assert stream.state.error is not None
    hunt.error(stream.state.error)
    assert states
    for state in states:
        hunt.text(repr(state))
    hunt.text(repr((stream, call)))


@pytest.mark.parametrize("in_subprotocol", [False, True])
def test_cassette_of_a_handshake_has_no_token(in_subprotocol: bool):
    recorder = Recorder()
    message = asking(in_subprotocol=in_subprotocol)
    headers = {"sec-websocket-protocol": TOKEN, "x-for": f"the token {TOKEN}"}
    at = datetime(2024, 1, 1, tzinfo=UTC)
    for outcome in (
        HttpResponse(status=101, headers=headers),
        HttpResponse(status=401, headers=headers, body=TOKEN.encode()),
        WebSocketClosed(f"the server closed the WebSocket: {TOKEN}", 4401),
    ):
        recorder.observe(message, outcome, at)
    text = recorder.cassette.text()
    Hunt({TOKEN}).text(text)
    first, second, failure = Cassette.from_text(text).interactions
    for interaction in (first, second):
        assert isinstance(interaction.outcome, HttpResponse)
        assert dict(interaction.outcome.headers) == {
            "sec-websocket-protocol": "***",
            "x-for": "the token ***",
        }
    assert isinstance(failure.outcome, Failure)
    assert failure.outcome.kind == "NetworkError"
    assert failure.outcome.message.endswith(": ***")


@pytest.mark.parametrize(
    ("token", "attempts"),
    [
        ("AZaz09_-.~!#$%&'*+^`|", 2),
        ("base64==", 1),
        ("a/b", 1),
        ("one,two", 1),
    ],
)
def test_token_is_tried_as_subprotocol_if_it_can_be_one(token: str, attempts: int):
    # Any other text there is an invalid request, or the names of several protocols.
    server = ScriptedServer([refused(401, "first"), refused(400, "second")])
    client = server.client(
        credentials=Credentials(base_url=INSTANCE, access_token=token)
    )
    call = StreamCall((Stream("user"),), {"via": "websocket"})
    words = "first" if attempts == 1 else "second"
    with pytest.raises(MastodonError, match=words), EventStream(client, call):
        pass
    messages = [opened.message for opened in server.opened]
    assert len(messages) == attempts
    for message in messages[1:]:
        assert message is not None
        assert message.headers["sec-websocket-protocol"] == token


def test_missing_wsproto_is_named_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setitem(sys.modules, "wsproto", None)
    server = ScriptedServer([websocket()])
    call = StreamCall((Stream("user"),), {"via": "websocket"})
    with pytest.raises(ImportError, match="a WebSocket needs wsproto: pip install"):
        EventStream(server.client(), call).__enter__()
    assert server.opened == []
    # Server-sent events do not need it.
    server = ScriptedServer([Connection([update("1")])])
    with EventStream(server.client(), StreamCall((Stream("user"),))) as events:
        assert next(events).name == "update"
