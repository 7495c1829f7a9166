"""A pool of connections by origin."""

from __future__ import annotations

import logging
import ssl
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import trio
from mastodon_network import TlsFiles

from mastodon_core import ClientClosed

from ._connection import Connection

# Connections to one origin at a time; browsers open similarly many.
_MAX_CONNECTIONS = 10
# Seconds. Servers and reverse proxies close idle connections after 5 to 75 seconds.
_MAX_IDLE = 30.0

Origin = tuple[str, str, int]

_log = logging.getLogger("mastodon_trio.connections")


class Pool:
    """Lends connections, and keeps those that can be reused."""

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        # The files of the user may be out of reach later. The default takes 15 ms, and
        # not every client connects.
        self._tls = None if files == TlsFiles() else _tls_context(files)
        self._idle: dict[Origin, list[Connection]] = defaultdict(list)
        self._limits: dict[Origin, trio.Semaphore] = {}
        self._closed = False

    @asynccontextmanager
    async def connection(self, url: str) -> AsyncGenerator[Connection]:
        """Borrow a connection to the origin of a URL: an idle one, or a new one.

        It is kept for reuse only after a complete exchange, and closed otherwise, also
        on cancellation. At most 10 connections to an origin are open; further calls
        wait.
        """
        origin = _origin(url)
        limit = self._limits.setdefault(origin, trio.Semaphore(_MAX_CONNECTIONS))
        async with limit:
            connection = await self._take(origin) or await self._open(origin)
            try:
                yield connection
            finally:
                if connection.can_be_reused and not self._closed:
                    connection.idle_since = trio.current_time()
                    # Used as a stack: the server is least likely to have closed the
                    # connection that was used last.
                    self._idle[origin].append(connection)
                else:
                    await _close(connection, origin)

    async def aclose(self) -> None:
        """Close idle connections now, and those in use when they are given back."""
        self._closed = True
        for origin, connections in self._idle.items():
            while connections:
                await _close(connections.pop(), origin)

    async def _take(self, origin: Origin) -> Connection | None:
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            age = trio.current_time() - connection.idle_since
            # It is negative if the connection is from another run of trio.
            if 0 <= age <= _MAX_IDLE and not connection.is_stale():
                _log.debug("reused %s:%d", *origin[1:])
                return connection
            await _close(connection, origin)
        return None

    async def _open(self, origin: Origin) -> Connection:
        if self._closed:
            raise ClientClosed("this client is closed; make a new one")
        scheme, host, port = origin
        stream = await trio.open_tcp_stream(host, port)
        if scheme == "http":
            _log.debug("opened %s:%d", host, port)
            return Connection(stream)
        if self._tls is None:
            self._tls = _tls_context(self._files)
        secured = trio.SSLStream(
            stream, self._tls, server_hostname=host, https_compatible=True
        )
        try:
            await secured.do_handshake()
        except BaseException:
            await trio.aclose_forcefully(secured)
            raise
        _log.debug("opened %s:%d", host, port)
        return Connection(secured)


async def _close(connection: Connection, origin: Origin) -> None:
    _log.debug("closed %s:%d", *origin[1:])
    await connection.aclose()


def _origin(url: str) -> Origin:
    parts = urlsplit(url)
    assert parts.hostname is not None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, parts.hostname, port


def _tls_context(files: TlsFiles) -> ssl.SSLContext:
    context = files.context()
    if context is not files.verify:
        # One of the caller may be in use elsewhere.
        context.set_alpn_protocols(["http/1.1"])
    return context
