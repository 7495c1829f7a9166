"""A streaming server by other authors, the package ``websockets``, on loopback.

It answers ordinary requests as well, as far as clients need it to fetch what they have
missed. Its connections follow scripts; it serves in a thread.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from stream_server import status
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response

_RESET = struct.pack("ii", 1, 0)


class Socket(ServerConnection):
    """The server's end of a WebSocket."""

    peer: Peer
    pings: int = 0
    """How many pings of the client have come."""

    def process_event(self, event: Any) -> None:
        super().process_event(event)
        if isinstance(event, Frame) and event.opcode is Opcode.PING:
            self.pings += 1
            self.pinged.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.pinged = asyncio.Event()
        super().connection_made(transport)

    @property
    def target(self) -> str:
        assert self.request is not None
        return self.request.path

    @property
    def stream(self) -> list[str]:
        """The stream of the URL, as events name it."""
        return list(dict(parse_qsl(urlsplit(self.target).query)).values())

    async def tell(self, name: str, payload: Any, *stream: str) -> None:
        """Send an event."""
        await self.send(self.event(name, payload, *stream))

    def event(self, name: str, payload: Any, *stream: str) -> str:
        text = payload if isinstance(payload, str) else json.dumps(payload)
        told = {"stream": stream or self.stream, "event": name, "payload": text}
        return json.dumps(told)

    async def post(self, *ids: str) -> None:
        """Publish statuses, and send them."""
        for id in ids:
            self.peer.timeline.append(id)
            await self.tell("update", status(id))

    async def write(self, data: bytes) -> None:
        """Send bytes that need not be a frame."""
        self.transport.write(data)
        await self.drain()

    def reset(self) -> None:
        """Reset the TCP connection."""
        sock: socket.socket = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()

    async def hang(self) -> None:
        """Read nothing any more, and send nothing, until the server ends."""
        self.transport.pause_reading()
        await asyncio.Event().wait()


Script: TypeAlias = Callable[[Socket], Awaitable[object]]


def refusal(status: int, error: str = "no", **headers: str) -> Response:
    """The response to a handshake that is refused, with JSON as Mastodon sends it."""
    body = json.dumps({"error": error}).encode()
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return _response(status, body, fields)


def _response(status: int, body: bytes, fields: dict[str, str]) -> Response:
    head = Headers(fields)
    head["Content-Type"] = "application/json"
    head["Content-Length"] = str(len(body))
    head["Connection"] = "close"
    return Response(status, HTTPStatus(status).phrase, head, body)


class Peer:
    """The server. Each connection follows the next script, or is refused by it.

    After the last script, connections are refused with 410, which ends a stream.

    Args:
        options: Those of ``websockets.asyncio.server.serve``.
    """

    def __init__(
        self,
        *scripts: Script | Response,
        tls: ssl.SSLContext | None = None,
        **options: Any,
    ) -> None:
        self.timeline: list[str] = ["1"]
        """The ids of the statuses in all timelines, oldest first."""
        self.handshakes: list[Request] = []
        self.asked: list[str] = []
        """The ordinary requests but for the instance document."""
        self.sockets: list[Socket] = []
        self.errors: list[BaseException] = []
        """Errors of scripts, which are raised at the end."""
        self.before_fetch: Callable[[], Awaitable[object]] | None = None
        """Called before a page is answered."""
        self._scripts = list(scripts)
        self._tls = tls
        self._options = options
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.url: str = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self.errors and error[0] is None:
            raise self.errors[0]

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        options: dict[str, Any] = {
            "close_timeout": 5,
            "ping_interval": None,
        } | self._options
        server = await serve(
            self._follow,
            "127.0.0.1",
            0,
            ssl=self._tls,
            process_request=self._request,
            create_connection=Socket,
            **options,
        )
        port = server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{port}"
        self._started.set()
        await self._stop.wait()
        for task in server.handler_tasks:
            task.cancel()
        for connection in server.all_connections:
            connection.transport.abort()
        server.close()
        await server.wait_closed()

    async def _request(self, socket: Any, request: Request) -> Response | None:
        url = urlsplit(request.path)
        if "Upgrade" not in request.headers:
            return await self._rest(url.path, dict(parse_qsl(url.query)), request.path)
        assert url.path == "/api/v1/streaming"
        self.handshakes.append(request)
        script = self._scripts[0] if self._scripts else refusal(410, "that is all")
        if isinstance(script, Response):
            del self._scripts[:1]
            return script
        return None

    async def _rest(self, path: str, query: dict[str, str], target: str) -> Response:
        if path.endswith("/instance"):
            return _response(404, b"{}", {})
        self.asked.append(target)
        if self.before_fetch is not None:
            await self.before_fetch()
        ids: list[str] = self.timeline if "/timelines/" in path else []
        limit = int(query["limit"])
        if "min_id" in query:
            found = ids[ids.index(query["min_id"]) + 1 :][:limit][::-1]
        else:
            found = ids[::-1][:limit]
        return _response(200, json.dumps([status(id) for id in found]).encode(), {})

    async def _follow(self, socket: Any) -> None:
        socket.peer = self
        self.sockets.append(socket)
        script = self._scripts.pop(0)
        assert not isinstance(script, Response)
        try:
            await script(socket)
        except Exception as error:
            self.errors.append(error)


async def pieces_of(
    text: str, size: int, between: Callable[[], Awaitable[object]]
) -> AsyncIterator[str]:
    """Cut a text for a fragmented message, and do something between the fragments."""
    for start in range(0, len(text), size):
        yield text[start : start + size]
        await between()
