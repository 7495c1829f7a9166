"""What the log tells of calls: methods, paths as documented, numbers, never content.

The names of the loggers are public; handlers and levels are the program's to set.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..calls import Request
    from ..http import HttpRequest, HttpResponse
    from ._session import Clock, WireSteps

HTTP = logging.getLogger("mastodon_core.http")
WAITS = logging.getLogger("mastodon_core.waits")

# Servers name a request as they like; none is to write lines of its own into a log.
_REQUEST_ID = re.compile(r"[\w.:/+=-]{1,100}", re.ASCII)


def waits(who: str, seconds: float, reason: str) -> None:
    """Log a pause that is about to begin."""
    WAITS.info("%s: waiting %.1f s (%s)", who, seconds, reason)


def exchanged(
    message: HttpRequest, request: Request[Any], attempt: int, clock: Clock
) -> WireSteps[HttpResponse]:
    """Have a message exchanged, and log how that went.

    Args:
        attempt: Which one this is, from 1.
    """
    if not HTTP.isEnabledFor(logging.DEBUG):
        response: HttpResponse = yield message
        return response
    began = clock.monotonic()
    outcome, request_id = "abandoned", ""
    try:
        response = yield message
        outcome = str(response.status)
        request_id = response.headers.get("x-request-id", "")
    except Exception as error:
        outcome = _kinds(error)
        raise
    finally:
        HTTP.debug(
            "%s %s: %s in %.0f ms, attempt %d%s",
            request.method,
            request.path,
            outcome,
            1000 * (clock.monotonic() - began),
            attempt,
            f", request {request_id}" if _REQUEST_ID.fullmatch(request_id) else "",
        )
    return response


def _kinds(error: Exception) -> str:
    """Name an error, whose text may be anybody's and quote anything."""
    cause = error.__cause__
    name = type(error).__name__
    return name if cause is None else f"{name} from {type(cause).__name__}"
