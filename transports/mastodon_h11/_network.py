"""An event loop for the engine: connections, deadlines, waiting, threads.

A driver implements these classes. They are all the I/O there is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from math import inf
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias, TypeVar

from mastodon_core import NetworkTimeout, Timeouts
from mastodon_core.transport import forget_locals, timeout_words

T = TypeVar("T")

Phase: TypeAlias = Literal["pool", "connect", "tls", "write", "read"]
"""A part of an exchange that has a field of `mastodon_core.Timeouts`."""

_SLACK = 1 / 16
"""The part of a timeout by which it may be exceeded."""

PIECE = 256 * 1024
"""Bytes that a connection has memory for; a page of 40 statuses has about 200,000."""


class Stream(ABC):
    """A connection that carries bytes.

    Its methods raise one of `Network.failures` if the connection fails.
    """

    @abstractmethod
    async def receive(self) -> bytes:
        """Return what has arrived, at least one byte; empty after the end."""

    @abstractmethod
    async def send(self, data: bytes) -> None:
        """Send all of the data."""

    @abstractmethod
    async def send_unless_heard(self, data: bytes) -> bytes:
        """Send data, but stop as soon as the peer sends something, or closes.

        Returns:
            The rest that was not taken: empty if it did not have to stop. Nothing else
            can be sent before the rest.
        """

    @abstractmethod
    def is_readable(self) -> bool:
        """Tell whether `receive` would return at once."""

    @property
    def has_unsent(self) -> bool:
        """Whether some of the data was taken and has not left this process."""
        return False

    @abstractmethod
    def close(self) -> None:
        """Close at once."""

    async def is_silent(self) -> bool:
        """Tell whether the peer neither sent anything nor closed."""
        return not self.is_readable()


class Waiter(ABC):
    """Lets one task wait until another one calls `wake`."""

    @abstractmethod
    def wake(self) -> None:
        """End the wait, also if it has not begun yet, and from any thread."""

    @abstractmethod
    async def wait(self, seconds: float | None = None) -> None:
        """Wait until `wake` is called, but at most so long; None for no limit."""


class Interrupt(ABC):
    """Ends what a task awaits when its time is over, or when another one calls `wake`.

    A wake-up ends one wait. It is not lost if it comes between two waits, or together
    with what the task waits for.
    """

    def __init__(self) -> None:
        self._is_woken = False

    def wake(self) -> None:
        """End the wait, or else the next one, from any thread."""
        self._is_woken = True
        self._end_soon()

    def take(self) -> bool:
        """Tell whether there is a wake-up that ended no wait yet, and forget it."""
        is_woken, self._is_woken = self._is_woken, False
        return is_woken

    @abstractmethod
    async def wait_for(
        self, function: Callable[[], Awaitable[None]], seconds: float | None
    ) -> None:
        """Await a function, and cancel it after so many seconds, or on `wake`."""

    @abstractmethod
    def _end_soon(self) -> None:
        """Have the wait cancelled by its event loop, if it is still to be woken."""


class Deadline(ABC):
    """The timeouts of one exchange, as a context manager.

    `begin` starts the time of a phase. When it is over, the code inside is cancelled,
    and the context manager raises `NetworkTimeout`.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._phase: Literal["pool", "connect", "tls", "write", "read", "total"]
        self._phase = "pool"
        # Both are unknown until connecting begins: waiting for the pool is not part.
        self._connected_by = self._ends = inf
        self._when = inf
        self.sent: bool = False
        """Whether the server may have received something."""

    def begin(self, phase: Phase) -> None:
        """Begin a phase, or a further piece of it."""
        now = self._now()
        if phase != "pool" and self._ends == inf:
            self._ends = now + _seconds(self._timeouts.total)
        if phase == "connect" and self._connected_by == inf:
            self._connected_by = now + _seconds(self._timeouts.connect)
        when, self._phase = now + _seconds(getattr(self._timeouts, phase)), phase
        if phase in {"connect", "tls"} and self._connected_by < when:
            when, self._phase = self._connected_by, "connect"
        if self._ends <= when:
            when, self._phase = self._ends, "total"
        # A phase may last a little longer than its timeout, so that the next one, or
        # the next piece, mostly leaves the timer of the event loop as it is.
        latest = min(when + _SLACK * max(when - now, 0.0), self._ends)
        if not when <= self._when <= latest:
            self._when = latest
            self._cancel_at(latest)

    def timeout(self) -> NetworkTimeout:
        """Make the error for the phase whose time is over."""
        return NetworkTimeout(
            timeout_words(self._timeouts, self._phase), sent=self.sent
        )

    @abstractmethod
    def _now(self) -> float: ...

    @abstractmethod
    def _cancel_at(self, when: float) -> None:
        """Cancel the code inside at this time, and not earlier; inf for never."""

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class Network(ABC):
    """An event loop, as far as the engine needs it."""

    name: str
    """The package of the driver, for its logger."""
    failures: tuple[type[Exception], ...]
    """The exceptions of connections that fail."""
    libraries: tuple[str, ...]
    """Packages whose frames hold what is sent."""

    def forget(self, error: BaseException) -> None:
        """Drop what is sent, such as the token, from the frames of an error."""
        forget_locals(error, "h11", "socksio", *self.libraries)

    @abstractmethod
    def run(self) -> object:
        """Identify the run of the event loop that the current task is in."""

    @abstractmethod
    def is_over(self, run: Any) -> bool:
        """Tell whether a run has ended."""

    @abstractmethod
    async def at_end(self, function: Callable[[], None]) -> object:
        """Have a function called at the end of the run, if connections end with it.

        Returns:
            An object that the caller must keep until then.
        """

    @abstractmethod
    def now(self) -> float:
        """Return the loop's own time in seconds; nan outside of a run."""

    @abstractmethod
    def deadline(self, timeouts: Timeouts) -> Deadline:
        """Make the deadline of one exchange."""

    @abstractmethod
    def waiter(self) -> Waiter:
        """Make a waiter for the current task."""

    @abstractmethod
    def interrupt(self) -> Interrupt:
        """Make an interrupt for tasks of this run."""

    @abstractmethod
    async def connect(self, host: str, port: int) -> Stream:
        """Connect to the first of the host's addresses that responds."""

    @abstractmethod
    async def resolve(self, host: str, port: int) -> str:
        """Look up an address of a host."""

    @abstractmethod
    async def sleep(self, seconds: float) -> None:
        """Let other tasks run for so long."""

    @abstractmethod
    async def in_thread(self, function: Callable[[], T]) -> T:
        """Call a function that may block.

        If the task is cancelled meanwhile, it waits for the function to end first: the
        caller can close afterwards what the function used.
        """


def _seconds(limit: float | None) -> float:
    return inf if limit is None else limit
