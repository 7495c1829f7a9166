"""Streams of the blocking client with mocks, caches, hooks and adapters of others."""

from __future__ import annotations

import asyncio
import gzip
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx_transport
import pytest
import requests
import requests_cache
import requests_mock
import responses
import vcr
from requests.adapters import BaseAdapter
from streaming_server import (
    CHUNKED,
    HEAD,
    LONG,
    SESSIONS,
    SWITCHED,
    Scripted,
    chunk,
    client,
    close_sessions,
    descriptors,
    opened,
    receive,
    rest,
    sse,
    websocket,
)
from talking import Connection, Server

from mastodon_core import NetworkError
from mastodon_core.streaming import (
    AsyncEventStream,
    Stream,
    StreamCall,
    StreamingUnavailable,
)
from mastodon_core.transport import Channel

EVENTS = b":)\nevent: delete\ndata: 7\n\n"
HEADERS = {"content-type": "text/event-stream"}
X = "https://x.example"
STREAM = f"{X}/api/v1/streaming/user"
WEBSOCKET = f"{X}/api/v1/streaming"
each_session = pytest.mark.parametrize(
    "make_session", SESSIONS.values(), ids=list(SESSIONS)
)


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    opened, threads = descriptors(), threading.active_count()
    yield
    close_sessions()
    assert descriptors() == opened
    # A thread of an earlier test may have ended meanwhile.
    assert threading.active_count() <= threads


def check_played(channel: Channel) -> None:
    """Check a channel that has the events and ends."""
    assert channel.response.status == 200
    assert channel.response.headers["content-type"] == "text/event-stream"
    assert channel.response.body == b""
    channel.wake()
    assert channel.receive(None) is None
    assert rest(channel) == EVENTS
    assert channel.receive(None) == b""
    with pytest.raises(NetworkError, match="closed"):
        channel.send(b"x")
    channel.close()


@each_session
def test_responses_plays_a_stream(make_session: Any) -> None:
    with responses.RequestsMock() as mocker:
        mocker.get(STREAM, EVENTS, content_type="text/event-stream")
        with client(X, session=make_session()) as mastodon:
            check_played(mastodon.open_channel(sse(X)))
        assert mocker.calls[0].request.headers["accept-encoding"] == "identity"


@each_session
def test_requests_mock_plays_a_stream(make_session: Any) -> None:
    with requests_mock.Mocker() as mocker:
        mocker.get(STREAM, body=io.BytesIO(EVENTS), headers=HEADERS)
        with client(X, session=make_session()) as mastodon:
            check_played(mastodon.open_channel(sse(X)))
            assert mocker.last_request.headers["accept"] == "text/event-stream"


@each_session
def test_mocked_stream_is_decoded(make_session: Any) -> None:
    headers = HEADERS | {"content-encoding": "gzip"}
    with requests_mock.Mocker() as mocker:
        mocker.get(STREAM, body=io.BytesIO(gzip.compress(EVENTS)), headers=headers)
        with client(X, session=make_session()) as mastodon:
            check_played(mastodon.open_channel(sse(X)))


@each_session
def test_closed_channel_of_a_mock_has_ended(make_session: Any) -> None:
    with requests_mock.Mocker() as mocker:
        mocker.get(STREAM, body=io.BytesIO(EVENTS), headers=HEADERS)
        with client(X, session=make_session()) as mastodon:
            channels = [mastodon.open_channel(sse(X)) for _ in range(2)]
            channels[0].close()
            assert channels[0].receive(None) == b""
        assert channels[1].receive(None) == b""


@each_session
def test_mocked_refusal_has_its_body(make_session: Any) -> None:
    with responses.RequestsMock() as mocker:
        for url in (STREAM, WEBSOCKET):
            mocker.get(url, b'{"error": "no"}', status=401)
        with client(X, session=make_session()) as mastodon:
            for message in (sse(X), websocket(X)):
                channel = mastodon.open_channel(message)
                assert channel.response.status == 401
                assert channel.response.body == b'{"error": "no"}'


@each_session
def test_mocked_failure_is_a_network_error(make_session: Any) -> None:
    with responses.RequestsMock() as mocker:
        mocker.get(STREAM, body=requests.ConnectionError("no"))
        with (
            client(X, session=make_session()) as mastodon,
            pytest.raises(NetworkError),
        ):
            mastodon.open_channel(sse(X))


@each_session
def test_websocket_needs_a_real_connection(make_session: Any) -> None:
    with responses.RequestsMock() as mocker:
        mocker.get(WEBSOCKET, status=101, headers={"upgrade": "websocket"})
        with (
            client(X, session=make_session()) as mastodon,
            pytest.raises(StreamingUnavailable) as caught,
        ):
            mastodon.open_channel(websocket(X))
    assert str(caught.value) == (
        "a WebSocket needs a connection of urllib3, but the adapter of this session has"
        " none; mount mastodon_requests.Adapter() for this host, or use server-sent"
        " events"
    )


@each_session
def test_mocks_pass_other_hosts_through(make_session: Any) -> None:
    with Scripted() as server, requests_mock.Mocker(real_http=True) as mocker:
        mocker.get(STREAM, content=EVENTS, headers=HEADERS)
        server.say(SWITCHED + b"!")
        message = websocket(server.url)
        with opened(server, message, session=make_session()) as channel:
            assert receive(channel, 1) == b"!"


@each_session
def test_vcr_plays_a_recorded_stream(make_session: Any, tmp_path: Path) -> None:
    """It can record a stream only if it ends."""
    file = str(tmp_path / "stream.yaml")

    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(CHUNKED + chunk(EVENTS[:9]) + chunk(EVENTS[9:]) + chunk(b""))

    with Server(talk) as server:
        for mode in ("once", "none"):
            with (
                vcr.VCR(record_mode=mode).use_cassette(file) as cassette,
                client(server.url, session=make_session()) as mastodon,
            ):
                check_played(mastodon.open_channel(sse(server.url)))
            close_sessions()
        assert cassette.play_count == 1
        assert server.connections == 1


@pytest.mark.parametrize("is_installed", [False, True])
def test_cache_does_not_wait_for_the_end_of_a_stream(is_installed: bool) -> None:
    if is_installed:
        requests_cache.install_cache(backend="memory")
    session = None if is_installed else requests_cache.CachedSession(backend="memory")
    try:
        for _ in range(2):
            with Scripted() as server:
                server.say(CHUNKED + chunk(b":)\n"))
                with opened(server, session=session) as channel:
                    assert receive(channel, 3) == b":)\n"
                    assert channel.receive(0.0) is None
                    server.say(chunk(b"more"))
                    assert receive(channel, 4) == b"more"
        for _ in range(2):
            with Scripted() as server:
                server.say(SWITCHED + b"!")
                message = websocket(server.url)
                with opened(server, message, session=session) as channel:
                    assert receive(channel, 1) == b"!"
        if session is not None:
            assert len(session.cache.responses) == 0
    finally:
        if session is None:
            requests_cache.uninstall_cache()
        else:
            session.close()


def test_hook_may_read_what_is_there() -> None:
    """It gets the first bytes, and the channel the rest."""
    taken = list[bytes]()
    with requests.Session() as session, Scripted() as server:
        session.hooks["response"].append(lambda r, **_: taken.append(r.raw.read1(3)))
        server.say(HEAD + b"Content-Length: %d\r\n\r\n" % len(EVENTS) + EVENTS)
        with opened(server, session=session) as channel:
            assert rest(channel) == EVENTS[3:]
    assert taken == [EVENTS[:3]]


@pytest.mark.parametrize("name", ["given session", "given session with our adapter"])
def test_hook_may_read_a_stream_that_ends(name: str) -> None:
    with Scripted() as server:
        session = SESSIONS[name]()
        assert session is not None
        session.hooks["response"].append(lambda r, **_: r.content and None)
        server.say(HEAD + b"Content-Length: %d\r\n\r\n" % len(EVENTS) + EVENTS)
        with opened(server, session=session) as channel:
            check_played(channel)


class Alien(BaseAdapter):
    """An adapter without urllib3, whose raw response is a file."""

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = 101 if "upgrade" in request.headers else 200
        response.headers.update(HEADERS)
        response.raw = io.BytesIO(EVENTS)
        response.request, response.url = request, request.url
        return response

    def close(self) -> None:
        pass


def test_adapter_without_urllib3_plays_what_it_has() -> None:
    with requests.Session() as session:
        session.mount(X, Alien())
        with client(X, session=session) as mastodon:
            check_played(mastodon.open_channel(sse(X)))
            with pytest.raises(StreamingUnavailable):
                mastodon.open_channel(websocket(X))


def test_cut_body_of_a_mock_is_the_end() -> None:
    headers = HEADERS | {"content-length": "100"}
    with requests.Session() as session, requests_mock.Mocker() as mocker:
        mocker.get(STREAM, body=io.BytesIO(EVENTS), headers=headers)
        with client(X, session=session) as mastodon:
            check_played(mastodon.open_channel(sse(X)))


class Failing(io.BytesIO):
    """A file that breaks."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError("gone")

    read1 = read  # type: ignore[assignment]  # one signature for both

    def readinto(self, buffer: Any) -> int:
        raise ConnectionResetError("gone")


def test_mock_that_breaks_is_a_network_error() -> None:
    with requests.Session() as session, requests_mock.Mocker() as mocker:
        mocker.get(STREAM, body=Failing(), headers=HEADERS)
        with client(X, session=session) as mastodon:
            channel = mastodon.open_channel(sse(X))
            with pytest.raises(NetworkError, match="closed the connection"):
                channel.receive(LONG)
            assert channel.receive(LONG) == b""


CALL = StreamCall((Stream("user"),))


def test_transport_without_channels_says_so() -> None:
    async def main() -> None:
        async with httpx_transport.Mastodon(api_base_url=X) as mastodon:
            with pytest.raises(NotImplementedError, match="does not stream"):
                await mastodon.open_channel(sse(X))
            with pytest.raises(StreamingUnavailable, match="no method open_channel"):
                async with AsyncEventStream(mastodon, CALL):
                    pass

    asyncio.run(main())
