"""The multiplexed WebSocket of the streaming API, without I/O.

1. `upgrade` makes a message that asks for a WebSocket, and `check_accepted` checks the
   response. wsproto is used from there on.
2. `WebSocketSession.receive_data` takes the server's bytes, in pieces of any size, and
   returns what they say: `StreamMessage` and `StreamRefusal`. Pings are answered.
3. `WebSocketSession.data_to_send` returns what is to be sent now: pongs, and what
   `subscribe`, `unsubscribe`, `ping` and `close` have asked for.
4. The end is a `WebSocketClosed` error. It has the server's close code, or says how the
   server broke the protocol.

wsproto limits neither a message nor the number of its fragments. Here, a message has
at most `MAX_MESSAGE` bytes, and a longer one ends the connection.

https://docs.joinmastodon.org/methods/streaming/#websocket
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha1
from io import StringIO
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import evolve, field, frozen

from ..entities import StreamingMessage
from ..http import Headers, HttpRequest, HttpResponse, NetworkError
from ..values import Secret, need, readable
from ._frames import FrameSplitter
from ._streams import Stream

if TYPE_CHECKING:
    from wsproto.connection import Connection

MAX_MESSAGE = 16 * 1024 * 1024
"""Characters. A status of Mastodon takes a few thousand, one of other servers more."""

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_NORMAL = 1000


@frozen
class StreamMessage:
    """An event as it came."""

    stream: tuple[str, ...]
    """The name of the stream, and its hashtag or list as we wrote it."""
    name: str
    payload: bytes | None = field(repr=False)


@frozen
class StreamRefusal:
    """An error of the server, mostly about a subscription."""

    error: str
    status: int | None


@frozen
class Garbled:
    """A message that is not what the API says; None for the name if it has none."""

    name: str | None
    text: str = field(repr=False)


Received: TypeAlias = StreamMessage | StreamRefusal | Garbled


class WebSocketClosed(NetworkError):
    """The WebSocket has ended.

    Attributes:
        code: The server's close code; None if it broke the protocol.
    """

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.code: int | None = code


def upgrade(
    message: HttpRequest, random: Callable[[int], bytes], *, in_subprotocol: bool
) -> HttpRequest:
    """Return a message that asks for a WebSocket.

    Args:
        in_subprotocol: Whether the token is sent as the subprotocol, as browsers have
            to, in place of the ``authorization`` header.
    """
    headers: dict[str, str | Secret] = {
        name: value
        for name, value in message.headers.items()
        if name not in {"authorization", "accept", "accept-encoding"}
    }
    token = message.headers.get("authorization")
    if token is not None:
        name = "sec-websocket-protocol" if in_subprotocol else "authorization"
        headers[name] = Secret(
            token.removeprefix("Bearer ") if in_subprotocol else token
        )
    headers |= {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-key": b64encode(random(16)).decode("ascii"),
        "sec-websocket-version": "13",
    }
    return evolve(message, headers=Headers(headers))


def check_accepted(message: HttpRequest, response: HttpResponse) -> None:
    """Check that a response with status 101 is the one to our message.

    Raises:
        WebSocketClosed: it is for another protocol, or not from a WebSocket server.
    """
    key = message.headers["sec-websocket-key"] + _GUID
    expected = b64encode(
        sha1(key.encode("ascii"), usedforsecurity=False).digest()
    ).decode("ascii")
    headers = response.headers
    if headers.get("upgrade", "").lower() != "websocket":
        raise WebSocketClosed("the server switches to another protocol")
    if headers.get("sec-websocket-accept") != expected:
        raise WebSocketClosed("the server does not confirm the WebSocket key")
    if headers.get("sec-websocket-extensions"):
        raise WebSocketClosed("the server wants an extension that was not offered")


class WebSocketSession:
    """The client's end of a WebSocket, after the handshake."""

    def __init__(self) -> None:
        need("wsproto", "requests", "a WebSocket")
        from wsproto.connection import Connection, ConnectionType

        from ..decoding import Tries, converter_with

        self._connection: Connection = Connection(ConnectionType.CLIENT)
        self._frames = FrameSplitter(MAX_MESSAGE)
        self._converter = converter_with((), None)
        self._tries = Tries()
        self._to_send: list[bytes] = []
        self._cut = StringIO()
        self._size = 0
        self._ended: WebSocketClosed | None = None

    def subscribe(self, stream: Stream) -> None:
        """Ask for the events of a stream. The server does not confirm it."""
        self._tell("subscribe", stream)

    def unsubscribe(self, stream: Stream) -> None:
        """Ask for no more events of a stream."""
        self._tell("unsubscribe", stream)

    def ping(self) -> None:
        """Ask the server for a sign of life."""
        from wsproto.events import Ping

        self._send(Ping())

    def close(self) -> None:
        """Say that this is the end."""
        from wsproto.events import CloseConnection

        if self._ended is None:
            self._ended = WebSocketClosed("closed by us", _NORMAL)
            self._send(CloseConnection(code=_NORMAL))

    def data_to_send(self) -> bytes:
        """Return the bytes to send now; empty if there are none."""
        data = b"".join(self._to_send)
        self._to_send.clear()
        return data

    def receive_data(self, data: bytes) -> Iterator[Received]:
        """Take in bytes of the server, and iterate over what they say.

        Args:
            data: Empty bytes mean that the server has closed the connection.

        Raises:
            WebSocketClosed: the WebSocket has ended, after what came before.
        """
        if self._ended is not None:
            raise self._ended
        if not data:
            raise self._end(WebSocketClosed("the server closed the connection"))
        for part, start in self._frames.split(data):
            if start and (message := self._read_fast(part[start:])) is not None:
                yield message
                continue
            self._connection.receive_data(part)
            for event in self._connection.events():
                yield from self._take(event)

    def _take(self, event: Any) -> Iterator[Received]:
        from wsproto.connection import ConnectionState
        from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
        from wsproto.utilities import LocalProtocolError

        match event:
            case TextMessage(data=text, message_finished=is_whole):
                self._count(len(text))
                if not is_whole:
                    self._cut.write(text)
                    return
                if self._cut.tell():
                    self._cut.write(text)
                    text = self._cut.getvalue()
                    self._cut = StringIO()
                self._size = 0
                yield _read(text)
            case BytesMessage(data=data, message_finished=is_whole):
                # Not part of the API, so it is not kept.
                self._count(len(data))
                if is_whole:
                    self._size = 0
                    yield Garbled(None, "binary data")
            case Ping():
                self._send(event.response())
            case CloseConnection(code=code, reason=reason):
                broke = self._connection.state is ConnectionState.OPEN
                with suppress(LocalProtocolError):
                    # Codes such as 1005 cannot be sent.
                    self._send(
                        CloseConnection(code=code) if broke else event.response()
                    )
                words = (
                    "the server broke the WebSocket protocol"
                    if broke
                    else f"the server closed the WebSocket with code {int(code)}"
                )
                if reason:
                    words += f": {readable(reason)}"
                raise self._end(WebSocketClosed(words, None if broke else int(code)))
            case _:
                # A pong: that it arrived is all that counts.
                return

    def _read_fast(self, message: bytes) -> StreamMessage | None:
        """Read an event as Mastodon sends it; return None if it is anything else."""
        found = self._tries.read(self._converter, message, StreamingMessage)
        if found is None:
            return None
        return StreamMessage(found.stream, found.event.value, _encode(found.payload))

    def _count(self, size: int) -> None:
        """Count what has arrived of a message."""
        self._size += size
        if self._size > MAX_MESSAGE:
            from wsproto.events import CloseConnection
            from wsproto.frame_protocol import CloseReason

            self._send(CloseConnection(code=CloseReason.MESSAGE_TOO_BIG))
            raise self._end(
                WebSocketClosed(f"a message is longer than {MAX_MESSAGE} characters")
            )

    def _end(self, error: WebSocketClosed) -> WebSocketClosed:
        self._ended = error
        return error

    def _tell(self, type: str, stream: Stream) -> None:
        from wsproto.events import TextMessage

        told = {"type": type, "stream": stream.name, **stream.parameters}
        self._send(TextMessage(data=json.dumps(told, separators=(",", ":"))))

    def _send(self, event: Any) -> None:
        self._to_send.append(self._connection.send(event))


def _read(text: str) -> Received:
    """Read a message of the server."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return Garbled(None, text)
    if not isinstance(found, dict):
        return Garbled(None, text)
    message = cast("dict[str, Any]", found)
    error, name = message.get("error"), message.get("event")
    if isinstance(error, str) and name is None:
        status = message.get("status")
        return StreamRefusal(error, status if isinstance(status, int) else None)
    stream = message.get("stream")
    parts: list[Any] = stream if isinstance(stream, list) else [stream]
    if not isinstance(name, str):
        return Garbled(None, text)
    payload = message.get("payload")
    if payload is not None and not isinstance(payload, str):
        # Other servers may send the entity itself, or an id as a number.
        payload = json.dumps(payload)
    return StreamMessage(
        tuple(part for part in parts if isinstance(part, str)),
        name,
        _encode(payload),
    )


def _encode(payload: str | None) -> bytes | None:
    return None if payload is None else payload.encode("utf-8", "surrogatepass")
