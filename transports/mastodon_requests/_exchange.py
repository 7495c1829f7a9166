"""One exchange: how long its parts may take, and how far it came."""

from __future__ import annotations

from collections.abc import Mapping
from threading import get_ident
from time import monotonic
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from urllib3.util import Timeout

from mastodon_core import Timeouts

if TYPE_CHECKING:
    import requests

    from ._responses import Response

TimeoutName: TypeAlias = Literal["pool", "connect", "tls", "write", "read", "total"]

# Seconds; the most that `Timeouts` takes.
_LONGEST = 2_147_483


class Exchange(Timeout):
    """The timeouts and the state of one request with its response.

    requests and urllib3 hand the ``timeout`` of `requests.Session.send` down to the
    pool as it is. So this object reaches our connections through any session, and
    connections of other adapters take it for an ordinary timeout.

    Args:
        timeouts: The limits of its parts.
        fresh: Whether it must use a new connection.
        repeatable: Whether the request can be sent twice without harm.
        checks_heads: Whether the heads of responses are checked by `check_head`, which
            is the same in every transport.
        for_channel: Whether the response may have no end, so that it needs a connection
            outside of the pool.
        upgrades: Whether the response may have status 101.
    """

    def __init__(
        self,
        timeouts: Timeouts,
        *,
        fresh: bool = False,
        repeatable: bool = True,
        checks_heads: bool = True,
        for_channel: bool = False,
        upgrades: bool = False,
    ) -> None:
        super().__init__(
            total=timeouts.total, connect=timeouts.connect, read=timeouts.read
        )
        self.timeouts = timeouts
        self.fresh = fresh
        self.repeatable = repeatable
        self.checks_heads = checks_heads
        self.for_channel = for_channel
        self.upgrades = upgrades
        self.is_outside = False
        """Whether its connection takes no place in the pool."""
        self.thread = get_ident()
        """The thread that waits for the response."""
        self.is_ours = False
        """Whether one of our connections carries it."""
        self.sent = False
        """Whether the server may have received something."""
        self.proxy_status: int | None = None
        """The status with which a proxy refused to connect."""
        self.proxies: Mapping[str, str] = {}
        """The URLs of proxies, with their passwords."""
        self.responded = False
        """Whether a hook of the session may have failed, instead of the network."""
        self.response: requests.Response | None = None
        """What such a hook was called with."""
        self.body: Response | None = None
        """The body of the response, on one of our connections."""
        self._total_end: float | None = None
        self._connect_end: float | None = None
        self._waits_for: TimeoutName = "total"
        self.start(reused=False)

    @classmethod
    def of(cls, timeout: Timeout) -> Self:
        """Make one for a request that no client of ours sends."""
        connect, read = (
            # Any longer would wrap around in the system.
            seconds and min(seconds, _LONGEST)
            for seconds in map(
                cls.resolve_default_timeout,
                (timeout.connect_timeout, timeout.read_timeout),
            )
        )
        return cls(
            Timeouts(connect=connect, tls=None, write=read, read=read, total=None),
            checks_heads=False,
        )

    def start(self, *, reused: bool) -> None:
        """Start the total time: there is a connection, or a place for one."""
        self.reused = reused
        """Whether the connection was kept from an earlier exchange."""
        self.answered = False
        """Whether a byte of the response has arrived."""
        self.ended = False
        """Whether the connection ended, instead of a timeout or another error."""
        self.expired: TimeoutName | None = None
        """The timeout that expired."""
        if self.timeouts.total is not None:
            self._total_end = monotonic() + self.timeouts.total

    def start_connecting(self) -> None:
        """Start the time for connecting."""
        if self.timeouts.connect is not None:
            self._connect_end = monotonic() + self.timeouts.connect

    @property
    def is_over(self) -> bool:
        """Whether the total time is over."""
        return self._total_end is not None and monotonic() >= self._total_end

    @property
    def died_unsaid(self) -> bool:
        """Whether a kept connection ended before a byte of the response."""
        return self.reused and self.ended and not self.answered

    def limit(self, which: TimeoutName) -> float | None:
        """Return how many seconds the next step may take; None for no limit.

        Args:
            which: The timeout of that step. The total time counts too, and before the
                request is sent that for connecting.

        Raises:
            TimeoutError: nothing is left.
        """
        timeouts = self.timeouts
        seconds: float | None = None
        if which == "read":
            seconds = timeouts.read
        elif which == "write":
            seconds = timeouts.write
        elif which == "tls":
            seconds = timeouts.tls
        elif which == "pool":
            self._waits_for = "pool"
            return timeouts.pool
        self._waits_for = which
        if which in {"connect", "tls"} and self._connect_end is not None:
            left = self._connect_end - monotonic()
            if seconds is None or left < seconds:
                seconds, self._waits_for = left, "connect"
        if self._total_end is not None:
            left = self._total_end - monotonic()
            if seconds is None or left < seconds:
                seconds, self._waits_for = left, "total"
        if seconds is not None and seconds <= 0:
            raise self.timed_out()
        return seconds

    def timed_out(self) -> TimeoutError:
        """Note that the current step takes too long, and make the error for it."""
        self.expired = self._waits_for
        return TimeoutError(f"{self._waits_for} timed out")

    def failed(self, error: OSError) -> None:
        """Note why a connection failed."""
        # A timeout of the operating system has a number.
        if isinstance(error, TimeoutError) and error.errno is None:
            self.expired = self._waits_for
        else:
            self.ended = True
