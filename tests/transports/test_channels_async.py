"""Channels of the async clients, against a real server on loopback."""

from __future__ import annotations

import gc
import gzip
import socket
import ssl
import threading
import warnings
import zlib
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeAlias

import pytest
import trustme
from channel_server import (
    CHUNKED,
    SSE,
    SWITCH,
    chunk,
    reset,
    serving,
    wait_for_client,
)
from hunting import Hunt
from mastodon_offline.conformance._leaks import no_leaks
from proxy_server import ProxyServer
from transport_classes import (
    cancellable,
    each_async_transport,
    in_thread,
    run,
    together,
)

from mastodon_core import (
    CertificateError,
    ClientClosed,
    DecodeError,
    NetworkError,
    NetworkTimeout,
    ResponseTooLarge,
    Timeouts,
)
from mastodon_core.transport import AsyncChannel, HttpRequest, Signal, WaitFor

AUTHORITY = trustme.CA()
Use: TypeAlias = Callable[[Any], Awaitable[Any]]

STREAM = {
    "accept": "text/event-stream",
    "accept-encoding": "identity",
    "authorization": "Bearer SECRET-TOKEN",
}
WEBSOCKET = {
    "authorization": "Bearer SECRET-TOKEN",
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
}
EVENT = b"event: update\ndata: 1\n\n"


def message(url: str, headers: dict[str, str] = STREAM) -> HttpRequest:
    return HttpRequest(method="GET", url=f"{url}/api/v1/streaming", headers=headers)


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    client = ssl.create_default_context()
    AUTHORITY.configure_trust(client)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(server)
    return client, server


def use(mastodon_class: Any, action: Use, **options: Any) -> Any:
    """Make a client, let a function use it, and check that it leaves nothing open."""

    async def main() -> Any:
        async with mastodon_class(**options) as mastodon:
            return await action(mastodon)

    # The first run of an event loop opens files for all of them.
    run(mastodon_class, nothing)
    with no_leaks("a channel"):
        return run(mastodon_class, main)


async def nothing() -> None: ...


async def rest_of(channel: AsyncChannel) -> bytes:
    found = b""
    while piece := await channel.receive(20):
        found += piece
    assert piece == b"", "nothing arrived for 20 seconds"
    return found


def the_run(mastodon: Any) -> Any:
    (only,) = mastodon._engine._runs.values()
    return only


@each_async_transport
def test_an_event_stream_is_received_as_it_arrives(mastodon_class: Any) -> None:
    is_received = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(CHUNKED + chunk(EVENT))
        is_received.wait()
        peer.sendall(chunk(b":thump\n") + b"0\r\n\r\n")

    async def action(mastodon: Any) -> list[bytes | None]:
        channel = await mastodon.open_channel(message(server.url))
        assert channel.response.status == 200
        assert channel.response.headers["content-type"] == "text/event-stream"
        assert channel.response.body == b""
        found = [await channel.receive(None)]
        is_received.set()
        found += [await channel.receive(None) for _ in range(3)]
        channel.close()
        return [*found, await channel.receive(None)]

    with serving(talk) as server:
        found = use(mastodon_class, action, api_base_url=server.url)
    assert found == [EVENT, b":thump\n", b"", b"", b""]
    # The message is sent as it is, with nothing but the host.
    assert server.heads == [
        b"GET /api/v1/streaming HTTP/1.1\r\n"
        b"host: 127.0.0.1:%d\r\n"
        b"accept: text/event-stream\r\n"
        b"accept-encoding: identity\r\n"
        b"authorization: Bearer SECRET-TOKEN\r\n\r\n" % server.port
    ]


def echo(peer: socket.socket, head: bytes) -> None:
    """Send what the client sends, after a greeting right behind the head."""
    peer.sendall(SWITCH + b"hello ")
    while data := peer.recv(65536):
        peer.sendall(data)


@contextmanager
def reachable(way: str) -> Generator[tuple[dict[str, Any], Any, list[ProxyServer]]]:
    """Serve an echo.

    Yields:
        The options for a client that connects in this way, the server, the proxies.
    """
    client, server = contexts()
    is_secure = way.startswith("https")
    with serving(echo, server if is_secure else None) as served:
        options: dict[str, Any] = {"api_base_url": served.url}
        if is_secure:
            options["verify"] = client
        if "through" not in way:
            yield options, served, []
            return
        kind = way.rpartition(" ")[2]
        with ProxyServer(tls=server if kind == "https" else None) as proxy:
            options["verify"] = client
            options["proxies"] = {"all": f"{kind}://127.0.0.1:{proxy.port}"}
            yield options, served, [proxy]


WAYS = ("http", "https") + tuple(
    f"{scheme} through {proxy}"
    for scheme in ("http", "https")
    for proxy in ("http", "https", "socks5", "socks5h")
)


@each_async_transport
@pytest.mark.parametrize("way", WAYS)
def test_a_switched_connection_carries_bytes_in_both_directions(
    mastodon_class: Any, way: str
) -> None:
    large = bytes(range(256)) * 2000

    async def action(mastodon: Any) -> None:
        channel = await mastodon.open_channel(message(server.url, WEBSOCKET))
        assert channel.response.status == 101
        assert channel.response.headers["upgrade"] == "websocket"
        await channel.send(b"world")
        found = b""
        while len(found) < 11:
            found += await channel.receive(20)
        assert found == b"hello world"

        async def send() -> None:
            await channel.send(large)

        async def receive() -> None:
            found = b""
            while len(found) < len(large):
                found += await channel.receive(20)
            assert found == large

        await together(mastodon_class, [send, receive])

    with reachable(way) as (options, server, proxies):
        use(mastodon_class, action, **options)
    assert b"\r\nupgrade: websocket\r\n" in server.heads[0]
    for proxy in proxies:
        # A proxy would not forward an upgrade, so it is asked for a tunnel.
        place = f"127.0.0.1:{server.port}"
        assert proxy.asked in ([f"CONNECT {place} HTTP/1.1"], [place])


@each_async_transport
def test_an_event_stream_without_tls_is_forwarded_by_an_http_proxy(
    mastodon_class: Any,
) -> None:
    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(SSE + b"\r\n" + EVENT)

    async def action(mastodon: Any) -> bytes:
        channel = await mastodon.open_channel(message(server.url))
        return await rest_of(channel)

    with serving(talk) as server, ProxyServer() as proxy:
        proxies = {"http": f"http://127.0.0.1:{proxy.port}"}
        found = use(mastodon_class, action, api_base_url=server.url, proxies=proxies)
    assert found == EVENT
    assert proxy.asked == [f"GET {server.url}/api/v1/streaming HTTP/1.1"]


@each_async_transport
@pytest.mark.parametrize("headers", [STREAM, WEBSOCKET], ids=["sse", "websocket"])
def test_a_refusal_is_whole_and_its_connection_closed(
    mastodon_class: Any, headers: dict[str, str]
) -> None:
    is_closed = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        body = gzip.compress(b'{"error": "The access token is invalid"}')
        peer.sendall(
            b"HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\n"
            b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(body)
        )
        peer.sendall(body[:10])
        peer.sendall(body[10:])
        wait_for_client(peer)
        is_closed.set()

    async def action(mastodon: Any) -> Any:
        channel = await mastodon.open_channel(message(server.url, headers))
        await in_thread(mastodon_class, lambda: is_closed.wait(20))
        assert is_closed.is_set()
        assert await channel.receive(None) == b""
        assert the_run(mastodon).channels == set()
        return channel.response

    with serving(talk) as server:
        response = use(mastodon_class, action, api_base_url=server.url)
    assert response.status == 401
    assert response.headers["content-type"] == "application/json"
    assert response.body == b'{"error": "The access token is invalid"}'


def responding(data: bytes) -> Callable[[socket.socket, bytes], None]:
    """Send something, and leave the connection open."""

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(data)
        wait_for_client(peer)

    return talk


OPENINGS: dict[str, tuple[bytes, dict[str, str], type[Exception], str]] = {
    "101 that nobody asked for": (
        SWITCH,
        STREAM,
        NetworkError,
        "the server switched protocols, which nobody asked for",
    ),
    "a refusal without an end": (
        b"HTTP/1.1 503 Busy\r\ncontent-length: 5\r\n\r\nhell",
        STREAM,
        NetworkTimeout,
        "no data for 0.05 s",
    ),
    "a refusal that is too large": (
        b"HTTP/1.1 503 Busy\r\n\r\n" + bytes(2000),
        WEBSOCKET,
        ResponseTooLarge,
        "max_response_bytes is 1000",
    ),
    "an unknown encoding": (
        SSE + b"content-encoding: compress\r\n\r\n",
        STREAM,
        DecodeError,
        "the content-encoding must be",
    ),
    "two lengths": (
        SSE + b"content-length: 3\r\ncontent-length: 4\r\n\r\n",
        STREAM,
        NetworkError,
        "two different Content-Length headers",
    ),
    "silence": (b"", STREAM, NetworkTimeout, "no data for 0.05 s"),
    "another protocol": (b"SSH-2.0-x\r\n", WEBSOCKET, NetworkError, "not valid HTTP"),
}


@each_async_transport
@pytest.mark.parametrize("name", OPENINGS)
def test_what_is_no_stream_is_an_error_and_leaves_no_connection(
    mastodon_class: Any, name: str
) -> None:
    sent, headers, expected, words = OPENINGS[name]

    async def action(mastodon: Any) -> Exception:
        with pytest.raises(expected) as caught:
            await mastodon.open_channel(message(server.url, headers))
        assert the_run(mastodon).channels == set()
        return caught.value

    with serving(responding(sent)) as server:
        error = use(
            mastodon_class,
            action,
            api_base_url=server.url,
            timeouts=Timeouts(read=0.05 if expected is NetworkTimeout else 20.0),
            max_response_bytes=1000,
        )
    assert words in str(error)
    Hunt({"SECRET-TOKEN"}, uses_rich=False).error(error)


@each_async_transport
def test_a_server_that_cannot_be_reached_received_nothing(mastodon_class: Any) -> None:
    async def action(mastodon: Any) -> NetworkError:
        with pytest.raises(NetworkError, match="refused") as caught:
            await mastodon.open_channel(message(f"http://127.0.0.1:{port}"))
        return caught.value

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = use(mastodon_class, action, api_base_url=f"http://127.0.0.1:{port}")
    assert not error.sent


@each_async_transport
def test_a_certificate_is_checked_as_in_ordinary_calls(mastodon_class: Any) -> None:
    async def action(mastodon: Any) -> CertificateError:
        with pytest.raises(CertificateError, match="not trusted") as caught:
            await mastodon.open_channel(message(server.url))
        return caught.value

    with serving(echo, contexts()[1]) as server:
        error = use(mastodon_class, action, api_base_url=server.url)
    assert not error.sent
    assert server.heads == []


@each_async_transport
def test_the_password_of_a_proxy_stays_hidden(mastodon_class: Any) -> None:
    async def action(mastodon: Any) -> NetworkError:
        with pytest.raises(NetworkError, match="another user name") as caught:
            await mastodon.open_channel(message(url, WEBSOCKET))
        return caught.value

    url = "http://127.0.0.1:9"
    refusal = b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n"
    with ProxyServer(refusal=refusal) as proxy:
        proxies = {"all": f"http://ada:SECRET-PASSWORD@127.0.0.1:{proxy.port}"}
        error = use(mastodon_class, action, api_base_url=url, proxies=proxies)
    assert not error.sent
    Hunt({"SECRET-TOKEN", "SECRET-PASSWORD"}, uses_rich=False).error(error)


# The bytes that a server sends before it closes.
CUT = {
    "a cut chunk": CHUNKED + b"ff\r\n" + EVENT,
    "a cut line of a chunk": CHUNKED + chunk(EVENT) + b"5",
    "chunks without the last one": CHUNKED + chunk(EVENT),
    "a cut body": SSE + b"content-length: 1000\r\n\r\n" + EVENT,
    "no length": SSE + b"\r\n" + EVENT,
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\n" + EVENT,
    "a switched protocol": SWITCH + EVENT,
}


@each_async_transport
@pytest.mark.parametrize("end", ["tcp", "tls without close_notify", "close_notify"])
@pytest.mark.parametrize("name", CUT)
def test_a_connection_that_ends_anywhere_is_the_end(
    mastodon_class: Any, name: str, end: str
) -> None:
    client, server_context = contexts()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(CUT[name])
        if end == "close_notify":
            assert isinstance(peer, ssl.SSLSocket)
            peer.unwrap()

    async def action(mastodon: Any) -> bytes:
        headers = WEBSOCKET if b" 101 " in CUT[name] else STREAM
        channel = await mastodon.open_channel(message(server.url, headers))
        found = await rest_of(channel)
        assert await channel.receive(None) == b""
        return found

    tls = None if end == "tcp" else server_context
    with serving(talk, tls) as server:
        found = use(mastodon_class, action, api_base_url=server.url, verify=client)
    assert found == EVENT


GZIPPED = gzip.compress(EVENT)
# The bytes that the server sends, those after these are received, and the error.
BROKEN = {
    "a reset": (CHUNKED + chunk(EVENT), b"", "the server closed the connection"),
    "a wrong chunk": (CHUNKED + chunk(EVENT) + b"xyz\r\n", b"", "not valid HTTP"),
    "wrong gzip": (
        SSE + b"content-encoding: gzip\r\n\r\n" + GZIPPED[:-8],
        b"x" * 99,
        "cannot be decompressed",
    ),
}


@each_async_transport
@pytest.mark.parametrize("name", BROKEN)
def test_a_connection_that_breaks_is_an_error_after_what_came_before(
    mastodon_class: Any, name: str
) -> None:
    first, second, words = BROKEN[name]
    is_received = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(first)
        is_received.wait()
        peer.sendall(second)
        if name == "a reset":
            # It drops what the client has not read.
            reset(peer)
        else:
            wait_for_client(peer)

    async def action(mastodon: Any) -> tuple[bytes, NetworkError]:
        channel = await mastodon.open_channel(message(server.url))
        found = await channel.receive(20)
        is_received.set()
        with pytest.raises(NetworkError, match=words) as caught:
            await channel.receive(20)
        return found, caught.value

    with serving(talk) as server:
        found, error = use(mastodon_class, action, api_base_url=server.url)
    assert found == EVENT
    Hunt({"SECRET-TOKEN", "data: 1"}, uses_rich=False).error(error)


@each_async_transport
def test_a_stream_that_is_compressed_anyway_is_decoded_event_by_event(
    mastodon_class: Any,
) -> None:
    turn = threading.Semaphore(0)

    def talk(peer: socket.socket, head: bytes) -> None:
        member = zlib.compressobj(wbits=31)
        peer.sendall(SSE + b"content-encoding: gzip\r\ntransfer-encoding: chunked\r\n")
        peer.sendall(b"\r\n")
        for number in range(5):
            data = member.compress(b"data: %d\n\n" % number)
            peer.sendall(chunk(data + member.flush(zlib.Z_SYNC_FLUSH)))
            turn.acquire()
        # A small piece that stands for a lot.
        data = member.compress(bytes(20_000_000)) + member.flush(zlib.Z_SYNC_FLUSH)
        peer.sendall(chunk(data))

    async def action(mastodon: Any) -> None:
        channel = await mastodon.open_channel(message(server.url))
        for number in range(5):
            assert await channel.receive(20) == b"data: %d\n\n" % number
            turn.release()
        size = 0
        while piece := await channel.receive(20):
            assert len(piece) < 1_100_000
            size += len(piece)
        assert (piece, size) == (b"", 20_000_000)

    with serving(talk) as server:
        use(mastodon_class, action, api_base_url=server.url)


@each_async_transport
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_receive_ends_when_its_time_is_over_and_goes_on_later(
    mastodon_class: Any, scheme: str
) -> None:
    turn = threading.Event()
    client, server_context = contexts()

    def talk(peer: socket.socket, head: bytes) -> None:
        # The beginning of a chunk is nothing to hand out.
        peer.sendall(CHUNKED + b"ff\r")
        turn.wait()
        peer.sendall(b"\n" + EVENT)
        wait_for_client(peer)

    async def action(mastodon: Any) -> None:
        channel = await mastodon.open_channel(message(server.url))
        for seconds in (0, -1.0, 0.01, 0.01):
            assert await channel.receive(seconds) is None
        turn.set()
        # Without waiting, it finds what has arrived.
        while (found := await channel.receive(0)) is None:
            await mastodon.perform(WaitFor(Signal(), 0.001))
        assert found == EVENT
        assert await channel.receive(0) is None

    tls = server_context if scheme == "https" else None
    with serving(talk, tls) as server:
        use(mastodon_class, action, api_base_url=server.url, verify=client)


@each_async_transport
def test_another_task_or_thread_ends_a_receive(mastodon_class: Any) -> None:
    go = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(CHUNKED)
        go.wait()
        peer.sendall(chunk(EVENT))
        wait_for_client(peer)

    async def action(mastodon: Any) -> None:
        channel = await mastodon.open_channel(message(server.url))

        async def receive() -> None:
            assert await channel.receive(None) is None

        async def wake() -> None:
            channel.wake()

        await together(mastodon_class, [receive, wake])
        # One that comes first ends the next one, and only that.
        channel.wake()
        channel.wake()
        await receive()
        assert await channel.receive(0) is None

        async def wake_in_thread() -> None:
            await in_thread(mastodon_class, channel.wake)

        await together(mastodon_class, [receive, wake_in_thread])
        go.set()
        assert await channel.receive(None) == EVENT

    with serving(talk) as server:
        use(mastodon_class, action, api_base_url=server.url)


@each_async_transport
def test_wakes_of_many_threads_lose_no_byte(mastodon_class: Any) -> None:
    text = b"".join(b"data: %d\n\n" % number for number in range(3000))
    is_over = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(CHUNKED)
        for start in range(0, len(text), 97):
            peer.sendall(chunk(text[start : start + 97]))

    async def action(mastodon: Any) -> bytes:
        channel = await mastodon.open_channel(message(server.url))

        def disturb() -> None:
            while not is_over.wait(0.0005):
                channel.wake()

        threads = [threading.Thread(target=disturb) for _ in range(3)]
        for thread in threads:
            thread.start()
        found = b""
        try:
            while (piece := await channel.receive(20)) != b"":
                found += piece or b""
        finally:
            is_over.set()
            for thread in threads:
                thread.join()
        channel.close()
        # After the end, a wake-up does nothing.
        channel.wake()
        assert await channel.receive(None) == b""
        return found

    with serving(talk) as server:
        assert use(mastodon_class, action, api_base_url=server.url) == text


@each_async_transport
def test_a_wake_after_the_event_loop_has_ended_is_ignored(mastodon_class: Any) -> None:
    channels: list[AsyncChannel] = []

    async def action(mastodon: Any) -> None:
        channels.append(await mastodon.open_channel(message(server.url)))

    with serving(responding(CHUNKED)) as server:
        use(mastodon_class, action, api_base_url=server.url)
    channels[0].wake()
    assert channels[0].response.status == 200


@each_async_transport
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_send_that_the_server_does_not_take_is_a_timeout(
    mastodon_class: Any, scheme: str
) -> None:
    client, server_context = contexts()
    is_over = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(SWITCH)
        is_over.wait()

    async def action(mastodon: Any) -> NetworkTimeout:
        channel = await mastodon.open_channel(message(server.url, WEBSOCKET))
        try:
            with pytest.raises(NetworkTimeout) as caught:
                await channel.send(bytes(30_000_000))
            # The server would take more data for the rest of the message.
            with pytest.raises(NetworkError, match="not sent to its end"):
                await channel.send(b"x")
            channel.close()
            with pytest.raises(NetworkError, match="the connection is closed"):
                await channel.send(b"x")
        finally:
            is_over.set()
        return caught.value

    tls = server_context if scheme == "https" else None
    with serving(talk, tls) as server:
        error = use(
            mastodon_class,
            action,
            api_base_url=server.url,
            verify=client,
            # The total time is over with the head.
            timeouts=Timeouts(write=0.2, total=20.0),
        )
    assert "the server took no data for 0.2 s" in str(error)
    assert error.sent


@each_async_transport
def test_the_total_time_ends_with_the_head(mastodon_class: Any) -> None:
    async def action(mastodon: Any) -> None:
        channel = await mastodon.open_channel(message(server.url, WEBSOCKET))
        assert await channel.receive(20) == b"hello "
        # More than the timeouts for reading and in total.
        assert await channel.receive(1.1) is None
        await channel.send(b"x")
        assert await channel.receive(20) == b"x"

    with serving(echo) as server:
        timeouts = Timeouts(read=1.0, total=1.0)
        use(mastodon_class, action, api_base_url=server.url, timeouts=timeouts)


@each_async_transport
def test_a_send_to_a_server_that_is_gone_is_an_error(mastodon_class: Any) -> None:
    is_gone = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(SWITCH)
        reset(peer)
        peer.close()
        is_gone.set()

    async def action(mastodon: Any) -> NetworkError:
        channel = await mastodon.open_channel(message(server.url, WEBSOCKET))
        await in_thread(mastodon_class, is_gone.wait)

        async def send() -> None:
            # The system may take the first one.
            for _ in range(100):
                await channel.send(b"SECRET-MESSAGE" * 10_000)

        with pytest.raises(NetworkError, match="the server closed the conn") as caught:
            await send()
        return caught.value

    with serving(talk) as server:
        error = use(mastodon_class, action, api_base_url=server.url)
    Hunt({"SECRET-TOKEN", "SECRET-MESSAGE"}, uses_rich=False).error(error)


@each_async_transport
def test_a_send_that_is_cancelled_leaves_a_channel_to_close(
    mastodon_class: Any,
) -> None:
    is_over = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(SWITCH)
        is_over.wait()

    async def action(mastodon: Any) -> None:
        channel = await mastodon.open_channel(message(server.url, WEBSOCKET))
        cancels = list[Callable[[], object]]()

        async def send() -> None:
            await channel.send(bytes(30_000_000))

        async def begin() -> None:
            await cancellable(mastodon_class, send, cancels.append)

        async def cancel() -> None:
            while not cancels:
                await mastodon.perform(WaitFor(Signal(), 0.001))
            await mastodon.perform(WaitFor(Signal(), 0.01))
            cancels[0]()

        try:
            await together(mastodon_class, [begin, cancel])
            with pytest.raises(NetworkError, match="not sent to its end"):
                await channel.send(b"x")
            channel.close()
        finally:
            is_over.set()

    with serving(talk) as server:
        use(mastodon_class, action, api_base_url=server.url)


@each_async_transport
def test_closing_ends_a_send_of_another_task(mastodon_class: Any) -> None:
    is_over = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(SWITCH)
        is_over.wait()

    async def action(mastodon: Any) -> None:
        channel = await mastodon.open_channel(message(server.url, WEBSOCKET))

        async def send() -> None:
            with pytest.raises(NetworkError, match="the connection is closed"):
                await channel.send(bytes(30_000_000))

        async def close() -> None:
            await mastodon.perform(WaitFor(Signal(), 0.01))
            channel.close()

        try:
            await together(mastodon_class, [send, close])
        finally:
            is_over.set()

    with serving(talk) as server:
        use(mastodon_class, action, api_base_url=server.url)


@each_async_transport
def test_unread_data_stays_with_the_server(mastodon_class: Any) -> None:
    total, piece = 64 * 1024 * 1024, bytes(64 * 1024)
    counts = list[int]()
    may_go_on = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(SSE + b"\r\n")
        sent = 0
        # After so long, no buffer on the way takes more.
        peer.settimeout(0.3)
        try:
            while sent < total:
                sent += peer.send(piece[: total - sent])
        except TimeoutError:
            pass
        counts.append(sent)
        may_go_on.set()
        peer.settimeout(None)
        while sent < total:
            sent += peer.send(piece[: total - sent])

    async def action(mastodon: Any) -> int:
        channel = await mastodon.open_channel(message(server.url))
        await in_thread(mastodon_class, may_go_on.wait)
        size = 0
        while data := await channel.receive(20):
            assert len(data) <= 1024 * 1024
            size += len(data)
        return size

    with serving(talk) as server:
        assert use(mastodon_class, action, api_base_url=server.url) == total
    # The buffers of the system, and little more.
    assert counts[0] < total / 2


@each_async_transport
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_closing_ends_a_receive_of_another_task(
    mastodon_class: Any, scheme: str
) -> None:
    client, server_context = contexts()

    async def main() -> list[bytes | None]:
        mastodon = mastodon_class(api_base_url=server.url, verify=client)
        found = list[bytes | None]()
        channels = [
            await mastodon.open_channel(message(server.url, WEBSOCKET))
            for _ in range(3)
        ]
        for channel in channels:
            assert await channel.receive(20) == b"hello "

        def receive(channel: AsyncChannel) -> Callable[[], Awaitable[None]]:
            async def until_end() -> None:
                found.append(await channel.receive(None))
                found.append(await channel.receive(None))

            return until_end

        async def close() -> None:
            await mastodon.perform(WaitFor(Signal(), 0.01))
            channels[0].close()
            channels[0].close()
            await mastodon.aclose()
            with pytest.raises(ClientClosed):
                await mastodon.open_channel(message(server.url))
            with pytest.raises(NetworkError, match="the connection is closed"):
                await channels[1].send(b"x")

        await together(mastodon_class, [*map(receive, channels), close])
        return found

    tls = server_context if scheme == "https" else None
    run(mastodon_class, nothing)
    with serving(echo, tls) as server, no_leaks("closed channels"):
        assert run(mastodon_class, main) == [b""] * 6


@each_async_transport
@pytest.mark.parametrize("when", ["connecting", "waiting for the head"])
def test_closing_the_client_ends_what_opens_a_channel(
    mastodon_class: Any, when: str
) -> None:
    may_accept = threading.Event()

    def talk(peer: socket.socket, head: bytes) -> None:
        may_accept.set()
        wait_for_client(peer)

    async def main(url: str, proxies: dict[str, str]) -> None:
        mastodon = mastodon_class(api_base_url=url, proxies=proxies)

        async def open_channel() -> None:
            with pytest.raises(ClientClosed):
                await mastodon.open_channel(message(url, WEBSOCKET))

        async def close() -> None:
            await in_thread(mastodon_class, may_accept.wait)
            await mastodon.aclose()
            may_go_on.set()

        await together(mastodon_class, [open_channel, close])

    may_go_on = threading.Event()

    def tunnel(peer: socket.socket, head: bytes) -> None:
        """Be a proxy that connects once the client was closed."""
        may_accept.set()
        may_go_on.wait()
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        wait_for_client(peer)

    run(mastodon_class, nothing)
    if when == "connecting":
        with serving(tunnel) as proxy, no_leaks("a connecting channel"):
            run(mastodon_class, main, "http://127.0.0.1:9", {"all": proxy.url})
    else:
        with serving(talk) as server, no_leaks("an opening channel"):
            run(mastodon_class, main, server.url, {})


@each_async_transport
def test_a_client_that_is_closed_in_another_thread_ends_its_channels(
    mastodon_class: Any,
) -> None:
    received, closed = threading.Event(), threading.Event()

    async def main(mastodon: Any, url: str) -> list[bytes | None]:
        channel = await mastodon.open_channel(message(url, WEBSOCKET))
        found = [await channel.receive(20)]
        received.set()
        found.append(await channel.receive(None))
        closed.wait(20)
        return [*found, await channel.receive(None)]

    async def close(mastodon: Any) -> None:
        # The client has met this event loop too.
        await mastodon.open_channel(message(server.url, WEBSOCKET))
        await mastodon.aclose()

    run(mastodon_class, nothing)
    with serving(echo) as server, no_leaks("channels of two threads"):
        mastodon = mastodon_class(api_base_url=server.url)
        found = list[Any]()
        thread = threading.Thread(
            target=lambda: found.append(run(mastodon_class, main, mastodon, server.url))
        )
        thread.start()
        received.wait()
        run(mastodon_class, close, mastodon)
        closed.set()
        thread.join()
    assert found == [[b"hello ", b"", b""]]


@each_async_transport
def test_channels_of_an_event_loop_that_is_over_are_dropped(
    mastodon_class: Any,
) -> None:
    channels: list[AsyncChannel] = []

    async def open_one(mastodon: Any, url: str) -> None:
        channels.append(await mastodon.open_channel(message(url, WEBSOCKET)))

    async def close(mastodon: Any) -> None:
        await mastodon.aclose()

    run(mastodon_class, nothing)
    with serving(echo) as server, no_leaks("channels of two runs"):
        mastodon = mastodon_class(api_base_url=server.url)
        for _ in range(2):
            run(mastodon_class, open_one, mastodon, server.url)
        run(mastodon_class, close, mastodon)
        assert mastodon._engine._runs == {}
        del mastodon
        channels.clear()
    assert len(server.heads) == 2


@each_async_transport
def test_channels_take_no_place_in_the_pool_and_are_not_kept(
    mastodon_class: Any,
) -> None:
    body = b'{"uri": "x", "title": "X"}'

    def talk(peer: socket.socket, head: bytes) -> None:
        while b"/streaming" not in head:
            peer.sendall(
                b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)
            )
            head = peer.recv(65536)
            if not head:
                return
        peer.sendall(CHUNKED + chunk(EVENT) + b"0\r\n\r\n")
        wait_for_client(peer)

    async def action(mastodon: Any) -> None:
        assert (await mastodon.instance_v1()).title == "X"
        pool = the_run(mastodon).pool
        pool.to_origin = pool.in_total = 1
        channels = [await mastodon.open_channel(message(server.url)) for _ in range(5)]
        for channel in channels:
            assert await rest_of(channel) == EVENT
        assert (await mastodon.instance_v1()).title == "X"
        assert (pool._in_use, pool._idle) == (0, 1)
        for channel in channels:
            channel.close()
        assert (await mastodon.instance_v1()).title == "X"
        assert the_run(mastodon).channels == set()

    with serving(talk) as server:
        use(mastodon_class, action, api_base_url=server.url)
    # One for the three calls, and one for each channel.
    assert len(server.heads) == 6


@each_async_transport
def test_channels_are_logged_as_other_connections(
    mastodon_class: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def action(mastodon: Any) -> None:
        (await mastodon.open_channel(message(server.url, WEBSOCKET))).close()

    module = mastodon_class.__module__
    with serving(echo) as server, caplog.at_level("DEBUG", f"{module}.connections"):
        use(mastodon_class, action, api_base_url=server.url)
    place = f"127.0.0.1:{server.port}"
    ours = [each for each in caplog.records if each.name == f"{module}.connections"]
    assert [r.getMessage() for r in ours] == [f"opened {place}", f"closed {place}"]
    assert "SECRET-TOKEN" not in caplog.text


@each_async_transport
def test_a_tls_session_is_resumed_on_the_next_channel(mastodon_class: Any) -> None:
    client, server_context = contexts()

    async def action(mastodon: Any) -> None:
        for _ in range(2):
            channel = await mastodon.open_channel(message(server.url, WEBSOCKET))
            assert await channel.receive(20) == b"hello "
            channel.close()

    with serving(echo, server_context) as server:
        use(mastodon_class, action, api_base_url=server.url, verify=client)
    assert server_context.session_stats()["hits"] == 1


@each_async_transport
def test_waiting_for_another_call_has_a_limit(mastodon_class: Any) -> None:
    async def action(mastodon: Any) -> None:
        signal = Signal()
        await mastodon.perform(WaitFor(signal, 0.01))
        assert not signal.is_set

        async def wait() -> None:
            await mastodon.perform(WaitFor(signal, 1000.0))

        async def set_it() -> None:
            signal.set()

        await together(mastodon_class, [wait, set_it])

    use(mastodon_class, action, api_base_url="https://127.0.0.1:9")


@each_async_transport
def test_a_client_with_an_open_channel_warns_if_it_is_not_closed(
    mastodon_class: Any,
) -> None:
    async def main() -> None:
        mastodon = mastodon_class(api_base_url=server.url)
        channel = await mastodon.open_channel(message(server.url, WEBSOCKET))
        channel.close()

    with serving(echo) as server, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run(mastodon_class, main)
        gc.collect()
    (warning,) = (each for each in caught if each.category is ResourceWarning)
    assert "unclosed" in str(warning.message)
    assert mastodon_class.__module__ in str(warning.message)
