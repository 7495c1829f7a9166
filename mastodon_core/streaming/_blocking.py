"""Streams of a blocking client."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from math import inf
from typing import Any, Self, TypeVar

from ..calls import Sleep
from ..clients import BlockingClient, Channel
from ..http import HttpResponse
from ..session import WaitFor, WireStep, drive
from ._call import StreamCall
from ._deliver import call_listener, check_listener
from ._events import Event
from ._servers import StreamingUnavailable
from ._session import StreamSession
from ._states import State
from ._steps import (
    Connect,
    Disconnect,
    Receive,
    RunExchange,
    Send,
    StreamStep,
    StreamSteps,
    drive_stream,
)
from ._streams import Stream
from ._subscriptions import Subscription, check_brings_events

T = TypeVar("T")

_LONGEST_WAIT = 86_400.0


class _Driver:
    """Performs the steps of a stream, with the transport of a client."""

    def __init__(self, client: BlockingClient, session: StreamSession) -> None:
        self._client = client
        self.session = session
        self.channel: Channel | None = None

    def run(self, steps: StreamSteps[T]) -> T:
        return drive_stream(steps, self._perform)

    def _perform(self, step: StreamStep) -> Any:
        match step:
            case Connect(message=message):
                channel = self.channel = self._client.open_channel(message)
                return channel.response
            case Receive(until=until):
                return self._open_channel.receive(self._seconds(until))
            case Send(data=data):
                self._open_channel.send(data)
            case Disconnect():
                self.disconnect()
            case RunExchange(begin=begin):
                return drive(begin(), self._perform_for_call)
            case _:
                wait = WaitFor(step.signal, self._seconds(step.until))
                self._client.perform(wait)
        return None

    def _perform_for_call(self, step: WireStep) -> HttpResponse | str | None:
        if isinstance(step, Sleep):
            # It may be long, and closing the stream ends it.
            self.run(self.session.sleep(step.seconds))
            return None
        return self._client.perform(step)

    @property
    def _open_channel(self) -> Channel:
        assert self.channel is not None
        return self.channel

    def _seconds(self, until: float) -> float | None:
        left = until - self._client.session.clock.monotonic()
        # Systems cannot wait for any number of seconds.
        return None if left == inf else min(max(left, 0.0), _LONGEST_WAIT)

    def wake(self) -> None:
        channel = self.channel
        if channel is not None:
            channel.wake()

    def disconnect(self) -> None:
        channel, self.channel = self.channel, None
        if channel is not None:
            channel.close()

    def end(self) -> None:
        """Disconnect for ever."""
        self.disconnect()
        self.session.abandon()


class _Events:
    """Iteration over events, for streams and subscriptions."""

    _driver: _Driver
    _subscription: Subscription

    def next_event(self, timeout: float | None = None) -> Event | None:
        """Wait for the next event.

        Args:
            timeout: Seconds to wait at most; None for no limit, 0 to read once without
                waiting. While it connects again, the timeouts of the client hold.

        Returns:
            None if there was none in time, or the program has closed the stream.

        Raises:
            MastodonError: the stream has ended with this error.
            RuntimeError: the stream is not open, or has no streams of its own.
        """
        self._check_open()
        check_brings_events(self._subscription)
        driver = self._driver
        until = driver.session.until(timeout)
        return driver.run(driver.session.next_event(self._subscription, until))

    def _check_open(self) -> None: ...

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        event = self.next_event()
        if event is None:
            raise StopIteration
        return event

    def deliver(self, listener: object) -> None:
        """Call the methods of a listener for all events, until the stream is closed.

        A listener is any object. Its methods are called with the entity or the id:
        ``on_update``, ``on_status_update``, ``on_delete``, ``on_notification``,
        ``on_conversation``, ``on_announcement``, ``on_announcement_reaction`` and
        ``on_announcement_delete``; without arguments: ``on_filters_changed`` and
        ``on_notifications_merged``; with the name and the payload:
        ``on_unknown_event``; with the JSON: ``on_encrypted_message``; with the event:
        ``on_malformed_event`` and ``on_gap``.
        Events without a method are skipped. An exception of a method comes out.

        Raises:
            MastodonError: the stream has ended with this error.
            TypeError: the listener has no such method, or one of another name.
        """
        check_listener(listener)
        for event in self:
            call_listener(listener, event)


class EventStream(_Events):
    """An open stream of a blocking client: an iterator of events.

    Use it in one ``with`` statement, which connects and disconnects. It survives broken
    connections, and brings what was missed meanwhile. Other threads may close it.
    """

    def __init__(self, client: BlockingClient, call: StreamCall) -> None:
        self._session = StreamSession(client.session, call)
        self._client = client
        self._driver = _Driver(client, self._session)
        self._subscription = self._session.main
        self._is_open = False

    @property
    def state(self) -> State:
        """The state of the connection."""
        return self._session.state

    def subscribe(self, *streams: Stream) -> StreamSubscription:
        """Subscribe to further streams over the same WebSocket.

        Returns:
            An iterator of their events alone.

        Raises:
            StreamingUnavailable: the connection carries server-sent events.
            RuntimeError: the stream is not open yet.
        """
        self._check_open()
        added = self._session.subscribe(streams)
        self._driver.wake()
        return StreamSubscription(self._driver, added)

    def close(self) -> None:
        """Disconnect. A loop over the events ends, also in another thread.

        There, a request that is being answered, such as to connect, ends first, at the
        latest when `Timeouts` say so. None follows it.
        """
        self._session.ask_to_close()
        self._driver.wake()
        try:
            self._driver.run(self._session.finish())
        except BaseException:
            self._driver.end()
            raise

    def __enter__(self) -> Self:
        client = self._client
        if type(client).open_channel is BlockingClient.open_channel:
            raise StreamingUnavailable(
                f"{type(client).__name__} does not stream: its transport has no method"
                " open_channel"
            )
        if self._is_open:
            raise RuntimeError(
                "a stream can be opened once; call the method again for a new one"
            )
        self._is_open = True
        try:
            self._driver.run(self._session.connect())
        except BaseException:
            self._driver.end()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _check_open(self) -> None:
        if not self._is_open:
            raise RuntimeError("a stream must be opened in a with statement")

    def __repr__(self) -> str:
        return f"<EventStream {self.state}>"

    def __del__(self) -> None:
        driver = getattr(self, "_driver", None)
        if driver is not None and driver.channel is not None:
            warnings.warn(
                "unclosed EventStream", ResourceWarning, source=self, stacklevel=2
            )


class StreamSubscription(_Events):
    """The events of some streams that share a WebSocket with others: an iterator.

    Close it to unsubscribe, or use it in a ``with`` statement.
    """

    def __init__(self, driver: _Driver, subscription: Subscription) -> None:
        self._driver = driver
        self._subscription = subscription

    def close(self) -> None:
        """Unsubscribe. Events that have arrived can still be read."""
        self._driver.session.unsubscribe(self._subscription)
        self._driver.wake()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
