"""Log lines about calls: methods, documented paths and numbers, never content.

The logger names are public. The program configures handlers and levels.
"""

from __future__ import annotations

import logging
import re
from types import TracebackType
from typing import Any

from ..calls import Request
from ..http import HttpResponse
from ._options import Clock

HTTP = logging.getLogger("mastodon_core.http")
WAITS = logging.getLogger("mastodon_core.waits")

# The server chooses this value: log it only if it cannot forge a log line.
_REQUEST_ID = re.compile(r"[\w.:/+=-]{1,100}", re.ASCII)


def log_wait(name: str, seconds: float, reason: str) -> None:
    """Log a pause that is about to begin."""
    WAITS.info("%s: waiting %.1f s (%s)", name, seconds, reason)


def log_resend(request: Request[Any]) -> None:
    """Log that a request was lost with its connection, and is sent again at once."""
    HTTP.debug(
        "%s %s: the kept connection was closed, sending again on a new one",
        request.method,
        request.path,
    )


class ExchangeLog:
    """A context manager that logs the outcome and duration of one HTTP exchange."""

    def __init__(self, request: Request[Any], attempt: int, clock: Clock) -> None:
        self.response: HttpResponse | None = None
        self._request = request
        self._attempt = attempt
        self._clock = clock
        self._enabled = HTTP.isEnabledFor(logging.DEBUG)
        self._began = clock.monotonic() if self._enabled else 0.0

    def __enter__(self) -> ExchangeLog:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if not self._enabled:
            return
        outcome, request_id = "abandoned", ""
        if self.response is not None:
            outcome = str(self.response.status)
            request_id = self.response.headers.get("x-request-id", "")
        elif isinstance(exc, Exception):
            outcome = _class_names(exc)
        HTTP.debug(
            "%s %s: %s in %.0f ms, attempt %d%s",
            self._request.method,
            self._request.path,
            outcome,
            1000 * (self._clock.monotonic() - self._began),
            self._attempt,
            f", request {request_id}" if _REQUEST_ID.fullmatch(request_id) else "",
        )


def _class_names(error: Exception) -> str:
    """Return the class names only: the message may contain private data."""
    cause = error.__cause__
    name = type(error).__name__
    return name if cause is None else f"{name} from {type(cause).__name__}"
