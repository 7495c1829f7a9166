"""Acts of a case: a program that uses a channel, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen


def _shown(data: bytes) -> str:
    return repr(data if len(data) <= _SHOWN else data[:_SHOWN] + b"...")


_SHOWN = 40


@frozen
class Receive:
    """Receive until so many bytes have come; they must be these."""

    data: bytes = field(repr=_shown)
    times: int = 1
    """How often the data is repeated."""
    seconds: float | None = None
    """What each call of ``receive`` gets."""


@frozen
class Poll:
    """Receive without waiting, again and again until these bytes have come."""

    data: bytes


@frozen
class ReceiveNothing:
    """Receive once, which returns None: the time is over, or the channel was woken."""

    seconds: float | None = None


@frozen
class ReceiveEnd:
    """Receive twice, which returns empty bytes each time."""


@frozen
class Send:
    """Send data."""

    data: bytes = field(repr=_shown)
    times: int = 1
    """How often the data is repeated."""


@frozen
class Wake:
    """Wake the channel, in a thread of its own."""


@frozen
class Close:
    """Close the channel."""


@frozen
class CloseClient:
    """Close the client."""


@frozen
class Proceed:
    """Let a server that holds go on."""


@frozen
class Settle:
    """Wait until the server holds, waits for the client, or is done."""


@frozen
class ServerSeesEnd:
    """Wait until the server has noticed that the client has closed all connections."""


@frozen
class Meanwhile:
    """Do an act, and a moment after its beginning another one.

    That is in another thread, or in another task of the event loop.
    """

    act: Act
    other: Act


@frozen
class CancelReceive:
    """Cancel a ``receive`` of an async client.

    Before that, the server stops holding and sends something. If the call receives it
    in spite of the cancellation, it counts for the next `Receive`.
    """

    turns: int
    """How often the event loop turns after the data has arrived."""


@frozen
class CancelSend:
    """Cancel a ``send`` of an async client, which the server does not take."""

    data: bytes
    times: int


Act: TypeAlias = (
    Receive
    | Poll
    | ReceiveNothing
    | ReceiveEnd
    | Send
    | Wake
    | Close
    | CloseClient
    | Proceed
    | Settle
    | ServerSeesEnd
    | Meanwhile
    | CancelReceive
    | CancelSend
)
"""Something that a case does with a channel, or while it is open."""


@frozen
class Open:
    """Opens a channel, and uses it. The result is the head of the response.

    An error must come from the last act, or without acts from opening the channel.
    """

    acts: tuple[Act, ...] = ()
    headers: Mapping[str, str] = field(kw_only=True)
    """Those of the message: of an event stream, or of a WebSocket."""
    stays_open: bool = field(default=False, kw_only=True)
    """Whether the channel is left to the client, which closes it at the end."""
    closes_meanwhile: bool = field(default=False, kw_only=True)
    """Whether the client is closed when the server pauses before the response."""


@frozen
class Follow:
    """Opens the stream of the user as a program does, and returns its first event."""


@frozen
class WaitInVain:
    """Waits for a signal that is never set; returns None after so many seconds."""

    seconds: float
