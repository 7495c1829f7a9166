"""How a call becomes messages, and what is decided between them."""

from ._rate_limit import (
    DELETES,
    GENERAL,
    MEDIA,
    PAGING,
    STATUSES,
    Limit,
    RateLimit,
    RateLimitMode,
    limits_of,
    server_time,
)
from ._session import (
    Clock,
    Done,
    Exchange,
    Hooks,
    Session,
    SessionOptions,
    Wait,
    WireStep,
)

__all__ = [
    "DELETES",
    "GENERAL",
    "MEDIA",
    "PAGING",
    "STATUSES",
    "Clock",
    "Done",
    "Exchange",
    "Hooks",
    "Limit",
    "RateLimit",
    "RateLimitMode",
    "Session",
    "SessionOptions",
    "Wait",
    "WireStep",
    "limits_of",
    "server_time",
]
