"""The state of a stream, from the first connection to the last, without I/O.

`StreamSession.next_event` yields steps for a driver to perform, until there is an
event; `drive_stream` is the loop over them. Any number of threads or tasks may run one
at the same time: one of them has the role to advance the session, and the others wait
for a change. The states, in this order:

1. **Connecting.** Only the first time, ask the instance for its streaming server, and
   choose between server-sent events and the WebSocket (`_servers`): an error of that
   ends the stream. Refresh the token if it has expired. For each stream that is new,
   see which item is the newest (`_tracks`). Connect: if the server has not what was
   chosen, try the other one; if it refuses a token in the header of a WebSocket, try
   the subprotocol. Subscribe to all streams. Fetch what came since the last connection,
   or since the item to resume from. Nothing is read from the connection meanwhile, so
   what it brings comes after that, without what was fetched.
2. **Live.** Receive events. If nothing comes for half of ``max_silence``, ping a
   WebSocket. If nothing comes for all of it, the connection is dead.
3. **Waiting**, after a failure or a clean end (`_backoff`). What the server asks for in
   ``Retry-After`` comes on top. A connection that was live for `STABLE` seconds starts
   the backoff anew. Then **connecting** again.
4. **Closed**, for ever: the program closed it; or the server answered a status of 4xx
   other than 408, 425 and 429; or its certificate is not valid; or it has no streaming.

After each new connection there is a `Gap`, as edits and deletions cannot be fetched.

Events that are not taken are kept. When one subscription has `FULL` of them, or
`FULL_BYTES`, nothing more is received until they are taken.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator
from contextlib import suppress
from copy import copy
from functools import partial
from math import inf, isnan
from threading import Lock
from typing import Any, TypeAlias, TypeVar
from unicodedata import normalize
from urllib.parse import urljoin, urlsplit

from attrs import define, evolve, frozen

from ..calls import ApiError, One, Page, Request, Text, error_of
from ..clients import ClientClosed
from ..entities import Instance, InstanceV1
from ..http import (
    CertificateError,
    DecodeError,
    Headers,
    HttpRequest,
    HttpResponse,
    NetworkError,
    ResponseTooLarge,
)
from ..session import Session, Signal, seconds_announced
from ..values import MastodonError, expect, forget_locals, readable
from ._backoff import STABLE, Backoff
from ._call import StreamCall, distinct
from ._events import Event, Gap, GapReason, MalformedEvent
from ._payloads import EventReader, shorten
from ._servers import StreamingServer, StreamingUnavailable, find_server, streaming_url
from ._sse import EventStreamDecoder
from ._states import Closed, Connecting, Live, State, Via, Waiting
from ._steps import (
    Connect,
    Disconnect,
    Pause,
    Receive,
    RunExchange,
    Send,
    StreamStep,
    StreamSteps,
)
from ._streams import Stream
from ._subscriptions import Subscription
from ._tracks import OVERLAP, Track, note, tracks_of
from ._websocket import (
    Received,
    StreamMessage,
    StreamRefusal,
    WebSocketClosed,
    WebSocketSession,
    check_accepted,
    fits_subprotocol,
    upgrade_request,
)

T = TypeVar("T")

_LOG = logging.getLogger("mastodon_core.streaming")

MAX_REDIRECTS = 3
FILL_ATTEMPTS = 3
"""How often in a row fetching may fail before the stream goes on without."""

_TEMPORARY = {408, 425, 429}
_NO_STREAM = {404, 405, 406, 410, 426, 501}
"""Statuses of servers that have only the other way."""
_EVENT_STREAM = {"accept": "text/event-stream", "accept-encoding": "identity"}
_WITH_PARAMETER = {"hashtag", "hashtag:local", "list"}
_BY_PROGRAM = "the program closed it"

_ONE_STREAM = (
    "server-sent events carry one stream; open this one with via='websocket', or the"
    " further ones by methods of their own"
)

_Wire: TypeAlias = EventStreamDecoder | WebSocketSession
_Parts: TypeAlias = tuple[str, ...]


class _ClosedByProgramError(MastodonError):
    """Ends a step that is not worth performing any more."""


@define
class _Followed:
    """A stream with what it has brought."""

    tracks: tuple[Track, ...]
    has_begun: bool = False
    """Whether its events are delivered since then."""


@frozen
class _Rest:
    """Wait until a time, or until something is the case after a change."""

    until: float
    is_over: Callable[[], bool]


_Steps: TypeAlias = Generator[StreamStep | _Rest, Any, T]


def _parts_of(stream: Stream) -> _Parts:
    return _folded((stream.name, *stream.parameters.values()))


def _folded(parts: _Parts) -> _Parts:
    """Return parts that are the same for each way to write a hashtag."""
    if parts[0] not in {"hashtag", "hashtag:local"}:
        return parts
    return tuple(map(str.casefold, parts))


def _plain_tag(tag: str | None) -> str:
    """Return the same for all spellings of a hashtag that servers take for one."""
    letters = normalize("NFKD", tag or "").casefold()
    return "".join(letter for letter in letters if letter.isalnum())


class StreamSession:
    """A stream that connects again when its connection breaks, without I/O.

    Args:
        session: The session of the client.
        call: The streams to begin with, and the options.
    """

    def __init__(self, session: Session, call: StreamCall) -> None:
        self.main: Subscription = Subscription(call.streams)
        """The events of the streams of the call."""
        self.state: State = Connecting()
        """The state of the connection."""
        self._session = session
        self._call = call
        self._options = call.checked
        self._backoff = Backoff(session.random)
        self._reader = EventReader(
            strict=session.strict, converter=session.converter, tries=session.tries
        )
        self._subscriptions = [self.main]
        self._followed: dict[Stream, _Followed] = {}
        self._server = StreamingServer(session.base_url, ())
        self._ways: list[Via] = []
        self._in_subprotocol = False
        self._has_connected = False
        self._fill_failures = 0
        self._told: dict[_Parts, Stream] = {}
        """The streams that the server sends on the current connection."""
        self._silent: list[Stream] = []
        """The streams that have brought no event yet, the last subscription first."""
        self._is_closing = False
        self._has_started = False
        self._steps = self._run()
        self._step: StreamStep | _Rest | None = None
        self._failure: MastodonError | None = None
        self._role = Lock()
        """Held over a step by the driver that performs it. No driver waits for it."""
        self._is_resting = False
        """Whether it waits for something that the program does."""
        self._waiting: dict[Signal, None] = {}
        """Set at the next change. A driver adds one before it looks whether to wait."""
        self._heard_at = 0.0

    # What drivers and programs call.

    def next_event(
        self, subscription: Subscription, until: float = inf
    ) -> StreamSteps[Event | None]:
        """Return the next event; None if time is over, or the subscription has ended.

        Args:
            until: A time of the session's monotonic clock. If it is over, this reads
                once, without waiting.

        Raises:
            MastodonError: the stream has ended with this error.
        """
        has_looked = False
        while True:
            was_ended = subscription.is_ended
            event = subscription.take()
            if event is not None:
                if self._is_resting:
                    self._note_change()
                return event
            if was_ended:
                if subscription.error is not None:
                    raise copy(subscription.error)
                return None
            if has_looked and self.now() >= until:
                return None
            has_looked = True
            if isinstance(self.state, Closed):
                # It was added in this moment.
                subscription.end(self.state.error)
                continue
            yield from self._go_on(until, lambda: subscription.has_news)

    def subscribe(self, streams: tuple[Stream, ...]) -> Subscription:
        """Subscribe to further streams, over the same WebSocket.

        Raises:
            StreamingUnavailable: the connection carries server-sent events.
            TypeError: one of them is not a `Stream`.
            ValueError: there are none.
        """
        streams = distinct(streams)
        if not streams:
            raise ValueError("streams must not be empty")
        if self._ways == ["sse"] or self._options.via == "sse":
            raise StreamingUnavailable(_ONE_STREAM)
        added = Subscription(streams)
        with self._session.guard:
            self._subscriptions = [*self._subscriptions, added]
        if isinstance(self.state, Closed):
            added.end(self.state.error)
        return added

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription, and unsubscribe from streams that no other one has."""
        subscription.end()
        self._drop_ended()

    def _drop_ended(self) -> None:
        # Other threads may add some.
        with self._session.guard:
            self._subscriptions = [s for s in self._subscriptions if not s.is_ended]

    def connect(self) -> StreamSteps[None]:
        """Advance until the first connection is live.

        Raises:
            MastodonError: there will be no connection.
        """
        while not self._is_connected():
            yield from self._go_on(inf, self._is_connected)
        if self.main.error is not None:
            raise copy(self.main.error)

    def _is_connected(self) -> bool:
        return isinstance(self.state, Live) or self.main.is_ended

    def ask_to_close(self) -> None:
        """End the stream as soon as a driver advances it; then wake that driver."""
        self._is_closing = True
        self._note_change()

    def until(self, timeout: float | None) -> float:
        """Return the time after so many seconds; infinity for None.

        Raises:
            TypeError: the seconds are not a number.
            ValueError: they are nan.
        """
        expect("timeout", timeout, (int, float, type(None)), "seconds or None")
        if timeout is None:
            return inf
        if isnan(timeout):
            raise ValueError("timeout must be seconds or None, not nan")
        return self.now() + timeout

    def now(self) -> float:
        """Return the time of the session's monotonic clock."""
        return self._session.clock.monotonic()

    def abandon(self) -> None:
        """End the stream without any further step."""
        if not isinstance(self.state, Closed):
            self._close(None, _BY_PROGRAM)

    def finish(self) -> StreamSteps[None]:
        """End the stream, unless another driver does so: say goodbye, disconnect."""
        self.ask_to_close()
        if not self._has_started:
            self.abandon()
        while not isinstance(self.state, Closed):
            if not self._role.acquire(blocking=False):
                return
            yield from self._advance_in_role(self.now())

    def sleep(self, seconds: float) -> StreamSteps[None]:
        """Wait in the middle of a call.

        Raises:
            MastodonError: the stream is to be closed, which ends the call.
        """
        until = self.now() + seconds
        while not self._is_closing:
            if self.now() >= until:
                return
            yield from self._pause(until, lambda: self._is_closing)
        raise _ClosedByProgramError(_BY_PROGRAM)

    # Advancing.

    def _go_on(self, until: float, is_over: Callable[[], bool]) -> StreamSteps[None]:
        """Perform a step, or wait for whoever does, unless that is over already."""
        if not self._role.acquire(blocking=False):
            yield from self._pause(until, lambda: is_over() or not self._role.locked())
            return
        # It may have been over just before the role was free.
        yield from self._advance_in_role(until, is_over)
        if self._is_closing:
            # Whoever asked for it may have left, as the role was taken.
            yield from self.finish()

    def _advance_in_role(
        self, until: float, is_over: Callable[[], bool] = lambda: False
    ) -> StreamSteps[None]:
        """Perform one step, and give the role back."""
        try:
            if not is_over():
                yield from self._advance(until)
        finally:
            self._role.release()
            self._note_change()

    def _advance(self, until: float) -> StreamSteps[None]:
        step, failure, outcome = self._step, self._failure, None
        self._has_started, self._failure = True, None
        if self._is_closing and isinstance(step, Connect | RunExchange):
            failure = _ClosedByProgramError(_BY_PROGRAM)
        if failure is None and step is not None:
            try:
                outcome = yield from self._perform(step, until)
            except MastodonError as error:
                failure = error
            except BaseException:
                if isinstance(step, Send):
                    # A part of it may have been sent.
                    self._failure = NetworkError("sending was cancelled")
                raise
        self._step = None
        try:
            if failure is not None:
                self._step = self._steps.throw(failure)
            else:
                self._step = self._steps.send(outcome)
        except StopIteration:
            return
        except BaseException as error:
            # Of a function of the program, or as wsproto is missing.
            self._close(None, f"it raised {type(error).__name__}")
            raise
        finally:
            # It would be in a cycle with its traceback.
            failure = None

    def _perform(self, step: StreamStep | _Rest, until: float) -> StreamSteps[Any]:
        if isinstance(step, _Rest):
            # Set before it looks around, so that no change is missed.
            self._is_resting = True
            try:
                yield from self._pause(min(step.until, until), step.is_over)
            finally:
                self._is_resting = False
            return None
        if isinstance(step, Receive):
            step = Receive(min(step.until, until))
        return (yield step)

    def _pause(self, until: float, is_over: Callable[[], bool]) -> StreamSteps[None]:
        """Wait for the next change, unless something is the case already."""
        changed = Signal()
        self._waiting[changed] = None
        try:
            # Looked at now, as what changes from here on sets the signal.
            if not is_over():
                yield Pause(changed, until)
        finally:
            self._waiting.pop(changed, None)

    def _note_change(self) -> None:
        # Without a lock, as a signal handler may close the stream.
        with suppress(KeyError):
            while True:
                self._waiting.popitem()[0].set()

    def _run(self) -> _Steps[None]:
        error: MastodonError | None = None
        try:
            yield from self._connect_again_and_again()
        except MastodonError as reason:
            # It is kept, and a frame may have what the server has sent.
            forget_locals(reason)
            error = None if self._is_closing else reason
        self._close(error, str(error) if error else _BY_PROGRAM)

    def _close(self, error: MastodonError | None, why: str) -> None:
        subscriptions, self._subscriptions = self._subscriptions, []
        for subscription in subscriptions:
            subscription.end(error)
        self._become(Closed(why, error))
        self._note_change()

    def _become(self, state: State) -> None:
        if isinstance(self.state, Closed) or state == self.state == Connecting():
            return
        self.state = state
        streams = self._wanted() or self._call.streams
        names = ", ".join(map(str, streams)) or "without a subscription"
        match state:
            case Waiting(seconds=seconds, why=why):
                _LOG.warning("stream %s: %s; waiting %.1f s", names, why, seconds)
            case Closed(why=why):
                _LOG.info("stream %s: closed: %s", names, why)
            case Live(via=via):
                _LOG.info("stream %s: live over %s", names, via)
            case _:
                _LOG.debug("stream %s: connecting", names)
        self._options.on_state(state)

    def _wanted(self) -> list[Stream]:
        """Return all streams of the subscriptions, each once."""
        return list(
            dict.fromkeys(
                stream for each in self._subscriptions for stream in each.streams
            )
        )

    # Connecting.

    def _connect_again_and_again(self) -> _Steps[None]:
        self._options.on_state(self.state)
        yield from self._choose()
        while not self._is_closing:
            self._become(Connecting())
            more = 0.0
            try:
                why = yield from self._connection()
            except MastodonError as error:
                yield Disconnect()
                if isinstance(error, NetworkError | ResponseTooLarge):
                    error.host = error.host or urlsplit(self._server.url).netloc
                if self._is_end(error):
                    raise
                why, more = _words(error), self._announced(error)
            else:
                yield Disconnect()
            if self._is_closing:
                return
            pause = more + self._backoff.pause()
            self._become(Waiting(pause, why))
            until = self.now() + pause
            while not self._is_closing and self.now() < until:
                yield _Rest(until, lambda: self._is_closing)

    def _is_end(self, error: MastodonError) -> bool:
        if self._has_connected and isinstance(error, ApiError) and error.status < 400:
            # A proxy may show a page for people while the server is away.
            return False
        return _is_final(error)

    def _announced(self, error: MastodonError) -> float:
        """Return the seconds for which the server asks us to wait."""
        if not isinstance(error, ApiError):
            return 0.0
        wall = self._session.clock.now()
        headers = error.response.headers
        return seconds_announced(headers, "retry-after", wall) or 0.0

    def _choose(self) -> _Steps[None]:
        """Choose the streaming server and the ways to it."""
        needs_websocket = len(self._wanted()) != 1
        instance = None
        if self._options.url is None:
            instance = yield from self._instance()
        self._server = find_server(
            self._session.base_url,
            instance,
            via=self._options.via,
            url=self._options.url,
            needs_websocket=needs_websocket,
        )
        self._ways = list(self._server.ways)

    def _instance(self) -> _Steps[Instance | InstanceV1 | None]:
        """Get the instance document, of either version, if there is one."""
        for path, entity in (
            ("/api/v2/instance", Instance),
            ("/api/v1/instance", InstanceV1),
        ):
            request: Request[Any] = Request("GET", path, answer=One(entity))
            with suppress(ApiError, DecodeError):
                found: Instance | InstanceV1 = yield self._carry(request)
                return found
        return None

    def _carry(self, request: Request[Any]) -> RunExchange:
        return RunExchange(partial(self._session.exchange, request))

    def _connection(self) -> _Steps[str]:
        """Connect, and receive until the connection ends; return why it ended."""
        yield RunExchange(self._session.renewal)
        wanted = self._wanted()
        self._followed = {
            stream: followed
            for stream, followed in self._followed.items()
            if stream in wanted
        }
        for stream in wanted:
            yield from self._begin(stream)
        wire = yield from self._open(wanted)
        for stream in wanted:
            yield from self._catch_up(stream)
        self._fill_failures = 0
        if self._is_closing:
            return ""
        self._become(Live(self._ways[0]))
        began = self._heard_at = self.now()
        try:
            return (yield from self._listen(wire))
        finally:
            if self.now() - began >= STABLE:
                self._backoff.reset()

    def _open(self, wanted: list[Stream]) -> _Steps[_Wire]:
        """Connect, in the way that the server has."""
        for _ in range(2 * MAX_REDIRECTS):
            via = self._ways[0]
            message = self._message(via, wanted[0] if wanted else None)
            response: HttpResponse = yield Connect(message)
            if via == "sse" and _is_event_stream(response):
                self._told = {_parts_of(wanted[0]): wanted[0]}
                self._keep_way(via)
                return EventStreamDecoder()
            if via == "websocket" and response.status == 101:
                check_accepted(message, response)
                self._keep_way(via)
                socket = WebSocketSession(message)
                self._told = {_parts_of(stream): stream for stream in wanted}
                self._silent = wanted[::-1]
                for stream in wanted[1:]:
                    socket.subscribe(stream)
                if data := socket.data_to_send():
                    yield Send(data)
                return socket
            yield Disconnect()
            if (moved := self._moved(message, response)) is not None:
                self._server = evolve(self._server, url=moved)
            elif self._may_try_subprotocol(via, message, response):
                self._in_subprotocol = True
            elif len(self._ways) > 1 and _is_no_stream(response):
                del self._ways[0]
            else:
                raise self._refusal(message, response)
        raise StreamingUnavailable("the streaming server redirects in a circle")

    def _keep_way(self, via: Via) -> None:
        self._ways = [via]
        self._has_connected = True
        if via == "sse":
            (stream,) = self._told.values()
            for subscription in self._subscriptions:
                if set(subscription.streams) != {stream}:
                    # It was added while the way was not known yet.
                    subscription.end(StreamingUnavailable(_ONE_STREAM))
            self._drop_ended()

    def _message(self, via: Via, stream: Stream | None) -> HttpRequest:
        """Build the message that opens a stream."""
        session = self._session
        if via == "sse" and stream is not None:
            request = Request(
                "GET",
                stream.path,
                query=stream.query,
                answer=Text(),
            )
        else:
            # The first stream in the URL, as mastodon_mock demands one.
            query = {"stream": stream.name, **stream.parameters} if stream else {}
            request = Request("GET", "/api/v1/streaming", query=query, answer=Text())
        message = session.to_http(request)
        target = message.url.removeprefix(session.base_url)
        message = evolve(message, url=self._server.url + target)
        if via == "websocket":
            return upgrade_request(
                message, session.random, in_subprotocol=self._in_subprotocol
            )
        return evolve(message, headers=Headers({**message.headers, **_EVENT_STREAM}))

    def _moved(self, message: HttpRequest, response: HttpResponse) -> str | None:
        """Return the server that a redirect leads to, if it may get the token."""
        if response.status not in {301, 302, 303, 307, 308}:
            return None
        try:
            place = urljoin(message.url, response.headers.get("location", ""))
        except ValueError:
            return None
        host, found, _ = place.partition("/api/v1/streaming")
        if not found or self._options.url is not None:
            return None
        url = streaming_url(self._session.base_url, host)
        return None if url == self._server.url else url

    def _may_try_subprotocol(
        self, via: Via, message: HttpRequest, response: HttpResponse
    ) -> bool:
        return (
            via == "websocket"
            and response.status in {401, 403}
            and not self._has_connected
            and fits_subprotocol(message)
        )

    def _refusal(self, message: HttpRequest, response: HttpResponse) -> MastodonError:
        from ..http import without_echo  # imported here: few responses are errors

        told = response.headers.get("x-error-message")
        if told and not response.body:
            response = evolve(response, body=json.dumps({"error": told}).encode())
        response = without_echo(message, response)
        error = error_of(response, method="GET", path=urlsplit(message.url).path)
        if response.status >= 300 and not self._server.refused:
            return error
        if self._has_connected or response.status >= 500:
            return error
        reason = self._server.refused or "its response is not a stream"
        return StreamingUnavailable(
            f"{self._session.base_url} does not stream: {reason}"
        )

    # Fetching what was missed.

    def _begin(self, stream: Stream) -> _Steps[None]:
        """See where a stream begins, before it is asked for."""
        if stream in self._followed:
            return
        options = self._options
        is_first = self._call.streams == (stream,)
        tracks = tracks_of(
            stream,
            options.resume_from if is_first else None,
            options.notifications_from if is_first else None,
        )
        for track in tracks:
            if not track.is_known:
                yield from self._find_newest(track)
        self._followed[stream] = _Followed(tracks)

    def _find_newest(self, track: Track) -> _Steps[None]:
        if not self._options.fill_limit:
            return
        page, error = yield from self._fetch(track.request(1))
        if page is not None:
            track.begin(page)
        if track.is_extra and isinstance(error, ApiError) and error.status == 403:
            # Without the scope, the stream does not bring such items either.
            track.is_off = True

    def _catch_up(self, stream: Stream) -> _Steps[None]:
        """Fetch what a stream has missed, or what it is to resume with."""
        followed = self._followed[stream]
        tracks = followed.tracks
        is_gap = followed.has_begun or any(track.is_resumed for track in tracks)
        for track in tracks:
            if followed.has_begun or track.is_resumed:
                yield from self._fill(track)
            if self._is_closing:
                return
        followed.has_begun = True
        if is_gap:
            reason = GapReason.EDITS_AND_DELETIONS
            self._deliver(Gap(stream, tracks[0].last, reason))

    def _fill(self, track: Track) -> _Steps[None]:
        """Deliver the items that came since the last ones, oldest first."""
        if track.is_off:
            return
        stream, limit = track.stream, self._options.fill_limit
        if not limit:
            self._deliver(Gap(stream, track.last, GapReason.NOT_FETCHED))
            return
        if not track.is_known:
            self._deliver(Gap(stream, None, GapReason.UNKNOWN_START))
            yield from self._find_newest(track)
            return
        since, left, pages, idle = track.since, limit, 0, 0
        while not self._is_closing:
            page, error = yield from self._fetch(track.request(min_id=since))
            if page is None:
                self._deliver(Gap(stream, track.last, GapReason.NOT_FETCHED, error))
                return
            items, pages, idle = track.after(page, since), pages + 1, idle + 1
            if pages == 1 and track.may_have_hole(page, since):
                is_whole = yield from self._fetch_older(track, items, since)
                if not is_whole:
                    self._deliver(Gap(stream, track.last, GapReason.LIMIT))
            for item in filter(track.is_news, reversed(items)):
                if not left:
                    self._deliver(Gap(stream, track.last, GapReason.LIMIT))
                    return
                left, idle = left - 1, 0
                track.note(item)
                self._deliver(track.kind.event(stream, item))
            newest = next(filter(None, map(track.kind.cursor, page)), None)
            if newest is None or newest == since:
                return
            if idle > OVERLAP:
                # Not even small pages of the overlap are so many.
                self._deliver(Gap(stream, track.last, GapReason.LIMIT))
                return
            since = newest

    def _fetch_older(
        self, track: Track, items: list[Any], since: str | None
    ) -> _Steps[bool]:
        """Fetch what is older than the first page of a gap, down to its beginning.

        That is for a list that was empty before the gap, and for servers that give the
        newest page where the oldest one was asked for.

        Returns:
            Whether that is all of it; otherwise, as many as the limit allows.
        """
        limit, seen = self._options.fill_limit, set[str | None]([None])
        older = items
        while len(items) <= limit:
            cursors = [track.kind.cursor(item) for item in older]
            seen.update(cursors)
            oldest = next(filter(None, reversed(cursors)), None)
            request = track.request(min_id=since, max_id=oldest)
            page, error = yield from self._fetch(request)
            if page is None:
                return error is None
            found = track.after(page, since)
            older = [item for item in found if track.kind.cursor(item) not in seen]
            if not older:
                return True
            items.extend(older)
        del items[limit:]
        return False

    def _fetch(
        self, request: Request[Page[Any]]
    ) -> _Steps[tuple[Page[Any] | None, MastodonError | None]]:
        """Get a page, or the error for which there is none.

        Raises:
            MastodonError: it may be better to connect again and retry.
        """
        try:
            page: Page[Any] = yield self._carry(request)
        except MastodonError as error:
            if self._is_closing or isinstance(error, ClientClosed):
                raise
            if isinstance(error, DecodeError) or _is_final(error):
                return None, error
            self._fill_failures += 1
            if self._fill_failures < FILL_ATTEMPTS:
                raise
            return None, error
        return page, None

    # Live.

    def _listen(self, wire: _Wire) -> _Steps[str]:
        """Receive until the connection ends; return why it ended."""
        silence, has_pinged = self._options.max_silence, False
        may_last_until = 0.0
        socket = wire if isinstance(wire, WebSocketSession) else None
        while True:
            if socket is not None:
                yield from self._update(socket)
            if self._is_closing:
                return ""
            if not self._has_room():
                yield _Rest(inf, self._has_room)
                continue
            may_ping = socket is not None and not has_pinged
            until = self._heard_at + (silence / 2 if may_ping else silence)
            until = max(until, may_last_until)
            data: bytes | None = yield Receive(until)
            if data is not None:
                self._heard_at, has_pinged = self.now(), False
                try:
                    self._read(wire, data)
                except WebSocketClosed:
                    yield from self._say_goodbye(socket)
                    raise
                if not data:
                    return "the server ended the stream"
            elif self.now() >= until:
                if socket is None or has_pinged:
                    return f"nothing came from the server for {silence:g} s"
                has_pinged = True
                # The program may have read nothing for longer than that.
                may_last_until = self.now() + silence / 2
                socket.ping()

    def _say_goodbye(self, socket: WebSocketSession | None) -> _Steps[None]:
        """Send the rest, such as a reply to the server's close frame."""
        data = socket.data_to_send() if socket is not None else b""
        if data:
            with suppress(NetworkError):
                yield Send(data)

    def _update(self, socket: WebSocketSession) -> _Steps[None]:
        """Send pongs and pings, and tell the server which streams are wanted."""
        wanted = {_parts_of(stream): stream for stream in self._wanted()}
        added: list[Stream] = []
        if self._is_closing:
            socket.close()
        elif wanted != self._told:
            for parts in self._told.keys() - wanted.keys():
                stream = self._told.pop(parts)
                socket.unsubscribe(stream)
                self._followed.pop(stream, None)
            added = [wanted[parts] for parts in wanted if parts not in self._told]
        for stream in added:
            yield from self._begin(stream)
            socket.subscribe(stream)
            self._told[_parts_of(stream)] = stream
            self._silent.insert(0, stream)
        if data := socket.data_to_send():
            yield Send(data)
        for stream in added:
            yield from self._catch_up(stream)

    def _read(self, wire: _Wire, data: bytes) -> None:
        if isinstance(wire, WebSocketSession):
            for received in wire.receive_data(data):
                self._take(received)
            return
        (stream,) = self._told.values()
        for event in wire.receive_data(data):
            if event.is_too_large:
                error = DecodeError(f"{event.name}: the event is too large")
                self._deliver(MalformedEvent(stream, event.name, None, error))
            else:
                self._take_event(stream, event.name, event.data)
        if wire.retry is not None:
            self._backoff.begin_at(wire.retry)

    def _take(self, received: Received) -> None:
        match received:
            case StreamMessage(stream=parts, name=name, payload=payload):
                streams = self._streams_of(parts)
                for stream in streams:
                    if self._silent:
                        self._silent = [s for s in self._silent if s != stream]
                    self._take_event(stream, name, payload)
                if not streams and not parts:
                    error = DecodeError(f"{name}: the server does not say which stream")
                    self._garble(name, payload, error)
            case StreamRefusal():
                self._refuse(received)
            case _:
                error = DecodeError("the message is not one of the streaming API")
                self._garble("", received.text.encode("utf-8", "replace"), error)

    def _garble(self, name: str, payload: bytes | None, error: DecodeError) -> None:
        for stream in list(self._told.values())[:1]:
            shown = shorten(payload)
            self._deliver(MalformedEvent(stream, name, shown, error), len(name))

    def _take_event(self, stream: Stream, name: str, payload: bytes | None) -> None:
        event = self._reader.read(stream, name, payload)
        followed = self._followed.get(stream)
        if followed is None or note(followed.tracks, event):
            self._deliver(event, len(name) + len(payload or b""))

    def _streams_of(self, parts: _Parts) -> list[Stream]:
        """Return the streams that a message is for; none if no subscription has them.

        Mastodon says ``list`` and the id, but GoToSocial ``list:`` with the id, and
        older ones all streams that a deletion is for. Others normalize the hashtag, or
        leave the parameter out, or say nothing.
        """
        told = list(self._told.values())
        if not parts:
            return told if len(told) == 1 else []
        if (stream := self._told.get(_folded(parts))) is not None:
            return [stream]
        name, *rest = parts
        if rest and name in _WITH_PARAMETER:
            tag = _plain_tag(rest[0])
            return [s for s in told if s.name == name and tag == _plain_tag(s.tag)]
        found = [s for s in told if ":".join(_parts_of(s)) in parts]
        similar = [s for s in told if s.name == name]
        return found or (similar if len(similar) == 1 else [])

    def _refuse(self, refusal: StreamRefusal) -> None:
        """End the subscription that the server refuses.

        The server does not say which one that is. It is one that has brought nothing,
        most likely the last one.

        Raises:
            MastodonError: it is the only stream, or the server has failed.
        """
        words = f"the server refuses a subscription: {readable(refusal.error)}"
        if refusal.status is not None and refusal.status >= 500:
            raise NetworkError(words)
        body = json.dumps({"error": refusal.error}).encode()
        response = HttpResponse(status=refusal.status or 400, body=body)
        error = error_of(response, method="GET", path="/api/v1/streaming")
        is_about_list = "list" in refusal.error
        found = [s for s in self._silent if s.name == "list" or not is_about_list]
        if len(self._told) == 1 or not found:
            raise error
        stream = found[0]
        self._silent.remove(stream)
        del self._told[_parts_of(stream)]
        for subscription in self._subscriptions:
            if stream in subscription.streams:
                subscription.end(error)
        self._drop_ended()

    def _has_room(self) -> bool:
        return self._is_closing or not any(s.is_full for s in self._subscriptions)

    def _deliver(self, event: Event, size: int = 0) -> None:
        for subscription in self._subscriptions:
            if event.stream in subscription.streams:
                subscription.put(event, size)


def _is_event_stream(response: HttpResponse) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return response.status == 200 and kind == "text/event-stream"


def _is_no_stream(response: HttpResponse) -> bool:
    """Whether a server has nothing here, or only a page for people."""
    if response.status == 400:
        # GoToSocial; Mastodon has an error in JSON, such as for a missing hashtag.
        return "json" not in response.headers.get("content-type", "")
    return response.status < 300 or response.status in _NO_STREAM


def _is_final(error: MastodonError) -> bool:
    """Whether the same would happen again."""
    if isinstance(error, ApiError):
        return error.status < 500 and error.status not in _TEMPORARY
    return isinstance(error, CertificateError | ClientClosed | StreamingUnavailable)


def _words(error: MastodonError) -> str:
    return str(error) or type(error).__name__
