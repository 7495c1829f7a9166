"""The channels of the blocking client, on real servers: streams and WebSockets."""

from __future__ import annotations

import os
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import brotli
import mastodon_requests
import pytest
import requests
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from proxy_server import ProxyServer
from requests.adapters import HTTPAdapter
from streaming_server import (
    AUTHORITY,
    CHUNKED,
    ENDLESS,
    HEAD,
    LONG,
    SESSIONS,
    SSE,
    SWITCHED,
    UPGRADE,
    Scripted,
    chunk,
    client,
    close_sessions,
    descriptors,
    echoes,
    opened,
    receive,
    rest,
    server_context,
    sse,
    until_it_waits,
    websocket,
)
from talking import Connection, Server, forever

from mastodon_core import (
    DecodeError,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    ResponseTooLarge,
    Timeouts,
)
from mastodon_core.transport import HttpRequest


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(file)
    return file


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    opened, threads = descriptors(), threading.active_count()
    yield
    close_sessions()
    assert descriptors() == opened
    # A thread of an earlier test may have ended meanwhile.
    assert threading.active_count() <= threads


each_session = pytest.mark.parametrize(
    "make_session", SESSIONS.values(), ids=list(SESSIONS)
)

WAYS = {
    "plain": (False, None),
    "TLS": (True, None),
    "proxy": (False, "http"),
    "proxy with TLS": (False, "https"),
    "tunnel": (True, "http"),
    "tunnel with TLS": (True, "https"),
    "SOCKS": (False, "socks5"),
    "SOCKS and TLS": (True, "socks5h"),
}
each_way_and_session = pytest.mark.parametrize(
    ("is_tls", "scheme", "make_session"),
    [
        pytest.param(*way, make_session, id=f"{name}, {session}")
        for name, way in WAYS.items()
        for session, make_session in SESSIONS.items()
        # requests has no certificates for that one.
        if name != "proxy with TLS" or session == "own session"
    ],
)


@contextmanager
def on_the_way(
    server: Server, scheme: str | None, bundle: Path, session: requests.Session | None
) -> Iterator[mastodon_requests.Mastodon]:
    """A client that reaches the server in one way, and checks that it did."""
    options: dict[str, Any] = {"session": session, "verify": bundle}
    with ExitStack() as stack:
        stack.enter_context(server)
        proxy: ProxyServer | None = None
        if scheme is not None:
            tls = server_context() if scheme == "https" else None
            proxy = stack.enter_context(ProxyServer(tls=tls, password="ada:w0rd"))
            place = f"ada:w0rd@127.0.0.1:{proxy.port}"
            options["proxies"] = {"all": f"{scheme}://{place}"}
        yield stack.enter_context(client(server.url, **options))
        if proxy is None or session_is_plain(session):
            return
        (asked,), heads = proxy.asked, b"".join(server.heads)
        # Proxies do not forward an upgrade.
        if scheme in {"http", "https"}:
            forwards = (
                not server.url.startswith("https") and b"\r\nupgrade: " not in heads
            )
            assert asked.startswith("GET http://" if forwards else "CONNECT 127.0.0.1")
            assert b"proxy-authorization: " in proxy.heads[0].lower()
            assert forwards or b"proxy-authorization" not in heads
        else:
            assert asked == server.url.partition("://")[2]


def session_is_plain(session: requests.Session | None) -> bool:
    """Whether it has the adapters of requests, which always forward plain HTTP."""
    return session is not None and type(session.adapters["http://"]) is HTTPAdapter


@each_way_and_session
def test_stream_arrives_on_every_way(
    is_tls: bool, scheme: str | None, make_session: Any, bundle: Path
) -> None:
    burst = os.urandom(200_000)
    server = Scripted(server_context() if is_tls else None)
    with on_the_way(server, scheme, bundle, make_session()) as mastodon:
        # The first bytes come together with the head.
        server.say(CHUNKED + chunk(b":)\n") + b"4\r\nda")
        channel = mastodon.open_channel(sse(server.url))
        assert channel.response.status == 200
        assert channel.response.headers["content-type"] == "text/event-stream"
        assert channel.response.body == b""
        assert receive(channel, 5) == b":)\nda"
        assert channel.receive(0.0) is None
        assert channel.receive(0.001) is None
        server.say(b"ta\r\n", chunk(burst))
        assert receive(channel, 2 + len(burst)) == b"ta" + burst
        server.say(b"0\r\n\r\n")
        assert channel.receive(LONG) == b""
        assert channel.receive(0.0) == b""
        channel.close()


@each_way_and_session
def test_websocket_works_on_every_way(
    is_tls: bool, scheme: str | None, make_session: Any, bundle: Path
) -> None:
    server = Server(echoes, server_context() if is_tls else None)
    with on_the_way(server, scheme, bundle, make_session()) as mastodon:
        channel = mastodon.open_channel(websocket(server.url))
        assert channel.response.status == 101
        assert channel.response.headers["upgrade"] == "websocket"
        assert receive(channel, 1) == b"!"
        assert channel.receive(0.0) is None
        for size in (1, 100, 100_000):
            data = os.urandom(size)
            channel.send(data)
            assert receive(channel, size) == data
        channel.close()
        assert channel.receive(LONG) == b""
        with pytest.raises(NetworkError, match="the connection is closed") as caught:
            channel.send(b"late")
        assert not caught.value.sent


@pytest.mark.parametrize("headers", [SSE, UPGRADE], ids=["SSE", "WebSocket"])
@pytest.mark.parametrize("name", ["own session", "given session with our adapter"])
def test_request_has_the_headers_of_the_message_and_the_host(
    name: str, headers: dict[str, str]
) -> None:
    with Scripted() as server:
        server.say(ENDLESS)
        url = f"{server.url}/api/v1/streaming?stream=user"
        message = HttpRequest(method="GET", url=url, headers=headers)
        with opened(server, message, session=SESSIONS[name]()):
            (head,) = server.heads
    first, *lines = head.decode().split("\r\n")
    assert first == "GET /api/v1/streaming?stream=user HTTP/1.1"
    found = [
        (line.partition(": ")[0].lower(), line.partition(": ")[2]) for line in lines
    ]
    host = server.url.removeprefix("http://")
    assert sorted(found) == sorted([("host", host), *headers.items()])


def test_headers_and_hooks_of_the_session_count() -> None:
    seen = list[int]()
    with requests.Session() as session, Scripted() as server:
        session.headers["x-gateway"] = "7"
        session.hooks["response"].append(lambda r, **_: seen.append(r.status_code))
        server.say(ENDLESS + b":)\n")
        with opened(server, session=session) as channel:
            assert receive(channel, 3) == b":)\n"
        assert b"x-gateway: 7" in server.heads[0]
    assert seen == [200]


BODY = b"event: update\ndata: {}\n\n"
PIECES = chunk(BODY[:5]) + chunk(BODY[5:6]) + b"012;x=y\r\n" + BODY[6:] + b"\r\n"
COMPLETE = {
    "chunked": CHUNKED + PIECES + b"0\r\n\r\n",
    "chunked, with trailers": CHUNKED + PIECES + b"0\r\nx: y\r\n\r\n",
    "chunked, junk after it": CHUNKED + PIECES + b"0\r\n\r\nHTTP/1.1 200 OK\r\n",
    "counted": HEAD + b"Content-Length: 24\r\n\r\n" + BODY,
    "counted, junk after it": HEAD + b"Content-Length: 24\r\n\r\n" + BODY + b"junk",
    "up to the end": HEAD + b"Connection: close\r\n\r\n" + BODY,
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
    "after early hints": b"HTTP/1.1 103 Early Hints\r\n\r\n" + CHUNKED + PIECES,
    "cut chunk": CHUNKED + PIECES + b"ff\r\n",
    "cut size": CHUNKED + PIECES + b"f",
    "no last chunk": CHUNKED + PIECES,
    "cut count": HEAD + b"Content-Length: 100\r\n\r\n" + BODY,
}
FOREIGN = COMPLETE.keys() - {"after early hints"}
"""What http.client reads."""


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("name", COMPLETE)
def test_body_ends_where_its_framing_or_the_connection_does(
    name: str, is_tls: bool, bundle: Path
) -> None:
    """Over TLS, the connection ends without a word, as most servers do it."""
    with Scripted(server_context() if is_tls else None) as server:
        server.say(COMPLETE[name])
        server.hang_up()
        with opened(server, verify=bundle) as channel:
            assert rest(channel) == BODY
            assert channel.receive(LONG) == b""


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_body_on_a_connection_of_requests_ends_in_the_same_places(name: str) -> None:
    with requests.Session() as session, Scripted() as server:
        server.say(COMPLETE[name])
        server.hang_up()
        with opened(server, session=session) as channel:
            assert rest(channel) == BODY


@settings(max_examples=30)
@given(st.sampled_from(sorted(COMPLETE)), st.data())
def test_body_does_not_depend_on_how_its_bytes_arrive(
    name: str, data: st.DataObject
) -> None:
    whole = COMPLETE[name]
    cuts = data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=20))
    places = [0, *sorted(cuts), len(whole)]
    with Scripted() as server:
        server.say(*[whole[a:b] for a, b in zip(places, places[1:], strict=False)])
        server.hang_up()
        with opened(server) as channel:
            assert rest(channel) == BODY


@pytest.mark.parametrize(
    "body", [b"zz\r\n", b"3\r\nabcd\r\n", b"-3\r\n", b"3" * 5000], ids=len
)
def test_chunked_framing_that_is_not_valid_is_an_error(body: bytes) -> None:
    with Scripted() as server:
        server.say(CHUNKED + chunk(b":)\n"))
        with opened(server) as channel:
            assert receive(channel, 3) == b":)\n"
            server.say(body)
            with pytest.raises(NetworkError, match="is not valid HTTP"):
                rest(channel)
            assert channel.receive(LONG) == b""


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "TLS"])
def test_reset_is_an_error(is_tls: bool, bundle: Path) -> None:
    with Scripted(server_context() if is_tls else None) as server:
        server.resets = True
        server.say(CHUNKED + chunk(b":)\n"))
        with opened(server, verify=bundle) as channel:
            assert receive(channel, 3) == b":)\n"
            server.hang_up()
            with pytest.raises(NetworkError, match="connection") as caught:
                channel.receive(LONG)
            # Up to Python 3.12, the ssl module does not tell what it was.
            kinds = ConnectionResetError | ssl.SSLEOFError
            assert isinstance(caught.value.__cause__, kinds)
            assert channel.receive(LONG) == b""


@pytest.mark.parametrize("name", SESSIONS)
def test_wake_ends_a_receive_that_waits_or_the_next_one(name: str) -> None:
    found = list[bytes | None]()
    with Scripted() as server:
        server.say(ENDLESS + b":)\n")
        with opened(server, session=SESSIONS[name]()) as channel:
            assert receive(channel, 3) == b":)\n"
            thread = threading.Thread(
                target=lambda: found.append(channel.receive(None))
            )
            thread.start()
            until_it_waits(thread)
            channel.wake()
            thread.join()
            assert found == [None]
            channel.wake()
            channel.wake()
            server.say(b"data\n")
            assert channel.receive(None) is None
            assert receive(channel, 5) == b"data\n"
            assert channel.receive(0.0) is None


def test_any_number_of_wakes_ends_one_receive() -> None:
    with Scripted() as server:
        server.say(ENDLESS)
        with opened(server) as channel:
            for _ in range(5000):
                channel.wake()
            assert channel.receive(None) is None
            server.say(b":)\n")
            assert receive(channel, 3) == b":)\n"
            channel.close()
            channel.wake()
            assert channel.receive(None) == b""


def test_wake_does_not_end_a_send() -> None:
    with Server(echoes) as server, opened(server, websocket(server.url)) as channel:
        assert receive(channel, 1) == b"!"
        channel.wake()
        channel.send(b"abc")
        assert channel.receive(LONG) is None
        assert receive(channel, 3) == b"abc"


@pytest.mark.parametrize("close", ["channel", "client"])
@pytest.mark.parametrize(("is_tls", "scheme"), WAYS.values(), ids=list(WAYS))
def test_closing_in_another_thread_ends_a_receive(
    is_tls: bool, scheme: str | None, close: str, bundle: Path
) -> None:
    found = list[bytes | None]()
    server = Server(echoes, server_context() if is_tls else None)
    with on_the_way(server, scheme, bundle, None) as mastodon:
        channel = mastodon.open_channel(websocket(server.url))
        assert receive(channel, 1) == b"!"
        thread = threading.Thread(target=lambda: found.append(channel.receive(None)))
        thread.start()
        until_it_waits(thread)
        (channel if close == "channel" else mastodon).close()
        thread.join()
        assert found == [b""]
        assert channel.receive(None) == b""
        # The server has heard of it.
        while server.open:
            assert not server.ending.wait(0.01)


@each_session
def test_closing_in_another_thread_ends_a_send(make_session: Any, bundle: Path) -> None:
    def takes_nothing(connection: Connection) -> None:
        connection.request()
        connection.send(SWITCHED)
        connection.server.ending.wait()

    caught = list[NetworkError]()

    def send() -> None:
        with pytest.raises(NetworkError, match="the connection is closed") as info:
            channel.send(bytes(50_000_000))
        caught.append(info.value)

    with (
        Server(takes_nothing, server_context()) as server,
        opened(
            server, websocket(server.url), verify=bundle, session=make_session()
        ) as channel,
    ):
        thread = threading.Thread(target=send)
        thread.start()
        until_it_waits(thread, "_send")
        channel.close()
        thread.join()
        assert len(caught) == 1


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "TLS"])
def test_send_ends_with_the_timeout_for_writing(is_tls: bool, bundle: Path) -> None:
    def takes_nothing(connection: Connection) -> None:
        connection.request()
        connection.send(SWITCHED)
        connection.server.ending.wait()

    with Server(takes_nothing, server_context() if is_tls else None) as server:
        timeouts = Timeouts(write=0.2)
        message = websocket(server.url)
        with (
            opened(server, message, verify=bundle, timeouts=timeouts) as channel,
            pytest.raises(NetworkTimeout, match=r"took no data for 0\.2 s"),
        ):
            channel.send(bytes(50_000_000))


def test_read_and_total_timeouts_end_with_the_head() -> None:
    with Scripted() as server:
        server.say(ENDLESS)
        timeouts = Timeouts(read=0.2, total=0.4)
        with opened(server, timeouts=timeouts) as channel:
            assert channel.receive(0.5) is None
            server.say(b":)\n")
            assert receive(channel, 3) == b":)\n"


@pytest.mark.parametrize(
    ("timeouts", "words"),
    [
        (Timeouts(read=0.2), r"no data for 0\.2 s"),
        (Timeouts(read=LONG, total=0.2), r"not finished within 0\.2 s"),
    ],
)
def test_head_that_does_not_come_is_a_timeout(timeouts: Timeouts, words: str) -> None:
    with (
        Scripted() as server,
        client(server.url, timeouts=timeouts) as mastodon,
        pytest.raises(NetworkTimeout, match=words),
    ):
        mastodon.open_channel(sse(server.url))


def test_head_that_is_cut_is_an_error() -> None:
    with Scripted() as server, client(server.url) as mastodon:
        server.say(HEAD)
        server.hang_up()
        with pytest.raises(NetworkError, match="closed the connection"):
            mastodon.open_channel(sse(server.url))


ERROR = b'{"error": "The access token is invalid"}'
STATUSES = {
    401: ("401 Unauthorized", ()),
    404: ("404 Not Found", ()),
    429: ("429 Too Many Requests", ("Retry-After: 7",)),
    301: ("301 Moved", ("Location: https://streaming.x.example/",)),
    201: ("201 Created", ()),
    503: ("503 Service Unavailable", ()),
}


@each_session
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("make_message", [sse, websocket])
def test_other_status_has_its_body_and_a_closed_connection(
    make_message: Callable[[str], HttpRequest], status: int, make_session: Any
) -> None:
    line, headers = STATUSES[status]
    lines = [f"HTTP/1.1 {line}", *headers, f"Content-Length: {len(ERROR)}", "", ""]
    reply = "\r\n".join(lines).encode() + ERROR
    with (
        Server(forever(reply)) as server,
        client(server.url, session=make_session()) as mastodon,
    ):
        channel = mastodon.open_channel(make_message(server.url))
        assert channel.response.status == status
        assert channel.response.body == ERROR
        for header in headers:
            name, value = header.split(": ")
            assert channel.response.headers[name.lower()] == value
        assert channel.receive(None) == b""
        assert channel.receive(None) == b""
        with pytest.raises(NetworkError, match="closed"):
            channel.send(b"x")
        if make_session is not SESSIONS["given session"]:
            while server.open:
                assert not server.ending.wait(0.01)
        channel.close()


def test_body_of_another_status_is_decoded_and_limited() -> None:
    packed = zlib.compress(ERROR)
    head = b"HTTP/1.1 401 Unauthorized\r\nContent-Encoding: deflate\r\n"
    with Server(
        forever(head + b"Content-Length: %d\r\n\r\n%b" % (len(packed), packed))
    ) as server:
        with opened(server) as channel:
            assert channel.response.body == ERROR
        with (
            client(server.url, max_response_bytes=10) as mastodon,
            pytest.raises(ResponseTooLarge),
        ):
            mastodon.open_channel(sse(server.url))


def test_status_counts_even_if_its_body_has_an_unknown_encoding() -> None:
    head = b"HTTP/1.1 401 Unauthorized\r\nContent-Encoding: x\r\n"
    reply = head + b"Content-Length: 1\r\n\r\n?"
    with Server(forever(reply)) as server, opened(server) as channel:
        assert channel.response.status == 401
        assert channel.receive(None) == b""


@each_session
def test_switch_that_nobody_asked_for_is_an_error(make_session: Any) -> None:
    with (
        Server(echoes) as server,
        client(server.url, session=make_session()) as mastodon,
        pytest.raises(NetworkError, match="nobody asked for"),
    ):
        mastodon.open_channel(sse(server.url))


def test_stream_may_answer_a_websocket() -> None:
    with Scripted() as server:
        server.say(CHUNKED + chunk(b":)\n"))
        with opened(server, websocket(server.url)) as channel:
            assert channel.response.status == 200
            assert receive(channel, 3) == b":)\n"


EVENTS = [b"event: update\ndata: %d\n\n" % number for number in range(50)]


def deflated(wbits: int) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=wbits)
    for event in EVENTS:
        yield packer.compress(event) + packer.flush(zlib.Z_SYNC_FLUSH)


def with_brotli() -> Iterator[bytes]:
    packer = brotli.Compressor()
    for event in EVENTS:
        yield packer.process(event) + packer.flush()


def with_zstandard() -> Iterator[bytes]:
    packer = zstandard.ZstdCompressor().compressobj()
    for event in EVENTS:
        yield packer.compress(event)
        yield packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


ENCODINGS: dict[str, Callable[[], Iterator[bytes]]] = {
    "gzip": lambda: deflated(31),
    "deflate": lambda: deflated(15),
    "br": with_brotli,
    "zstd": with_zstandard,
}


@each_session
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoding_of_a_proxy_is_undone_event_by_event(
    encoding: str, make_session: Any
) -> None:
    with Scripted() as server:
        server.say(HEAD + f"Content-Encoding: {encoding}\r\n\r\n".encode())
        pieces = ENCODINGS[encoding]()
        with opened(server, session=make_session()) as channel:
            for event in EVENTS:
                server.say(*[next(pieces) for _ in range(1 + (encoding == "zstd"))])
                assert receive(channel, len(event)) == event


@pytest.mark.parametrize(
    ("encoding", "expected", "words"),
    [
        ("gzip", NetworkError, "cannot be decompressed"),
        ("utf-8", DecodeError, "the content-encoding must be"),
    ],
)
def test_encoding_that_cannot_be_undone_is_an_error(
    encoding: str, expected: type[MastodonError], words: str
) -> None:
    with Scripted() as server:
        server.say(HEAD + f"Content-Encoding: {encoding}\r\n\r\n:)\n".encode())
        with client(server.url) as mastodon, pytest.raises(expected, match=words):
            mastodon.open_channel(sse(server.url)).receive(LONG)


def test_decompressed_data_comes_in_pieces_of_limited_size() -> None:
    bomb = zlib.compress(bytes(20_000_000), 9)
    with Scripted() as server:
        server.say(HEAD + b"Content-Encoding: deflate\r\n\r\n" + bomb)
        with opened(server) as channel:
            left = 20_000_000
            while left:
                piece = channel.receive(LONG)
                assert piece
                assert len(piece) < 2_000_000
                left -= len(piece)
