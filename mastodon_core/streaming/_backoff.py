"""How long to wait before the next connection."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define

FIRST = 1.0
"""Seconds of the first limit; each further one is twice as long."""
LONGEST = 60.0
"""Seconds of the last limit."""
STABLE = 30.0
"""Seconds after which a connection is a success, and the limits begin anew."""


@define
class Backoff:
    """Exponential backoff with full jitter.

    Each pause is a random part of a limit, which doubles with each failure, so that
    the clients of a server that restarts do not come back all at once.

    Args:
        random: Returns the given number of random bytes.
    """

    random: Callable[[int], bytes]
    first: float = FIRST
    failures: int = 0

    def pause(self) -> float:
        """Count a failure, and return how many seconds to wait."""
        limit = min(self.first * 2.0 ** min(self.failures, 30), LONGEST)
        self.failures += 1
        return limit * int.from_bytes(self.random(4)) / 2**32

    def begin_at(self, seconds: float) -> None:
        """Take the first limit from the server, within our own ones.

        With ``retry: 0``, each client would connect again in a tight loop.
        """
        self.first = min(max(seconds, FIRST), LONGEST)

    def reset(self) -> None:
        """Begin anew, after a success."""
        self.failures = 0
