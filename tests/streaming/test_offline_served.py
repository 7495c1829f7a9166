"""Streams of the served instance, over real sockets."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import mastodon_offline
import mastodon_requests
import pytest
import trio
import trio.testing
import trustme
from offline_streams import HANDSHAKE
from transport_classes import each_transport, run
from wsproto.connection import CLIENT
from wsproto.connection import Connection as Frames
from wsproto.events import CloseConnection, Ping, TextMessage

from mastodon_core import BlockingMastodon
from mastodon_core.streaming import (
    AsyncEventStream,
    EventStream,
    Stream,
    StreamCall,
    Via,
)
from mastodon_core.testing import (
    AsyncFakeMastodon,
    FakeMastodon,
    FaultPlan,
    OfflineInstance,
    StreamDrop,
)

# More than any machine needs.
PATIENCE = 30


@pytest.fixture
def instance() -> OfflineInstance:
    return OfflineInstance(rate_limits=False)


@pytest.fixture
def token(instance: OfflineInstance) -> str:
    return instance.token_for("ada")


@pytest.fixture
def url(instance: OfflineInstance) -> Iterator[str]:
    with mastodon_offline.running(instance) as url:
        yield url


class Reader:
    """A client that reads from a socket until it has what it waits for."""

    def __init__(self, url: str, path: str, token: str, **headers: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        address = parts.hostname, parts.port or 0
        self.socket: Any = socket.create_connection(address, timeout=PATIENCE)
        self.received = b""
        lines = [
            f"GET /api/v1/streaming{path} HTTP/1.1",
            "Host: offline.example",
            f"Authorization: Bearer {token}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self.request = "\r\n".join([*lines, "", ""]).encode()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    def open(self, early: bytes = b"") -> bytes:
        self.socket.sendall(self.request + early)
        return self.until(b"\r\n\r\n")

    def until(self, end: bytes) -> bytes:
        while end not in self.received:
            data = self.socket.recv(65536)
            assert data, f"the end came before {end!r}"
            self.received += data
        found, _, self.received = self.received.partition(end)
        return found + end

    def rest(self) -> bytes:
        while data := self.socket.recv(65536):
            self.received += data
        return self.received


def post(url: str, token: str, text: str = "hi") -> None:
    with mastodon_requests.Mastodon(access_token=token, api_base_url=url) as mastodon:
        mastodon.toot(text)


def test_events_are_sent_as_they_happen(
    instance: OfflineInstance, url: str, token: str
) -> None:
    with Reader(url, "/user", token) as reader:
        head = reader.open().lower()
        assert head.startswith(b"http/1.1 200")
        assert b"\r\ncontent-type: text/event-stream\r\n" in head
        assert b"\r\ntransfer-encoding: chunked\r\n" in head
        assert reader.until(b":)\n\r\n") == b"3\r\n:)\n\r\n"
        # By the call of another connection.
        post(url, token)
        assert b"event: update\ndata: {" in reader.until(b"}\n\n\r\n")
        # By time that another thread lets pass.
        instance.pass_time(15)
        assert reader.until(b"\r\n:thump\n\n\r\n") == b"8\r\n:thump\n\n\r\n"


def test_http_1_0_gets_events_until_the_end(
    instance: OfflineInstance, url: str, token: str
) -> None:
    with Reader(url, "/user", token) as reader:
        reader.request = reader.request.replace(b"HTTP/1.1", b"HTTP/1.0")
        assert b"chunked" not in reader.open()
        reader.until(b":)\n")
        instance.pass_time(15)
        assert reader.until(b"\n\n") == b":thump\n\n"


def logged_in(instance: OfflineInstance) -> Any:
    """A fake whose token can be revoked."""
    Mastodon = instance.client_class()  # noqa: N806
    id, secret = Mastodon.create_app("bot", api_base_url=instance.base_url)
    mastodon = Mastodon(
        client_id=id, client_secret=secret, api_base_url=instance.base_url
    )
    page = mastodon.auth_request_url()
    code = instance.authorize(str(page), "ada")
    mastodon.log_in(code=code, authorization=page)
    return mastodon


def test_revoked_token_ends_the_response(
    instance: OfflineInstance, url: str, token: str
) -> None:
    mastodon = logged_in(instance)
    own = mastodon.session.credentials.access_token.reveal()
    with Reader(url, "/user", own) as reader:
        reader.open()
        reader.until(b":)\n\r\n")
        mastodon.revoke_access_token()
        assert reader.rest() == b"0\r\n\r\n"


def test_refused_stream_keeps_the_connection(url: str, token: str) -> None:
    with Reader(url, "/nothing", token) as reader:
        assert b"\r\ncontent-length: 37\r\n" in reader.open()
        assert reader.until(b"}") == b'{"error":"Unknown channel requested"}'
        reader.request = reader.request.replace(b"nothing", b"health")
        reader.open()
        assert reader.until(b"OK") == b"OK"


def test_websocket_works_over_a_socket(
    instance: OfflineInstance, url: str, token: str
) -> None:
    frames = Frames(CLIENT)
    headers = {**HANDSHAKE, "sec-websocket-protocol": token}
    with Reader(url, "?stream=user", "", **headers) as reader:
        reader.request = reader.request.replace(b"Authorization: Bearer \r\n", b"")
        # Bytes that arrive together with the request are not lost.
        head = reader.open(frames.send(Ping(b"early")))
        assert head.startswith(b"HTTP/1.1 101")
        assert f"\r\nsec-websocket-protocol: {token}\r\n".encode() in head

        def next_event() -> Any:
            while True:
                for event in frames.events():
                    return event
                frames.receive_data(reader.received or reader.socket.recv(65536))
                reader.received = b""

        assert next_event().payload == b"early"
        post(url, token)
        message = next_event()
        assert isinstance(message, TextMessage)
        assert message.data.startswith('{"stream":["user"],"event":"update"')
        reader.socket.sendall(frames.send(TextMessage('{"type":"subscribe"}')))
        assert "Unknown stream type" in next_event().data
        instance.pass_time(30)
        assert isinstance(next_event(), Ping)
        reader.socket.sendall(frames.send(CloseConnection(1000)))
        assert isinstance(next_event(), CloseConnection)
        assert reader.rest() == b""


def test_refused_handshake_closes_the_connection(url: str) -> None:
    with Reader(url, "", "wrong", **HANDSHAKE) as reader:
        head = reader.open()
        assert head.startswith(b"HTTP/1.1 401")
        assert b"\r\nx-error-message: Invalid access token\r\n" in head
        assert reader.rest() == b""


def test_stream_over_tls(instance: OfflineInstance, token: str) -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    with (
        mastodon_offline.running(instance, tls=context) as url,
        Reader(url, "/user", token) as reader,
    ):
        reader.socket = trusted.wrap_socket(reader.socket, server_hostname="127.0.0.1")
        reader.open()
        reader.until(b":)\n\r\n")
        instance.pass_time(15)
        reader.until(b":thump\n\n\r\n")


def test_server_that_stops_closes_its_streams(
    instance: OfflineInstance, token: str
) -> None:
    with mastodon_offline.running(instance) as url:
        readers = [
            Reader(url, "/user", token),
            Reader(url, "", token, **HANDSHAKE),
        ]
        for reader in readers:
            reader.open()
    for reader in readers:
        with reader:
            assert reader.rest() in {b"", b"3\r\n:)\n\r\n"}
    assert instance._state.bus.listeners == []


def test_stream_of_a_client_that_leaves_is_closed(
    instance: OfflineInstance, token: str
) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            url = await nursery.start(mastodon_offline.serve, instance)
            parts = urlsplit(url)
            for leave in ("close", "reset"):
                stream = await trio.open_tcp_stream(parts.hostname, parts.port)
                head = f"GET /api/v1/streaming/user?access_token={token} HTTP/1.1\r\n"
                await stream.send_all(head.encode() + b"Host: offline.example\r\n\r\n")
                received = b""
                while b":)" not in received:
                    received += await stream.receive_some(65536)
                assert len(instance._state.bus.listeners) == 1
                if leave == "reset":
                    linger = b"\1\0\0\0\0\0\0\0"
                    stream.socket.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, linger
                    )
                await stream.aclose()
                with trio.fail_after(PATIENCE):
                    while instance._state.bus.listeners:
                        await trio.testing.wait_all_tasks_blocked()
            nursery.cancel_scope.cancel()

    trio.run(main)


def call(via: Via) -> StreamCall:
    return StreamCall((Stream("user"),), {"via": via})


def shown(event: Any) -> str:
    text: str = event.status.content if hasattr(event, "status") else event.name
    return text


def blocking_program(client: Any, via: Via) -> list[str]:
    """Follow a stream that is dropped after two events."""
    found = list[str]()
    with EventStream(client, call(via)) as events:
        for text in ("one", "two", "three", "four"):
            client.toot(text)
            while f"<p>{text}</p>" not in found:
                found.append(shown(events.next_event(timeout=PATIENCE)))
        while "gap" not in found:
            found.append(shown(events.next_event(timeout=PATIENCE)))
    client.close()
    return found


async def async_program(client: Any, via: Via) -> list[str]:
    found = list[str]()
    async with AsyncEventStream(client, call(via)) as events:
        for text in ("one", "two", "three", "four"):
            await client.toot(text)
            while f"<p>{text}</p>" not in found:
                found.append(shown(await events.next_event(timeout=PATIENCE)))
        while "gap" not in found:
            found.append(shown(await events.next_event(timeout=PATIENCE)))
    await client.aclose()
    return found


def run_program(client_class: Any, via: Via, **arguments: Any) -> list[str]:
    if issubclass(client_class, BlockingMastodon):
        return blocking_program(client_class(**arguments), via)

    async def main() -> list[str]:
        return await async_program(client_class(**arguments), via)

    found: list[str] = run(client_class, main)
    return found


@each_transport
@pytest.mark.parametrize(("via", "how"), [("sse", "torn"), ("websocket", "reset")])
def test_program_finds_the_same_in_memory_and_over_sockets(
    mastodon_class: Any, via: Via, how: Any
) -> None:
    plan = FaultPlan().at(1, StreamDrop(2, how))
    is_blocking = issubclass(mastodon_class, BlockingMastodon)
    fake_class = FakeMastodon if is_blocking else AsyncFakeMastodon
    server = OfflineInstance(rate_limits=False)
    in_memory = run_program(plan.around(fake_class), via, server=server, user="ada")
    served = OfflineInstance(rate_limits=False)
    token = served.token_for("ada")
    with mastodon_offline.running(served) as url:
        over_sockets = run_program(
            plan.around(mastodon_class), via, access_token=token, api_base_url=url
        )
    items = [f"<p>{text}</p>" for text in ("one", "two", "three", "four")]
    for found in (in_memory, over_sockets):
        assert [text for text in found if text != "gap"] == items
    plan.check()
