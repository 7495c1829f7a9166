"""Serve an offline instance on a real port, over HTTP/1.1, with trio and h11."""

from __future__ import annotations

from mastodon_core.values import need

need("trio", "testing", "serving an offline instance")
need("h11", "testing", "serving an offline instance")

import re
import ssl
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from math import inf
from queue import SimpleQueue

import h11
import trio
from attrs import define, evolve

from mastodon_core.testing import OfflineChannel, OfflineInstance
from mastodon_core.transport import HttpRequest, HttpResponse

# A little more than the largest video that Mastodon accepts.
_LARGEST_BODY = 128 * 1024 * 1024
_CHUNK = 64 * 1024
# Seconds that a connection may be idle, and that a client may take to close it.
_IDLE_TIMEOUT = 60.0
_CLOSE_TIMEOUT = 2.0
# Seconds between two looks at the clock, which other threads can advance.
_LOOK = 1.0
_STREAMS = re.compile(rb"/api/v1/streaming(?!/health\b)")
_METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
_TOO_LARGE = HttpResponse(status=413, body=b"Content Too Large\n")
_NO_METHOD = HttpResponse(status=405, body=b"Method Not Allowed\n")


async def serve(
    instance: OfflineInstance,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    task_status: trio.TaskStatus[str] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve an instance until cancelled.

    Its base URL becomes the served URL. Its clock follows real time: it is advanced to
    the current time if it is behind, and runs from there. ``pass_time`` advances it
    further::

        async with trio.open_nursery() as nursery:
            url = await nursery.start(mastodon_offline.serve, instance)

    Args:
        host: The address to listen on, and the host of the URL.
        port: The port; 0 for a free one.
        tls: The SSL context of the server, for https.
        task_status: Receives the URL once the server listens.

    Raises:
        OSError: the port is in use, or the host is not an address of this machine.
    """
    listeners = await trio.open_tcp_listeners(port, host=host)
    # A host name with two addresses has two listeners; with a given port, both use it.
    number = listeners[0].socket.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    url = f"{'http' if tls is None else 'https'}://{shown}:{number}"
    instance.base_url = url
    server = _Server(instance, url, _Clock.synchronized(instance))
    # The listeners already accept connections, so clients can connect from here on.
    task_status.started(url)
    if tls is None:
        await trio.serve_listeners(server.connected, listeners)
    else:
        secure = [trio.SSLListener(listener, tls) for listener in listeners]
        await trio.serve_listeners(server.connected, secure)


@contextmanager
def running(
    instance: OfflineInstance,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> Generator[str]:
    """Serve an instance from a thread, for blocking code; the result is its URL.

    The parameters are those of `serve`. The server stops with the ``with`` block::

        with mastodon_offline.running(OfflineInstance(seed=7)) as url:
            Mastodon.create_app("bot", to_file="app.txt", api_base_url=url)
    """
    started = _Started()

    async def main() -> None:
        with started.scope:
            await serve(instance, host=host, port=port, tls=tls, task_status=started)

    with ThreadPoolExecutor(1, thread_name_prefix="offline instance") as pool:
        server = pool.submit(trio.run, main)
        server.add_done_callback(lambda _: started.news.put(None))
        found = started.news.get()
        if found is not None:
            url, token = found
            try:
                yield url
            finally:
                # If the server has failed already, server.result() raises its error.
                with suppress(trio.RunFinishedError):
                    trio.from_thread.run_sync(started.scope.cancel, trio_token=token)
        server.result()


class _Started:
    """Passes the URL out of the thread; None means that the server ended."""

    def __init__(self) -> None:
        self.scope = trio.CancelScope()
        self.news = SimpleQueue[tuple[str, trio.lowlevel.TrioToken] | None]()

    def started(self, value: str | None = None) -> None:
        self.news.put((str(value), trio.lowlevel.current_trio_token()))


@define
class _Clock:
    """Advances the clock of an instance with real time."""

    instance: OfflineInstance
    seen: float

    @classmethod
    def synchronized(cls, instance: OfflineInstance) -> _Clock:
        behind = (datetime.now(UTC) - instance.now).total_seconds()
        if behind > 0:
            instance.pass_time(behind)
        return cls(instance, trio.current_time())

    def catch_up(self) -> None:
        now = trio.current_time()
        self.instance.pass_time(now - self.seen)
        self.seen = now


async def _close_gracefully(stream: trio.abc.Stream) -> None:
    """Close a connection so that the client still receives the last response.

    Closing a socket with unread data resets the connection, and the client may lose
    data that it has not read yet.
    """
    with trio.move_on_after(_CLOSE_TIMEOUT), suppress(trio.BrokenResourceError):
        if isinstance(stream, trio.SocketStream):
            await stream.send_eof()
        while await stream.receive_some(_CHUNK):
            pass


@define
class _Server:
    instance: OfflineInstance
    url: str
    clock: _Clock

    async def connected(self, stream: trio.abc.Stream) -> None:
        """Handle the requests of one connection, one after the other."""
        with trio.move_on_after(inf) as deadline:
            try:
                connection = _Connection(stream, deadline)
                while await self._answer_next(connection):
                    pass
            except (trio.BrokenResourceError, ssl.SSLError):
                # The client disconnected.
                pass
            else:
                await _close_gracefully(stream)
        await trio.aclose_forcefully(stream)

    async def _answer_next(self, connection: _Connection) -> bool:
        """Handle a request; return whether another one may follow."""
        try:
            head = await connection.head()
            if head is None:
                return False
            body = await connection.body()
        except h11.RemoteProtocolError as error:
            await connection.refuse(error)
            return False
        if head.method == b"GET" and _STREAMS.match(head.target):
            self.clock.catch_up()
            opened = self.instance.open_channel(self._request(head, body or b""))
            try:
                return await self._stream(connection, opened)
            finally:
                opened.close()
        await connection.respond(self._response(head, body), head.method == b"HEAD")
        return connection.start_next_request()

    async def _stream(self, connection: _Connection, opened: OfflineChannel) -> bool:
        """Pass on what a stream brings, until either end closes it.

        Returns:
            Whether another request may follow: the server refused to stream.
        """
        if opened.next_due is None and opened.response.status != 101:
            body = opened.response.body or opened.take()
            await connection.respond(evolve(opened.response, body=body), False)
            return connection.start_next_request()
        news = _News()
        opened.on_output(news.set)
        await connection.begin_stream(opened.response)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._read, connection, opened, nursery.cancel_scope)
            while True:
                has_ended = opened.has_ended
                await connection.send_piece(opened.take())
                if has_ended:
                    break
                await self._wait(opened, news)
            nursery.cancel_scope.cancel()
        await connection.end_stream()
        return False

    async def _wait(self, opened: OfflineChannel, news: _News) -> None:
        """Wait for output, or until time brings some."""
        due = opened.next_due or self.instance.now
        seconds = (due - self.instance.now).total_seconds()
        with trio.move_on_after(min(max(0.0, seconds), _LOOK)):
            await news.wait()
        self.clock.catch_up()

    async def _read(
        self, connection: _Connection, opened: OfflineChannel, scope: trio.CancelScope
    ) -> None:
        """Feed in what the client sends; stop everything once it is gone."""
        with suppress(trio.BrokenResourceError, ssl.SSLError):
            while data := await connection.receive():
                opened.feed(data)
        scope.cancel()

    def _response(self, head: h11.Request, body: bytes | None) -> HttpResponse:
        method = head.method.decode()
        if method not in _METHODS:
            return _NO_METHOD
        if body is None:
            return _TOO_LARGE
        self.clock.catch_up()
        return self.instance.handle(self._request(head, body))

    def _request(self, head: h11.Request, body: bytes) -> HttpRequest:
        method = head.method.decode()
        headers: dict[str, str] = {}
        for name, value in head.headers:
            known = headers.get(name.decode())
            text = value.decode("latin-1")
            headers[name.decode()] = text if known is None else f"{known}, {text}"
        return HttpRequest(
            method="GET" if method == "HEAD" else method,
            url=self.url + head.target.decode("latin-1"),
            headers=headers,
            body=body,
        )


class _News:
    """Says, from any thread, that a stream has new output."""

    def __init__(self) -> None:
        self._event = trio.Event()
        self._token = trio.lowlevel.current_trio_token()

    def set(self) -> None:
        # The server may have ended.
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(self._set, idempotent=True)

    def _set(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        await self._event.wait()
        self._event = trio.Event()


class _Connection:
    """An HTTP/1.1 connection: complete requests in, complete responses out."""

    def __init__(self, stream: trio.abc.Stream, deadline: trio.CancelScope) -> None:
        self._stream = stream
        self._deadline = deadline
        self._http = h11.Connection(h11.SERVER)
        self._has_early = False

    async def head(self) -> h11.Request | None:
        """Read the head of the next request; None once the client is done."""
        event = await self._next_event()
        return event if isinstance(event, h11.Request) else None

    async def body(self) -> bytes | None:
        """Read the body of the request; None if it is too large."""
        received = bytearray()
        while isinstance(event := await self._next_event(), h11.Data):
            if len(received) + len(event.data) > _LARGEST_BODY:
                return None
            received += event.data
        return bytes(received)

    async def respond(self, response: HttpResponse, without_body: bool) -> None:
        headers = [*response.headers.items()]
        headers.append(("content-length", str(len(response.body))))
        head = h11.Response(status_code=response.status, headers=headers)
        data = self._http.send(head) or b""
        if not without_body:
            data += self._http.send(h11.Data(data=response.body)) or b""
        await self._send(data + (self._http.send(h11.EndOfMessage()) or b""))

    async def begin_stream(self, response: HttpResponse) -> None:
        """Send the head of a response whose body has no known end."""
        headers = [*response.headers.items()]
        head: h11.InformationalResponse | h11.Response
        if response.status == 101:
            head = h11.InformationalResponse(status_code=101, headers=headers)
        else:
            head = h11.Response(status_code=response.status, headers=headers)
        await self._send(self._http.send(head) or b"")

    async def send_piece(self, data: bytes) -> None:
        """Send a piece of such a body, or bytes after status 101."""
        if data and self._http.our_state is h11.SEND_BODY:
            data = self._http.send(h11.Data(data=data)) or b""
        await self._send(data)
        # A stream may be idle.
        self._deadline.deadline = inf

    async def end_stream(self) -> None:
        if self._http.our_state is h11.SEND_BODY:
            await self._send(self._http.send(h11.EndOfMessage()) or b"")

    async def receive(self) -> bytes:
        """Receive bytes after the request of a stream; empty at the end."""
        early, _ = self._http.trailing_data
        if early and not self._has_early:
            self._has_early = True
            return early
        return bytes(await self._stream.receive_some(_CHUNK))

    async def refuse(self, error: h11.RemoteProtocolError) -> None:
        """Respond with an error to invalid HTTP, if a response is still possible."""
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            status = error.error_status_hint
            text = f"{error}\n".encode("ascii", "replace")
            await self.respond(HttpResponse(status=status, body=text), False)

    def start_next_request(self) -> bool:
        """Prepare for the next request; return False if the connection must close."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not (
            h11.DONE
        ):
            return False
        self._http.start_next_cycle()
        return True

    async def _next_event(self) -> object:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._http.they_are_waiting_for_100_continue:
                interim = h11.InformationalResponse(status_code=100, headers=[])
                await self._send(self._http.send(interim) or b"")
            self._deadline.deadline = trio.current_time() + _IDLE_TIMEOUT
            self._http.receive_data(bytes(await self._stream.receive_some(_CHUNK)))

    async def _send(self, data: bytes) -> None:
        self._deadline.deadline = trio.current_time() + _IDLE_TIMEOUT
        await self._stream.send_all(data)
