"""The multiplexed WebSocket, as Mastodon and its library ws speak it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from attrs import define, field

from .._responses import ErrorResponse
from ._connections import Connection
from ._subscriptions import Subscription

if TYPE_CHECKING:
    from wsproto.connection import Connection as Frames
    from wsproto.events import Event

_NO_BINARY = "The mastodon streaming server does not support binary messages"
# Since this version, an error has a status.
_STATUS = 4, 3


def _frames() -> Frames:
    from wsproto.connection import SERVER
    from wsproto.connection import Connection as Frames

    return Frames(SERVER)


@define(eq=False, kw_only=True)
class WebSocket(Connection):
    """A WebSocket after its handshake.

    Every interval it sends a ping, unless the client has not answered the last one:
    then it cuts the connection. It also does so if the client does not answer its close
    frame.
    """

    interval: ClassVar[timedelta] = timedelta(seconds=30)
    _frames: Frames = field(factory=_frames, init=False, repr=False)
    _known: dict[frozenset[str], Subscription] = field(
        factory=dict[frozenset[str], Subscription], init=False
    )
    _message: list[str] = field(factory=list[str], init=False, repr=False)
    """The parts of a message whose last part has not come."""
    _is_alive: bool = field(default=True, init=False)

    def subscriptions(self) -> list[Subscription]:
        return [*self._known.values()]

    def send_event(
        self, subscription: Subscription, event: str, payload: str | None
    ) -> None:
        message = {"stream": subscription.name, "event": event}
        self._send_json(message if payload is None else message | {"payload": payload})

    def send_heartbeat(self) -> None:
        from wsproto.events import Ping

        if not self._is_alive:
            self.end()
            return
        self._is_alive = False
        self.write(self._frames.send(Ping()))

    def kill(self) -> None:
        from wsproto.frame_protocol import CloseReason

        self._close(CloseReason.NO_STATUS_RCVD)

    def subscribe(self, name: Any, params: Mapping[str, Any]) -> None:
        """Add a stream; a second time changes nothing."""
        try:
            self.reader.check_scopes(name)
            added = self.reader.subscription(name, params)
        except ErrorResponse as error:
            status = {"status": error.status} if self.version >= _STATUS else {}
            self._send_json(error.body | status)
            return
        self._known.setdefault(added.channels, added)

    def receive(self, data: bytes) -> None:
        if self.has_ended:
            return
        self._frames.receive_data(data)
        for event in self._frames.events():
            self._handle(event)
            if self.has_ended:
                return

    @property
    def _is_open(self) -> bool:
        from wsproto.connection import ConnectionState

        return self._frames.state is ConnectionState.OPEN and not self.has_ended

    def _handle(self, event: Event) -> None:
        from wsproto.connection import ConnectionState
        from wsproto.events import (
            BytesMessage,
            CloseConnection,
            Ping,
            Pong,
            TextMessage,
        )

        match event:
            case TextMessage():
                self._message.append(event.data)
                if event.message_finished:
                    text = "".join(self._message)
                    self._message.clear()
                    self._act_on(text)
            case BytesMessage():
                self._close(1003, _NO_BINARY)
            case Ping() if self._is_open:
                self.write(self._frames.send(event.response()))
            case Pong():
                self._is_alive = True
            case CloseConnection():
                if self._frames.state is not ConnectionState.CLOSED:
                    self.write(self._frames.send(event.response()))
                self.end()
            case _:
                # A ping after the close frame of this end.
                pass

    def _act_on(self, text: str) -> None:
        try:
            message: Any = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not self._is_open or not isinstance(message, dict):
            return
        params = cast("dict[str, Any]", message)
        name = _first(params.get("stream"))
        if params.get("type") == "subscribe":
            self.subscribe(name, params)
        elif params.get("type") == "unsubscribe":
            self._unsubscribe(name, params)

    def _unsubscribe(self, name: Any, params: Mapping[str, Any]) -> None:
        try:
            ended = self.reader.subscription(name, params)
        except ErrorResponse:
            self._send_json({"error": "Error unsubscribing from channel"})
        else:
            self._known.pop(ended.channels, None)

    def _send_json(self, message: Mapping[str, Any]) -> None:
        from wsproto.events import TextMessage

        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        self.write(self._frames.send(TextMessage(text)))

    def _close(self, code: int, reason: str | None = None) -> None:
        """Send a close frame, and wait for that of the client until the next ping."""
        from wsproto.events import CloseConnection

        if self._is_open:
            self._known.clear()
            self._is_alive = False
            self.write(self._frames.send(CloseConnection(code, reason)))


def _first(given: Any) -> Any:
    """The first item of a list, or anything else as it is."""
    if not isinstance(given, list):
        return given
    several = cast("Sequence[Any]", given)
    return several[0] if several else None
