"""The adapter for sessions of requests, and the pools of its connections."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from time import monotonic
from typing import Any

from requests.adapters import HTTPAdapter

from ._pools import MAX_IDLE, PlainPool, SecurePool

_MAX_ORIGINS = 10
_MAX_CONNECTIONS = 20

_POOLS: dict[str, Any] = {"http": PlainPool, "https": SecurePool}


class Adapter(HTTPAdapter):
    """The adapter of a client's own session, for sessions of yours.

    Its connections read responses strictly, keep all timeouts of the client, and are
    used again only where that is safe. Mount it where the session would use the
    adapter of requests:

    >>> import mastodon_requests, requests
    >>> session = requests.Session()
    >>> session.mount("https://", mastodon_requests.Adapter())

    A session with this adapter can be used for other requests too, with the timeouts
    that these name. Close the responses to those with ``stream=True``: each holds one
    of the connections until then.

    Args:
        pool_connections: How many origins to keep connections for.
        pool_maxsize: How many connections there may be to one origin at a time. Other
            threads wait for one of them.
        max_retries: As in requests. A client has its own, so leave it at 0 for one.
        pool_block: Whether to wait; with False, more connections are opened and
            closed again.
    """

    # Not set in the constructor, as a copy is made without calling it.
    _next_check = 0.0
    _proxy_context: ssl.SSLContext | None = None

    def __init__(
        self,
        pool_connections: int = _MAX_ORIGINS,
        pool_maxsize: int = _MAX_CONNECTIONS,
        max_retries: Any = 0,
        pool_block: bool = True,
    ) -> None:
        super().__init__(pool_connections, pool_maxsize, max_retries, pool_block)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        if proxy in self.proxy_manager:
            return self.proxy_manager[proxy]
        if proxy.lower().startswith("socks"):
            manager = super().proxy_manager_for(proxy, **proxy_kwargs)
            # Imported here, as it needs PySocks.
            from ._socks import SecureSocksPool, SocksPool

            manager.pool_classes_by_scheme = {
                "http": SocksPool,
                "https": SecureSocksPool,
            }
            return manager
        proxy_kwargs.setdefault("proxy_ssl_context", self._proxy_context)
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def build_connection_pool_key_attributes(
        self, request: Any, verify: Any, cert: Any = None
    ) -> Any:
        build: Any = super().build_connection_pool_key_attributes
        if not isinstance(verify, ssl.SSLContext):
            return build(request, verify, cert)
        host, tls = build(request, True, cert)
        del tls["cert_reqs"]
        tls["ssl_context"] = verify
        if not verify.check_hostname:
            tls["assert_hostname"] = False
        return host, tls

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        # A context has all of it.
        if not isinstance(verify, ssl.SSLContext):
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]  # in the stubs

    def send(
        self,
        request: Any,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Any:
        if isinstance(verify, ssl.SSLContext):
            self._proxy_context = verify
        trusted: Any = verify
        now = monotonic()
        if now > self._next_check:
            self._next_check = now + MAX_IDLE / 2
            self._close_idle(MAX_IDLE)
        # requests-mock, responses and others replace the method of this base class.
        return super().send(request, stream, timeout, trusted, cert, proxies)

    def close(self) -> None:
        # urllib3 would leave that to the garbage collector.
        self._close_idle(-0.5)
        super().close()

    def _close_idle(self, longer_than: float) -> None:
        for pool in self._pools():
            pool.close_idle(longer_than)

    def _pools(self) -> Iterator[Any]:
        for manager in [self.poolmanager, *self.proxy_manager.values()]:
            pools = manager.pools
            with pools.lock:
                # To get one by its key would count as using it.
                yield from list(pools._container.values())
