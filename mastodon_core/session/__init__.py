"""How a call becomes messages, and what is decided between them."""

from ._exchange import Done, Exchange, Outcome, WireStep, drive, drive_async
from ._hooks import Attempt, AttemptEnd, Hooks, Retry, Wait
from ._options import (
    Certificate,
    ClientOptions,
    Clock,
    SessionOptions,
    TlsContext,
    check_options,
    session_options,
)
from ._rate_limit import (
    PAGING,
    Limit,
    RateLimitMode,
    RateLimitStatus,
    limits_of,
    seconds_announced,
    server_time,
)
from ._session import Session
from ._signal import Signal, WaitFor

__all__ = [
    "PAGING",
    "Attempt",
    "AttemptEnd",
    "Certificate",
    "ClientOptions",
    "Clock",
    "Done",
    "Exchange",
    "Hooks",
    "Limit",
    "Outcome",
    "RateLimitMode",
    "RateLimitStatus",
    "Retry",
    "Session",
    "SessionOptions",
    "Signal",
    "TlsContext",
    "Wait",
    "WaitFor",
    "WireStep",
    "check_options",
    "drive",
    "drive_async",
    "limits_of",
    "seconds_announced",
    "server_time",
    "session_options",
]
