"""Time limits of a transport."""

from __future__ import annotations

from types import NoneType
from typing import Any

from attrs import Attribute, field, frozen

from ..values import expect


def _check_seconds(_: object, attribute: Attribute[Any], value: object) -> None:
    expect(attribute.name, value, (float, int, NoneType), "a number of seconds")
    if isinstance(value, float | int) and not value > 0:
        raise ValueError(f"{attribute.name} must be more than 0 seconds, not {value}")


@frozen
class Timeouts:
    """Time limits of a transport, in seconds; None waits for ever.

    Waiting for a rate limit, and between retries, does not count.
    """

    connect: float | None = field(default=10.0, validator=_check_seconds)
    """For a connection, including the TLS handshake."""
    read: float | None = field(default=30.0, validator=_check_seconds)
    """Between two pieces of a response."""
    total: float | None = field(default=300.0, validator=_check_seconds)
    """For one exchange: from the start of connecting to the last byte received."""
