"""Pools and connections through a SOCKS proxy, which need PySocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from urllib3.contrib import socks
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ._connections import CheckedConnection, urllib3s
from ._pools import CheckedPool

if TYPE_CHECKING:
    from urllib3.contrib.socks import SOCKSConnection as Plain
    from urllib3.contrib.socks import SOCKSHTTPSConnection as Secure
else:
    Plain = urllib3s(socks.SOCKSHTTPConnectionPool.ConnectionCls)
    Secure = urllib3s(socks.SOCKSHTTPSConnectionPool.ConnectionCls)


class _SocksConnection(CheckedConnection, Plain):
    def _new_conn(self) -> Any:
        exchange = self._exchange
        self.timeout = exchange.limit("connect")
        try:
            sock = Plain._new_conn(self)
        except ConnectTimeoutError as error:
            if not isinstance(error, NewConnectionError):
                raise exchange.timed_out() from error
            # PySocks wraps the error, and urllib3 that of PySocks.
            wrapped = getattr(error.__context__, "socket_err", None)
            if type(wrapped).__name__ == "SOCKS5AuthError":
                exchange.proxy_status = 407
            raise
        sock.settimeout(exchange.limit("tls"))
        return sock


class _SecureSocksConnection(_SocksConnection, Secure):
    pass


class SocksPool(CheckedPool, socks.SOCKSHTTPConnectionPool):
    """Connections without TLS."""

    ours = {Plain: _SocksConnection}


class SecureSocksPool(CheckedPool, socks.SOCKSHTTPSConnectionPool):
    """Connections with TLS."""

    ours = {Secure: _SecureSocksConnection}
