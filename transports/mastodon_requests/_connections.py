"""Connections of urllib3 that keep deadlines, read strictly, and log."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException
from threading import get_ident
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
)
from urllib3.util import SKIP_HEADER
from urllib3.util.connection import allowed_gai_family, create_connection

from mastodon_core.http import masked_url

from ._exchange import Exchange
from ._responses import PIECE, Response, Source

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection as PlainBase
    from urllib3.connection import HTTPConnection as _Base
    from urllib3.connection import HTTPSConnection as SecureBase
else:
    _Base = object

_log = logging.getLogger("mastodon_requests.connections")

_ADDED_BY_URLLIB3 = dict.fromkeys(["accept-encoding", "user-agent"], SKIP_HEADER)


def _mask_urls(record: logging.LogRecord) -> bool:
    """Mask secrets in the URLs that urllib3 logs at level DEBUG."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            masked_url(arg) if isinstance(arg, str) else arg for arg in record.args
        )
    return True


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_mask_urls)


class _RespondedError(Exception):
    """The server responded before it had the whole request, or went away."""


class Origin:
    """The experience with connections to one origin."""

    def __init__(self) -> None:
        self.keeps = False
        """Whether a kept connection was used with success, and none has ended without
        a word since then."""


class CheckedConnection(_Base):
    """A mixin for connections of urllib3.

    In an exchange, `start` comes first, then urllib3 calls ``request`` and
    ``getresponse``, and the `Response` calls `finish`.
    """

    idle_since: float | None = None
    """When the last exchange ended, if the connection was kept; also after it was found
    to be closed."""
    process: int = 0
    """The process that opened it. After a fork, both have it, but one may use it."""
    is_out = False
    """Whether an exchange uses it, and the pool has to take it back."""
    _exchange: Exchange
    _origin: Origin
    _source: Source
    _held: bytes | None = None
    """The head of a request, until it is sent with the first piece of the body."""
    _is_starting = False
    """Whether nothing of the request was sent."""

    def start(self, exchange: Exchange, origin: Origin) -> None:
        """Take part in an exchange."""
        self._exchange, self._origin = exchange, origin
        self.idle_since = None
        self.is_out = not exchange.is_outside
        exchange.start(reused=not self.is_closed)

    def idle_seconds(self) -> float:
        """Return for how long it has not been used; -1 if it is not kept."""
        return -1.0 if self.idle_since is None else monotonic() - self.idle_since

    def connect(self) -> None:
        exchange = self._exchange
        exchange.start_connecting()
        self.process = os.getpid()
        try:
            super().connect()
        except TimeoutError as error:
            exchange.failed(error)
            raise ConnectTimeoutError(self, "connecting timed out") from error
        except ssl.SSLError:
            # requests has an error of its own for it.
            raise
        except OSError as error:
            raise NewConnectionError(self, "connecting failed") from error
        sock: Any = self.sock
        if hasattr(sock, "suppress_ragged_eofs"):
            # Otherwise an attacker could cut a body that ends with the connection.
            sock.suppress_ragged_eofs = False
        _log.debug("opened %s:%s", self.host, self.port)

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that accepts.

        urllib3 itself would allow each address the whole time.
        """
        exchange, host = self._exchange, self._dns_host.strip("[]")
        try:
            found = socket.getaddrinfo(
                host, self.port, allowed_gai_family(), socket.SOCK_STREAM
            )
        except (socket.gaierror, UnicodeError) as error:
            reason: Any = error
            raise NameResolutionError(self.host, self, reason) from error
        for left, (*_, address) in zip(range(len(found), 0, -1), found, strict=True):
            seconds = exchange.limit("connect")
            try:
                sock = create_connection(
                    (str(address[0]), self.port),
                    seconds and seconds / left,
                    self.source_address,
                    self.socket_options,
                )
            except OSError as error:
                if left > 1:
                    continue
                if isinstance(error, TimeoutError):
                    raise
                raise NewConnectionError(self, "no address accepts") from error
            # The next step is at most a TLS handshake.
            sock.settimeout(exchange.limit("tls"))
            return sock
        raise NewConnectionError(self, "the host has no address")

    def _tunnel(self) -> None:
        # http.client would read too little of the response.
        host, port = str(self._tunnel_host), self._tunnel_port
        self._ask_for_tunnel(host, port, vars(self)["_tunnel_headers"])

    def _ask_for_tunnel(
        self, host: str, port: int | None, headers: Mapping[str, str]
    ) -> None:
        """Ask the proxy to which this is a connection for one to another host."""
        exchange = self._exchange
        target = f"[{host}]" if ":" in host else host
        target = f"{target}:{port}"
        # From Python 3.12 on, they have the host, but IPv6 addresses without brackets.
        headers = {**headers, "Host": target}
        lines = [f"CONNECT {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.sock.settimeout(exchange.limit("connect"))
        source = Source(self.sock, exchange, "connect")
        try:
            self.sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
            head = source.head()
        except (OSError, HTTPException) as error:
            raise ProxyError("no tunnel", error) from error
        exchange.answered = False
        if not 200 <= head.status < 300 or source.rest:
            exchange.proxy_status = head.status
            raise ProxyError("no tunnel", OSError(f"status {head.status}"))
        self.sock.settimeout(exchange.limit("tls"))

    def request(
        self,
        method: str,
        url: str,
        body: Any = None,
        headers: Any = None,
        **options: Any,
    ) -> None:
        exchange = self._exchange
        if exchange.reused:
            _log.debug("reused %s:%s", self.host, self.port)
        if exchange.for_channel:
            headers = {name.lower(): value for name, value in headers.items()}
            if exchange.upgrades and not url.startswith("/"):
                url = self._pass_proxy(url, headers)
            headers = _ADDED_BY_URLLIB3 | headers
        self._held, self._is_starting = None, True
        try:
            super().request(method, url, body, headers, **options)
            if self._held is not None:
                self._transmit(self._held)
        except _RespondedError:
            self._source.is_odd = True
        finally:
            self._held = None

    def _pass_proxy(self, url: str, headers: dict[str, str]) -> str:
        """Get a tunnel for a URL without TLS, and return the path of the URL.

        For those, urllib3 lets the proxy forward the request, but proxies do not
        forward an upgrade. RFC 6455, 4.1 wants a tunnel too.
        """
        place = urlsplit(url)
        name = "proxy-authorization"
        for_proxy = {name: headers.pop(name)} if name in headers else {}
        headers["host"] = place.netloc
        if self.is_closed:
            self.connect()
        self._ask_for_tunnel(str(place.hostname), place.port or 80, for_proxy)
        return url.removeprefix(f"{place.scheme}://{place.netloc}")

    def send(self, data: Any) -> None:
        if self._is_starting and self._held is None:
            if self.is_closed:
                self.connect()
            self._source = Source(self.sock, self._exchange, "read")
            self._held = data
        elif self._held is not None:
            head, self._held = self._held, None
            self._transmit(head + bytes(data))
        else:
            self._transmit(data)

    def _transmit(self, data: bytes) -> None:
        exchange, sock = self._exchange, self.sock
        try:
            if self._is_starting:
                self._is_starting = False
                sock.settimeout(exchange.limit("write"))
                exchange.sent = True
                sent = sock.send(data)
                if sent == len(data):
                    return
                data = data[sent:]
            self._push(data)
        except OSError as error:
            exchange.failed(error)
            if exchange.expired is not None:
                raise
            # There may be a response that says why it went away.
            raise _RespondedError from error

    def _push(self, data: bytes) -> None:
        """Send data, and watch for an early response."""
        exchange, sock, view = self._exchange, self.sock, memoryview(data)
        sock.settimeout(0.0)
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while view:
                ready = selector.select(exchange.limit("write"))
                if not ready:
                    raise exchange.timed_out()
                if ready[0][1] & selectors.EVENT_READ and self._source.receive_early():
                    raise _RespondedError
                try:
                    view = view[sock.send(view[:PIECE]) :]
                except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    continue

    def _response(self, sock: Any, debuglevel: int = 0, method: str = "GET") -> Any:
        return Response(self, self._source, method)

    # http.client calls it for a response.
    response_class: Any = _response

    def getresponse(self) -> Any:
        exchange = self._exchange
        try:
            response: Any = super().getresponse()
        except BaseException:
            if exchange.died_unsaid:
                self._origin.keeps = False
            raise
        if exchange.reused:
            self._origin.keeps = True
        body = response._original_response
        body.owner = response
        if exchange.thread == get_ident():
            # A cache may refresh its response in another thread, and read it there.
            exchange.body = body
        # It is not, any more.
        response.chunked = False
        if "set-cookie" not in response.headers:
            # Where requests looks for cookies, which takes a tenth of the whole call.
            response._original_response = None
        return response

    def finish(self, *, keeps: bool) -> None:
        """End an exchange: keep the connection open, or close it."""
        if keeps and self.is_out:
            self.idle_since = monotonic()
        else:
            self.close()

    def close(self) -> None:
        if not self.is_closed:
            _log.debug("closed %s:%s", self.host, self.port)
        super().close()


def urllib3s(replaced: Any) -> Any:
    """Find the class of urllib3 in what a tool such as VCR.py put in its place."""
    return next(c for c in replaced.__mro__ if c.__module__.startswith("urllib3."))


if not TYPE_CHECKING:
    PlainBase = urllib3s(HTTPConnectionPool.ConnectionCls)
    SecureBase = urllib3s(HTTPSConnectionPool.ConnectionCls)


class PlainConnection(CheckedConnection, PlainBase):
    """A connection without TLS."""


class SecureConnection(CheckedConnection, SecureBase):
    """A connection with TLS."""


OURS: Mapping[type, type] = {
    PlainBase: PlainConnection,
    SecureBase: SecureConnection,
}
"""Our classes for those that urllib3 would use."""
