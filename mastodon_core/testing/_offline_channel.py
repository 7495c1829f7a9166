"""The server's end of a stream of the offline instance."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from attrs import evolve

from ..http import HttpResponse
from ._instance.streaming import Connection


class OfflineChannel:
    """The server's end of a connection whose response does not end.

    It has no socket: take out what the server sends, feed in what the client sends.
    Its methods can be called from any thread.
    """

    response: HttpResponse
    """The status and the headers. The body is complete, but with the status 200 or 101
    it is empty, as it comes through `take`."""

    def __init__(
        self,
        response: HttpResponse,
        connection: Connection | None,
        *,
        guard: AbstractContextManager[object],
        next_due: Callable[[], datetime | None],
    ) -> None:
        self._connection = connection
        self._guard = guard
        self._next_due = next_due
        self._rest = b""
        if connection is None and response.status == 200:
            response, self._rest = evolve(response, body=b""), response.body
        self.response = response

    def take(self) -> bytes:
        """Take out the bytes that the server has sent since the last time."""
        with self._guard:
            if self._connection is None:
                taken, self._rest = self._rest, b""
            else:
                taken = bytes(self._connection.output)
                self._connection.output.clear()
            return taken

    def feed(self, data: bytes) -> None:
        """Feed in bytes that the client sends: the frames of a WebSocket."""
        with self._guard:
            if self._connection is not None:
                self._connection.receive(data)

    @property
    def has_ended(self) -> bool:
        """Whether the server closed the connection, after what `take` returns."""
        return self._connection is None or self._connection.has_ended

    @property
    def sent(self) -> int:
        """How many events the server has sent. Heartbeats and pings do not count."""
        return 0 if self._connection is None else self._connection.sent

    @property
    def next_due(self) -> datetime | None:
        """When time alone makes something happen: a heartbeat, a scheduled status.

        None after the end.
        """
        with self._guard:
            if self._connection is None or self._connection.has_ended:
                return None
            due = self._next_due()
            heartbeat = self._connection.heartbeat_due
            return heartbeat if due is None else min(due, heartbeat)

    def on_output(self, function: Callable[[], object]) -> None:
        """Call a function whenever there is new output, or the end.

        Args:
            function: Called in the thread that caused it. It must return at once, and
                not raise.
        """
        with self._guard:
            if self._connection is not None:
                self._connection.on_output.append(function)

    def close(self) -> None:
        """Say that the client is gone."""
        with self._guard:
            if self._connection is not None:
                self._connection.end()
