"""Connections of urllib3 with logging, and with a timeout for sending."""

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

from mastodon_core.http import masked_url

_log = logging.getLogger("mastodon_requests.connections")


def _mask_urls(record: logging.LogRecord) -> bool:
    """Mask secrets in the URLs that urllib3 logs at level DEBUG."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            masked_url(arg) if isinstance(arg, str) else arg for arg in record.args
        )
    return True


logging.getLogger("urllib3.connectionpool").addFilter(_mask_urls)

SEND_TIMEOUT: ContextVar[float | None] = ContextVar("SEND_TIMEOUT")
"""The timeout for each piece of the current request to be sent, in seconds.

urllib3 itself would use the connect timeout, or the read timeout of the previous
exchange on the connection.
"""


class _Connection(HTTPConnection):
    """Logs when it is opened, reused and closed, with its host and port."""

    _is_used = False

    def connect(self) -> None:
        try:
            super().connect()
        except TimeoutError as error:
            # During the TLS handshake; urllib3 would report a read timeout.
            raise ConnectTimeoutError(self, "TLS handshake timed out") from error
        except OSError as error:
            raise NewConnectionError(self, "TLS handshake failed") from error
        self._is_used = False
        self.sock.settimeout(SEND_TIMEOUT.get())
        _log.debug("opened %s:%s", self.host, self.port)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self._is_used and not self.is_closed:
            self.sock.settimeout(SEND_TIMEOUT.get())
            _log.debug("reused %s:%s", self.host, self.port)
        try:
            super().request(*args, **kwargs)
        except TimeoutError as error:
            raise ReadTimeoutError(self, None, "sending timed out") from error  # type: ignore[arg-type]  # only its name is used
        self._is_used = True

    def close(self) -> None:
        if not self.is_closed:
            _log.debug("closed %s:%s", self.host, self.port)
        super().close()


class _SecureConnection(_Connection, HTTPSConnection):
    pass


# Any, as pyright does not accept urllib3's own classes for its protocol.
class _Pool(HTTPConnectionPool):
    ConnectionCls: Any = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls: Any = _SecureConnection


class Adapter(HTTPAdapter):
    """An adapter of requests that uses these connections."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _Pool,
            "https": _SecurePool,
        }
