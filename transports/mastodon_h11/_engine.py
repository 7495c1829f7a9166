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

`Engine.open_channel` does the same for a response that does not end, on a connection
that is never kept and takes no place in the pool. Its stage 4 ends with the head.

All but the waits is one thread's work between two awaits, so the pool needs no lock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from mastodon_network import Proxies, TlsFiles

from mastodon_core import ClientClosed, NetworkError, Timeouts
from mastodon_core.transport import (
    BodyCollector,
    BodyReader,
    HttpRequest,
    HttpResponse,
    cause_without_secrets,
    check_head,
    header_map,
    network_error,
)

from ._channel import NetworkChannel
from ._connector import Connector, Link
from ._events import Data, End, Event, Failed, Head, Informational
from ._network import Deadline, Network, Waiter
from ._pool import Grant, Pool, Ticket
from ._routes import Route, Routes

_KEPT_BY_MALLOC = 1 << 20
"""Bytes. glibc returns a freed block to the system at once if it never freed a larger
one, and asking for it again costs 80 page faults for each page of statuses."""
_STREAMS = {101, 200}
"""The statuses of a response that may not end: another protocol, and a stream."""
_LARGE = 64 * 1024
"""Bytes. So much is sent before looking whether the server has responded."""


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
        self.channels: set[NetworkChannel] = set()
        self.ending: object = None

    def drop(self) -> None:
        """Close the idle connections and the channels."""
        self.pool.drop_idle()
        self.settle()
        for channel in list(self.channels):
            channel.close()

    def settle(self) -> None:
        """Close what the pool dropped, and wake the calls that got a place."""
        for link in self.pool.dropped():
            link.close()
        for ticket, grant in self.pool.granted():
            queued = self.queue.pop(ticket)
            queued.grant = grant
            queued.waiter.wake()


def _failure(
    error: Exception, message: HttpRequest, exchange: _Exchange
) -> NetworkError:
    failure = network_error(error, sent=exchange.deadline.sent, reused=exchange.is_lost)
    failure.__cause__ = cause_without_secrets(error, message)
    return failure


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
        self._connector = Connector(network, tls)
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
        run = await self._current_run()
        exchange = _Exchange(self._network.deadline(self._timeouts))
        try:
            with exchange.deadline:
                return await self._round_trip(run, message, upload, exchange)
        except _UploadError as unreadable:
            raise unreadable.error from None
        except self._network.failures as error:
            failure = _failure(error, message, exchange)
        # Not inside of the handler, where Python would keep the error as its context.
        raise failure

    async def open_channel(self, message: HttpRequest) -> NetworkChannel:
        """Send a message on a connection of its own, and read the head of the response.

        Raises:
            ClientClosed: the engine was closed, also before there is a response.
            DecodeError: the body has an unknown content encoding.
            NetworkError: no response arrived.
            NetworkTimeout: a timeout expired.
            ResponseTooLarge: the response is longer than the limit, and is no stream.
        """
        self._check_open()
        run = await self._current_run()
        exchange = _Exchange(self._network.deadline(self._timeouts))
        try:
            with exchange.deadline:
                return await self._open_channel(run, message, exchange.deadline)
        except self._network.failures as error:
            failure = _failure(error, message, exchange)
        self._check_open()
        raise failure

    def close(self) -> None:
        """Close channels and idle connections now, and those in use when given back.

        Those of an event loop that runs in another thread are closed by that.
        """
        self._closed = True
        self._forget_runs()
        # Without connections, it may also be called outside of the event loop.
        run = self._runs.get(self._network.run()) if self._runs else None
        if run is not None:
            run.drop()
            for queued in run.queue.values():
                queued.waiter.wake()
        for other in list(self._runs.values()):
            for channel in list(other.channels):
                channel.close_soon()

    async def _current_run(self) -> _Run:
        return self._runs.get(self._network.run()) or await self._begin_run()

    async def _begin_run(self) -> _Run:
        self._forget_runs()
        run = self._runs[self._network.run()] = _Run()
        run.ending = await self._network.at_end(run.drop)
        return run

    def _forget_runs(self) -> None:
        """Close what is left of runs that are over."""
        for key in list(self._runs):
            # Another thread may have found it too.
            if self._network.is_over(key) and (run := self._runs.pop(key, None)):
                run.drop()

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
                link = await self._connector.open(route, exchange.deadline)
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

    async def _open_channel(
        self, run: _Run, message: HttpRequest, deadline: Deadline
    ) -> NetworkChannel:
        route, target = self._routes.find(message.url)
        if "upgrade" in message.headers:
            route = route.for_upgrade()
        link = await self._connector.open(route, deadline)
        channel = NetworkChannel(
            link, self._network, message, self._timeouts, run.channels.discard
        )
        run.channels.add(channel)
        try:
            # The client may have been closed while it connected.
            self._check_open()
            data = link.request(message, target)
            deadline.begin("write")
            deadline.sent = True
            await link.stream.send(data.reveal())
            response, events = await self._begin_response(link, message, deadline)
            self._check_open()
            channel.begin(response, events)
        except BaseException:
            channel.close()
            raise
        if response.status not in _STREAMS:
            channel.close()
        return channel

    async def _begin_response(
        self, link: Link, message: HttpRequest, deadline: Deadline
    ) -> tuple[HttpResponse, list[Event]]:
        """Read the head of a response that may not end, or else the whole response.

        Returns:
            The response, and the events that follow its head.
        """
        while True:
            deadline.begin("read")
            events = link.http.receive(await link.stream.receive())
            for number, event in enumerate(events):
                if isinstance(event, Failed):
                    raise event.error
                if not isinstance(event, Head):
                    continue
                if event.status not in _STREAMS:
                    rest = events[number:]
                    response = await self._receive(link, message.method, deadline, rest)
                    return response, []
                self._connector.remember_session(link)
                headers = (
                    header_map(event.fields)
                    if event.status == 101
                    else check_head(event.status, event.fields)
                )
                response = HttpResponse(status=event.status, headers=headers)
                return response, events[number + 1 :]

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

    async def _exchange(
        self,
        link: Link,
        message: HttpRequest,
        target: str,
        upload: BodyReader | None,
        exchange: _Exchange,
    ) -> HttpResponse:
        data = link.request(message, target, None if upload is None else len(upload))
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
                    self._connector.remember_session(link)
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
