"""Channels of the blocking client beside its calls, signals, threads and processes."""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import mastodon_requests
import pytest
import requests
from hunting import Hunt
from requests.adapters import HTTPAdapter
from streaming_server import (
    CHUNKED,
    ENDLESS,
    LONG,
    OK,
    SESSIONS,
    TOKEN,
    Scripted,
    chunk,
    client,
    close_sessions,
    descriptors,
    echoes,
    opened,
    receive,
    server_context,
    sse,
    until_it_waits,
    websocket,
)
from talking import Connection, Server

from mastodon_core import ClientClosed, NetworkError, Timeouts
from mastodon_core.transport import Channel, HttpRequest, HttpResponse, Signal, WaitFor

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


def streams_and_calls(connection: Connection) -> None:
    """Stream to those who ask for it, and answer all other requests."""
    while head := connection.request():
        if b"/streaming" not in head:
            connection.send(OK)
            continue
        if b"refused" in head:
            connection.send(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")
            continue
        connection.send(CHUNKED + chunk(b":)\n"))
        connection.wait()


def call(mastodon: mastodon_requests.Mastodon, server: Server) -> bytes:
    message = HttpRequest(method="GET", url=f"{server.url}/", headers={})
    response = mastodon.perform(message)
    assert isinstance(response, HttpResponse)
    return response.body


def pool_of(mastodon: mastodon_requests.Mastodon) -> Any:
    http: Any = mastodon._http
    (pool,) = http._session.get_adapter("http://")._pools()
    return pool


def test_streams_take_no_connection_away_from_calls() -> None:
    timeouts = Timeouts(pool=5.0, read=LONG)
    with (
        Server(streams_and_calls) as server,
        client(server.url, timeouts=timeouts) as mastodon,
    ):
        channels = [mastodon.open_channel(sse(server.url)) for _ in range(30)]
        with ThreadPoolExecutor(20) as threads:
            found = threads.map(lambda _: call(mastodon, server), range(100))
            assert list(found) == [b"OK"] * 100
        assert server.most <= 30 + 20
        for channel in channels:
            assert receive(channel, 3) == b":)\n"


def test_calls_take_no_connection_away_from_streams() -> None:
    timeouts = Timeouts(pool=0.1, read=LONG)
    with (
        Server(streams_and_calls) as server,
        client(server.url, timeouts=timeouts) as mastodon,
    ):
        call(mastodon, server)
        pool = pool_of(mastodon)
        places = [pool.pool.get() for _ in range(20)]
        for _ in range(3):
            channel = mastodon.open_channel(sse(server.url))
            assert receive(channel, 3) == b":)\n"
            channel.close()
        for place in places:
            pool.pool.put(place)
        assert call(mastodon, server) == b"OK"


def test_streams_leave_the_places_of_the_pool_alone() -> None:
    with Server(streams_and_calls) as server, client(server.url) as mastodon:
        for _ in range(30):
            mastodon.open_channel(sse(server.url)).close()
            mastodon.open_channel(sse(f"{server.url}/refused"))
        # None was kept either.
        assert server.connections == 60
        pool = pool_of(mastodon)
        assert list(pool.pool.queue) == [None] * 20
    with client(server.url) as mastodon:
        for _ in range(3):
            with pytest.raises(NetworkError, match="refused"):
                mastodon.open_channel(sse(server.url))
        assert list(pool_of(mastodon).pool.queue) == [None] * 20


@pytest.mark.parametrize("name", ["own session", "given session with our adapter"])
def test_stream_does_not_use_a_kept_connection_of_a_call(name: str) -> None:
    with (
        Server(streams_and_calls) as server,
        client(server.url, session=SESSIONS[name]()) as mastodon,
    ):
        assert call(mastodon, server) == b"OK"
        channel = mastodon.open_channel(sse(server.url))
        assert server.connections == 2
        assert call(mastodon, server) == b"OK"
        assert server.connections == 2
        assert receive(channel, 3) == b":)\n"


def test_full_pool_of_a_given_session_has_room_for_calls() -> None:
    """The adapter of requests takes a place for a stream, which goes back at once."""
    with requests.Session() as session, Server(streams_and_calls) as server:
        session.mount("http://", HTTPAdapter(pool_maxsize=1, pool_block=True))
        with client(server.url, session=session) as mastodon:
            channels = [mastodon.open_channel(sse(server.url)) for _ in range(3)]
            assert [call(mastodon, server) for _ in range(3)] == [b"OK"] * 3
            for channel in channels:
                assert receive(channel, 3) == b":)\n"
                channel.close()
            assert call(mastodon, server) == b"OK"
            while server.open > 1:
                assert not server.ending.wait(0.01)


def test_client_closes_its_channels() -> None:
    with Server(streams_and_calls) as server, client(server.url) as mastodon:
        channels = [mastodon.open_channel(sse(server.url)) for _ in range(3)]
        channels[0].close()
        assert len(mastodon._channels) == 2
        mastodon.close()
        while server.open:
            assert not server.ending.wait(0.01)
        assert [channel.receive(None) for channel in channels] == [b""] * 3
        with pytest.raises(ClientClosed, match="make a new one"):
            mastodon.open_channel(sse(server.url))
        assert server.connections == 3


def test_client_that_is_closed_meanwhile_opens_no_channel() -> None:
    def closes_the_client(connection: Connection) -> None:
        connection.request()
        mastodon.close()
        connection.send(ENDLESS)
        connection.wait()

    with Server(closes_the_client) as server, client(server.url) as mastodon:
        with pytest.raises(ClientClosed):
            mastodon.open_channel(sse(server.url))
        while server.open:
            assert not server.ending.wait(0.01)


def test_client_with_an_open_channel_warns_if_it_is_not_closed() -> None:
    with Server(streams_and_calls) as server:
        mastodon = mastodon_requests.Mastodon(api_base_url=server.url)
        channel = mastodon.open_channel(sse(server.url))
        del mastodon
        with pytest.warns(ResourceWarning, match="unclosed mastodon_requests"):
            gc.collect()
        channel.close()


def test_wakes_of_many_threads_lose_no_byte() -> None:
    data = os.urandom(3_000_000)
    pieces = [data[start : start + 30_000] for start in range(0, len(data), 30_000)]
    is_over = threading.Event()

    def wake() -> None:
        while not is_over.wait(0.0001):
            channel.wake()

    with Scripted() as server:
        server.say(ENDLESS, *pieces)
        with opened(server) as channel, ThreadPoolExecutor(4) as threads:
            for _ in range(4):
                threads.submit(wake)
            found = b""
            while len(found) < len(data):
                found += channel.receive(LONG) or b""
            is_over.set()
        assert found == data


def test_channels_are_logged_as_other_connections(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "mastodon_requests.connections")
    with Scripted() as server:
        server.say(ENDLESS)
        with opened(server) as channel:
            channel.close()
    place = server.url.removeprefix("http://")
    assert [record.getMessage() for record in caplog.records] == [
        f"opened {place}",
        f"closed {place}",
    ]


@contextmanager
def handled(number: int, handler: Any) -> Iterator[None]:
    before = signal.signal(number, handler)
    yield
    signal.signal(number, before)


def interrupt(thread: threading.Thread, number: int) -> threading.Thread:
    """Send a signal to a thread once it waits, from another one."""

    def send() -> None:
        until_it_waits(thread)
        assert thread.ident is not None
        signal.pthread_kill(thread.ident, number)

    sender = threading.Thread(target=send)
    sender.start()
    return sender


@each_session
def test_interrupt_comes_out_of_receive_and_the_channel_goes_on(
    make_session: Any,
) -> None:
    with Scripted() as server:
        server.say(ENDLESS)
        with (
            handled(signal.SIGINT, signal.default_int_handler),
            opened(server, session=make_session()) as channel,
        ):
            sender = interrupt(threading.main_thread(), signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                channel.receive(None)
            sender.join()
            server.say(b":)\n")
            assert receive(channel, 3) == b":)\n"


def test_interrupt_comes_out_of_opening_and_leaves_nothing() -> None:
    def interrupts(connection: Connection) -> None:
        connection.request()
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, signal.SIGINT)
        connection.wait()

    with (
        handled(signal.SIGINT, signal.default_int_handler),
        Server(interrupts) as server,
        client(server.url) as mastodon,
    ):
        with pytest.raises(KeyboardInterrupt):
            mastodon.open_channel(sse(server.url))
        while server.open:
            assert not server.ending.wait(0.01)
        assert list(pool_of(mastodon).pool.queue) == [None] * 20


@pytest.mark.parametrize(
    ("act", "found"),
    [
        (lambda channel: channel.wake(), None),
        (lambda channel: channel.close(), b""),
        (lambda channel: None, b":)\n"),
    ],
    ids=["wakes", "closes", "does nothing"],
)
def test_signal_handler_may_wake_and_close(
    act: Callable[[Channel], None], found: bytes | None
) -> None:
    with Scripted() as server:
        server.say(ENDLESS)
        with opened(server) as channel:

            def handle(*args: Any) -> None:
                act(channel)
                server.say(b":)\n")

            with handled(signal.SIGUSR1, handle):
                sender = interrupt(threading.main_thread(), signal.SIGUSR1)
                assert channel.receive(LONG) == found
                sender.join()


FORKS = """
import os, sys, warnings
import mastodon_requests
from mastodon_core.transport import HttpRequest
warnings.simplefilter("ignore")
url = sys.argv[1]
with mastodon_requests.Mastodon(api_base_url=url, verify=False) as mastodon:
    def open():
        headers = {"connection": "Upgrade", "upgrade": "websocket"}
        message = HttpRequest(method="GET", url=f"{url}/", headers=headers)
        channel = mastodon.open_channel(message)
        assert channel.receive(60.0) == b"!"
        return channel
    def speak(channel, data):
        channel.send(data)
        assert channel.receive(60.0) == data
    first = open()
    speak(first, b"parent")
    child = os.fork()
    if not child:
        assert first.receive(None) == b""
        try:
            first.send(b"x")
        except Exception as error:
            assert "the connection is closed" in str(error)
        else:
            raise AssertionError
        first.wake()
        first.close()
        first.close()
        speak(open(), b"child")
        mastodon.close()
        os._exit(0)
    assert os.waitpid(child, 0) == (child, 0)
    speak(first, b"parent again")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "TLS"])
def test_forked_process_leaves_the_channels_alone(is_tls: bool) -> None:
    with Server(echoes, server_context() if is_tls else None) as server:
        command = [sys.executable, "-c", FORKS, server.url]
        subprocess.run(command, check=True, timeout=60)
        assert server.connections == 2


def test_many_channels_leave_nothing_behind() -> None:
    with Server(streams_and_calls) as server, client(server.url) as mastodon:
        call(mastodon, server)
        before = descriptors()
        for _ in range(100):
            channel = mastodon.open_channel(sse(server.url))
            assert receive(channel, 3) == b":)\n"
            channel.close()
        while server.open > 1:
            # The server's ends are descriptors of this process too.
            assert not server.ending.wait(0.01)
        assert descriptors() == before
        assert mastodon._channels == set()


def test_channel_that_is_dropped_is_closed_with_its_client() -> None:
    with Server(streams_and_calls) as server:
        with client(server.url) as mastodon:
            mastodon.open_channel(sse(server.url))
            gc.collect()
            assert server.open == 1
        while server.open:
            assert not server.ending.wait(0.01)


SECRET = "s3cret-" + "w0rd"


def refuses_tls(connection: Connection) -> None:
    connection.send(b"no TLS here")


def closes(connection: Connection) -> None:
    connection.request()


def bad_chunk(connection: Connection) -> None:
    connection.request()
    connection.send(CHUNKED)
    connection.send(b"zz\r\n")


@each_session
@pytest.mark.parametrize("talk", [closes, bad_chunk, refuses_tls])
def test_errors_show_neither_token_nor_query(talk: Any, make_session: Any) -> None:
    hunt = Hunt({TOKEN, SECRET}, uses_rich=False)
    with Server(talk) as server, hunt.logs():
        url = server.url
        if talk is refuses_tls:
            url = url.replace("http:", "https:")
        session = make_session()
        with client(url, session=session, retries=0) as mastodon:
            with pytest.raises(NetworkError) as caught:
                mastodon.open_channel(sse(f"{url}/?token={SECRET}")).receive(LONG)
            hunt.error(caught.value)


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_errors_do_not_show_the_password_of_a_proxy(scheme: str) -> None:
    with Server(Connection.wait) as gone:
        pass
    hunt = Hunt({TOKEN, SECRET})
    proxies = {"all": f"{scheme}://ada:{SECRET}@127.0.0.1:{gone.port}"}
    with (
        hunt.logs(),
        client("https://127.0.0.1:9", proxies=proxies) as mastodon,
        pytest.raises(NetworkError, match="proxy") as caught,
    ):
        mastodon.open_channel(websocket("https://127.0.0.1:9"))
    assert not caught.value.sent
    hunt.error(caught.value)


def test_interrupted_receive_does_not_show_what_arrived() -> None:
    hunt = Hunt({TOKEN, SECRET})
    with Scripted() as server:
        server.say(CHUNKED + chunk(SECRET.encode()) + b"zz\r\n")
        with opened(server) as channel:
            assert channel.receive(LONG) == SECRET.encode()
            with pytest.raises(NetworkError) as caught:
                channel.receive(LONG)
            hunt.error(caught.value)


def test_wait_for_a_signal_ends_after_its_seconds() -> None:
    with mastodon_requests.Mastodon(api_base_url="https://x.example") as mastodon:
        never, once = Signal(), Signal()
        assert mastodon.perform(WaitFor(never, 0.01)) is None
        assert not never.is_set
        timer = threading.Timer(0.01, once.set)
        timer.start()
        mastodon.perform(WaitFor(once, LONG))
        assert once.is_set
        timer.join()
