"""Pools of urllib3 that decide which connection a request may use.

The connection that was used last is taken first. A request that cannot be repeated uses
a kept connection only if the origin has proven that it keeps them: one was used again
with success, and none has ended without a word since then. Some servers close each
connection after its response and do not say so, and the request would be lost.

A response without an end gets a new connection outside of the pool: it takes no place
away from other requests, does not wait for one, and is never kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import EmptyPoolError, FullPoolError
from urllib3.util.request import ACCEPT_ENCODING as URLLIB3S

from mastodon_core.transport import ACCEPT_ENCODING

from ._connections import OURS, CheckedConnection, Origin
from ._exchange import Exchange

if TYPE_CHECKING:
    _Base = HTTPConnectionPool
else:
    _Base = object

# Seconds. Servers close idle connections too, most of them later than this.
MAX_IDLE = 30.0

URLLIB3S_ENCODING = ", ".join(
    name for name in ACCEPT_ENCODING.split(", ") if name in URLLIB3S.split(",")
)
"""An ``accept-encoding`` for what hooks, caches and VCR.py read, with urllib3."""

_EXCHANGE: ContextVar[Exchange] = ContextVar("_EXCHANGE")


class CheckedPool(_Base):
    """A mixin for pools of urllib3 with `CheckedConnection`s."""

    ours: ClassVar[Mapping[type, type]] = OURS
    """Our classes for those that urllib3 would use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._origin = Origin()

    def _connection_class(self) -> Any:
        # Tools such as VCR.py replace the one in the pools of urllib3.
        current: Any = super().ConnectionCls
        return self.ours.get(current, current)

    ConnectionCls: Any = property(_connection_class)
    """The class of new connections."""

    def urlopen(self, *args: Any, **kwargs: Any) -> Any:
        timeout: Any = kwargs.get("timeout")
        if not isinstance(timeout, Exchange):
            timeout = Exchange.of(self._get_timeout(timeout))
        timeout.is_ours = True
        if not issubclass(self.ConnectionCls, CheckedConnection):
            _adapt_to_tools(kwargs)
        # Not an attribute, as threads share the pool.
        token = _EXCHANGE.set(timeout)
        try:
            return super().urlopen(*args, **kwargs)
        finally:
            _EXCHANGE.reset(token)

    def _get_conn(self, timeout: float | None = None) -> Any:
        exchange = _EXCHANGE.get()
        exchange.is_outside = exchange.for_channel and issubclass(
            self.ConnectionCls, CheckedConnection
        )
        try:
            if exchange.is_outside:
                connection: Any = self._new_conn()
            else:
                connection = super()._get_conn(exchange.limit("pool"))
        except EmptyPoolError:
            exchange.timed_out()
            raise
        if not isinstance(connection, CheckedConnection):
            # One that a tool put in its place.
            exchange.is_ours = False
            return connection
        origin = self._origin
        if connection.idle_since is not None:
            if connection.is_closed:
                origin.keeps = False
            elif (
                exchange.fresh
                or not (exchange.repeatable or origin.keeps)
                or connection.idle_seconds() > MAX_IDLE
                or connection.process != os.getpid()
            ):
                connection.close()
        connection.start(exchange, origin)
        return connection

    def _put_conn(self, conn: Any) -> None:
        given: Any = conn
        exchange = _EXCHANGE.get(None)
        if isinstance(given, CheckedConnection):
            if not given.is_out:
                # It has no place. Or Ctrl-C came after it was given back, before
                # urllib3 noted that.
                return
            given.is_out = False
        elif given is None and exchange is not None and exchange.is_outside:
            # It failed, and had no place.
            return
        with suppress(FullPoolError):
            # If Ctrl-C came before it took a place, urllib3 gives one back, too.
            super()._put_conn(conn)

    def close_idle(self, longer_than: float) -> None:
        """Close the connections that have been idle for longer than so many seconds."""
        waiting: Any = self.pool
        with waiting.mutex:
            for place, connection in enumerate(waiting.queue):
                if (
                    isinstance(connection, CheckedConnection)
                    and connection.idle_seconds() > longer_than
                ):
                    waiting.queue[place] = None
                    connection.close()


def _adapt_to_tools(settings: dict[str, Any]) -> None:
    """Change a request into one that tools such as VCR.py can store and decode."""
    body: Iterable[bytes] | bytes | str | None = settings.get("body")
    if isinstance(body, Iterable) and not isinstance(body, bytes | str):
        # They would store an iterator as one, for Python and YAML only.
        settings["body"] = b"".join(body)
    headers: Any = settings.get("headers")
    if headers is not None and headers.get("accept-encoding") == ACCEPT_ENCODING:
        settings["headers"] = headers.copy()
        settings["headers"]["accept-encoding"] = URLLIB3S_ENCODING


class PlainPool(CheckedPool, HTTPConnectionPool):
    """Connections without TLS."""


class SecurePool(CheckedPool, HTTPSConnectionPool):
    """Connections with TLS."""
