"""The times for connecting, for silence and for an exchange, in one cancel scope."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import trio

from mastodon_core import NetworkTimeout, Timeouts
from mastodon_core.transport import timeout_words


class Deadline:
    """Ends what is done within it when the next of its times is over.

    It begins with the time for connecting; each `extend` begins the time for a
    silence anew. The time for all of it runs from the start.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._scope = trio.CancelScope()
        self._end = _after(timeouts.total)
        self._scope.deadline = min(self._end, _after(timeouts.connect))
        self.sent: bool = False
        """For the error: whether anything of the request was sent."""

    def extend(self) -> None:
        self._scope.deadline = min(self._end, _after(self._timeouts.read))

    def __enter__(self) -> Self:
        self._scope.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # What the scope swallows is its own end alone, and becomes an error.
        self._scope.__exit__(kind, error, traceback)
        if self._scope.cancelled_caught:
            raise NetworkTimeout(self._reason(), sent=self.sent) from None

    def _reason(self) -> str:
        if self._scope.deadline >= self._end:
            return timeout_words(self._timeouts, "total")
        return timeout_words(self._timeouts, "read" if self.sent else "connect")


def _after(seconds: float | None) -> float:
    return float("inf") if seconds is None else trio.current_time() + seconds
