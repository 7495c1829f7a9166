"""The state of a stream, from the first connection to the last, without I/O.

`StreamSession.next_event` yields steps for a driver to perform, until there is an
event; `drive_stream` is the loop over them. Any number of threads or tasks may run one
at the same time, and take turns (`_turns`). The states, in this order:

1. **Connecting.** Only the first time, ask the instance for its streaming server, and
   choose between server-sent events and the WebSocket (`_connector`): an error of that
   ends the stream. Refresh the token if it has expired. For each stream that is new,
   see which item is the newest (`_filler`). Connect, and subscribe to all streams.
   Fetch what came since the last connection, or since the item to resume from. Nothing
   is read from the connection meanwhile, so what it brings comes after that, without
   what was fetched.
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
from collections.abc import Generator
from contextlib import suppress
from copy import copy
from math import inf, isnan
from typing import Any, TypeAlias, TypeVar

from ..calls import ApiError, error_of
from ..http import DecodeError, HttpResponse, NetworkError, ResponseTooLarge
from ..session import Session, seconds_announced
from ..values import MastodonError, expect, forget_locals, readable
from ._backoff import STABLE, Backoff
from ._call import StreamCall, distinct
from ._connector import Connector, Wire, is_final
from ._events import Event, MalformedEvent
from ._filler import Filler
from ._payloads import EventReader, shorten
from ._routes import Routes
from ._servers import StreamingUnavailable
from ._states import Closed, Connecting, Live, State, Waiting
from ._steps import (
    Disconnect,
    Receive,
    RunExchange,
    Send,
    StreamStep,
    StreamSteps,
)
from ._streams import Stream
from ._subscriptions import Subscription
from ._turns import BY_PROGRAM, Rest, Turns, do
from ._websocket import (
    Received,
    StreamMessage,
    StreamRefusal,
    WebSocketClosed,
    WebSocketSession,
)

T = TypeVar("T")

_LOG = logging.getLogger("mastodon_core.streaming")

_ONE_STREAM = (
    "server-sent events carry one stream; open this one with via='websocket', or the"
    " further ones by methods of their own"
)

_Steps: TypeAlias = Generator[StreamStep | Rest, Any, T]


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
        self._connector = Connector(session, self._options)
        self._filler = Filler(
            session, call, self._deliver, lambda: self._turns.is_closing
        )
        self._routes = Routes([])
        self._turns = Turns(
            self._run(),
            now=self.now,
            has_ended=lambda: isinstance(self.state, Closed),
            on_crash=lambda why: self._close(None, why),
        )
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
                if self._turns.is_resting:
                    self._turns.note_change()
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
            yield from self._turns.go_on(until, lambda: subscription.has_news)

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
        if self._connector.ways == ["sse"] or self._options.via == "sse":
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
            yield from self._turns.go_on(inf, self._is_connected)
        if self.main.error is not None:
            raise copy(self.main.error)

    def _is_connected(self) -> bool:
        return isinstance(self.state, Live) or self.main.is_ended

    def ask_to_close(self) -> None:
        """End the stream as soon as a driver advances it; then wake that driver."""
        self._turns.ask_to_close()

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
            self._close(None, BY_PROGRAM)

    def finish(self) -> StreamSteps[None]:
        """End the stream, unless another driver does so: say goodbye, disconnect."""
        self.ask_to_close()
        if not self._turns.has_started:
            self.abandon()
        yield from self._turns.finish()

    def sleep(self, seconds: float) -> StreamSteps[None]:
        """Wait in the middle of a call.

        Raises:
            MastodonError: the stream is to be closed, which ends the call.
        """
        yield from self._turns.sleep(seconds)

    # The states.

    def _run(self) -> _Steps[None]:
        error: MastodonError | None = None
        try:
            yield from self._connect_again_and_again()
        except MastodonError as reason:
            # It is kept, and a frame may have what the server has sent.
            forget_locals(reason)
            error = None if self._turns.is_closing else reason
        self._close(error, str(error) if error else BY_PROGRAM)

    def _close(self, error: MastodonError | None, why: str) -> None:
        subscriptions, self._subscriptions = self._subscriptions, []
        for subscription in subscriptions:
            subscription.end(error)
        self._become(Closed(why, error))
        self._turns.note_change()

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
        yield from self._connector.choose(needs_websocket=len(self._wanted()) != 1)
        while not self._turns.is_closing:
            self._become(Connecting())
            more = 0.0
            try:
                why = yield from self._connection()
            except MastodonError as error:
                yield from do(Disconnect())
                if isinstance(error, NetworkError | ResponseTooLarge):
                    error.host = error.host or self._connector.host
                if self._is_end(error):
                    raise
                why, more = _words(error), self._announced(error)
            else:
                yield from do(Disconnect())
            if self._turns.is_closing:
                return
            pause = more + self._backoff.pause()
            self._become(Waiting(pause, why))
            until = self.now() + pause
            while not self._turns.is_closing and self.now() < until:
                yield Rest(until, lambda: self._turns.is_closing)

    def _is_end(self, error: MastodonError) -> bool:
        is_page = isinstance(error, ApiError) and error.status < 400
        # A proxy may show a page for people while the server is away.
        return is_final(error) and not (is_page and self._connector.has_connected)

    def _announced(self, error: MastodonError) -> float:
        """Return the seconds for which the server asks us to wait."""
        if not isinstance(error, ApiError):
            return 0.0
        wall = self._session.clock.now()
        headers = error.response.headers
        return seconds_announced(headers, "retry-after", wall) or 0.0

    def _connection(self) -> _Steps[str]:
        """Connect, and receive until the connection ends; return why it ended."""
        yield from do(RunExchange(self._session.renewal))
        wanted = self._wanted()
        self._filler.keep_only(wanted)
        for stream in wanted:
            yield from self._filler.begin(stream)
        wire = yield from self._connector.open(wanted)
        yield from self._subscribe_to(wire, wanted)
        for stream in wanted:
            yield from self._filler.catch_up(stream)
        self._filler.note_success()
        if self._turns.is_closing:
            return ""
        self._become(Live(self._connector.ways[0]))
        began = self._heard_at = self.now()
        try:
            return (yield from self._listen(wire))
        finally:
            if self.now() - began >= STABLE:
                self._backoff.reset()

    def _subscribe_to(self, wire: Wire, wanted: list[Stream]) -> _Steps[None]:
        """Subscribe to the streams that a new connection does not bring by itself."""
        self._routes = Routes(wanted)
        if isinstance(wire, WebSocketSession):
            for stream in wanted[1:]:
                wire.subscribe(stream)
            if data := wire.data_to_send():
                yield from do(Send(data))
            return
        for subscription in self._subscriptions:
            if set(subscription.streams) != set(wanted):
                # It was added while the way was not known yet.
                subscription.end(StreamingUnavailable(_ONE_STREAM))
        self._drop_ended()

    # Live.

    def _listen(self, wire: Wire) -> _Steps[str]:
        """Receive until the connection ends; return why it ended."""
        silence, has_pinged = self._options.max_silence, False
        may_last_until = 0.0
        socket = wire if isinstance(wire, WebSocketSession) else None
        while True:
            if socket is not None:
                yield from self._update(socket)
            if self._turns.is_closing:
                return ""
            if not self._has_room():
                yield Rest(inf, self._has_room)
                continue
            may_ping = socket is not None and not has_pinged
            until = self._heard_at + (silence / 2 if may_ping else silence)
            until = max(until, may_last_until)
            data: bytes | None = yield from do(Receive(until))
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
                yield from do(Send(data))

    def _update(self, socket: WebSocketSession) -> _Steps[None]:
        """Send pongs and pings, and tell the server which streams are wanted."""
        wanted, told, added = self._wanted(), self._routes.streams, list[Stream]()
        if self._turns.is_closing:
            socket.close()
        elif wanted != told:
            for stream in told:
                if stream not in wanted:
                    self._routes.remove(stream)
                    socket.unsubscribe(stream)
                    self._filler.forget(stream)
            added = [stream for stream in wanted if stream not in told]
        for stream in added:
            yield from self._filler.begin(stream)
            socket.subscribe(stream)
            self._routes.add(stream)
        if data := socket.data_to_send():
            yield from do(Send(data))
        for stream in added:
            yield from self._filler.catch_up(stream)

    def _read(self, wire: Wire, data: bytes) -> None:
        if isinstance(wire, WebSocketSession):
            for received in wire.receive_data(data):
                self._take(received)
            return
        (stream,) = self._routes.streams
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
                streams = self._routes.find(parts)
                for stream in streams:
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
        for stream in self._routes.streams[:1]:
            shown = shorten(payload)
            self._deliver(MalformedEvent(stream, name, shown, error), len(name))

    def _take_event(self, stream: Stream, name: str, payload: bytes | None) -> None:
        event = self._reader.read(stream, name, payload)
        if self._filler.note(event):
            self._deliver(event, len(name) + len(payload or b""))

    def _refuse(self, refusal: StreamRefusal) -> None:
        """End the subscription that the server refuses.

        Raises:
            MastodonError: it is the only stream, or the server has failed.
        """
        words = f"the server refuses a subscription: {readable(refusal.error)}"
        if refusal.status is not None and refusal.status >= 500:
            raise NetworkError(words)
        body = json.dumps({"error": refusal.error}).encode()
        response = HttpResponse(status=refusal.status or 400, body=body)
        error = error_of(response, method="GET", path="/api/v1/streaming")
        stream = self._routes.refused(refusal.error)
        if stream is None:
            raise error
        self._routes.remove(stream)
        for subscription in self._subscriptions:
            if stream in subscription.streams:
                subscription.end(error)
        self._drop_ended()

    def _has_room(self) -> bool:
        return self._turns.is_closing or not any(s.is_full for s in self._subscriptions)

    def _deliver(self, event: Event, size: int = 0) -> None:
        for subscription in self._subscriptions:
            if event.stream in subscription.streams:
                subscription.put(event, size)


def _words(error: MastodonError) -> str:
    return str(error) or type(error).__name__
