"""Reads streams to their end, with the clients of all transports."""

from __future__ import annotations

from collections.abc import Callable
from os import urandom
from typing import Any, cast

from attrs import define, field
from stream_server import ids_of
from transport_classes import is_blocking, run

from mastodon_core import MastodonError
from mastodon_core.streaming import (
    AsyncEventStream,
    Event,
    EventStream,
    State,
    Stream,
    StreamCall,
    StreamOptions,
    Waiting,
)

TOKEN = "t0ken-of-ada-1234567"


def without_pauses(count: int) -> bytes:
    """Return random bytes with which the backoff has no pauses, as it takes four."""
    return bytes(4) if count == 4 else urandom(count)


@define
class Reading:
    """The events of a stream, and its states."""

    events: list[Event] = field(factory=list[Event])
    error: MastodonError | None = None
    """How it has ended."""
    states: list[State] = field(factory=list[State])

    @property
    def updates(self) -> list[str]:
        return [i.removeprefix("update ") for i in self.ids if i.startswith("update ")]

    @property
    def ids(self) -> list[str]:
        return ids_of(self.events)

    @property
    def gaps(self) -> list[Event]:
        return [event for event in self.events if event.name == "gap"]

    @property
    def reasons(self) -> list[str]:
        """Why it was not connected."""
        return [state.why for state in self.states if isinstance(state, Waiting)]


def read(
    mastodon_class: Any,
    base_url: str,
    *streams: Stream,
    until: Callable[[Reading], object] = lambda reading: False,
    client_options: dict[str, Any] | None = None,
    **options: Any,
) -> Reading:
    """Read a stream until it ends with an error, or a condition holds.

    It does not wait before it connects again, unless the server says so.
    """
    reading = Reading()
    options.setdefault("on_state", reading.states.append)
    call = StreamCall(streams or [Stream("public")], cast(StreamOptions, options))
    given: dict[str, Any] = {"api_base_url": base_url, "access_token": TOKEN}
    given |= client_options or {}

    def blocking() -> None:
        with mastodon_class(**given) as client:
            client.session.random = without_pauses
            with EventStream(client, call) as events:
                for event in events:
                    reading.events.append(event)
                    if until(reading):
                        break

    async def main() -> None:
        async with mastodon_class(**given) as client:
            client.session.random = without_pauses
            async with AsyncEventStream(client, call) as events:
                async for event in events:
                    reading.events.append(event)
                    if until(reading):
                        break

    try:
        if is_blocking(mastodon_class):
            blocking()
        else:
            run(mastodon_class, main)
    except MastodonError as error:
        reading.error = error
    return reading
