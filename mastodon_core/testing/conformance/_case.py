"""The parts of a test case for a transport.

A case is a value: the responses of the server, the calls of the client, and how these
must end. `mastodon_offline.conformance` has the server, and runs the cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from ...calls import Call
from ...http import Timeouts, Upload
from ...methods import API
from ._acts import CancelReceive, CancelSend, Follow, Open, WaitInVain

LARGEST = 10_000
"""The client's limit for a response, in bytes."""
TOKEN = "a_token_that_nothing_may_show"
"""The client's token."""


@frozen
class Pause:
    """The server waits until the client disconnects, without reading."""


@frozen
class Trickle:
    """The server sends these bytes again and again until the client disconnects."""

    data: bytes


@frozen
class Linger:
    """The server waits for a moment before it goes on."""

    seconds: float = 0.05


@frozen
class Gather:
    """The server waits until so many requests have arrived, on any connection."""

    count: int


@frozen
class Hold:
    """The server waits until the case says `Proceed`, or until it is stopped."""


@frozen
class Take:
    """The server reads so many bytes that the client sends after its request.

    It disconnects if they are others than these.
    """

    data: bytes
    times: int = 1
    """How often the data is repeated."""


@frozen
class Flood:
    """The server sends 64 MiB, or less if the client stops taking it for a moment."""


@frozen
class HalfClose:
    """The server ends what it sends, and still reads. Over TLS, it says so."""


@frozen
class Cut:
    """The server closes the connection; over TLS without saying so."""


@frozen
class Reset:
    """The server resets the connection."""


@frozen
class Tunnel:
    """The server, which is a proxy, connects the client to the server of the case."""


Part: TypeAlias = (
    bytes
    | Pause
    | Trickle
    | Linger
    | Gather
    | Hold
    | Take
    | Flood
    | HalfClose
    | Cut
    | Reset
    | Tunnel
)
"""Bytes that the server sends next, or something that it does."""


@frozen(kw_only=True)
class Reply:
    """The server's reaction to one request.

    In bytes, ``{here}`` stands for the URL of the server, ``{elsewhere}`` for that of
    the other server of the case, ``{now}`` for the date and time as in a header, and
    ``{soon}`` for 7 seconds later.
    """

    parts: tuple[Part, ...]
    closes: bool = False
    """Whether it closes the connection afterwards, over TLS with a close_notify."""


@frozen(kw_only=True)
class Setting:
    """The API and the files that the calls of a case use."""

    api: API
    folder: str
    """An empty folder. It has a file ``large.png`` of 300,000 bytes."""


Make: TypeAlias = "Callable[[Setting], Call[Any]]"
"""Makes a call."""
Use: TypeAlias = "Make | Open | Follow | WaitInVain"
"""A call, or another thing to do with a client."""


@frozen
class AtOnce:
    """Calls that run at the same time, in threads or tasks."""

    calls: tuple[Use, ...]


@frozen
class Cancelled:
    """A call that is cancelled when the server pauses, or when the call waits."""

    call: Use


@frozen(kw_only=True)
class Record:
    """The requests, waits and files of a case that has run."""

    requests: tuple[bytes, ...]
    """The requests, as they arrived at the server."""
    connections: tuple[int, ...]
    """The connection that each of them came on, counted from 1."""
    elsewhere: tuple[bytes, ...]
    """The requests to the other server."""
    proxied: tuple[bytes, ...]
    """The requests to the proxy."""
    slept: tuple[float, ...]
    """How long the client was to sleep each time, in seconds."""
    uploads: tuple[Upload, ...]
    """The values that the client called ``on_upload`` with."""
    flooded: int
    """How many bytes the client took from a `Flood`, with the buffers on the way."""
    files: Mapping[str, tuple[int, bytes]]
    """The permissions and content of each file that the client wrote, by its name."""


Outcome: TypeAlias = "type[Exception] | Callable[[Any], bool]"
"""The error that a call raises, or a check of its result or error.

`mastodon_core.NetworkError` stands for this class alone, without timeouts and
certificates.
"""
Peer: TypeAlias = Literal["server", "none", "silent", "full", "plain"]
"""The peer that the client connects to: the server, no server at all, one that accepts
connections and does nothing, one that accepts none, or one without TLS though the URL
has https."""

Certificate: TypeAlias = Literal["trusted", "expired", "of another host", "unknown"]
"""The certificate of the server."""


@frozen(kw_only=True)
class Case:
    """A test case for a transport."""

    name: str
    outcome: Outcome | tuple[Outcome, ...]
    """How each call must end; a tuple has one for each of them."""
    replies: tuple[Reply, ...] = ()
    """One for each expected request, in order, over all connections."""
    calls: tuple[Use | AtOnce | Cancelled, ...] = (lambda own: own.api.instance_v1(),)
    """One after the other."""
    elsewhere: tuple[Reply, ...] = ()
    """The replies of a server at another origin, without TLS."""
    proxy: tuple[Reply, ...] | Literal["none", "silent"] | None = None
    """The replies of the client's proxy, if it has one."""
    reads_bodies: bool = True
    """Whether the server waits for the body of a request, and reads it."""
    peer: Peer = "server"
    tls: bool | None = None
    """Whether the server speaks TLS; None if the case is for both."""
    certificate: Certificate = "trusted"
    is_expired: bool = False
    """Whether the client's token has expired, and can be refreshed."""
    environment: Mapping[str, str] = field(factory=dict[str, str])
    """Variables of the environment; ``{folder}`` stands for the folder of the setting,
    which has a file ``netrc`` with a password for the server."""
    hook_fails: bool = False
    """Whether ``on_upload`` raises a ZeroDivisionError."""
    connections: int | None = None
    """The expected number of connections to the server; None for any."""
    needs_kept: bool = False
    """Whether the client must keep connections, and use them again. A transport that
    uses a new connection each time may leave these cases out."""
    streams: bool | None = None
    """True if the case is for clients that have ``open_channel``, False if it is for
    those that have not, None if it is for both."""
    sent: bool | None = None
    """The expected ``sent`` of each `mastodon_core.NetworkError`."""
    words: tuple[str, ...] = ()
    """Texts that the message of each error must contain."""
    is_tight: bool = False
    """Whether each call begins before the server is done with the previous one."""
    retries: int = 0
    timeouts: Timeouts = Timeouts()
    largest: int = LARGEST
    """The client's ``max_response_bytes``."""
    check: Callable[[Record], bool] = field(default=lambda record: True)
    """A check of what happened."""

    def __str__(self) -> str:
        return self.name

    @property
    def cancels(self) -> bool:
        """Whether something is cancelled, which only async clients can do."""
        opened = [use for use in self.calls if isinstance(use, Open)]
        return any(isinstance(use, Cancelled) for use in self.calls) or any(
            isinstance(act, CancelReceive | CancelSend)
            for use in opened
            for act in use.acts
        )

    def outcomes(self, count: int) -> tuple[Outcome, ...]:
        """List how each of so many calls must end."""
        if callable(self.outcome):
            return (self.outcome,) * count
        return self.outcome
