"""The events that a connection reads from the bytes of the server."""

from __future__ import annotations

from typing import TypeAlias

import h11
from attrs import field, frozen


@frozen
class Informational:
    """A response before the final one: 100 Continue, 103 Early Hints."""

    status: int


@frozen
class Head:
    """The status and the header fields of the final response.

    Status 101 is final if the request asked for another protocol.
    """

    status: int
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    """Names in lower case, in the order of the server."""


@frozen
class Data:
    """A piece of the body, without chunked framing, but still compressed.

    After status 101, it is a piece of what the server sends in the other protocol.
    """

    data: bytes = field(repr=lambda data: f"<{len(data)} bytes>")


@frozen
class End:
    """The end of a response that is complete."""


@frozen
class Failed:
    """The end of a connection that broke the rules, or ended too early."""

    error: EOFError | h11.RemoteProtocolError


Event: TypeAlias = "Informational | Head | Data | End | Failed"
"""One of the things that a connection reads."""
