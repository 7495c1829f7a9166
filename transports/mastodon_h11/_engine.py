"""Send messages and read their responses, with the I/O of any event loop.

The stages of `Engine.round_trip`, each with its own timeout:

1. **Place.** Ask the pool, and wait for another call if it has no place.
2. **Connection.** Take the kept one that the pool names, unless the server has closed
   it by now. Else connect: TCP, the proxy, TLS.
3. **Send** the head and the body. If the server sends its final response in the middle
   of an upload, or closes, stop sending: the response says why.
4. **Receive** until the response is complete, and decode it.
5. **Give back** the place, with the connection if it can serve another call. After an
   exception or a cancellation anywhere, it is closed instead.

All but the waits is one thread's work between two awaits, so the pool needs no lock.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator

from mastodon_network import Proxies, TlsFiles

from mastodon_core import ClientClosed, Timeouts
from mastodon_core.transport import (
    BodyCollector,
    BodyReader,
    HttpRequest,
    HttpResponse,
    Proxy,
    cause_without_secrets,
    check_head,
    network_error,
)

from ._connection import Connection
from ._events import Data, End, Event, Failed, Head, Informational
from ._network import Deadline, Network, Stream, Waiter
from ._pool import Grant, Pool, Ticket
from ._routes import Route, Routes
from ._tls import Tls
from ._tls_stream import TlsStream
from ._tunnels import Tunnel

MAX_SESSIONS = 1000
"""How many TLS sessions are kept, one for each origin."""
_KEPT_BY_MALLOC = 1 << 20
"""Bytes. glibc returns a freed block to the system at once if it never freed a larger
one, and asking for it again costs 80 page faults for each page of statuses."""
_LARGE = 64 * 1024
"""Bytes. So much is sent before looking whether the server has responded."""


class Link:
    """An open connection: its bytes and its protocol."""

    def __init__(self, stream: Stream, route: Route, log: logging.Logger) -> None:
        self.stream: Stream = stream
        self.http: Connection = Connection()
        self.route: Route = route
        self.has_given_session: bool = False
        """Whether its TLS session is known."""
        self._log = log
        log.debug("opened %s", route)

    def close(self) -> None:
        self._log.debug("closed %s", self.route)
        self.stream.close()


class _Exchange:
    """What an exchange tells of itself if it fails."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline: Deadline = deadline
        self.is_lost: bool = False
        """Whether a kept connection ended before any byte of the response."""


class _UploadError(Exception):
    """A file that cannot be read, which is no failure of the network."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception = error


class ProxyError(OSError):
    """The proxy cannot be reached, or has ended the connection.

    `network_error` knows it by its name, like those of other libraries.
    """


class _Queued:
    """A call that waits for a place."""

    def __init__(self, waiter: Waiter) -> None:
        self.waiter: Waiter = waiter
        self.grant: Grant[Link] | None = None


class _Run:
    """The connections of one run of an event loop, which no other one can use."""

    def __init__(self) -> None:
        self.pool: Pool[Link] = Pool()
        self.queue: dict[Ticket, _Queued] = {}
        self.ending: object = None

    def drop_idle(self) -> None:
        """Close the idle connections."""
        self.pool.drop_idle()
        self.settle()

    def settle(self) -> None:
        """Close what the pool dropped, and wake the calls that got a place."""
        for link in self.pool.dropped():
            link.close()
        for ticket, grant in self.pool.granted():
            queued = self.queue.pop(ticket)
            queued.grant = grant
            queued.waiter.wake()


class Engine:
    """Runs HTTP/1.1 exchanges for one client.

    Args:
        largest: The limit for a response body, in bytes.
    """

    def __init__(
        self,
        network: Network,
        *,
        tls: TlsFiles,
        proxies: Proxies,
        timeouts: Timeouts,
        largest: int,
    ) -> None:
        bytes(_KEPT_BY_MALLOC)
        self._network = network
        self._tls = tls
        self._context: ssl.SSLContext | None = None
        self._sessions: dict[Route, ssl.SSLSession] = {}
        self._routes = Routes(proxies)
        self._timeouts = timeouts
        self._largest = largest
        self._log = logging.getLogger(f"{network.name}.connections")
        self._runs: dict[object, _Run] = {}
        self._closed = False

    async def round_trip(
        self, message: HttpRequest, upload: BodyReader | None
    ) -> HttpResponse:
        """Send a message and read the whole response.

        Args:
            upload: The body in pieces, if it is multipart.

        Raises:
            ClientClosed: the engine was closed.
            NetworkError: no response arrived, or an incomplete one.
            NetworkTimeout: a timeout expired.
            OSError: a file to upload cannot be read.
            ResponseTooLarge: the response is longer than the limit.
        """
        run = self._runs.get(self._network.run()) or await self._begin_run()
        exchange = _Exchange(self._network.deadline(self._timeouts))
        try:
            with exchange.deadline:
                return await self._round_trip(run, message, upload, exchange)
        except _UploadError as unreadable:
            raise unreadable.error from None
        except self._network.failures as error:
            failure = network_error(
                error, sent=exchange.deadline.sent, reused=exchange.is_lost
            )
            failure.__cause__ = cause_without_secrets(error, message)
        # Not inside of the handler, where Python would keep the error as its context.
        raise failure

    def close(self) -> None:
        """Close idle connections now, and those in use when they are given back.

        Those of an event loop that runs in another thread are closed by that.
        """
        self._closed = True
        self._forget_runs()
        # Without connections, it may also be called outside of the event loop.
        run = self._runs.get(self._network.run()) if self._runs else None
        if run is not None:
            run.drop_idle()
            for queued in run.queue.values():
                queued.waiter.wake()

    async def _begin_run(self) -> _Run:
        self._forget_runs()
        run = self._runs[self._network.run()] = _Run()
        run.ending = await self._network.at_end(run.drop_idle)
        return run

    def _forget_runs(self) -> None:
        """Close what is left of runs that are over."""
        for key in list(self._runs):
            # Another thread may have found it too.
            if self._network.is_over(key) and (run := self._runs.pop(key, None)):
                run.drop_idle()

    async def _round_trip(
        self,
        run: _Run,
        message: HttpRequest,
        upload: BodyReader | None,
        exchange: _Exchange,
    ) -> HttpResponse:
        route, target = self._routes.find(message.url)
        pool = run.pool
        link = await self._place(run, route, message, exchange.deadline)
        try:
            if link is not None and not await self._is_alive(link):
                pool.lost(route)
                link.close()
                link = None
            is_kept = link is not None
            if link is None:
                link = await self._open(route, exchange.deadline)
            else:
                self._log.debug("reused %s", route)
            try:
                response = await self._exchange(link, message, target, upload, exchange)
            except self._network.failures:
                if is_kept and not link.http.has_received:
                    exchange.is_lost = True
                    pool.lost(route)
                raise
            if is_kept:
                pool.served(route)
            return response
        finally:
            self._give_back(run, route, link)

    async def _place(
        self, run: _Run, route: Route, message: HttpRequest, deadline: Deadline
    ) -> Link | None:
        """Get a place in the pool, with the kept connection that is in it, if any."""
        pool = run.pool
        self._check_open()
        answer = pool.ask(
            route,
            self._network.now(),
            repeatable=message.repeatable,
            fresh=message.fresh,
        )
        run.settle()
        if isinstance(answer, Grant):
            return answer.connection
        queued = run.queue[answer] = _Queued(self._network.waiter())
        deadline.begin("pool")
        try:
            await queued.waiter.wait()
            self._check_open()
        except BaseException:
            if queued.grant is None:
                del run.queue[answer]
                pool.cancel(answer)
            else:
                self._give_back(run, route, queued.grant.connection)
            raise
        assert queued.grant is not None
        return queued.grant.connection

    def _check_open(self) -> None:
        if self._closed:
            raise ClientClosed("this client is closed; make a new one")

    def _give_back(self, run: _Run, route: Route, link: Link | None) -> None:
        now = self._network.now()
        if link is None:
            run.pool.leave(route, now)
        elif link.http.can_be_kept and not self._closed:
            run.pool.keep(route, link, now)
        else:
            link.close()
            run.pool.leave(route, now)
        run.settle()

    async def _is_alive(self, link: Link) -> bool:
        try:
            return await link.stream.is_silent()
        except self._network.failures:
            return False

    async def _open(self, route: Route, deadline: Deadline) -> Link:
        deadline.begin("connect")
        if route.proxy is None:
            stream = await self._network.connect(route.host, route.port)
        else:
            stream = await self._through(route.proxy, route, deadline)
        try:
            if route.scheme == "https":
                stream = await self._secure(stream, route.host, route, deadline)
        except BaseException:
            stream.close()
            raise
        return Link(stream, route, self._log)

    async def _through(self, proxy: Proxy, route: Route, deadline: Deadline) -> Stream:
        """Connect to a proxy, and have it connect to the server."""
        host = route.host
        if proxy.scheme == "socks5":
            host = await self._network.resolve(host, route.port)
        try:
            stream = await self._network.connect(proxy.host, proxy.port)
            try:
                if proxy.scheme == "https":
                    stream = await self._secure(stream, proxy.host, None, deadline)
                if not route.is_forwarded:
                    # After TLS with the proxy, the time for that is over.
                    deadline.begin("connect")
                    await self._tunnel(stream, Tunnel(proxy, host, route.port))
            except BaseException:
                stream.close()
                raise
        except self._network.failures as error:
            raise ProxyError("no connection to the proxy") from error
        return stream

    async def _secure(
        self, stream: Stream, host: str, route: Route | None, deadline: Deadline
    ) -> Stream:
        """Begin TLS; resume the session of an earlier connection on this route."""
        deadline.begin("tls")
        if self._context is None:
            # In a thread, as reading all authorities of a system takes 15 ms.
            context = await self._network.in_thread(self._tls.context)
            if context is not self._tls.verify:
                context.set_alpn_protocols(["http/1.1"])
            # Sessions belong to one context, so the first one stays.
            self._context = self._context or context
        session = self._sessions.get(route) if route is not None else None
        secured = TlsStream(stream, Tls(self._context, host, session))
        await secured.handshake()
        return secured

    async def _tunnel(self, stream: Stream, tunnel: Tunnel) -> None:
        to_send = tunnel.first()
        while not tunnel.is_open:
            await stream.send(to_send.reveal())
            to_send = tunnel.receive(await stream.receive())

    async def _exchange(
        self,
        link: Link,
        message: HttpRequest,
        target: str,
        upload: BodyReader | None,
        exchange: _Exchange,
    ) -> HttpResponse:
        route = link.route
        extra: list[tuple[str, str]] = []
        if route.proxy is not None and route.is_forwarded:
            target = f"{route.scheme}://{route.authority}{target}"
            if (secret := route.proxy.authorization) is not None:
                extra = [("proxy-authorization", secret.reveal())]
        data = link.http.request(
            message,
            target,
            route.authority,
            length=None if upload is None else len(upload),
            extra=extra,
        )
        deadline = exchange.deadline
        deadline.begin("write")
        # From here on, the server may have received something.
        deadline.sent = True
        try:
            early = await self._send(link, data.reveal(), upload, deadline)
        except self._network.failures as error:
            # A server that refuses an upload may close after a response that says why.
            link.http.cut_request()
            return await self._receive(link, message.method, deadline, [], error)
        response = await self._receive(link, message.method, deadline, early)
        if link.stream.has_unsent:
            link.http.cut_request()
        return response

    async def _send(
        self, link: Link, data: bytes, upload: BodyReader | None, deadline: Deadline
    ) -> list[Event]:
        """Send the request.

        Returns:
            The beginning of a response that made it stop; empty if all was sent.
        """
        await link.stream.send(data[:_LARGE])
        for start in range(_LARGE, len(data), _LARGE):
            piece = data[start : start + _LARGE]
            if early := await self._send_piece(link, piece, deadline):
                link.http.cut_request()
                return early
        if upload is None:
            return []
        pieces = iter(upload)
        while piece := await self._read_piece(pieces):
            if early := await self._send_piece(link, piece, deadline):
                return early
            upload.sent(len(piece))
        link.http.end_of_request()
        return []

    async def _send_piece(
        self, link: Link, piece: bytes, deadline: Deadline
    ) -> list[Event]:
        rest = piece
        while rest:
            deadline.begin("write")
            if rest := await link.stream.send_unless_heard(rest):
                early = link.http.receive(await link.stream.receive())
                # After 100 Continue, the server waits for the rest.
                if not all(isinstance(event, Informational) for event in early):
                    return early
        return []

    async def _read_piece(self, pieces: Iterator[bytes]) -> bytes:
        try:
            # In a thread, as reading a file can block.
            return await self._network.in_thread(lambda: next(pieces, b""))
        except self._network.failures as error:
            raise _UploadError(error) from None

    async def _receive(
        self,
        link: Link,
        method: str,
        deadline: Deadline,
        events: list[Event],
        failed: BaseException | None = None,
    ) -> HttpResponse:
        """Read the response.

        Args:
            events: What is known of it already.
            failed: Why the request could not be sent, which is the error if there is
                no response either.
        """
        stream, http = link.stream, link.http
        status, headers = 0, dict[str, str]()
        collector: BodyCollector | None = None
        while True:
            for event in events:
                if isinstance(event, Data):
                    assert collector is not None
                    collector.receive(event.data)
                elif isinstance(event, Head):
                    status = event.status
                    headers = check_head(status, event.fields)
                    collector = BodyCollector.for_response(
                        method, status, headers, self._largest
                    )
                elif isinstance(event, End):
                    assert collector is not None
                    self._remember_session(link)
                    return HttpResponse(
                        status=status, headers=headers, body=collector.finish()
                    )
                elif isinstance(event, Failed):
                    raise failed or event.error
            deadline.begin("read")
            try:
                data = await stream.receive()
            except self._network.failures as error:
                raise failed or error from None
            events = http.receive(data)

    def _remember_session(self, link: Link) -> None:
        if isinstance(link.stream, TlsStream) and not link.has_given_session:
            session = link.stream.session
            if session is not None:
                link.has_given_session = True
                if len(self._sessions) >= MAX_SESSIONS:
                    self._sessions.clear()
                self._sessions[link.route] = session
