"""Connections whose responses do not end, as a transport opens them for streams."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ..http import HttpResponse


class Channel(ABC):
    """A connection for server-sent events or a WebSocket, of a blocking transport.

    Methods of one channel are called by one thread at a time, but for `wake`.
    """

    response: HttpResponse
    """The status and the headers. If the status is 200, or 101 after an ``upgrade``,
    the body is empty, as it comes through `receive`. With any other status the body is
    complete, and the connection is closed."""

    @abstractmethod
    def receive(self, seconds: float | None) -> bytes | None:
        """Wait for what the server sends next.

        Args:
            seconds: How long to wait at most; None for no limit, 0 not to wait.

        Returns:
            At least one byte of the response's body, without chunked framing, or of
            what follows status 101; empty bytes after the end, which a body cut off in
            the middle has too. None if nothing came in time, or after `wake`.

        Raises:
            NetworkError: the connection failed.
        """

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Send all of the data, on a connection that was upgraded.

        Raises:
            NetworkError: the connection failed, or was closed.
            NetworkTimeout: the server did not take it within ``Timeouts.write``.
        """

    @abstractmethod
    def wake(self) -> None:
        """End a `receive` that waits, or else the next one, from any thread."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection at once, from any thread.

        A `receive` that waits returns empty bytes, as each later one does. So it is if
        the client is closed.
        """


class AsyncChannel(ABC):
    """A connection for server-sent events or a WebSocket, of an async transport.

    Its methods do what those of `Channel` do. A `receive` that is cancelled loses no
    byte; after a `send` that is cancelled, the channel can only be closed.
    """

    response: HttpResponse
    """As in `Channel`."""

    @abstractmethod
    async def receive(self, seconds: float | None) -> bytes | None:
        """Wait for what the server sends next, as `Channel.receive` does."""

    @abstractmethod
    async def send(self, data: bytes) -> None:
        """Send all of the data, as `Channel.send` does."""

    @abstractmethod
    def wake(self) -> None:
        """End a `receive` that waits, or else the next one, from any thread."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection at once, in its event loop.

        A `receive` that waits in another task returns empty bytes, as each later one
        does. So it is if the client is closed.
        """
