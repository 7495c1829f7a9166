"""Connections of urllib3 that log what becomes of them, and keep time while sending."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    NewConnectionError,
    ReadTimeoutError,
)

_log = logging.getLogger("mastodon_requests.connections")

SILENCE: ContextVar[float | None] = ContextVar("SILENCE")
"""How many seconds a piece of the request under way may take to be sent.

urllib3 gives it the time for connecting, or what the exchange before had for reading.
"""


class _Told(HTTPConnection):
    """One that says when it is opened, used again and closed: host and port only."""

    _is_used = False

    def connect(self) -> None:
        try:
            super().connect()
        except TimeoutError as error:
            # The handshake's, which urllib3 takes for a read that is late.
            raise ConnectTimeoutError(self, "no TLS in time") from error
        except OSError as error:
            raise NewConnectionError(self, "no TLS") from error
        self._is_used = False
        self.sock.settimeout(SILENCE.get())
        _log.debug("opened %s:%s", self.host, self.port)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self._is_used and not self.is_closed:
            self.sock.settimeout(SILENCE.get())
            _log.debug("reused %s:%s", self.host, self.port)
        try:
            super().request(*args, **kwargs)
        except TimeoutError as error:
            raise ReadTimeoutError(self, None, "not sent in time") from error  # type: ignore[arg-type]  # it is named only
        self._is_used = True

    def close(self) -> None:
        if not self.is_closed:
            _log.debug("closed %s:%s", self.host, self.port)
        super().close()


class _ToldSecurely(_Told, HTTPSConnection):
    pass


# Any: to pyright, the classes of urllib3 itself do not fit its own protocol.
class _Pool(HTTPConnectionPool):
    ConnectionCls: Any = _Told


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls: Any = _ToldSecurely


class Adapter(HTTPAdapter):
    """An adapter of requests, with these connections."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _Pool,
            "https": _SecurePool,
        }
