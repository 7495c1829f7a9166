"""Log lines about calls: methods, documented paths and numbers, never content.

The logger names are public. The program configures handlers and levels.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from ..calls import Request
from ..http import HttpResponse
from ._hooks import AttemptEnd

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


def log_attempt(
    end: AttemptEnd, response: HttpResponse | None, failure: Exception | None
) -> None:
    """Log how an attempt ended."""
    if not HTTP.isEnabledFor(logging.DEBUG):
        return
    outcome, request_id = "abandoned", ""
    if response is not None:
        outcome = str(response.status)
        request_id = response.headers.get("x-request-id", "")
    elif failure is not None:
        outcome = _class_names(failure)
    HTTP.debug(
        "%s %s: %s in %.0f ms, attempt %d%s",
        end.attempt.method,
        end.attempt.path,
        outcome,
        1000 * end.seconds,
        end.attempt.number,
        f", request {request_id}" if _REQUEST_ID.fullmatch(request_id) else "",
    )


def _class_names(error: Exception) -> str:
    """Return the class names only: the message may contain private data."""
    cause = error.__cause__
    name = type(error).__name__
    return name if cause is None else f"{name} from {type(cause).__name__}"
