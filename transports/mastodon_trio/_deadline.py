"""The connect, read and total timeouts of an exchange, in one cancel scope."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import trio

from mastodon_core import NetworkTimeout, Timeouts
from mastodon_core.transport import timeout_words


class Deadline:
    """A context manager that raises `NetworkTimeout` when a timeout expires.

    It starts with the connect timeout. Each `extend` starts the read timeout again. The
    total timeout always runs.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._scope = trio.CancelScope()
        self._end = _after(timeouts.total)
        self._scope.deadline = min(self._end, _after(timeouts.connect))
        self.sent: bool = False
        """Whether the server may have received something, for the error."""

    def extend(self) -> None:
        """Start the read timeout again."""
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
        # The scope catches its own cancellation only.
        self._scope.__exit__(kind, error, traceback)
        if self._scope.cancelled_caught:
            raise NetworkTimeout(self._reason(), sent=self.sent) from None

    def _reason(self) -> str:
        if self._scope.deadline >= self._end:
            return timeout_words(self._timeouts, "total")
        return timeout_words(self._timeouts, "read" if self.sent else "connect")


def _after(seconds: float | None) -> float:
    return float("inf") if seconds is None else trio.current_time() + seconds
