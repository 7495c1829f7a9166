"""Queues of events, one for each subscription."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ..values import MastodonError
from ._events import Event
from ._streams import Stream

FULL = 500
"""Events that one subscription may hold before nothing more is received."""
FULL_BYTES = 16 * 1024 * 1024
"""The same for the bytes of their payloads, which are far fewer on real servers."""


class Subscription:
    """A subscription of a `StreamSession`: a queue of the events of some streams."""

    def __init__(self, streams: Iterable[Stream]) -> None:
        self.streams: tuple[Stream, ...] = tuple(streams)
        self.is_ended: bool = False
        """Whether no further events come."""
        self.error: MastodonError | None = None
        """Why it has ended, unless the program ended it."""
        self._events: deque[Event] = deque()
        self._bytes = 0
        """Of what came since it was empty. Only `put` changes it, so without a lock."""

    @property
    def is_full(self) -> bool:
        """Whether it must be read before more is received."""
        held = len(self._events)
        return held >= FULL or (held > 0 and self._bytes >= FULL_BYTES)

    @property
    def has_news(self) -> bool:
        """Whether there is an event to take, or the end."""
        return bool(self._events) or self.is_ended

    def put(self, event: Event, size: int = 0) -> None:
        """Add an event, whose payload has so many bytes."""
        if not self.is_ended:
            self._bytes = self._bytes + size if self._events else size
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
