"""Queues of events, one for each subscription."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ..values import MastodonError
from ._events import Event
from ._streams import Stream

FULL = 500
"""Events that one subscription may hold before nothing more is received."""


class Subscription:
    """A subscription of a `StreamSession`: a queue of the events of some streams."""

    def __init__(self, streams: Iterable[Stream]) -> None:
        self.streams: tuple[Stream, ...] = tuple(streams)
        self.is_ended: bool = False
        """Whether no further events come."""
        self.error: MastodonError | None = None
        """Why it has ended, unless the program ended it."""
        self._events: deque[Event] = deque()

    @property
    def is_full(self) -> bool:
        """Whether it must be read before more is received."""
        return len(self._events) >= FULL

    @property
    def has_news(self) -> bool:
        """Whether there is an event to take, or the end."""
        return bool(self._events) or self.is_ended

    def put(self, event: Event) -> None:
        """Add an event."""
        if not self.is_ended:
            self._events.append(event)

    def take(self) -> Event | None:
        """Take the next event; None if there is none yet."""
        try:
            return self._events.popleft()
        except IndexError:
            return None

    def end(self, error: MastodonError | None = None) -> None:
        """End it. The events in it can still be taken."""
        if not self.is_ended:
            self.is_ended, self.error = True, error


def check_brings_events(subscription: Subscription) -> None:
    """Check that reading a subscription does not wait for ever.

    Raises:
        RuntimeError: it has no streams.
    """
    if not subscription.streams:
        raise RuntimeError(
            "a stream without streams of its own brings no events; read the iterator"
            " that subscribe() returns"
        )
