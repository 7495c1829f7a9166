"""Faults of streams by plan, through blocking and async fakes."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offline_streams import HANDSHAKE, bearer, request_for
from wsproto.connection import SERVER
from wsproto.connection import Connection as Frames
from wsproto.events import Ping, TextMessage

from mastodon_core import NetworkError
from mastodon_core.streaming import EventStreamDecoder
from mastodon_core.testing import (
    AsyncFakeMastodon,
    Cassette,
    Delay,
    FakeMastodon,
    Fault,
    FaultPlan,
    HalfBody,
    LostResponse,
    NoConnection,
    NotJson,
    OfflineInstance,
    Recorder,
    Refusal,
    Script,
    ScriptedMastodon,
    StreamDrop,
    StreamFault,
    StreamPieces,
    StreamSilence,
    run,
)
from mastodon_core.testing._stream_scanners import EventScanner, FrameScanner
from mastodon_core.transport import HttpRequest

Receive: TypeAlias = Callable[[float | None], bytes | None]


class Opened:
    """A channel of either client, whose methods return."""

    def __init__(self, channel: Any) -> None:
        self.channel = channel
        self.response = channel.response

    def receive(self, seconds: float | None) -> bytes | None:
        received: bytes | None = finish(self.channel.receive(seconds))
        return received

    def send(self, data: bytes) -> None:
        finish(self.channel.send(data))

    def wake(self) -> None:
        self.channel.wake()

    def close(self) -> None:
        self.channel.close()


def finish(result: Any) -> Any:
    return run(result) if isinstance(result, Coroutine) else result


@pytest.fixture
def instance() -> OfflineInstance:
    instance = OfflineInstance(rate_limits=False)
    instance.add_user("ada")
    return instance


@pytest.fixture
def ada(instance: OfflineInstance) -> FakeMastodon:
    return FakeMastodon(server=instance, user="ada")


@pytest.fixture(params=[FakeMastodon, AsyncFakeMastodon])
def client_class(request: pytest.FixtureRequest) -> Any:
    return request.param


def opener(
    client_class: Any, instance: OfflineInstance, plan: FaultPlan
) -> Callable[..., Opened]:
    client = plan.around(client_class)(server=instance, user="ada")

    def open_channel(path: str = "/user", **headers: str) -> Opened:
        return Opened(finish(client.open_channel(request(client, path, **headers))))

    return open_channel


def request(client: Any, path: str = "/user", **headers: str) -> HttpRequest:
    token = client.session.credentials.access_token.reveal()
    query = {"stream": "user"} if headers else {}
    return request_for(client.server, path, {**bearer(token), **headers}, **query)


# Misuse that type checkers refuse.
any_drop: Any = StreamDrop
any_pieces: Any = StreamPieces
SOCKET = ("", HANDSHAKE)
EVENTS: tuple[str, dict[str, str]] = ("/user", {})


def updates(data: bytes) -> int:
    return data.count(b"update")


@pytest.mark.parametrize(("path", "headers"), [EVENTS, SOCKET])
@pytest.mark.parametrize("how", ["end", "reset", "torn"])
@pytest.mark.parametrize("after", [0, 2])
def test_stream_is_dropped_after_some_events(
    client_class: Any,
    instance: OfflineInstance,
    ada: FakeMastodon,
    path: str,
    headers: dict[str, str],
    how: Any,
    after: int,
) -> None:
    plan = FaultPlan().at(1, StreamDrop(after, how))
    open_channel = opener(client_class, instance, plan)
    channel = open_channel(path, **headers)
    assert channel.response.status == (101 if headers else 200)
    for number in range(4):
        ada.toot(str(number))
    received, error = b"", None
    try:
        while data := channel.receive(None):
            received += data
    except NetworkError as caught:
        error = caught
    assert (error is not None) is (how == "reset")
    assert updates(received) == after + (how == "torn")
    if how == "torn" and not headers:
        # The last event is not complete.
        assert len(EventStreamDecoder().receive_data(received)) == after
    for _ in range(2):
        if how == "reset":
            with pytest.raises(NetworkError, match="was reset .planned fault"):
                channel.receive(0)
        else:
            assert channel.receive(None) == b""
    with pytest.raises(NetworkError, match="closed .planned fault"):
        channel.send(b"x")
    plan.check()
    # The next stream has no fault.
    following = open_channel(path, **headers)
    ada.toot("again")
    assert updates(following.receive(None) or b"") == 1


def test_torn_stream_has_whole_events_and_heartbeats_before(
    client_class: Any, instance: OfflineInstance, ada: FakeMastodon
) -> None:
    plan = FaultPlan().at(1, StreamDrop(1, "torn"))
    channel = opener(client_class, instance, plan)()
    assert channel.receive(None) == b":)\n"
    ada.toot("whole")
    assert (channel.receive(None) or b"").endswith(b"}\n\n")
    assert channel.receive(None) == b":thump\n\n"
    ada.toot("torn")
    torn = channel.receive(None) or b""
    assert torn.startswith(b"event: update\ndata: {")
    assert b"\n\n" not in torn
    assert channel.receive(None) == b""


@pytest.mark.parametrize(("path", "headers"), [EVENTS, SOCKET])
@pytest.mark.parametrize("after", [0, 2])
def test_silent_stream_waits_without_heartbeats(
    client_class: Any,
    instance: OfflineInstance,
    ada: FakeMastodon,
    path: str,
    headers: dict[str, str],
    after: int,
) -> None:
    plan = FaultPlan().at(1, StreamSilence(after))
    channel = opener(client_class, instance, plan)(path, **headers)
    for number in range(4):
        ada.toot(str(number))
    received, began = b"", instance.now
    while data := channel.receive(100):
        received += data
    assert data is None
    assert updates(received) == after
    assert instance.now - began == timedelta(seconds=100)
    ada.toot("more")
    assert channel.receive(0) is None
    channel.wake()
    assert channel.receive(None) is None
    channel.send(b"")
    # The end of the connection does not come through either.
    channel.close()
    assert channel.receive(20) is None
    assert instance.now - began == timedelta(seconds=120)
    with pytest.raises(AssertionError, match="waits for ever"):
        channel.receive(None)
    plan.check()


def test_silent_stream_hides_the_failure_of_its_connection(
    instance: OfflineInstance,
) -> None:
    class Failing(FakeMastodon):
        def open_channel(self, message: HttpRequest) -> Any:
            channel: Any = super().open_channel(message)
            channel.receive = fail
            return channel

    def fail(seconds: float | None) -> bytes:
        raise NetworkError("reset")

    plan = FaultPlan().at(1, StreamSilence())
    channel = opener(Failing, instance, plan)()
    assert channel.receive(5) is None
    plan.check()


@pytest.mark.parametrize(("path", "headers"), [EVENTS, SOCKET])
@pytest.mark.parametrize("size", [1, 7])
def test_stream_comes_in_pieces(
    client_class: Any,
    instance: OfflineInstance,
    ada: FakeMastodon,
    path: str,
    headers: dict[str, str],
    size: int,
) -> None:
    plan = FaultPlan().at(1, StreamPieces(size))
    whole = opener(client_class, instance, FaultPlan())(path, **headers)
    pieces = opener(client_class, instance, plan)(path, **headers)
    ada.toot("hi")
    expected, received = whole.receive(None), b""
    while data := pieces.receive(0):
        assert len(data) <= size
        received += data
    assert received == expected
    assert data is None
    plan.check()
    pieces.send(b"")
    pieces.close()
    with pytest.raises(NetworkError, match="closed"):
        pieces.send(b"")


@pytest.mark.parametrize(("path", "headers"), [EVENTS, SOCKET])
def test_opening_is_a_request_that_faults_strike(
    client_class: Any,
    instance: OfflineInstance,
    ada: FakeMastodon,
    path: str,
    headers: dict[str, str],
) -> None:
    faults = [
        Refusal(429, retry_after=7),
        Refusal(503),
        NotJson(b"<html>"),
        HalfBody(),
        Delay(3),
    ]
    plan = FaultPlan()
    for number, fault in enumerate([*faults, NoConnection(), LostResponse()], 1):
        plan = plan.at(number, fault, path=f"/api/v1/streaming{path}")
    open_channel = opener(client_class, instance, plan)
    refused = open_channel(path, **headers)
    assert refused.response.status == 429
    assert refused.response.headers["retry-after"] == "7"
    assert json.loads(refused.response.body) == {"error": "Planned 429"}
    assert refused.receive(None) == b""
    assert open_channel(path, **headers).response.status == 503
    page = open_channel(path, **headers)
    status = 101 if headers else 200
    assert (page.response.status, page.response.body) == (status, b"")
    assert page.receive(None) == b"<html>"
    assert page.receive(None) == b""
    page.wake()
    page.close()
    with pytest.raises(NetworkError, match="closed"):
        page.send(b"x")
    assert open_channel(path, **headers).receive(None) == b""
    began = instance.now
    late = open_channel(path, **headers)
    assert instance.now - began == timedelta(seconds=3)
    ada.toot("hi")
    assert updates(late.receive(None) or b"") == 1
    for sent in (False, True):
        with pytest.raises(NetworkError, match="planned fault") as caught:
            open_channel(path, **headers)
        assert caught.value.sent is sent
    plan.check()


def test_lost_and_replaced_streams_are_closed_at_the_server(
    instance: OfflineInstance, ada: FakeMastodon
) -> None:
    plan = FaultPlan().at(1, LostResponse()).at(2, NotJson())
    open_channel = opener(FakeMastodon, instance, plan)
    with pytest.raises(NetworkError):
        open_channel()
    open_channel()
    assert instance._state.bus.listeners == []


def test_faults_of_streams_count_streams_alone(
    instance: OfflineInstance, ada: FakeMastodon
) -> None:
    plan = FaultPlan().at(2, StreamDrop()).at(2, Refusal(503))
    client: Any = plan.around(FakeMastodon)(server=instance, user="ada")
    client.me()
    # The second request is the first stream.
    assert client.open_channel(request(client)).response.status == 503
    assert client.open_channel(request(client)).receive(0) == b""
    plan.check()


def test_fault_of_a_stream_fires_when_it_happens(instance: OfflineInstance) -> None:
    plan = FaultPlan().at(1, StreamDrop(after=3, how="reset"))
    channel = opener(FakeMastodon, instance, plan)()
    assert channel.receive(0) == b":)\n"
    with pytest.raises(AssertionError, match="at stream 1, as its stream ended before"):
        plan.check()
    never = FaultPlan().at(1, StreamSilence(), path="/api/v1/streaming/user")
    never.around(FakeMastodon)(server=instance, user="ada").me()
    with pytest.raises(AssertionError, match="at stream 1 of /api/v1/streaming/user"):
        never.check()


def test_two_faults_of_one_stream(instance: OfflineInstance) -> None:
    plan = FaultPlan().at(1, StreamDrop()).at(1, StreamPieces())
    assert opener(FakeMastodon, instance, plan)().receive(0) == b""
    with pytest.raises(AssertionError, match="StreamDrop.* struck the same request"):
        plan.check()


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: StreamDrop(-1), ValueError, "after must be 0 or more, not -1"),
        (lambda: any_drop("1"), TypeError, "after must be an int"),
        (lambda: any_drop(how="late"), ValueError, "how must be"),
        (lambda: StreamSilence(-1), ValueError, "after must be 0 or more"),
        (lambda: StreamPieces(0), ValueError, "size must be 1 or more, not 0"),
        (lambda: any_pieces(1.5), TypeError, "size must be an int"),
    ],
)
def test_faults_of_streams_refuse_odd_arguments(
    make: Callable[[], Fault], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        make()


def test_faults_of_streams_are_values() -> None:
    faults: list[StreamFault] = [
        StreamDrop(2, "torn"),
        StreamSilence(1),
        StreamPieces(),
    ]
    assert [repr(fault) for fault in faults] == [
        "StreamDrop(after=2, how='torn')",
        "StreamSilence(after=1)",
        "StreamPieces(size=1)",
    ]
    assert StreamDrop(2, "torn") == faults[0]


@pytest.mark.parametrize(
    "wrap",
    [
        Recorder().around,
        Cassette().player().around,
        Script([]).around,
    ],
    ids=["recorder", "player", "script"],
)
def test_scripts_and_cassettes_say_that_they_do_not_stream(
    client_class: Any, instance: OfflineInstance, wrap: Any
) -> None:
    client = wrap(client_class)(server=instance, user="ada")
    with pytest.raises(
        NotImplementedError, match="scripts, cassettes and stubs do not"
    ):
        finish(client.open_channel(request(client)))


def test_scripted_client_says_that_it_does_not_stream(ada: FakeMastodon) -> None:
    with pytest.raises(NotImplementedError, match="ScriptedMastodon does not stream"):
        ScriptedMastodon([]).open_channel(request(ada))


# Where events begin and end, however the bytes are split.

LINE_ENDS = st.sampled_from(["\n", "\r", "\r\n"])


@st.composite
def sent_events(draw: st.DrawFn) -> tuple[bytes, int]:
    """Server-sent events with comments in between, and how many they are."""
    end = draw(LINE_ENDS)
    blocks = list[str]()
    count = 0
    for kind in draw(st.lists(st.sampled_from(["event", "thump", "long thump"]))):
        if kind == "event":
            count += 1
            blocks.append(f"event: update{end}data: {count}{end}{end}")
        else:
            blocks.append(f":thump{end}" + (end if kind == "long thump" else ""))
    return "".join(blocks).encode(), count


def pieces_of(scanner: Any, data: bytes, sizes: st.DataObject) -> list[Any]:
    found, rest = list[Any](), data
    while rest:
        size = sizes.draw(st.integers(1, len(rest)))
        found += scanner.split(rest[:size])
        rest = rest[size:]
    assert b"".join(piece.data for piece in found) == data
    return found


@given(sent_events(), st.data())
def test_events_are_found_however_they_are_split(
    sent: tuple[bytes, int], sizes: st.DataObject
) -> None:
    data, count = sent
    found = pieces_of(EventScanner(), data, sizes)
    assert sum(piece.is_end for piece in found) == count
    events = b"".join(piece.data for piece in found if piece.is_event)
    assert b"thump" not in events
    assert events.count(b"data: ") == count


@given(
    st.lists(
        st.one_of(
            st.just(Ping(b"alive")),
            st.sampled_from([0, 1, 125, 126, 70_000]).map(
                lambda size: TextMessage("x" * size)
            ),
            st.just(TextMessage("y", message_finished=False)),
        )
    ),
    st.data(),
)
def test_messages_are_found_however_they_are_split(
    sent: list[Any], sizes: st.DataObject
) -> None:
    frames = Frames(SERVER)
    data = b"".join(map(frames.send, sent))
    found = pieces_of(FrameScanner(), data, sizes)
    ends = [m for m in sent if isinstance(m, TextMessage) and m.message_finished]
    assert sum(piece.is_end for piece in found) == len(ends)


def test_frames_of_a_client_are_found_too() -> None:
    (piece,) = FrameScanner().split(b"\x81\x82\0\0\0\0hi")
    assert piece.is_end
