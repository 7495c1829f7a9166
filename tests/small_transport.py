"""A small transport on h11, blocking and on trio, for mutants to break.

It is written once, as coroutines. Those of the blocking one never wait: `SocketIO` does
its work before it returns, so `run` drives a coroutine to its end in one go. It has no
proxies, and reads no response before its request is sent.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar
from urllib.parse import urlsplit

import h11
import mastodon_credentials
import trio
from mastodon_network import NetworkClient, Proxies, TlsFiles
from small_channel import (
    ChannelOnSocket,
    ChannelOnTrio,
    Flow,
    SocketWaker,
    TrioWaker,
    receive_or_wake_socket,
    receive_or_wake_trio,
)

from mastodon_core import (
    AsyncMastodon,
    BlockingMastodon,
    ClientClosed,
    DecodeError,
    NetworkError,
    NetworkTimeout,
    Timeouts,
)
from mastodon_core.transport import (
    ACCEPT_ENCODING,
    AsyncChannel,
    BodyCollector,
    BodyReader,
    Channel,
    HttpRequest,
    HttpResponse,
    Multipart,
    ReadFile,
    Sleep,
    WaitFor,
    WireStep,
    WriteFile,
    cause_without_secrets,
    check_head,
    forget_locals,
    header_map,
    network_error,
    timeout_words,
)

T = TypeVar("T")
_FAILURES = (OSError, EOFError, h11.ProtocolError, trio.BrokenResourceError)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("the coroutine waits")


class SocketIO:
    """Blocking sockets."""

    now = staticmethod(time.monotonic)

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def wait(self, step: WaitFor) -> None:
        event = threading.Event()
        step.signal.on_set(event.set)
        event.wait(step.seconds)

    async def connect(self, host: str, port: int, seconds: float | None) -> Any:
        return socket.create_connection((host, port), seconds)

    async def secure(
        self, stream: Any, tls: ssl.SSLContext, host: str, seconds: float | None
    ) -> Any:
        stream.settimeout(seconds)
        return tls.wrap_socket(stream, server_hostname=host, suppress_ragged_eofs=False)

    async def send(self, stream: Any, data: bytes, seconds: float | None) -> None:
        stream.settimeout(seconds)
        stream.sendall(data)

    async def receive(self, stream: Any, seconds: float | None) -> bytes:
        stream.settimeout(seconds)
        data: bytes = stream.recv(65536)
        return data

    def is_stale(self, stream: Any) -> bool:
        stream.settimeout(0.0)
        try:
            stream.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        return True

    async def close(self, stream: Any) -> None:
        stream.close()

    def close_now(self, stream: Any) -> None:
        with suppress(OSError):
            # Closing alone would not end what another thread does.
            socket.socket.shutdown(stream, socket.SHUT_RDWR)
        stream.close()

    waker = SocketWaker
    receive_or_wake = staticmethod(receive_or_wake_socket)


class TrioIO:
    """Streams of trio."""

    now: Any = staticmethod(trio.current_time)

    async def sleep(self, seconds: float) -> None:
        await trio.sleep(seconds)

    async def wait(self, step: WaitFor) -> None:
        event, token = trio.Event(), trio.lowlevel.current_trio_token()
        step.signal.on_set(lambda: token.run_sync_soon(event.set))
        seconds = float("inf") if step.seconds is None else step.seconds
        with trio.move_on_after(seconds):
            await event.wait()

    async def connect(self, host: str, port: int, seconds: float | None) -> Any:
        with _limit(seconds):
            return await trio.open_tcp_stream(host, port)

    async def secure(
        self, stream: Any, tls: ssl.SSLContext, host: str, seconds: float | None
    ) -> Any:
        secured = trio.SSLStream(stream, tls, server_hostname=host)
        with _limit(seconds):
            await secured.do_handshake()
        return secured

    async def send(self, stream: Any, data: bytes, seconds: float | None) -> None:
        with _limit(seconds):
            await stream.send_all(data)

    async def receive(self, stream: Any, seconds: float | None) -> bytes:
        with _limit(seconds):
            return bytes(await stream.receive_some(65536))

    def is_stale(self, stream: Any) -> bool:
        inner = getattr(stream, "transport_stream", stream)
        stale: bool = inner.socket.is_readable()
        return stale

    async def close(self, stream: Any) -> None:
        await trio.aclose_forcefully(stream)

    def close_now(self, stream: Any) -> None:
        getattr(stream, "transport_stream", stream).socket.close()

    waker = TrioWaker
    receive_or_wake = staticmethod(receive_or_wake_trio)


def _open(path: str) -> BinaryIO:
    return open(path, "rb")


def _limit(seconds: float | None) -> Any:
    # trio's own error would be another class.
    return _Limit(trio.move_on_after(float("inf") if seconds is None else seconds))


class _Limit:
    def __init__(self, scope: trio.CancelScope) -> None:
        self._scope = scope

    def __enter__(self) -> None:
        self._scope.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._scope.__exit__(*error)
        if self._scope.cancelled_caught:
            raise TimeoutError from None


class Deadline:
    """The timeouts of one exchange, and the one that ends first."""

    def __init__(self, io: Any, timeouts: Timeouts) -> None:
        self._io, self._timeouts = io, timeouts
        self._ends = {"total": self._end("total")}
        self.which: Any = "total"

    def _end(self, name: str) -> float:
        seconds = getattr(self._timeouts, name)
        return float("inf") if seconds is None else self._io.now() + seconds

    def begin(self, name: str) -> None:
        self._ends[name] = self._end(name)

    def seconds(self, *names: str) -> float:
        """How long the next operation may take."""
        for name in names:
            if name != "connect":
                self.begin(name)
        self.which = min((*names, "total"), key=self._ends.__getitem__)
        seconds: float = self._ends[self.which] - self._io.now()
        if seconds <= 0:
            raise TimeoutError
        return min(seconds, threading.TIMEOUT_MAX)

    def error(self, *, sent: bool) -> NetworkTimeout:
        return NetworkTimeout(timeout_words(self._timeouts, self.which), sent=sent)


class Connection:
    def __init__(self, stream: Any, origin: Any) -> None:
        self.stream, self.origin = stream, origin
        self.h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=200_000)
        self.is_reused = self.has_answered = self.is_odd = False


class Small(NetworkClient):
    """What both clients have in common, and what mutants override."""

    io: Any
    closed: bool
    flow: Any = Flow

    def _monotonic(self) -> float:
        return float(self.io.now())

    def _prepare(self, tls: TlsFiles, proxies: Proxies) -> None:
        self.tls = self.tls_context(tls)
        self.idle: dict[Any, list[Connection]] = defaultdict(list)
        self.proven = set[Any]()
        self.channels = list[Any]()
        self._holds_connections = True

    def tls_context(self, files: TlsFiles) -> ssl.SSLContext:
        return files.context()

    async def step(self, step: WireStep) -> HttpResponse | str | None:
        try:
            return await self.carry_out(step)
        except BaseException as error:
            self.forget(error)
            raise

    def forget(self, error: BaseException) -> None:
        forget_locals(error, "h11", "trio", "small_transport")

    async def carry_out(self, step: WireStep) -> HttpResponse | str | None:
        match step:
            case HttpRequest(body=Multipart() as form):
                upload = BodyReader(form, _open, self.session.hooks.on_upload)
                try:
                    return await self.round_trip(step, upload)
                finally:
                    self.close_reader(upload)
            case HttpRequest():
                return await self.round_trip(step, None)
            case Sleep():
                await self.io.sleep(step.seconds)
            case WaitFor():
                await self.io.wait(step)
            case ReadFile():
                return mastodon_credentials.read(step.path)
            case WriteFile():
                self.write(step)
        return None

    def close_reader(self, upload: BodyReader) -> None:
        upload.__exit__(None, None, None)

    def write(self, step: WriteFile) -> None:
        mastodon_credentials.write(step.path, step.text)

    def deadline(self) -> Deadline:
        return Deadline(self.io, self.timeouts)

    async def open_flow(self, message: HttpRequest) -> Flow:
        """Open the connection of a channel."""
        if self.closed:
            raise ClientClosed("closed")
        opened: list[Connection] = []
        try:
            response = await self.round_trip(message, None, opened)
        except BaseException as error:
            self.forget(error)
            raise
        try:
            made: Flow = self.flow(self, opened[0] if opened else None, response)
            return made
        except DecodeError:
            self.io.close_now(opened[0].stream)
            raise

    def opens(self, message: HttpRequest, status: int) -> bool:
        """Whether the bytes after the head of a response are for its channel."""
        return status in {101, 200}

    async def round_trip(
        self,
        message: HttpRequest,
        upload: BodyReader | None,
        opened: list[Connection] | None = None,
    ) -> HttpResponse:
        """Send a message, and receive its response.

        Args:
            opened: Gets the connection of a channel.
        """
        url = urlsplit(message.url)
        origin = url.scheme, url.hostname, url.port or 443
        deadline, sent, kept = self.deadline(), False, False
        connection = await self.take(origin, message, opened is not None)
        failure: NetworkError
        try:
            if connection is None:
                connection = await self.open(origin, deadline)
            sent = True
            await self.send_message(connection, message, upload, deadline)
            response = await self.receive_response(
                connection, message, deadline, opened is not None
            )
            if opened is not None:
                if kept := self.opens(message, response.status):
                    opened.append(connection)
            elif kept := self.may_keep(connection, response):
                if connection.is_reused:
                    self.proven.add(origin)
                self.idle[origin].append(connection)
            return response
        except TimeoutError:
            failure = deadline.error(sent=self.was_sent(sent))
        except _FAILURES as error:
            reused = (
                connection is not None
                and connection.is_reused
                and not connection.has_answered
            )
            failure = network_error(
                error, sent=self.was_sent(sent), reused=self.tells_reuse(reused)
            )
            if reused:
                self.proven.discard(origin)
            failure.__cause__ = cause_without_secrets(error, message)
        finally:
            if connection is not None and not kept:
                await self.close_stream(connection)
        raise failure

    def was_sent(self, sent: bool) -> bool:
        return sent

    def tells_reuse(self, reused: bool) -> bool:
        return reused

    async def close_stream(self, connection: Connection) -> None:
        await self.io.close(connection.stream)

    async def take(
        self, origin: Any, message: HttpRequest, is_for_channel: bool
    ) -> Connection | None:
        """Take a kept connection that this message may use."""
        if is_for_channel or self.needs_fresh(message):
            return None
        while self.idle[origin]:
            connection = self.idle[origin].pop()
            if self.io.is_stale(connection.stream):
                self.proven.discard(origin)
                await self.io.close(connection.stream)
            elif not self.may_reuse(origin, message):
                self.idle[origin].append(connection)
                return None
            else:
                connection.h11.start_next_cycle()
                connection.is_reused, connection.has_answered = True, False
                return connection
        return None

    def needs_fresh(self, message: HttpRequest) -> bool:
        return message.fresh

    def may_reuse(self, origin: Any, message: HttpRequest) -> bool:
        return message.repeatable or origin in self.proven

    def may_keep(self, connection: Connection, response: HttpResponse) -> bool:
        return (
            not self.closed
            and not connection.is_odd
            and connection.h11.our_state is connection.h11.their_state is h11.DONE
            and connection.h11.trailing_data == (b"", False)
            and response.status < 500
            and not {"transfer-encoding", "content-length"} <= response.headers.keys()
        )

    async def open(self, origin: Any, deadline: Deadline) -> Connection:
        scheme, host, port = origin
        deadline.begin("connect")
        stream = await self.io.connect(host, port, deadline.seconds("connect"))
        if scheme == "https":
            raw = stream
            try:
                seconds = deadline.seconds("connect", "tls")
                stream = await self.io.secure(raw, self.tls, host, seconds)
            except BaseException:
                await self.io.close(raw)
                raise
        return Connection(stream, origin)

    def head(self, message: HttpRequest, length: int) -> list[tuple[str, str]]:
        headers = [
            ("host", urlsplit(message.url).netloc),
            *message.headers.items(),
        ]
        if "accept-encoding" not in message.headers:
            headers.append(("accept-encoding", ACCEPT_ENCODING))
        if length or message.method not in {"GET", "HEAD"}:
            headers.append(("content-length", str(length)))
        return headers

    async def send_message(
        self,
        connection: Connection,
        message: HttpRequest,
        upload: BodyReader | None,
        deadline: Deadline,
    ) -> None:
        url, body = urlsplit(message.url), message.body
        target = url.path + (f"?{url.query}" if url.query else "")
        length = len(body) if isinstance(body, bytes) else len(upload or b"")
        head = h11.Request(
            method=message.method, target=target, headers=self.head(message, length)
        )
        pieces = [body] if isinstance(body, bytes) else (upload or ())
        try:
            data = connection.h11.send(head) or b""
            for piece in pieces:
                if piece:
                    data += connection.h11.send(h11.Data(piece)) or b""
                await self.io.send(connection.stream, data, deadline.seconds("write"))
                data = b""
                if upload is not None:
                    self.tell(upload, len(piece))
        except (ConnectionError, trio.BrokenResourceError):
            connection.h11.send_failed()
        else:
            connection.h11.send(h11.EndOfMessage())

    def tell(self, upload: BodyReader, size: int) -> None:
        upload.sent(size)

    async def receive_response(
        self,
        connection: Connection,
        message: HttpRequest,
        deadline: Deadline,
        is_for_channel: bool = False,
    ) -> HttpResponse:
        head: Any = None
        collector = BodyCollector()
        while True:
            event = self.next_event(connection)
            if event is h11.NEED_DATA:
                seconds = deadline.seconds("read")
                data = await self.io.receive(connection.stream, seconds)
                connection.has_answered |= bool(data)
                connection.h11.receive_data(data)
            elif isinstance(event, h11.Response) or self.is_final(event):
                head = event
                self.check_version(head.http_version)
                headers = self.headers(head)
                if is_for_channel and self.opens(message, head.status_code):
                    return HttpResponse(status=head.status_code, headers=headers)
                collector = self.collector(message, head.status_code, headers)
                if not isinstance(event, h11.Response):
                    return HttpResponse(status=head.status_code, headers=headers)
            elif isinstance(event, h11.Data):
                collector.receive(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                return self.response(head.status_code, headers, collector)
            elif not isinstance(event, h11.InformationalResponse):
                raise h11.RemoteProtocolError("the server sent no HTTP response")
            else:
                connection.is_odd = True

    def next_event(self, connection: Connection) -> Any:
        try:
            return connection.h11.next_event()
        except h11.RemoteProtocolError as error:
            if connection.h11.trailing_data[1]:
                raise EOFError("closed before the response was complete") from error
            raise

    def is_final(self, event: Any) -> bool:
        return isinstance(event, h11.InformationalResponse) and event.status_code == 101

    def check_version(self, version: bytes) -> None:
        if version not in {b"1.0", b"1.1"}:
            raise h11.RemoteProtocolError("another version of HTTP")

    def headers(self, head: Any) -> dict[str, str]:
        pairs = (
            (name.decode(), value.decode("latin-1")) for name, value in head.headers
        )
        if head.status_code == 101:
            return header_map(pairs)
        return check_head(head.status_code, pairs)

    def collector(
        self, message: HttpRequest, status: int, headers: dict[str, str]
    ) -> BodyCollector:
        return BodyCollector.for_response(
            message.method, status, headers, self.max_response_bytes
        )

    def response(
        self, status: int, headers: dict[str, str], collector: BodyCollector
    ) -> HttpResponse:
        return HttpResponse(status=status, headers=headers, body=collector.finish())

    def close_channels(self) -> None:
        while self.channels:
            self.channels.pop().close()

    def take_all(self) -> list[Connection]:
        kept = [each for connections in self.idle.values() for each in connections]
        self.idle.clear()
        return kept


class Blocking(Small, BlockingMastodon):
    io = SocketIO()

    def perform(self, step: WireStep) -> HttpResponse | str | None:
        return run(self.step(step))

    def open_channel(self, message: HttpRequest) -> Channel:
        channel = ChannelOnSocket(run(self.open_flow(message)))
        self.channels.append(channel)
        return channel

    def close(self) -> None:
        super().close()
        self.close_channels()
        for connection in self.take_all():
            run(self.io.close(connection.stream))


class OnTrio(Small, AsyncMastodon):
    io = TrioIO()
    opening: trio.CancelScope | None = None

    async def perform(self, step: WireStep) -> HttpResponse | str | None:
        return await self.step(step)

    async def open_channel(self, message: HttpRequest) -> AsyncChannel:
        with trio.CancelScope() as self.opening:
            channel = ChannelOnTrio(await self.open_flow(message))
            self.channels.append(channel)
            return channel
        raise ClientClosed("closed")

    async def aclose(self) -> None:
        await super().aclose()
        self.close_channels()
        if self.opening is not None:
            self.opening.cancel()
        for connection in self.take_all():
            await self.io.close(connection.stream)
