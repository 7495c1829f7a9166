"""A stream connects to the right server, at the right time, and connects again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from math import nan
from typing import Any

import pytest
import trio
from stream_server import (
    URL,
    AsyncScriptedClient,
    Connection,
    ScriptedServer,
    client_frames,
    close_frame,
    event_frame,
    frame,
    ids_of,
    lost,
    page_of_html,
    refused,
    sse,
    status,
    text_frame,
    update,
    websocket,
)
from websockets.frames import Opcode

from mastodon_core import (
    ApiError,
    BlockingMastodon,
    CertificateError,
    Credentials,
    Forbidden,
    Gone,
    Hooks,
    MastodonError,
    NetworkError,
    NotFound,
    Unauthorized,
)
from mastodon_core.streaming import (
    AsyncEventStream,
    Closed,
    Connect,
    Connecting,
    Event,
    EventStream,
    Gap,
    Live,
    MalformedEvent,
    Receive,
    RunExchange,
    Stream,
    StreamCall,
    StreamingUnavailable,
    StreamSession,
    StreamStep,
    StreamSubscription,
    UnknownEvent,
    Waiting,
    drive_stream,
)
from mastodon_core.streaming._sse import MAX_EVENT_BYTES
from mastodon_core.transport import Channel, HttpResponse, Session, WireStep, drive


def document(streaming: str | None = None, **fields: Any) -> dict[str, Any]:
    urls = {} if streaming is None else {"streaming": streaming}
    known = {"domain": "example.social", "title": "x", "version": "4.6.0"}
    return {**known, "configuration": {"urls": urls}, **fields}


def read_events(events: EventStream) -> tuple[list[Event], MastodonError | None]:
    """Read a stream to its end."""
    found: list[Event] = []
    try:
        with events:
            for event in events:
                found.append(event)
    except MastodonError as error:
        return found, error
    return found, None


async def read_async(
    events: AsyncEventStream,
) -> tuple[list[str], MastodonError | None]:
    async with events:
        return ids_of([event async for event in events]), None


def read(events: EventStream) -> tuple[list[str], MastodonError | None]:
    """Read a stream to its end, and name its events."""
    found, error = read_events(events)
    return ids_of(found), error


GONE = refused(410, "that is all")
TAKAHE = document(version="takahe/0.11.0", configuration={"urls": {}})
HOLLO = document(version="0.10.0", source_url="https://github.com/fedify-dev/hollo")
SNAC = document("wss://example.social", version="4.0.0 (not true; really snac/2.94)")
GOTOSOCIAL = document(
    "wss://example.social",
    version="0.20.0+git-57cb4fe",
    source_url="https://codeberg.org/superseriousbusiness/gotosocial",
)


@pytest.mark.parametrize(
    "instance", [TAKAHE, HOLLO, SNAC], ids=["takahe", "hollo", "snac"]
)
def test_server_without_streaming_is_an_error_before_connecting(
    instance: dict[str, Any],
) -> None:
    server = ScriptedServer(instance=instance)
    events, error = read(server.open_stream())
    assert isinstance(error, StreamingUnavailable)
    assert "has no streaming; poll timeline_home() or notifications()" in str(error)
    assert (events, server.opened) == ([], [])
    assert [type(state) for state in server.states] == [Connecting, Closed]


@pytest.mark.parametrize(
    ("instance", "statuses", "opened"),
    [
        (document("wss://example.social"), [200], ["/user"]),
        (document(), [200], ["/user"]),
        ({}, [200], ["/user"]),
        ({}, [404, 101], ["/user", "?stream=user"]),
        ({}, [405, 101], ["/user", "?stream=user"]),
        ({}, [400, 101], ["/user", "?stream=user"]),
        (GOTOSOCIAL, [101], ["?stream=user"]),
    ],
)
def test_way_is_chosen_by_the_instance_and_by_what_responds(
    instance: dict[str, Any], statuses: list[int], opened: list[str]
) -> None:
    made = {
        200: lambda: Connection([update("1")]),
        101: lambda: websocket(event_frame(["user"], "update", status("1"))),
    }
    connections = [made.get(s, lambda s=s: page_of_html(s))() for s in statuses]
    server = ScriptedServer([*connections, GONE], instance)
    events, _ = read(server.open_stream())
    assert events == ["update 1"]
    urls = [c.message.url for c in server.opened if c.message]
    assert urls[: len(opened)] == [f"{URL}/api/v1/streaming{end}" for end in opened]
    # The same way is taken again.
    assert urls[-1] == urls[-2]


def test_page_for_people_is_not_a_stream() -> None:
    server = ScriptedServer([page_of_html(200), page_of_html(200)])
    _, error = read(server.open_stream())
    assert isinstance(error, StreamingUnavailable)
    assert str(error) == f"{URL} does not stream: its response is not a stream"


def test_server_with_neither_way_is_not_found() -> None:
    server = ScriptedServer([page_of_html(404), page_of_html(404)])
    _, error = read(server.open_stream())
    assert isinstance(error, NotFound)
    assert not server.pauses


def test_error_in_json_is_about_the_stream() -> None:
    server = ScriptedServer([refused(400, "Missing tag name parameter")])
    _, error = read(server.open_stream())
    assert isinstance(error, ApiError)
    assert error.error == "Missing tag name parameter"


def test_stream_goes_to_the_host_below_the_instance() -> None:
    instance = document("wss://streaming.example.social/")
    server = ScriptedServer([Connection([]), GONE], instance)
    read(server.open_stream("public:local:media"))
    assert server.opened[0].message is not None
    assert server.opened[0].message.url == (
        "https://streaming.example.social/api/v1/streaming/public/local?only_media=true"
    )


def test_token_does_not_go_to_another_host_that_the_instance_names() -> None:
    instance = document("wss://evil.example")
    server = ScriptedServer([page_of_html(), page_of_html()], instance)
    _, error = read(server.open_stream())
    assert isinstance(error, StreamingUnavailable)
    assert "pass url='https://evil.example' if you trust it" in str(error)
    assert {c.message.url.split("/")[2] for c in server.opened if c.message} == {
        "example.social"
    }


def test_host_that_the_program_names_gets_the_token() -> None:
    server = ScriptedServer([Connection([update("1")]), GONE])
    events, _ = read(server.open_stream(url="wss://other.example/"))
    message = server.opened[0].message
    assert events == ["update 1"]
    assert message is not None
    assert message.url == "https://other.example/api/v1/streaming/user"
    assert message.headers["authorization"] == "Bearer token"


def moved(place: str) -> Connection:
    return Connection([], 301, {"location": place})


def test_redirect_to_the_streaming_host_is_followed() -> None:
    place = "https://streaming.example.social/api/v1/streaming/user"
    server = ScriptedServer([moved(place), Connection([update("1")]), GONE])
    assert read(server.open_stream())[0] == ["update 1"]
    urls = [c.message.url for c in server.opened if c.message]
    assert urls == [f"{URL}/api/v1/streaming/user", place, place]


@pytest.mark.parametrize(
    ("places", "kind"),
    [
        (["https://evil.example/api/v1/streaming/user"], StreamingUnavailable),
        (["http://streaming.example.social/api/v1/streaming"], StreamingUnavailable),
        ([f"{URL}/login"], ApiError),
        ([f"{URL}/api/v1/streaming/user"], ApiError),
        (["//[/api/v1/streaming"], ApiError),
        (
            [
                f"https://{host}.example.social/api/v1/streaming"
                for host in ("a", "b", "a", "b", "a", "b")
            ],
            StreamingUnavailable,
        ),
    ],
)
def test_other_redirects_are_not_followed(
    places: list[str], kind: type[MastodonError]
) -> None:
    server = ScriptedServer([moved(place) for place in places])
    _, error = read(server.open_stream())
    assert isinstance(error, kind)
    hosts = {c.message.url.split("/")[2] for c in server.opened if c.message}
    assert "evil.example" not in hosts


def test_websocket_token_goes_into_the_subprotocol_if_the_header_is_refused() -> None:
    server = ScriptedServer(
        [
            Connection([], 403),
            websocket(event_frame(["user"], "update", status("1")), lost()),
            websocket(),
            GONE,
        ]
    )
    assert read(server.open_stream(via="websocket"))[0][:1] == ["update 1"]
    sent = [c.message.headers for c in server.opened if c.message]
    assert sent[0]["authorization"] == "Bearer token"
    assert all(
        h["sec-websocket-protocol"] == "token" and "authorization" not in h
        for h in sent[1:]
    )
    assert not any("token" in c.message.url for c in server.opened if c.message)


def test_reason_in_the_header_of_a_handshake_is_in_the_error() -> None:
    headers = {"x-error-message": "Invalid access token"}
    server = ScriptedServer([Connection([], 401, headers) for _ in range(2)])
    _, error = read(server.open_stream(via="websocket"))
    assert isinstance(error, Unauthorized)
    assert error.error == "Invalid access token"


def test_anonymous_websocket_has_no_other_place_for_a_token() -> None:
    server = ScriptedServer([Connection([], 401)])
    client = server.client(credentials=Credentials(base_url=URL))
    call = server.call("public", via="websocket")
    _, error = read(EventStream(client, call))
    assert isinstance(error, Unauthorized)
    assert len(server.opened) == 1


@pytest.mark.parametrize("number", [401, 403, 404, 410, 422])
def test_refusal_after_a_live_connection_ends_the_stream(number: int) -> None:
    server = ScriptedServer([Connection([update("1"), b""]), refused(number)])
    events, error = read(server.open_stream())
    assert events == ["update 1"]
    assert isinstance(error, ApiError)
    assert error.status == number
    assert isinstance(server.states[-1], Closed)
    assert server.states[-1].why == str(error)
    assert len(server.pauses) == 1


def test_bad_certificate_ends_the_stream() -> None:
    server = ScriptedServer([Connection([b""]), CertificateError("expired")])
    _, error = read(server.open_stream())
    assert isinstance(error, CertificateError)


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (b"", "the server ended the stream"),
        (lost(), "example.social: the connection was reset"),
        (59.0, "nothing came from the server for 60 s"),
    ],
)
def test_broken_connection_is_made_anew(failure: Any, why: str) -> None:
    first = Connection([update("1"), failure])
    server = ScriptedServer([first, Connection([update("2")]), GONE])
    events, error = read(server.open_stream())
    assert events == [
        "update 1",
        "gap EDITS_AND_DELETIONS 1",
        "update 2",
    ]
    assert isinstance(error, Gone)
    assert [type(state) for state in server.states] == [
        Connecting,
        Live,
        Waiting,
        Connecting,
        Live,
        Waiting,
        Connecting,
        Closed,
    ]
    waiting = server.states[2]
    assert isinstance(waiting, Waiting)
    assert waiting.why == why
    assert all(c.is_closed for c in server.opened[:2])


def test_heartbeats_keep_a_connection_alive() -> None:
    beats: list[Any] = [b":thump\n", 15.0] * 20
    server = ScriptedServer([Connection([*beats, update("1")]), GONE])
    events, _ = read(server.open_stream())
    assert events == ["update 1"]
    assert server.now == pytest.approx(1000 + 20 * 15 + 60, abs=1)


def test_silent_websocket_is_pinged_before_it_counts_as_dead() -> None:
    server = ScriptedServer([websocket(45.0, frame_of_pong()), GONE])
    read(server.open_stream(via="websocket", max_silence=60))
    assert [m for m in client_frames(server.opened[0]) if m[0] == "PING"] == [
        ("PING", b"")
    ] * 2
    assert server.now == pytest.approx(1000 + 45 + 60, abs=1)


def frame_of_pong() -> bytes:
    return bytes([0x8A, 0])


def test_clean_end_does_not_reconnect_in_a_tight_loop() -> None:
    server = ScriptedServer([Connection([b""]) for _ in range(12)])
    read(server.open_stream())
    limits = [min(2.0**n, 60.0) for n in range(12)]
    assert len(server.pauses) == 12
    assert all(0 <= p <= most for p, most in zip(server.pauses, limits, strict=True))
    assert sum(server.pauses) > 60


def test_backoff_begins_anew_after_a_stable_connection() -> None:
    stable = [Connection([b":x\n", 30.0] * 4 + [b""]) for _ in range(20)]
    server = ScriptedServer([*stable])
    read(server.open_stream())
    assert len(server.pauses) == 20
    assert max(server.pauses) <= 1


def test_server_that_is_busy_is_asked_again_after_the_time_it_names() -> None:
    busy = [refused(429, retry_after="100"), refused(503), Connection([update("1")])]
    server = ScriptedServer([*busy, GONE])
    assert read(server.open_stream())[0] == ["update 1"]
    assert 100 <= server.pauses[0] <= 101
    assert server.pauses[1] <= 2


def test_retry_of_the_stream_is_the_first_limit() -> None:
    server = ScriptedServer([Connection([b"retry: 30000\n\n", b""]), GONE])
    read(server.open_stream())
    assert 1 < server.pauses[0] <= 30


def test_unknown_and_malformed_events_do_not_stop_the_stream() -> None:
    parts: list[Any] = [
        sse("brand.new", {"x": 1}),
        sse("update", "{not json"),
        sse("delete", "01HZZZZZZZZZZZZZZZZZZZZZZZ"),
        update("1"),
    ]
    server = ScriptedServer([Connection(parts), GONE])
    found, _ = read_events(server.open_stream())
    unknown, malformed, *rest = found
    assert isinstance(unknown, UnknownEvent)
    assert (unknown.name, unknown.payload) == ("brand.new", '{"x": 1}')
    assert isinstance(malformed, MalformedEvent)
    assert malformed.payload == "{not json"
    assert ids_of(rest) == ["delete 01HZZZZZZZZZZZZZZZZZZZZZZZ", "update 1"]


def test_update_after_its_deletion_is_delivered_as_the_server_sends_it() -> None:
    server = ScriptedServer([Connection([sse("delete", "5"), update("5")]), GONE])
    assert read(server.open_stream())[0] == ["delete 5", "update 5"]


def test_event_that_comes_twice_is_delivered_once() -> None:
    server = ScriptedServer([Connection([update("5"), update("5"), update("6")]), GONE])
    assert read(server.open_stream())[0] == ["update 5", "update 6"]


def test_exception_of_the_loop_comes_out_and_disconnects() -> None:
    server = ScriptedServer([Connection([update("1"), update("2")])])

    def loop() -> None:
        with server.open_stream() as events:
            for _ in events:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop()
    assert server.opened[0].is_closed
    assert server.states[-1] == Closed("the program closed it")
    assert not server.pauses


def test_exception_of_on_state_comes_out_and_ends_the_stream() -> None:
    def fail(state: object) -> None:
        if isinstance(state, Waiting):
            raise ZeroDivisionError

    server = ScriptedServer([Connection([update("1"), b""]), Connection([])])
    with server.open_stream(on_state=fail) as events:
        assert ids_of([next(events)]) == ["update 1"]
        with pytest.raises(ZeroDivisionError):
            next(events)
        assert events.next_event() is None
        assert events.state == Closed("it raised ZeroDivisionError")
    assert len(server.opened) == 1


def test_next_event_waits_no_longer_than_asked() -> None:
    server = ScriptedServer([Connection([10.0, update("1")]), GONE])
    with server.open_stream() as events:
        assert events.next_event(timeout=4) is None
        assert server.now == 1004
        assert events.next_event(timeout=0) is None
        assert server.now == 1004
        event = events.next_event(timeout=60)
        assert event is not None
        assert ids_of([event]) == ["update 1"]
        assert server.now == 1010


@pytest.mark.parametrize("timeout", [0, -1])
def test_next_event_without_waiting_takes_what_has_arrived(timeout: int) -> None:
    parts = [b":thump\n", update("1") + update("2"), 1.0, update("3")]
    server = ScriptedServer([Connection(parts), GONE])
    with server.open_stream() as events:
        found = [events.next_event(timeout) for _ in range(4)]
        assert [event and event.stream.name for event in found[::3]] == [None, None]
        assert ids_of([event for event in found if event]) == ["update 1", "update 2"]
        assert server.now == 1000


def test_program_that_never_waits_keeps_a_websocket_alive() -> None:
    ping = frame(Opcode.PING, b"are you there?")
    server = ScriptedServer([websocket(ping, event_frame(["user"], "delete", "1"))])
    with server.open_stream(via="websocket") as events:
        while (event := events.next_event(timeout=0)) is None:
            pass
        assert ids_of([event]) == ["delete 1"]
        assert client_frames(server.opened[0]) == [("PONG", b"are you there?")]


def test_timeout_that_is_no_number_is_an_error() -> None:
    server = ScriptedServer([Connection([update("1")]), GONE])
    with server.open_stream() as events:
        with pytest.raises(ValueError, match="^timeout must be seconds or None, not"):
            events.next_event(timeout=nan)
        assert ids_of([next(events)]) == ["update 1"]


def test_next_event_waits_no_longer_than_asked_between_connections() -> None:
    server = ScriptedServer([Connection([b""]), refused(503, retry_after="50"), GONE])
    with server.open_stream() as events:
        assert events.next_event(timeout=20) is None
        assert server.now == pytest.approx(1020)
        assert isinstance(events.state, Waiting)


def test_closed_stream_ends_its_loop() -> None:
    server = ScriptedServer([Connection([update("1"), update("2")])])
    with server.open_stream() as events:
        found = [events.close() or event for event in events]
        assert ids_of(found) == ["update 1"] or not found
        assert list(events) == []
        events.close()
    assert server.opened[0].is_closed


def test_closing_says_goodbye_on_a_websocket() -> None:
    server = ScriptedServer([websocket(event_frame(["user"], "update", status("1")))])
    with server.open_stream(via="websocket") as events:
        next(events)
    assert client_frames(server.opened[0]) == [("CLOSE", b"\x03\xe8")]
    assert server.opened[0].is_closed


def test_closing_while_it_waits_sends_nothing() -> None:
    server = ScriptedServer([Connection([b""]), Connection([])])
    with server.open_stream() as events:
        assert events.next_event(timeout=0.001) is None
        assert isinstance(events.state, Waiting)
    assert len(server.opened) == 1
    assert server.states[-1] == Closed("the program closed it")


@pytest.mark.parametrize("is_async", [False, True], ids=["blocking", "async"])
@pytest.mark.parametrize(
    "failure",
    [NetworkError("no"), HttpResponse(status=429, headers={"retry-after": "200"})],
    ids=repr,
)
def test_closing_ends_the_retries_of_a_call_and_their_pauses(
    failure: Any, is_async: bool
) -> None:
    """Another thread or task closes the stream while it fetches what it missed."""
    asked: list[float] = []

    def rest(path: str, query: dict[str, str]) -> Any:
        if not server.opened:
            return []
        asked.append(server.now)
        return failure

    server = ScriptedServer([Connection([update("1")]), Connection([])], rest=rest)
    options = {"retries": 5, "hooks": Hooks(on_wait=lambda wait: ask_to_close())}
    if is_async:
        async_stream = AsyncEventStream(
            AsyncScriptedClient(server, **options), server.call("public")
        )
        ask_to_close = async_stream._session.ask_to_close
        found, error = trio.run(read_async, async_stream)
    else:
        stream = EventStream(server.client(**options), server.call("public"))
        ask_to_close = stream._session.ask_to_close
        found, error = read(stream)
    assert (found, error) == (["update 1"], None)
    assert asked == [server.now]
    assert server.opened[-1].is_closed


def test_stream_that_was_never_opened_can_be_closed() -> None:
    server = ScriptedServer()
    events = server.open_stream()
    events.close()
    assert events.state == Closed("the program closed it")
    assert not server.opened


def test_stream_needs_a_with_statement() -> None:
    events = ScriptedServer().open_stream()
    with pytest.raises(RuntimeError, match="must be opened in a with statement"):
        next(events)


def test_subscription_needs_an_open_stream() -> None:
    server = ScriptedServer()
    events = server.open_stream(via="websocket")
    with pytest.raises(RuntimeError, match="must be opened in a with statement"):
        events.subscribe(Stream("public"))
    assert not server.opened


def test_stream_cannot_be_opened_again() -> None:
    server = ScriptedServer([Connection([update("1")]), GONE])
    events = server.open_stream()
    with events:
        with pytest.raises(RuntimeError, match="can be opened once"), events:
            raise AssertionError
        assert ids_of([next(events)]) == ["update 1"]
    # It would be a stream without events.
    with pytest.raises(RuntimeError, match="call the method again"), events:
        raise AssertionError
    assert len(server.opened) == 1


def test_stream_that_was_closed_before_it_is_opened_does_not_connect() -> None:
    server = ScriptedServer([Connection([update("1")])])
    events = server.open_stream()
    events.close()
    with events:
        assert list(events) == []
    assert not server.opened


def test_transport_that_does_not_stream_is_an_error_before_connecting() -> None:
    class Plain(BlockingMastodon):
        def __init__(self, session: Session) -> None:
            self.session = session

        def perform(self, step: WireStep) -> HttpResponse | str | None:
            raise AssertionError(step)

    client = Plain(ScriptedServer().session())
    with pytest.raises(NotImplementedError, match="Plain does not stream"):
        client.open_channel(None)  # type: ignore[arg-type]  # it is not looked at
    events = EventStream(client, StreamCall([Stream("user")]))
    with pytest.raises(StreamingUnavailable, match="Plain does not stream"), events:
        raise AssertionError


def test_network_that_is_down_at_the_start_is_an_error() -> None:
    server = ScriptedServer()
    server.instance_error = NetworkError("no such host")
    _, error = read(server.open_stream())
    assert isinstance(error, NetworkError)
    assert not server.opened


def test_expired_token_is_refreshed_before_connecting_again() -> None:
    expires = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=1000)
    credentials = Credentials(
        base_url=URL,
        client_id="app",
        client_secret="secret",
        access_token="old",
        refresh_token="refresh",
        expires_at=expires,
    )

    def rest(path: str, query: dict[str, str]) -> Any:
        if path == "/oauth/token":
            return {"access_token": "new", "token_type": "Bearer", "scope": "read"}
        return []

    beats: list[Any] = [b":thump\n", 50.0] * 20
    server = ScriptedServer(
        [Connection([*beats, b""]), Connection([]), GONE], rest=rest
    )
    client = server.client(credentials=credentials)
    read(EventStream(client, server.call()))
    tokens = [c.message.headers["authorization"] for c in server.opened if c.message]
    assert tokens == ["Bearer old", "Bearer new", "Bearer new"]


def test_states_are_logged_with_the_names_of_the_streams(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG", "mastodon_core.streaming")
    server = ScriptedServer([Connection([lost()]), GONE])
    _, error = read(server.open_stream(Stream("hashtag", tag="cats")))
    lines = [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "mastodon_core.streaming"
    ]
    (pause,) = server.pauses
    reset = f"example.social: the connection was reset; waiting {pause:.1f} s"
    assert lines == [
        ("INFO", "stream hashtag cats: live over sse"),
        ("WARNING", f"stream hashtag cats: {reset}"),
        ("DEBUG", "stream hashtag cats: connecting"),
        ("INFO", f"stream hashtag cats: closed: {error}"),
    ]


def test_log_names_all_streams_of_a_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "mastodon_core.streaming")
    server = ScriptedServer([websocket(), websocket()])
    with server.open_stream(Stream("user"), Stream("direct"), via="websocket"):
        pass
    with EventStream(server.client(), StreamCall([])):
        pass
    assert [record.getMessage() for record in caplog.records] == [
        "stream user, direct: live over websocket",
        "stream user, direct: closed: the program closed it",
        "stream without a subscription: live over websocket",
        "stream without a subscription: closed: the program closed it",
    ]


def test_two_streams_share_a_websocket() -> None:
    cats = Stream("hashtag", tag="cats")
    server = ScriptedServer(
        [
            websocket(
                event_frame(["hashtag", "cats"], "update", status("1")),
                event_frame(["user"], "update", status("1")),
                event_frame(["list", "7"], "update", status("9")),
                close_frame(1001),
            ),
            websocket(event_frame(["hashtag", "cats"], "delete", "1")),
            GONE,
        ]
    )
    found, _ = read_events(server.open_stream("user", cats))
    assert [(event.stream.name, *ids_of([event])) for event in found] == [
        ("hashtag", "update 1"),
        ("user", "update 1"),
        ("user", "gap EDITS_AND_DELETIONS 1"),
        ("hashtag", "gap EDITS_AND_DELETIONS 1"),
        ("hashtag", "delete 1"),
    ]
    for connection in server.opened[:2]:
        assert connection.message is not None
        assert connection.message.url.endswith("/api/v1/streaming?stream=user")
        subscribed = [m for m in client_frames(connection) if isinstance(m, dict)]
        assert subscribed == [{"type": "subscribe", "stream": "hashtag", "tag": "cats"}]


def test_equal_subscriptions_are_sent_once_and_counted() -> None:
    server = ScriptedServer(
        [
            websocket(
                *(event_frame(["public"], "update", status(str(n))) for n in range(3))
            )
        ]
    )
    with server.open_stream("user", via="websocket") as events:
        first, second = (events.subscribe(Stream("public")) for _ in range(2))
        assert ids_of([next(first)]) == ["update 0"]
        assert ids_of([next(second), next(second)]) == ["update 0", "update 1"]
        first.close()
        # What has arrived can still be read.
        assert ids_of([next(first)]) == ["update 1"]
        assert first.next_event() is None
        assert ids_of([next(second)]) == ["update 2"]
        with second:
            pass
        assert events.next_event(timeout=1) is None
    told = [m for m in client_frames(server.opened[0]) if isinstance(m, dict)]
    assert told == [
        {"type": "subscribe", "stream": "public"},
        {"type": "unsubscribe", "stream": "public"},
    ]


def test_subscriptions_are_made_anew_on_the_next_connection() -> None:
    server = ScriptedServer(
        [
            websocket(1.0, lost()),
            websocket(event_frame(["direct"], "delete", "1")),
            GONE,
        ]
    )
    with server.open_stream("user", via="websocket") as events:
        direct = events.subscribe(Stream("direct"))
        assert [next(direct).name, next(direct).name] == ["gap", "delete"]
    message = server.opened[1].message
    assert message is not None
    assert message.url.endswith("?stream=user")
    assert {"type": "subscribe", "stream": "direct"} in client_frames(server.opened[1])


def test_server_sent_events_take_no_subscription() -> None:
    server = ScriptedServer([Connection([])])
    with (
        server.open_stream() as events,
        pytest.raises(StreamingUnavailable, match="carry one stream"),
    ):
        events.subscribe(Stream("public"))


@pytest.mark.parametrize("wrong", ["public", ["public"], None])
def test_subscription_to_what_is_no_stream_is_an_error_at_once(wrong: Any) -> None:
    server = ScriptedServer([websocket(event_frame(["user"], "delete", "1"))])
    with server.open_stream(via="websocket") as events:
        with pytest.raises(TypeError, match="^streams must be Streams such as"):
            events.subscribe(wrong)
        assert ids_of([next(events)]) == ["delete 1"]


def test_stream_that_is_named_twice_is_subscribed_to_once() -> None:
    frame = event_frame(["public"], "delete", "1")
    server = ScriptedServer([websocket(frame)])
    with server.open_stream(via="websocket") as events:
        public = events.subscribe(Stream("public"), Stream("public"))
        assert ids_of([next(public)]) == ["delete 1"]
    subscriptions = [f for f in client_frames(server.opened[0]) if isinstance(f, dict)]
    assert subscriptions == [{"type": "subscribe", "stream": "public"}]


def test_subscription_of_a_closed_stream_has_ended() -> None:
    server = ScriptedServer([websocket()])
    with server.open_stream(via="websocket") as events:
        pass
    assert list(events.subscribe(Stream("public"))) == []


def test_websocket_without_a_stream_waits_for_subscriptions() -> None:
    server = ScriptedServer([websocket(event_frame(["public"], "delete", "1"))])
    call = StreamCall([], {"on_state": server.note})
    with EventStream(server.client(), call) as events:
        assert [e.name for e in [next(events.subscribe(Stream("public")))]] == [
            "delete"
        ]
    message = server.opened[0].message
    assert message is not None
    assert message.url == f"{URL}/api/v1/streaming"


def test_stream_without_streams_is_not_read_for_ever() -> None:
    server = ScriptedServer([websocket(event_frame(["public"], "delete", "1"))])
    with EventStream(server.client(), StreamCall([])) as events:
        public = events.subscribe(Stream("public"))
        with pytest.raises(RuntimeError, match=r"that subscribe\(\) returns$"):
            next(events)
        with pytest.raises(ValueError, match="^streams must not be empty$"):
            events.subscribe()
        assert ids_of([next(public)]) == ["delete 1"]


def error_frame(text: str, number: int | None = None) -> bytes:
    told = {"error": text} if number is None else {"error": text, "status": number}
    return text_frame(told)


def test_refused_subscription_ends_alone() -> None:
    server = ScriptedServer(
        [
            websocket(
                event_frame(["user"], "delete", "1"),
                error_frame("Not authorized to stream this list", 401),
                event_frame(["user"], "delete", "2"),
            )
        ]
    )
    with server.open_stream("user", via="websocket") as events:
        other = events.subscribe(Stream("public"))
        mine = events.subscribe(Stream("list", list="7"))
        with pytest.raises(Unauthorized, match="Not authorized to stream this list"):
            next(mine)
        assert ids_of([next(events), next(events)]) == ["delete 1", "delete 2"]
        assert other.next_event(timeout=1) is None


def test_refusal_of_the_only_stream_ends_it() -> None:
    refusal = error_frame("Access token does not have the required scopes", 401)
    server = ScriptedServer([websocket(refusal)])
    _, error = read(server.open_stream("direct", via="websocket"))
    assert isinstance(error, Unauthorized)


def test_refusal_without_a_status_is_a_bad_request() -> None:
    server = ScriptedServer([websocket(error_frame("Unknown stream type"))])
    _, error = read(server.open_stream("direct", via="websocket"))
    assert isinstance(error, ApiError)
    assert error.status == 400


def test_failure_of_the_server_to_subscribe_connects_again() -> None:
    failure = error_frame("An unexpected error occurred", 500)
    server = ScriptedServer(
        [websocket(failure), websocket(event_frame(["user"], "delete", "1")), GONE]
    )
    events, _ = read(server.open_stream(via="websocket"))
    assert events == ["gap EDITS_AND_DELETIONS None", "delete 1"]


@pytest.mark.parametrize("told", [[], ["user"], "user"])
def test_message_is_of_the_stream_that_fits(told: Any) -> None:
    message = text_frame({"stream": told, "event": "delete", "payload": "1"})
    server = ScriptedServer([websocket(message), GONE])
    assert read(server.open_stream(via="websocket"))[0] == ["delete 1"]


CAFE = Stream("hashtag", tag="Café_Noir")

# What servers write into `stream`, and which of our streams get it.
NAMES: dict[str, tuple[list[str], set[Stream]]] = {
    "Mastodon": (["list", "7"], {Stream("list", list="7")}),
    "GoToSocial": (["list:7"], {Stream("list", list="7")}),
    "a deletion of older GoToSocial": (
        ["public:local", "public", "user", "direct", "list"],
        {Stream("user"), Stream("public")},
    ),
    "one that nobody wants any more": (["direct"], set()),
    "a server that leaves the parameter out": (["hashtag"], {CAFE}),
    "a server that normalizes hashtags": (["hashtag", "cafenoir"], {CAFE}),
    "another hashtag": (["hashtag", "cats"], set()),
    "another list": (["list", "9"], set()),
    "one of two lists": (["list"], set()),
    "a hashtag that is named as a stream": (["hashtag", "user"], set()),
}


@pytest.mark.parametrize("name", NAMES)
def test_servers_name_streams_in_different_ways(name: str) -> None:
    told, expected = NAMES[name]
    lists = [Stream("list", list="7"), Stream("list", list="8")]
    mine = [Stream("user"), Stream("public"), CAFE, *lists]
    server = ScriptedServer([websocket(event_frame(told, "delete", "1")), GONE])
    found, _ = read_events(server.open_stream(*mine, via="websocket"))
    assert {event.stream for event in found if event.name == "delete"} == expected


def test_hashtag_that_the_server_normalizes_is_still_ours() -> None:
    message = event_frame(["hashtag", "cats"], "delete", "1")
    server = ScriptedServer([websocket(message), GONE])
    stream = Stream("hashtag", tag="CATS")
    assert read(server.open_stream(stream, via="websocket"))[0] == ["delete 1"]


def test_hashtags_are_equal_in_upper_and_lower_case() -> None:
    names = ["cats", "CATS", "Cats"]
    frames = [event_frame(["hashtag", name], "delete", name) for name in names]
    server = ScriptedServer([websocket(*frames), GONE])
    streams = [Stream("hashtag", tag=name) for name in names]
    with server.open_stream("user", via="websocket") as events:
        first, *others = (events.subscribe(stream) for stream in streams)
        assert ids_of([next(first)]) == ["delete cats"]
        first.close()
        for each in others:
            assert ids_of([next(each) for _ in names]) == [f"delete {n}" for n in names]
    told = [m for m in client_frames(server.opened[0]) if isinstance(m, dict)]
    assert told == [{"type": "subscribe", "stream": "hashtag", "tag": "cats"}]


def test_message_of_one_of_several_streams_is_reported() -> None:
    message = text_frame({"event": "delete", "payload": "1"})
    server = ScriptedServer([websocket(message), GONE])
    found, _ = read_events(server.open_stream("user", "public"))
    assert isinstance(found[0], MalformedEvent)
    assert (found[0].name, found[0].payload) == ("delete", "1")
    assert str(found[0].error) == "delete: the server does not say which stream"


def test_subscription_made_before_the_way_is_known_ends_without_a_websocket() -> None:
    subscriptions: list[StreamSubscription] = []

    def rest(path: str, query: dict[str, str]) -> Any:
        if not subscriptions:
            subscriptions.append(events.subscribe(Stream("public")))
        return []

    server = ScriptedServer([Connection([update("1")])], rest=rest)
    events = server.open_stream()
    with events:
        with pytest.raises(StreamingUnavailable, match="carry one stream"):
            next(subscriptions[0])
        assert ids_of([next(events)]) == ["update 1"]


def test_peer_has_time_to_answer_a_ping_after_a_long_pause_of_the_program() -> None:
    pong = frame(Opcode.PONG, b"")
    parts: list[Any] = [event_frame(["user"], "delete", "1"), 0.5, pong]
    parts.append(event_frame(["user"], "delete", "2"))
    server = ScriptedServer([websocket(*parts), GONE])
    with server.open_stream(via="websocket") as events:
        assert ids_of([next(events)]) == ["delete 1"]
        # Meanwhile, nothing comes, as few servers send pings.
        server.now += 300.0
        assert ids_of([next(events)]) == ["delete 2"]
    assert len(server.opened) == 1


def test_message_that_is_not_of_the_api_is_reported() -> None:
    server = ScriptedServer(
        [websocket(text_frame(["x"]), event_frame(["user"], "delete", "1")), GONE]
    )
    found, _ = read_events(server.open_stream(via="websocket"))
    assert isinstance(found[0], MalformedEvent)
    assert (found[0].payload, found[1].name) == (json.dumps(["x"]), "delete")


def test_server_that_confirms_another_key_is_not_trusted() -> None:
    wrong = websocket()
    wrong.headers = {"sec-websocket-accept": "x"}
    server = ScriptedServer([wrong, GONE])
    _, error = read(server.open_stream(via="websocket"))
    assert isinstance(error, Gone)
    waiting = next(s for s in server.states if isinstance(s, Waiting))
    assert "does not confirm the WebSocket key" in waiting.why


def test_nothing_is_received_while_a_subscription_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mastodon_core.streaming._subscriptions.FULL", 3)
    frames = [event_frame(["public"], "delete", str(n)) for n in range(9)]
    server = ScriptedServer([websocket(*frames)])
    with server.open_stream("user", via="websocket") as events:
        public = events.subscribe(Stream("public"))
        # It waits for somebody to read the other one.
        with pytest.raises(AssertionError, match="this waits for ever"):
            events.next_event()
        assert len(server.opened[0].parts) == 6
        assert ids_of([next(public) for _ in range(9)]) == [
            f"delete {n}" for n in range(9)
        ]


def test_forbidden_names_the_scopes() -> None:
    server = ScriptedServer([refused(403, "outside the authorized scopes")])
    _, error = read(server.open_stream())
    assert isinstance(error, Forbidden)


def test_event_that_is_too_large_is_reported_and_does_not_stop_the_stream() -> None:
    large = b"event: update\ndata: " + b"x" * (MAX_EVENT_BYTES + 1) + b"\n\n"
    server = ScriptedServer([Connection([large, update("1")]), GONE])
    found, _ = read_events(server.open_stream())
    assert isinstance(found[0], MalformedEvent)
    assert str(found[0].error) == "update: the event is too large"
    assert ids_of(found[1:]) == ["update 1"]


@pytest.mark.parametrize("number", [200, 204, 302])
def test_page_for_people_after_a_live_connection_is_waited_out(number: int) -> None:
    """As proxies show it while a server is away."""
    server = ScriptedServer(
        [
            Connection([update("1"), b""]),
            page_of_html(number),
            Connection([update("2")]),
            GONE,
        ]
    )
    events, error = read(server.open_stream())
    assert events == ["update 1", "gap EDITS_AND_DELETIONS 1", "update 2"]
    assert isinstance(error, Gone)


def test_time_to_wait_may_be_any_number() -> None:
    server = ScriptedServer([Connection([10.0, update("1")])])
    with server.open_stream() as events:
        assert events.next_event(timeout=-1) is None
        with pytest.raises(ValueError, match="seconds or None, not nan"):
            events.next_event(timeout=float("nan"))
        wrong: Any = "1"
        with pytest.raises(TypeError, match="seconds or None"):
            events.next_event(timeout=wrong)
        event = events.next_event(timeout=1e300)
        assert event is not None
        assert ids_of([event]) == ["update 1"]


def test_subscription_that_was_ended_while_it_was_away_begins_anew() -> None:
    public = Stream("public")
    asked: list[int] = []

    def rest(path: str, query: dict[str, str]) -> Any:
        if path.endswith("public"):
            asked.append(len(server.opened))
            return [status("5")]
        return []

    server = ScriptedServer(
        [
            websocket(event_frame(["public"], "update", status("4")), 1.0, lost()),
            websocket(1.0),
        ],
        rest=rest,
    )
    subscriptions: list[StreamSubscription] = []

    def close(state: object) -> None:
        if isinstance(state, Waiting):
            subscriptions[0].close()

    with server.open_stream("user", via="websocket", on_state=close) as events:
        subscriptions.append(events.subscribe(public))
        assert ids_of([next(subscriptions[0])]) == ["update 4"]
        gap = next(events)
        assert isinstance(gap, Gap)
        # What came in between is not its own.
        assert events.subscribe(public).next_event(timeout=1) is None
    assert asked == [1, 2]


def test_large_events_that_nobody_takes_are_not_received_without_end() -> None:
    payload = "x" * (6 * 1024 * 1024)
    frames = [event_frame(["public"], str(n), payload) for n in range(5)]
    server = ScriptedServer([websocket(*frames)])
    with server.open_stream("user", via="websocket") as events:
        public = events.subscribe(Stream("public"))
        with pytest.raises(AssertionError, match="this waits for ever"):
            events.next_event()
        assert len(server.opened[0].parts) == 2
        assert [next(public).name for _ in range(5)] == ["0", "1", "2", "3", "4"]


def test_garbled_message_before_the_first_subscription_is_nobodys() -> None:
    delete = event_frame(["public"], "delete", "1")
    server = ScriptedServer([websocket(text_frame(["x"]), 1.0, delete)])
    client, call = server.client(), StreamCall([], {"via": "websocket"})
    session = StreamSession(client.session, call)
    channels: list[Channel] = []

    def perform(step: StreamStep) -> Any:
        match step:
            case Connect(message=message):
                channels.append(client.open_channel(message))
                return channels[0].response
            case Receive(until=until):
                return channels[0].receive(until - server.now)
            case RunExchange(begin=begin):
                return drive(begin(), client.perform)
            case _:
                raise AssertionError(step)

    drive_stream(session.connect(), perform)
    nothing = session.next_event(session.main, server.now + 0.5)
    assert drive_stream(nothing, perform) is None
    assert len(server.opened[0].parts) == 2
    assert isinstance(session.state, Live)
