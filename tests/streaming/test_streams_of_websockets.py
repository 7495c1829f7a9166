"""Streams over a WebSocket of an independent server: the package ``websockets``."""

from __future__ import annotations

import json
import ssl
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme
from proxy_server import ProxyServer
from stream_readers import TOKEN, read
from stream_server import ids_of, status
from transport_classes import each_transport
from websocket_peer import Peer, Script, Socket, pieces_of, refusal
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from mastodon_core import (
    ApiError,
    CertificateError,
    Forbidden,
    Gone,
    NotFound,
    Timeouts,
    Unauthorized,
)
from mastodon_core.streaming import (
    MalformedEvent,
    State,
    Stream,
    UnknownEvent,
    Waiting,
)

AUTHORITY = trustme.CA()
CATS = Stream("hashtag", tag="cats")


async def stay(socket: Socket) -> None:
    await socket.wait_closed()


async def bye(socket: Socket) -> None:
    await socket.post("4")
    await socket.close()


def posting(end: Callable[[Socket], Awaitable[object]]) -> Script:
    """Send a status, end in some way, and publish another one meanwhile."""

    async def script(socket: Socket) -> None:
        await socket.post("2")
        socket.peer.timeline.append("3")
        await end(socket)

    return script


def closing(code: int, reason: str = "") -> Callable[[Socket], Awaitable[None]]:
    async def end(socket: Socket) -> None:
        await socket.close(code, reason)
        # The client has answered in kind.
        assert socket.protocol.close_rcvd is not None
        assert socket.protocol.close_rcvd.code == code

    return end


def writing(data: bytes) -> Callable[[Socket], Awaitable[None]]:
    async def end(socket: Socket) -> None:
        await socket.write(data)
        await socket.wait_closed()

    return end


async def reset(socket: Socket) -> None:
    socket.reset()


async def hang_up(socket: Socket) -> None:
    socket.transport.close()


async def hang_up_in_a_frame(socket: Socket) -> None:
    await socket.write(b"\x81\x7e\xff\xff{")
    socket.transport.close()


async def end_without_a_code(socket: Socket) -> None:
    await socket.write(Frame(Opcode.CLOSE, b"").serialize(mask=False))
    await socket.wait_closed()


async def send_too_much(socket: Socket) -> None:
    await socket.send(pieces_of("x" * 40_000, 10_000, socket.drain))
    with pytest.raises(ConnectionClosed) as caught:
        await socket.recv()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1009


ENDS = {
    "1000": (closing(1000), "closed the WebSocket with code 1000"),
    "1001": (closing(1001, "going away"), "with code 1001: going away"),
    "1011": (closing(1011, "keepalive ping timeout"), "1011: keepalive ping timeout"),
    "1012": (closing(1012, "service restart"), "with code 1012: service restart"),
    "4000": (closing(4000, "\u20ac"), "with code 4000: \u20ac"),
    "no code": (end_without_a_code, "with code 1005"),
    "reset": (reset, "closed the connection"),
    "hung up": (hang_up, "closed the connection"),
    "cut frame": (hang_up_in_a_frame, "closed the connection"),
    "reserved opcode": (writing(b"\x83\0"), "broke the WebSocket protocol"),
    "masked": (
        writing(Frame(Opcode.TEXT, b"{}").serialize(mask=True)),
        "broke the WebSocket protocol",
    ),
    "not UTF-8": (writing(b"\x81\1\xff"), "broke the WebSocket protocol"),
    "too long": (send_too_much, "a message is longer than 30000 characters"),
}


@pytest.mark.parametrize("end", ENDS)
@each_transport
def test_whatever_ends_a_websocket_nothing_is_lost(
    mastodon_class: Any, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mastodon_core.streaming._websocket.MAX_MESSAGE", 30_000)
    script, reason = ENDS[end]
    with Peer(posting(script), bye) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert isinstance(found.error, Gone)
    assert found.updates == ["2", "3", "4"]
    assert len(found.gaps) == 1
    assert reason in found.reasons[0]
    assert found.reasons[0].startswith(f"127.0.0.1:{peer.url.rpartition(':')[2]}: ")


@each_transport
def test_compression_is_not_offered_so_it_is_not_used(mastodon_class: Any) -> None:
    with Peer(bye, compression="deflate") as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert found.updates == ["4"]
    assert "Sec-WebSocket-Extensions" not in peer.handshakes[0].headers
    assert peer.sockets[0].protocol.extensions == []


@each_transport
def test_compression_that_a_server_insists_on_is_refused(mastodon_class: Any) -> None:
    def insist(socket: Any, request: Any, response: Any) -> None:
        response.headers["Sec-WebSocket-Extensions"] = "permessage-deflate"

    with Peer(stay, process_response=insist) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert isinstance(found.error, Gone)
    assert "wants an extension that was not offered" in found.reasons[0]


@each_transport
def test_fragments_are_joined_and_pings_between_them_answered(
    mastodon_class: Any,
) -> None:
    async def script(socket: Socket) -> None:
        async def ping() -> None:
            await (await socket.ping())

        text = socket.event("update", status("2", content="\u20ac\U0001f600" * 99))
        await socket.send(pieces_of(text, 1000, ping))
        await socket.send(pieces_of(socket.event("delete", "2"), 1, socket.drain))
        await socket.close()

    with Peer(script) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert found.ids == ["update 2", "delete 2"]
    assert found.events[0].status.content == "\u20ac\U0001f600" * 99  # type: ignore[union-attr]  # it is an update


@each_transport
def test_large_messages_and_many_small_ones_come_through(mastodon_class: Any) -> None:
    large = "x" * 3_000_000

    async def script(socket: Socket) -> None:
        await socket.tell("large", large)
        for number in range(3000):
            await socket.tell("delete", str(number))
        await socket.tell("large", large)
        await socket.close()

    with Peer(script) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    first, *others, last = found.events
    assert isinstance(first, UnknownEvent)
    assert isinstance(last, UnknownEvent)
    assert first.payload == last.payload == large
    assert ids_of(others) == [f"delete {number}" for number in range(3000)]


@each_transport
def test_messages_that_are_not_of_the_api_are_reported(mastodon_class: Any) -> None:
    async def script(socket: Socket) -> None:
        await socket.send(b"\0\1")
        await socket.send("hello")
        await socket.post("2")
        await socket.close()

    with Peer(script) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    binary, text, _ = found.events
    assert isinstance(binary, MalformedEvent)
    assert isinstance(text, MalformedEvent)
    assert (binary.payload, text.payload) == ("binary data", "hello")
    assert found.updates == ["2"]


@each_transport
def test_keepalive_of_the_server_is_answered(mastodon_class: Any) -> None:
    async def script(socket: Socket) -> None:
        # As its keepalive does, which closes with 1011 if no pong comes.
        await (await socket.ping())
        assert socket.latency > 0
        await socket.post("2")
        await (await socket.ping(b"other data"))
        await socket.close()

    with Peer(script) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert found.updates == ["2"]
    assert not peer.errors


@each_transport
def test_quiet_server_that_answers_pings_is_alive(mastodon_class: Any) -> None:
    async def script(socket: Socket) -> None:
        await socket.pinged.wait()
        if "2" not in socket.peer.timeline:
            await socket.post("2")
        await socket.wait_closed()

    # On a busy machine, a pong may come too late.
    with Peer(*[script] * 20) as peer:
        found = read(
            mastodon_class,
            peer.url,
            via="websocket",
            max_silence=0.3,
            until=lambda reading: reading.updates,
        )
    assert found.updates == ["2"]


@each_transport
def test_connection_on_which_nobody_reads_is_given_up(mastodon_class: Any) -> None:
    async def script(socket: Socket) -> None:
        await socket.post("2")
        socket.peer.timeline.append("3")
        await socket.hang()

    with Peer(script, *[stay] * 20) as peer:
        found = read(
            mastodon_class,
            peer.url,
            via="websocket",
            max_silence=0.2,
            until=lambda reading: "3" in reading.updates,
        )
    assert found.updates == ["2", "3"]
    assert "nothing came from the server for 0.2 s" in found.reasons[0]


@each_transport
def test_handshake_without_an_answer_is_given_up(mastodon_class: Any) -> None:
    async def wait(socket: Any, request: Any, response: Any) -> None:
        if len(peer.handshakes) == 1:
            await socket.wait_closed()

    peer = Peer(*[bye] * 20, process_response=wait)
    with peer:
        found = read(
            mastodon_class,
            peer.url,
            via="websocket",
            client_options={"timeouts": Timeouts(read=0.3)},
            until=lambda reading: reading.updates,
        )
    assert found.updates == ["4"]
    assert "0.3 s" in found.reasons[0]


@pytest.mark.parametrize("echoes", [True, False])
@each_transport
def test_token_goes_to_the_subprotocol_if_the_header_is_refused(
    mastodon_class: Any, echoes: bool
) -> None:
    options: dict[str, Any] = {"subprotocols": [TOKEN]} if echoes else {}
    with Peer(refusal(401), posting(reset), bye, **options) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert found.updates == ["2", "3", "4"]
    assert [
        (
            request.headers.get("Authorization"),
            request.headers.get("Sec-WebSocket-Protocol"),
        )
        for request in peer.handshakes
    ] == [(f"Bearer {TOKEN}", None), *[(None, TOKEN)] * 3]
    expected = TOKEN if echoes else None
    assert [socket.subprotocol for socket in peer.sockets] == [expected] * 2
    assert not any(TOKEN in request.path for request in peer.handshakes)


REFUSALS: dict[int, type[ApiError]] = {
    400: ApiError,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    410: Gone,
}


@pytest.mark.parametrize("number", REFUSALS)
@each_transport
def test_refused_handshake_ends_the_stream(mastodon_class: Any, number: int) -> None:
    refused = refusal(number, "no stream for you")
    with Peer(refused, refused, bye) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert type(found.error) is REFUSALS[number] or number == 400
    assert isinstance(found.error, ApiError)
    assert found.error.status == number
    assert "no stream for you" in str(found.error)
    assert TOKEN not in repr(found.error)
    assert not found.events
    # Only the token is tried in another place.
    assert len(peer.handshakes) == (2 if number in {401, 403} else 1)


@pytest.mark.parametrize("number", [408, 429, 502])
@each_transport
def test_server_that_is_busy_is_asked_again(mastodon_class: Any, number: int) -> None:
    refused = refusal(number, "not now")
    with Peer(refused, posting(reset), refused, refused, bye) as peer:
        found = read(mastodon_class, peer.url, via="websocket")
    assert isinstance(found.error, Gone)
    assert found.updates == ["2", "3", "4"]
    assert sum(f"{number} not now" in why for why in found.reasons) == 3


class Enough(Exception):
    pass


@pytest.mark.parametrize("number", [429, 503])
@each_transport
def test_server_says_how_long_to_wait(mastodon_class: Any, number: int) -> None:
    waits: list[float] = []

    def note(state: State) -> None:
        if isinstance(state, Waiting):
            waits.append(state.seconds)
            raise Enough

    with (
        Peer(refusal(number, retry_after="3600")) as peer,
        pytest.raises(Enough),
    ):
        read(mastodon_class, peer.url, via="websocket", on_state=note)
    assert waits == [3600.0]


async def multiplexed(socket: Socket) -> None:
    """Send an event of each stream that is subscribed to."""
    await socket.tell("delete", "0")
    async for text in socket:
        told = json.loads(text)
        assert told["type"] == "subscribe"
        stream = [value for name, value in told.items() if name != "type"]
        await socket.tell("delete", f"of {' '.join(stream)}", *stream)


@each_transport
def test_streams_share_a_websocket(mastodon_class: Any) -> None:
    with Peer(multiplexed) as peer:
        found = read(
            mastodon_class,
            peer.url,
            Stream("user"),
            CATS,
            Stream("list", list="7"),
            until=lambda reading: len(reading.events) == 3,
        )
    assert [(str(event.stream), event.id) for event in found.events] == [  # type: ignore[union-attr]  # all have one
        ("user", "0"),
        ("hashtag cats", "of hashtag cats"),
        ("list 7", "of list 7"),
    ]
    assert len(peer.handshakes) == 1


def context() -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(made)
    return made


@pytest.fixture
def trusted(tmp_path: Path) -> dict[str, Any]:
    """The options of a client that trusts the server."""
    path = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    return {"verify": path}


@pytest.mark.parametrize("end", ["1012", "reset", "hung up", "cut frame"])
@each_transport
def test_stream_survives_over_tls(
    mastodon_class: Any, end: str, trusted: dict[str, Any]
) -> None:
    script, reason = ENDS[end]
    with Peer(posting(script), bye, tls=context()) as peer:
        found = read(mastodon_class, peer.url, via="websocket", client_options=trusted)
    assert found.updates == ["2", "3", "4"]
    assert reason in found.reasons[0]


@each_transport
def test_certificate_that_is_not_trusted_ends_the_stream(mastodon_class: Any) -> None:
    with Peer(bye, tls=context()) as peer:
        # The instance document would fail before.
        found = read(mastodon_class, peer.url, via="websocket", url=peer.url)
    assert isinstance(found.error, CertificateError)
    assert not found.reasons
    assert not peer.handshakes


@pytest.mark.parametrize(
    ("proxy", "scheme"),
    [("http", "http"), ("http", "https"), ("socks5", "http"), ("socks5h", "https")],
)
@each_transport
def test_stream_survives_behind_a_proxy(
    mastodon_class: Any, proxy: str, scheme: str, trusted: dict[str, Any]
) -> None:
    password = "user:pa55word" if proxy == "socks5" else None
    with ExitStack() as opened:
        peer = opened.enter_context(
            Peer(posting(reset), bye, tls=context() if scheme == "https" else None)
        )
        server = opened.enter_context(ProxyServer(password=password))
        place = f"{password}@127.0.0.1" if password else "127.0.0.1"
        options = {"proxies": {"all": f"{proxy}://{place}:{server.port}"}}
        found = read(
            mastodon_class,
            peer.url,
            via="websocket",
            client_options=trusted | options,
        )
        assert found.updates == ["2", "3", "4"]
        port = peer.url.rpartition(":")[2]
        # A WebSocket takes a tunnel, even one without TLS.
        place = f"127.0.0.1:{port}"
        asked = f"CONNECT {place} HTTP/1.1" if proxy == "http" else place
        assert server.asked.count(asked) >= 3


@each_transport
def test_proxy_that_refuses_is_named_without_its_password(mastodon_class: Any) -> None:
    refused = b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"
    states: list[State] = []

    def note(state: State) -> None:
        states.append(state)
        if isinstance(state, Waiting):
            raise Enough

    with ProxyServer(refusal=refused) as server:
        proxies = {"https": f"http://ada:pa55word@127.0.0.1:{server.port}"}
        with pytest.raises(Enough):
            read(
                mastodon_class,
                "https://127.0.0.1:9",
                via="websocket",
                url="https://127.0.0.1:9",
                on_state=note,
                client_options={"proxies": proxies},
            )
    assert "the proxy could not connect" in str(states)
    assert "pa55word" not in str(states)
