"""Servers that stream, and a blocking client that opens channels to them."""

from __future__ import annotations

import os
import queue
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import mastodon_requests
import mocked
import requests
import trustme
from talking import Connection, Server

from mastodon_core import Timeouts
from mastodon_core.transport import Channel, HttpRequest

TOKEN = "t0ken-of-ada-1234567"
AUTHORITY = trustme.CA()
LONG = 60.0
"""Seconds; no test waits as long."""
SSE = {
    "accept": "text/event-stream",
    "accept-encoding": "identity",
    "authorization": f"Bearer {TOKEN}",
    "user-agent": "test/1",
}
UPGRADE = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
    "authorization": f"Bearer {TOKEN}",
}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = HEAD + b"\r\n"
SWITCHED = (
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"

_made = list[requests.Session]()


def _given() -> requests.Session:
    _made.append(requests.Session())
    return _made[-1]


def _given_with_our_adapter() -> requests.Session:
    _made.append(mocked.session_with_our_adapter())
    return _made[-1]


def close_sessions() -> None:
    """Close the sessions that a test has made."""
    while _made:
        _made.pop().close()


SESSIONS: dict[str, Callable[[], requests.Session | None]] = {
    "own session": lambda: None,
    "given session": _given,
    "given session with our adapter": _given_with_our_adapter,
}


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def server_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)
    return context


class Scripted(Server):
    """A server with one connection, which sends what the test says."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._data = queue.SimpleQueue[bytes | None]()
        super().__init__(self._follow, tls)
        self.received = b""
        """What came after the head."""
        self.has_ended = threading.Event()
        self.resets = False
        """Whether to reset the connection at its end."""

    def say(self, *pieces: bytes) -> None:
        for data in pieces:
            self._data.put(data)

    def hang_up(self) -> None:
        self._data.put(None)

    def __exit__(self, *error: object) -> None:
        self.hang_up()
        super().__exit__(*error)

    def _follow(self, connection: Connection) -> None:
        connection.request()
        for data in iter(self._data.get, None):
            connection.send(data)
        if self.resets:
            linger = struct.pack("ii", 1, 0)
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def echoes(connection: Connection) -> None:
    """Switch protocols, and send back what comes, after a byte of its own."""
    connection.request()
    connection.send(SWITCHED + b"!")
    while data := connection.sock.recv(65536):
        connection.send(data)


@contextmanager
def client(url: str, **options: Any) -> Iterator[mastodon_requests.Mastodon]:
    options = {"timeouts": Timeouts(read=LONG), "access_token": TOKEN, **options}
    with mastodon_requests.Mastodon(api_base_url=url, **options) as mastodon:
        yield mastodon


def sse(url: str, **headers: str) -> HttpRequest:
    path = f"{url}/api/v1/streaming/user"
    return HttpRequest(method="GET", url=path, headers=SSE | headers)


def websocket(url: str) -> HttpRequest:
    return HttpRequest(method="GET", url=f"{url}/api/v1/streaming", headers=UPGRADE)


@contextmanager
def opened(
    server: Server, message: HttpRequest | None = None, **options: Any
) -> Iterator[Channel]:
    with client(server.url, **options) as mastodon:
        yield mastodon.open_channel(message or sse(server.url))


def receive(channel: Channel, size: int) -> bytes:
    """Receive that many bytes."""
    data = b""
    while len(data) < size:
        piece = channel.receive(LONG)
        assert piece, data
        data += piece
    assert len(data) == size
    return data


def rest(channel: Channel) -> bytes:
    """Receive all bytes up to the end."""
    data = b""
    while piece := channel.receive(LONG):
        data += piece
    assert piece == b""
    return data


def until_it_waits(thread: threading.Thread, name: str = "_wait") -> None:
    """Return once a thread waits for a socket, in the function of that name."""
    assert thread.ident is not None
    for _ in range(100_000):
        frame = sys._current_frames().get(thread.ident)
        while frame is not None:
            if frame.f_code.co_name == name:
                return
            frame = frame.f_back
        threading.Event().wait(0.001)
    raise AssertionError("it never waits")


def descriptors() -> set[str]:
    """The descriptors of this process, without the one that lists them."""
    folder = "/proc/self/fd"
    return {name for name in os.listdir(folder) if os.path.exists(f"{folder}/{name}")}
