"""The body of a response that a channel takes over, together with its socket."""

from __future__ import annotations

from http.client import HTTPException
from typing import Any, Protocol

from attrs import frozen


class Framing(Protocol):
    """Finds the content of a body in its bytes, however they are split."""

    is_done: bool
    """Whether that was the end of the body."""
    problem: HTTPException | None
    """Why the bytes after that content are not valid."""

    def decode(self, data: bytes) -> bytes:
        """Return the content in the next bytes, as far as they are valid."""
        ...


class Counted:
    """A body of known length, or one that ends with the connection."""

    problem: HTTPException | None = None

    def __init__(self, length: int | None) -> None:
        self._left = length
        self.is_done: bool = length == 0

    def decode(self, data: bytes) -> bytes:
        if self._left is None:
            return data
        data = data[: self._left]
        self._left -= len(data)
        self.is_done = not self._left
        return data


@frozen
class Framed:
    """An untouched body."""

    sock: Any
    """The socket of the connection, above TLS."""
    received: bytes
    """The bytes that came together with the head."""
    framing: Framing
