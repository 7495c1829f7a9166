"""Server-sent events, as Mastodon writes them."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from attrs import define

from ._connections import Connection
from ._subscriptions import Subscription


@define(eq=False, kw_only=True)
class EventSource(Connection):
    """A response with the events of one stream."""

    interval: ClassVar[timedelta] = timedelta(seconds=15)
    subscription: Subscription

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.write(b":)\n")

    def subscriptions(self) -> list[Subscription]:
        return [self.subscription]

    def send_heartbeat(self) -> None:
        self.write(b":thump\n\n" if self.version >= (4, 6) else b":thump\n")

    def send_event(
        self, subscription: Subscription, event: str, payload: str | None
    ) -> None:
        # JavaScript writes what is missing as this word.
        text = "undefined" if payload is None else payload
        self.write(f"event: {event}\ndata: {text}\n\n".encode())

    def receive(self, data: bytes) -> None:
        """Ignore what the client sends after its request."""

    def kill(self) -> None:
        self.end()
