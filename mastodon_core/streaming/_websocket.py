"""The multiplexed WebSocket of the streaming API, without I/O.

1. `upgrade_request` makes a message that asks for a WebSocket, and `check_accepted`
   checks the response. wsproto is used from there on.
2. `WebSocketSession.receive_data` takes the server's bytes, in pieces of any size, and
   returns what they say: `StreamMessage` and `StreamRefusal`. Pings are answered.
3. `WebSocketSession.data_to_send` returns the bytes to send now: pongs, and what
   `subscribe`, `unsubscribe`, `ping` and `close` have asked for.
4. The end is a `WebSocketClosed` error. It has the server's close code, or says how the
   server broke the protocol. Nothing is taken in or sent after it.

wsproto limits neither a message nor the number of its fragments. Here, a message has
at most `MAX_MESSAGE` characters, and a longer one ends the connection.

https://docs.joinmastodon.org/methods/streaming/#websocket
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha1
from io import StringIO
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import evolve, field, frozen

from ..entities import StreamingMessage
from ..http import Headers, HttpRequest, HttpResponse, NetworkError, is_token
from ..values import need, readable
from ._frames import FrameSplitter
from ._streams import Stream

if TYPE_CHECKING:
    from wsproto.connection import Connection
    from wsproto.events import CloseConnection

MAX_MESSAGE = 16 * 1024 * 1024
"""Characters. A status of Mastodon takes a few thousand, one of other servers more."""

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_NORMAL = 1000
_TOO_BIG = 1009


@frozen
class StreamMessage:
    """An event as the server sent it."""

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
class MalformedMessage:
    """A message that is not one of the streaming API."""

    text: str = field(repr=False)


Received: TypeAlias = StreamMessage | StreamRefusal | MalformedMessage


class WebSocketClosed(NetworkError):
    """The WebSocket has ended.

    Attributes:
        code: The code of the server's close frame, 1005 if that had none; None if there
            was no close frame, or the server broke the protocol.
    """

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.code: int | None = code


def upgrade_request(
    message: HttpRequest, random: Callable[[int], bytes], *, in_subprotocol: bool
) -> HttpRequest:
    """Return a message that asks for a WebSocket.

    Args:
        in_subprotocol: Whether the token is sent as the subprotocol, as browsers have
            to, in place of the ``authorization`` header.

    Raises:
        ImportError: wsproto is not installed.
    """
    need("wsproto", "requests", "a WebSocket")
    key = b64encode(random(16)).decode("ascii")
    without = {"accept", "accept-encoding"}
    has_subprotocol = in_subprotocol and "authorization" in message.headers
    if has_subprotocol:
        without.add("authorization")
    # No variable holds the token, as a traceback would show it.
    headers = Headers(
        {
            **{k: v for k, v in message.headers.items() if k not in without},
            **(
                {"sec-websocket-protocol": _token_of(message)}
                if has_subprotocol
                else {}
            ),
            "connection": "Upgrade",
            "upgrade": "websocket",
            "sec-websocket-key": key,
            "sec-websocket-version": "13",
        }
    )
    return evolve(message, headers=headers)


def _token_of(message: HttpRequest) -> str:
    return message.headers["authorization"].removeprefix("Bearer ")


def fits_subprotocol(message: HttpRequest) -> bool:
    """Whether a message has a token that a subprotocol can spell."""
    return "authorization" in message.headers and is_token(_token_of(message))


def check_accepted(message: HttpRequest, response: HttpResponse) -> None:
    """Check that a response with status 101 is the one to our message.

    Raises:
        WebSocketClosed: it is for another protocol, or not from a WebSocket server.
    """
    key = message.headers["sec-websocket-key"] + _GUID
    expected = b64encode(
        sha1(key.encode("ascii"), usedforsecurity=False).digest()
    ).decode("ascii")
    # No variable holds the headers, as one may repeat the token.
    protocol = response.headers.get("upgrade", "").lower()
    connection = response.headers.get("connection", "").lower().split(",")
    if protocol != "websocket" or "upgrade" not in map(str.strip, connection):
        raise WebSocketClosed("the server switches to another protocol")
    if response.headers.get("sec-websocket-accept") != expected:
        raise WebSocketClosed("the server does not confirm the WebSocket key")
    if response.headers.get("sec-websocket-extensions"):
        raise WebSocketClosed("the server wants an extension that was not offered")
    # A server need not choose one.
    if response.headers.get("sec-websocket-protocol", "") not in {
        "",
        message.headers.get("sec-websocket-protocol", ""),
    }:
        raise WebSocketClosed("the server wants a subprotocol that was not offered")


class WebSocketSession:
    """The client's end of a WebSocket, after the handshake.

    Args:
        message: The message that asked for it.
    """

    def __init__(self, message: HttpRequest) -> None:
        from wsproto.connection import Connection, ConnectionType

        from ..decoding import Tries, converter_with

        self._message = message
        self._connection: Connection = Connection(ConnectionType.CLIENT)
        self._frames = FrameSplitter(MAX_MESSAGE)
        self._converter = converter_with((), None)
        self._tries = Tries()
        self._to_send: list[bytes] = []
        self._cut = StringIO()
        self._size = 0
        self._end: tuple[str, int | None] | None = None

    def subscribe(self, stream: Stream) -> None:
        """Subscribe to a stream. The server does not confirm it."""
        self._tell("subscribe", stream)

    def unsubscribe(self, stream: Stream) -> None:
        """Unsubscribe from a stream."""
        self._tell("unsubscribe", stream)

    def ping(self) -> None:
        """Ask the server for a sign of life."""
        from wsproto.events import Ping

        self._send(Ping())

    def close(self) -> None:
        """Say that this is the end."""
        if self._end is None:
            self._send_close(_NORMAL)
            self._end = "closed by us", _NORMAL

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
        self._check_open()
        if not data:
            self._end = "the server closed the connection", None
            self._check_open()
        for part, start in self._frames.split(data):
            if start and (message := self._read_fast(part[start:])) is not None:
                yield message
                self._check_open()
                continue
            self._connection.receive_data(part)
            for event in self._connection.events():
                yield from self._take(event)
                self._check_open()

    def _check_open(self) -> None:
        if self._end is not None:
            raise WebSocketClosed(*self._end)

    def _take(self, event: Any) -> Iterator[Received]:
        from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage

        match event:
            case TextMessage(data=text, message_finished=is_whole):
                if not self._has_room(len(text)):
                    return
                if not is_whole:
                    self._cut.write(text)
                    return
                if self._cut.tell():
                    self._cut.write(text)
                    text = self._cut.getvalue()
                    self._cut = StringIO()
                self._size = 0
                yield self._read(text)
            case BytesMessage(data=data, message_finished=is_whole):
                # Not part of the API, so it is not kept.
                if self._has_room(len(data)) and is_whole:
                    self._size = 0
                    yield MalformedMessage("binary data")
            case Ping():
                self._send(event.response())
            case CloseConnection():
                self._take_close(event)
            case _:
                # A pong: that it arrived is all that counts.
                return

    def _read_fast(self, message: bytes) -> StreamMessage | None:
        """Read an event as Mastodon sends it; return None if it is anything else."""
        if not _is_utf_8(message):
            return None
        found = self._tries.read(self._converter, message, StreamingMessage)
        if found is None:
            return None
        return StreamMessage(found.stream, found.event.value, _encode(found.payload))

    def _has_room(self, size: int) -> bool:
        """Count what has arrived of a message, and end it all if that is too much."""
        self._size += size
        if self._size <= MAX_MESSAGE:
            return True
        self._send_close(_TOO_BIG)
        self._end = f"a message is longer than {MAX_MESSAGE} characters", None
        return False

    def _take_close(self, event: CloseConnection) -> None:
        """End it by a close frame, or because a frame is not valid."""
        from wsproto.connection import ConnectionState

        code: int | None = int(event.code)
        if self._connection.state is ConnectionState.OPEN:
            self._send_close(event.code)
            words, code = "the server broke the WebSocket protocol", None
        else:
            self._send(event.response())
            words = f"the server closed the WebSocket with code {code}"
        if event.reason:
            words += f": {readable(self._without_secrets(event.reason))}"
        self._end = words, code

    def _read(self, text: str) -> Received:
        try:
            found = _parse(text)
        except (ValueError, RecursionError):
            return MalformedMessage(text)
        if isinstance(found, StreamRefusal):
            return evolve(found, error=self._without_secrets(found.error))
        return found

    def _without_secrets(self, words: str) -> str:
        from ..http import mask_echo  # imported here: few messages are errors

        data = mask_echo(self._message, words.encode("utf-8", "surrogatepass"))
        return data.decode("utf-8", "surrogatepass")

    def _tell(self, type: str, stream: Stream) -> None:
        from wsproto.events import TextMessage

        told = {"type": type, "stream": stream.name, **stream.parameters}
        self._send(TextMessage(data=json.dumps(told, separators=(",", ":"))))

    def _send_close(self, code: int) -> None:
        from wsproto.events import CloseConnection

        self._send(CloseConnection(code=code))

    def _send(self, event: Any) -> None:
        if self._end is None:
            self._to_send.append(self._connection.send(event))


def _parse(text: str) -> Received:
    """Parse a message of the server.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deeply.
    """
    found: Any = json.loads(text)
    if not isinstance(found, dict):
        return MalformedMessage(text)
    message = cast("dict[str, Any]", found)
    error, name = message.get("error"), message.get("event")
    if isinstance(error, str) and name is None:
        status = message.get("status")
        is_status = type(status) is int and 400 <= status < 600
        return StreamRefusal(error, status if is_status else None)
    if not isinstance(name, str):
        return MalformedMessage(text)
    stream = message.get("stream")
    is_list = isinstance(stream, list)
    parts = cast("list[Any]", stream) if is_list else [stream]
    payload = message.get("payload")
    if payload is not None and not isinstance(payload, str):
        # Other servers may send the entity itself, or an id as a number.
        payload = json.dumps(payload)
    return StreamMessage(
        tuple(part for part in parts if isinstance(part, str)),
        name,
        _encode(payload),
    )


def _is_utf_8(message: bytes) -> bool:
    # Decoding an event leaves out what it does not need.
    if message.isascii():
        return True
    try:
        message.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encode(payload: str | None) -> bytes | None:
    return None if payload is None else payload.encode("utf-8", "surrogatepass")
