"""The states of a stream's connection."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from ..values import MastodonError

Via: TypeAlias = Literal["sse", "websocket"]
"""Server-sent events, or the WebSocket."""


@frozen
class Connecting:
    """The stream asks the server, connects, or fetches what it has missed."""


@frozen
class Live:
    """Events arrive as they happen."""

    via: Via


@frozen
class Waiting:
    """The stream waits before it connects again."""

    seconds: float
    why: str


@frozen
class Closed:
    """The stream has ended, and does not connect again."""

    why: str
    error: MastodonError | None = None
    """The error that the stream raised; None if the program closed it."""


State: TypeAlias = Connecting | Live | Waiting | Closed
"""The state of a stream's connection."""
