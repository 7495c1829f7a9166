"""Timeouts of a transport."""

from __future__ import annotations

from types import NoneType
from typing import Any

from attrs import Attribute, field, frozen

from ..values import expect

# 24 days. Sockets wait for milliseconds in 31 bits, and more would wrap around.
_LONGEST = 2_147_483


def _check_seconds(_: object, attribute: Attribute[Any], value: object) -> None:
    expect(attribute.name, value, (float, int, NoneType), "a number of seconds")
    if not isinstance(value, float | int):
        return
    if not value > 0:
        raise ValueError(f"{attribute.name} must be more than 0 seconds, not {value}")
    if value > _LONGEST:
        raise ValueError(
            f"{attribute.name} must be at most {_LONGEST} seconds, not {value}; None is"
            " no limit"
        )


@frozen
class Timeouts:
    """Timeouts of a transport, in seconds; None for no limit.

    Waits for a rate limit and between retries do not count.

    Raises:
        TypeError: one of them is not a number.
        ValueError: one of them is not positive, or is longer than 24 days.
    """

    pool: float | None = field(default=None, validator=_check_seconds, kw_only=True)
    """For waiting until one of the client's connections is free, while other calls use
    all of them. This wait counts neither for ``connect`` nor for ``total``."""
    connect: float | None = field(default=10.0, validator=_check_seconds)
    """For connecting: finding the address, the proxy, and the TLS handshake
    included."""
    tls: float | None = field(default=10.0, validator=_check_seconds, kw_only=True)
    """For the TLS handshake alone."""
    write: float | None = field(default=30.0, validator=_check_seconds, kw_only=True)
    """For each piece of the request to be sent."""
    read: float | None = field(default=30.0, validator=_check_seconds)
    """For each piece of the response to arrive."""
    total: float | None = field(default=300.0, validator=_check_seconds)
    """For one exchange: from connecting to the last byte of the response."""
