"""Open connections: TCP, the proxy on the way, TLS."""

from __future__ import annotations

import logging
import ssl

from mastodon_network import TlsFiles

from mastodon_core.transport import HttpRequest, Proxy
from mastodon_core.values import Hidden

from ._connection import Connection
from ._network import Deadline, Network, Stream
from ._routes import Route
from ._tls import Tls
from ._tls_stream import TlsStream
from ._tunnels import Tunnel

MAX_SESSIONS = 1000
"""How many TLS sessions are kept, one for each origin."""


class Link:
    """An open connection: its bytes and its protocol."""

    def __init__(self, stream: Stream, route: Route, log: logging.Logger) -> None:
        self.stream: Stream = stream
        self.http: Connection = Connection()
        self.route: Route = route
        self.has_given_session: bool = False
        """Whether its TLS session is known."""
        self.is_closed: bool = False
        self._log = log
        log.debug("opened %s", route)

    def request(
        self, message: HttpRequest, target: str, length: int | None = None
    ) -> Hidden[bytes]:
        """Begin an exchange, and return the bytes to send first.

        Args:
            target: What the message asks for: the URL after the authority.
            length: Bytes of the upload that follows; None if the message is sent whole.
        """
        route = self.route
        extra: list[tuple[str, str]] = []
        if route.proxy is not None and route.is_forwarded:
            target = f"{route.scheme}://{route.authority}{target}"
            if (secret := route.proxy.authorization) is not None:
                extra = [("proxy-authorization", secret.reveal())]
        return self.http.request(
            message, target, route.authority, length=length, extra=extra
        )

    def close(self) -> None:
        """Close the connection, once."""
        self.is_closed = True
        self._log.debug("closed %s", self.route)
        self.stream.close()


class ProxyError(OSError):
    """The proxy cannot be reached, or has ended the connection.

    `network_error` knows it by its name, like those of other libraries.
    """


class Connector:
    """Opens connections for one client, and resumes TLS sessions on them."""

    def __init__(self, network: Network, tls: TlsFiles) -> None:
        self._network = network
        self._tls = tls
        self._context: ssl.SSLContext | None = None
        self._sessions: dict[Route, ssl.SSLSession] = {}
        self._log = logging.getLogger(f"{network.name}.connections")

    async def open(self, route: Route, deadline: Deadline) -> Link:
        """Open a connection."""
        deadline.begin("connect")
        if route.proxy is None:
            stream = await self._network.connect(route.host, route.port)
        else:
            stream = await self._through(route.proxy, route, deadline)
        try:
            if route.scheme == "https":
                stream = await self._secure(stream, route.host, route, deadline)
        except BaseException:
            stream.close()
            raise
        return Link(stream, route, self._log)

    async def _through(self, proxy: Proxy, route: Route, deadline: Deadline) -> Stream:
        """Connect to a proxy, and have it connect to the server."""
        host = route.host
        if proxy.scheme == "socks5":
            host = await self._network.resolve(host, route.port)
        try:
            stream = await self._network.connect(proxy.host, proxy.port)
            try:
                if proxy.scheme == "https":
                    stream = await self._secure(stream, proxy.host, None, deadline)
                if not route.is_forwarded:
                    # After TLS with the proxy, the time for that is over.
                    deadline.begin("connect")
                    await self._tunnel(stream, Tunnel(proxy, host, route.port))
            except BaseException:
                stream.close()
                raise
        except self._network.failures as error:
            raise ProxyError("no connection to the proxy") from error
        return stream

    async def _secure(
        self, stream: Stream, host: str, route: Route | None, deadline: Deadline
    ) -> Stream:
        """Begin TLS; resume the session of an earlier connection on this route."""
        deadline.begin("tls")
        if self._context is None:
            # In a thread, as reading all authorities of a system takes 15 ms.
            context = await self._network.in_thread(self._tls.context)
            if context is not self._tls.verify:
                context.set_alpn_protocols(["http/1.1"])
            # Sessions belong to one context, so the first one stays.
            self._context = self._context or context
        session = self._sessions.get(route) if route is not None else None
        secured = TlsStream(stream, Tls(self._context, host, session))
        await secured.handshake()
        return secured

    async def _tunnel(self, stream: Stream, tunnel: Tunnel) -> None:
        to_send = tunnel.first()
        while not tunnel.is_open:
            await stream.send(to_send.reveal())
            to_send = tunnel.receive(await stream.receive())

    def remember_session(self, link: Link) -> None:
        """Keep the TLS session of a connection on which a response has arrived."""
        if isinstance(link.stream, TlsStream) and not link.has_given_session:
            session = link.stream.session
            if session is not None:
                link.has_given_session = True
                if len(self._sessions) >= MAX_SESSIONS:
                    self._sessions.clear()
                self._sessions[link.route] = session
