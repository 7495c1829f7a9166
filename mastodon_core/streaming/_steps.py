"""The steps that a stream hands out for a driver to perform."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias, TypeVar

from attrs import field, frozen

from ..http import HttpRequest
from ..session import Exchange, Signal

T = TypeVar("T")


@frozen
class Connect:
    """Open a channel; the outcome is its response."""

    message: HttpRequest


@frozen
class Receive:
    """Receive from the channel; the outcome is that of its ``receive``."""

    until: float
    """The time of the session's monotonic clock at which the wait ends."""


@frozen
class Transmit:
    """Send data over the channel."""

    data: bytes = field(repr=lambda data: f"<{len(data)} bytes>")


@frozen
class Disconnect:
    """Close the channel."""


@frozen
class Carry:
    """Carry an exchange out; the outcome is its result."""

    begin: Callable[[], Exchange[Any]] = field(repr=False)
    """Begins it, once more if the first one was cancelled."""


@frozen
class Pause:
    """Wait for a signal, or until a time as in `Receive`."""

    signal: Signal = field(repr=False)
    until: float


StreamStep: TypeAlias = Connect | Receive | Transmit | Disconnect | Carry | Pause
StreamSteps: TypeAlias = Generator[StreamStep, Any, T]
