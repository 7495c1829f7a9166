"""A streaming server by script, on a virtual clock, and clients of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qsl, urlsplit

import trio
from attrs import define, field
from websockets.frames import Close, Frame, Opcode

from mastodon_core import (
    AsyncMastodon,
    BlockingMastodon,
    Credentials,
    NetworkError,
    entities,
    to_json,
)
from mastodon_core.streaming import (
    AsyncEventStream,
    Connecting,
    EventStream,
    State,
    Stream,
    StreamCall,
    StreamOptions,
)
from mastodon_core.testing import make
from mastodon_core.transport import (
    AsyncChannel,
    Channel,
    Clock,
    HttpRequest,
    HttpResponse,
    Session,
    Sleep,
    WaitFor,
    WireStep,
)

URL = "https://example.social"
Part: TypeAlias = "bytes | float | Exception | Callable[[], object]"
"""Bytes that arrive, seconds of silence, an error of the connection, or something that
happens meanwhile."""


def sse(name: str, payload: Any) -> bytes:
    """Encode an event as Mastodon does."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return f"event: {name}\ndata: {text}\n\n".encode()


def status(id: str, **fields: Any) -> Any:
    """Make the JSON of a status."""
    return to_json(make(entities.Status, id=id, **fields))


def update(id: str) -> bytes:
    return sse("update", status(id))


def frame(opcode: Opcode, data: bytes, fin: bool = True) -> bytes:
    """Encode a frame of a server, with the package ``websockets``."""
    return Frame(opcode, data, fin).serialize(mask=False)


def text_frame(message: Any) -> bytes:
    return frame(Opcode.TEXT, json.dumps(message).encode())


def close_frame(code: int, reason: str = "") -> bytes:
    return frame(Opcode.CLOSE, Close(code, reason).serialize())


def event_frame(stream: list[str], name: str, payload: Any) -> bytes:
    told: dict[str, Any] = {"stream": stream, "event": name}
    if payload is not None:
        told["payload"] = payload if isinstance(payload, str) else json.dumps(payload)
    return text_frame(told)


@define
class Connection:
    """One connection by script.

    Args:
        parts: What comes, in this order. Then, silence.
    """

    parts: list[Part]
    status: int = 200
    headers: dict[str, str] = field(
        factory=lambda: {"content-type": "text/event-stream"}
    )
    body: bytes = b""
    sent: list[bytes] = field(factory=list[bytes])
    is_closed: bool = False
    message: HttpRequest | None = None


def refused(status: int, error: str = "no", **headers: str) -> Connection:
    """A connection that is refused, with JSON as Mastodon sends it."""
    head = {"content-type": "application/json"}
    head |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Connection([], status, head, json.dumps({"error": error}).encode())


def page_of_html(status: int = 404) -> Connection:
    return Connection([], status, {"content-type": "text/html"}, b"<html>no</html>")


def websocket(*parts: Part) -> Connection:
    """A WebSocket, whose handshake is that of the package ``websockets``."""
    return Connection(list(parts), 101)


@define
class ScriptedServer:
    """Connections by script, in their order, and a REST API by function."""

    connections: list[Connection | Exception] = field(factory=list[Any])
    instance: dict[str, Any] = field(factory=dict[str, Any])
    instance_error: Exception | None = None
    rest: Callable[[str, dict[str, str]], Any] = lambda path, query: []
    """Returns the JSON for a path and a query, a response, or raises an error."""
    now: float = 1000.0
    opened: list[Connection] = field(factory=list[Connection])
    asked: list[str] = field(factory=list[str])
    """The requests to the REST API: path and query, without the instance document."""
    pauses: list[float] = field(factory=list[float])
    states: list[State] = field(factory=list[State])

    def note(self, state: State) -> None:
        if not isinstance(state, Connecting) or self.states[-1:] != [state]:
            self.states.append(state)

    checkpoint: Callable[[], Awaitable[object]] = trio.lowlevel.checkpoint
    """What async clients await before each step."""

    def client(self, **options: Any) -> ScriptedClient:
        return ScriptedClient(self, **options)

    def async_client(self) -> AsyncScriptedClient:
        return AsyncScriptedClient(self)

    def open_stream(self, *streams: Stream | str, **options: Any) -> EventStream:
        """Make a stream of a blocking client, which notes its states here."""
        call = self.call(*streams, **options)
        return EventStream(self.client(), call)

    def open_async_stream(
        self, *streams: Stream | str, **options: Any
    ) -> AsyncEventStream:
        """Make a stream of an async client."""
        call = self.call(*streams, **options)
        return AsyncEventStream(self.async_client(), call)

    def call(self, *streams: Stream | str, **options: Any) -> StreamCall:
        named: Any = streams or ("user",)
        options.setdefault("on_state", self.note)
        made = [s if isinstance(s, Stream) else Stream(s) for s in named]
        return StreamCall(made, cast(StreamOptions, options))

    def respond(self, message: HttpRequest) -> HttpResponse:
        url = urlsplit(message.url)
        assert f"{url.scheme}://{url.netloc}" == URL
        query = dict(parse_qsl(url.query))
        if url.path in {"/api/v1/instance", "/api/v2/instance"}:
            if self.instance_error is not None:
                raise self.instance_error
            if url.path == "/api/v1/instance" or not self.instance:
                return HttpResponse(status=404)
            found: Any = self.instance
        else:
            self.asked.append(f"{url.path}?{url.query}")
            found = self.rest(url.path, query)
        if isinstance(found, HttpResponse):
            return found
        if isinstance(found, Exception):
            raise found
        return HttpResponse(
            status=200,
            headers={"content-type": "application/json"},
            body=json.dumps(found).encode(),
        )

    def open(self, message: HttpRequest) -> Connection:
        found = self.connections.pop(0) if self.connections else refused(410, "enough")
        if isinstance(found, Exception):
            raise found
        found.message = message
        if found.status == 101:
            from websockets.utils import accept_key

            key = message.headers["sec-websocket-key"]
            found.headers = {
                "upgrade": "websocket",
                "connection": "Upgrade",
                "sec-websocket-accept": accept_key(key),
                **{k: v for k, v in found.headers.items() if k != "content-type"},
            }
        self.opened.append(found)
        return found

    def receive(self, connection: Connection, seconds: float | None) -> bytes | None:
        """Return what comes next; nothing ever comes after the last part."""
        while connection.parts and not connection.is_closed:
            part = connection.parts[0]
            if isinstance(part, float):
                wait = part if seconds is None else min(part, seconds)
                self.now += wait
                if wait < part:
                    connection.parts[0] = part - wait
                    return None
                connection.parts.pop(0)
                if seconds is not None:
                    seconds -= wait
                continue
            connection.parts.pop(0)
            if isinstance(part, bytes):
                return part
            if isinstance(part, Exception):
                raise part
            part()
        if connection.is_closed:
            return b""
        assert seconds is not None, "this waits for ever"
        self.now += seconds
        return None

    def wait(self, step: WireStep) -> None:
        match step:
            case WaitFor(signal=signal, seconds=seconds):
                if not signal.is_set:
                    assert seconds is not None, "this waits for ever"
                    self.pauses.append(seconds)
                    self.now += seconds
            case Sleep(seconds=seconds):
                self.now += seconds
            case _:
                raise AssertionError(step)

    def session(self, **options: Any) -> Session:
        begin = datetime(2024, 1, 1, tzinfo=UTC)
        random = Random(7)
        options.setdefault("retries", 0)
        return Session(
            clock=Clock(
                lambda: self.now, lambda: begin + timedelta(seconds=self.now - 1000)
            ),
            random=random.randbytes,
            credentials=options.pop(
                "credentials", Credentials(base_url=URL, access_token="token")
            ),
            **options,
        )


class ScriptedChannel(Channel):
    def __init__(self, server: ScriptedServer, message: HttpRequest) -> None:
        self._server = server
        self._connection = server.open(message)
        self._is_woken = False
        self.response = HttpResponse(
            status=self._connection.status,
            headers=self._connection.headers,
            body=self._connection.body,
        )

    def receive(self, seconds: float | None) -> bytes | None:
        if self._is_woken:
            self._is_woken = False
            return None
        return self._server.receive(self._connection, seconds)

    def send(self, data: bytes) -> None:
        self._connection.sent.append(data)

    def wake(self) -> None:
        self._is_woken = True

    def close(self) -> None:
        self._connection.is_closed = True


class ScriptedClient(BlockingMastodon):
    def __init__(self, server: ScriptedServer, **options: Any) -> None:
        self._server = server
        self.session = server.session(**options)

    def open_channel(self, message: HttpRequest) -> Channel:
        return ScriptedChannel(self._server, message)

    def perform(self, step: WireStep) -> HttpResponse | str | None:
        if isinstance(step, HttpRequest):
            return self._server.respond(step)
        self._server.wait(step)
        return None


class AsyncScriptedChannel(AsyncChannel):
    def __init__(self, server: ScriptedServer, message: HttpRequest) -> None:
        self._server = server
        self._channel = ScriptedChannel(server, message)
        self.response = self._channel.response

    async def receive(self, seconds: float | None) -> bytes | None:
        await self._server.checkpoint()
        return self._channel.receive(seconds)

    async def send(self, data: bytes) -> None:
        await self._server.checkpoint()
        self._channel.send(data)

    def wake(self) -> None:
        self._channel.wake()

    def close(self) -> None:
        self._channel.close()


class AsyncScriptedClient(AsyncMastodon):
    def __init__(self, server: ScriptedServer, **options: Any) -> None:
        self._server = server
        self.session = server.session(**options)

    async def open_channel(self, message: HttpRequest) -> AsyncChannel:
        await self._server.checkpoint()
        return AsyncScriptedChannel(self._server, message)

    async def perform(self, step: WireStep) -> HttpResponse | str | None:
        await self._server.checkpoint()
        if isinstance(step, HttpRequest):
            return self._server.respond(step)
        if isinstance(step, WaitFor) and step.seconds is None:
            woken = trio.Event()
            step.signal.on_set(woken.set)
            await woken.wait()
        else:
            self._server.wait(step)
        return None


def client_frames(connection: Connection) -> list[Any]:
    """Decode what a client has sent, with the package ``websockets``."""
    from websockets.streams import StreamReader

    reader = StreamReader()
    reader.feed_data(b"".join(connection.sent))
    reader.feed_eof()
    found: list[Any] = []
    while True:
        parsing = Frame.parse(
            reader.read_exact, mask=True, max_size=None, extensions=[]
        )
        if not reader.buffer:
            return found
        try:
            while True:
                next(parsing)
        except StopIteration as stop:
            made: Frame = stop.value
        if made.opcode is Opcode.TEXT:
            found.append(json.loads(made.data))
        else:
            found.append((made.opcode.name, bytes(made.data)))


def lost() -> NetworkError:
    return NetworkError("the connection was reset")


def ids_of(events: Iterable[Any]) -> list[str]:
    """Name events shortly: their names, and the ids of their items."""
    found: list[str] = []
    for event in events:
        item = (
            getattr(event, "status", None)
            or getattr(event, "notification", None)
            or getattr(event, "conversation", None)
        )
        about = getattr(event, "id", None) or getattr(item, "id", None)
        if about is None and event.name == "gap":
            about = f"{event.reason.name} {event.since}"
        found.append(f"{event.name} {about}" if about else event.name)
    return found
