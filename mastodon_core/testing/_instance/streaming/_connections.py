"""The base class of connections for server-sent events and WebSockets."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from attrs import define, field

from ..render import Renderer
from ..state import (
    Conversation,
    Notification,
    Publication,
    Status,
    User,
    token_channel,
)
from ._subscriptions import Reader, Subscription

_FILTERED = {"update", "status.update"}
# Servers from this version on drop messages without a payload.
_NO_EMPTY_PAYLOADS = 4, 3


@define(eq=False, kw_only=True)
class Connection(ABC):
    """The server's end of a connection that streams.

    Heartbeats are due in intervals. After a jump of the clock there is one, as the
    client had no time to react in between; timers in Node are the same.
    """

    interval: ClassVar[timedelta]
    reader: Reader
    token: str = field(repr=False)
    renderer: Callable[[User | None], Renderer] = field(repr=False)
    on_output: list[Callable[[], object]] = field(
        factory=list[Callable[[], object]], repr=False
    )
    """Called for new output and for the end."""
    output: bytearray = field(factory=bytearray, init=False, repr=False)
    """The bytes that the client has not taken yet."""
    has_ended: bool = field(default=False, init=False)
    sent: int = field(default=0, init=False)
    """The number of events sent so far, without heartbeats."""
    heartbeat_due: datetime = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.heartbeat_due = self.reader.state.now + self.interval
        self.reader.state.bus.add(self)

    @property
    def version(self) -> tuple[int, ...]:
        return self.renderer(None).version

    def write(self, data: bytes) -> None:
        """Send bytes to the client."""
        self.output += data
        self._call_back()

    def end(self) -> None:
        """Close the connection. The client can still take what was sent."""
        if not self.has_ended:
            self.has_ended = True
            self.reader.state.bus.remove(self)
            self._call_back()

    def _call_back(self) -> None:
        for function in self.on_output:
            function()

    def tick(self) -> None:
        """Send a heartbeat if one is due."""
        now = self.reader.state.now
        if not self.has_ended and self.heartbeat_due <= now:
            self.heartbeat_due = now + self.interval
            self.send_heartbeat()

    @abstractmethod
    def send_heartbeat(self) -> None: ...

    @abstractmethod
    def receive(self, data: bytes) -> None:
        """Take in bytes from the client."""

    @abstractmethod
    def kill(self) -> None:
        """End the connection, as the token was revoked."""

    @abstractmethod
    def subscriptions(self) -> list[Subscription]: ...

    @abstractmethod
    def send_event(
        self, subscription: Subscription, event: str, payload: str | None
    ) -> None: ...

    def hear(self, publication: Publication) -> None:
        """Send an event, once for each stream that it belongs to."""
        if token_channel(self.token) in publication.channels:
            self.kill()
            return
        for subscription in self.subscriptions():
            if not subscription.channels.isdisjoint(publication.channels):
                self._pass_on(subscription, publication)

    def _pass_on(self, subscription: Subscription, publication: Publication) -> None:
        item = publication.item
        if item is None and self.version >= _NO_EMPTY_PAYLOADS:
            return
        if subscription.is_shared and isinstance(item, Status) and self._hides(item):
            return
        payload = self._payload(subscription, publication)
        self.sent += 1
        self.send_event(subscription, publication.event, payload)

    def _hides(self, status: Status) -> bool:
        """Whether a block or mute hides a status from the user of a shared stream."""
        user = self.reader.user
        if user is None:
            return False
        involved = [status.user, *status.mentions]
        return user.id in status.user.blocking or any(
            user.hides(other.id) for other in involved
        )

    def _payload(
        self, subscription: Subscription, publication: Publication
    ) -> str | None:
        render = self.renderer(self.reader.user)
        match publication.item:
            case Status() as status if subscription.is_shared:
                found = self.renderer(None).status(status)
                filtered = render.filtered_in_stream(status)
                if filtered is not None and self.version >= (4, 0):
                    found["filtered"] = filtered
            case Status() as status:
                found = render.status(status)
            case Notification() as notification:
                found = render.notification(notification)
            case Conversation() as conversation:
                found = render.conversation(conversation)
            case text:
                return text
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
