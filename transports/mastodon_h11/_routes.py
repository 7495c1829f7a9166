"""Where the messages to a URL go: the server, and the proxy on the way."""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import evolve, field, frozen
from mastodon_network import Proxies

from mastodon_core.transport import Proxy

MAX_ROUTES = 1000
"""How many origins are remembered."""


@frozen
class Route:
    """The way to an origin. Messages with equal routes can share a connection."""

    scheme: str
    host: str
    """Without brackets, if it is an IPv6 address."""
    port: int
    proxy: Proxy | None
    authority: str = field(eq=False)
    """The value of the ``host`` header."""
    tunnels: bool = False
    """Whether an HTTP proxy is asked for a tunnel even without TLS to the server."""

    @property
    def is_forwarded(self) -> bool:
        """Whether an HTTP proxy reads and forwards the messages themselves."""
        return (
            self.proxy is not None
            and not self.tunnels
            and self.scheme == "http"
            and self.proxy.scheme in {"http", "https"}
        )

    def for_upgrade(self) -> Route:
        """Return the route for a message with an ``upgrade`` header.

        A proxy does not forward that, so it is asked for a tunnel; RFC 6455, 4.1.
        """
        return evolve(self, tunnels=True) if self.is_forwarded else self

    def __str__(self) -> str:
        place = f"{self.host}:{self.port}"
        return (
            place if self.proxy is None else f"{place} through {self.proxy.authority}"
        )


class Routes:
    """Finds the route of a URL, and the target to ask for there."""

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies
        self._known: dict[str, Route] = {}

    def find(self, url: str) -> tuple[Route, str]:
        """Return the route of a URL and the rest of the URL after the authority.

        Raises:
            ValueError: it is not an http or https URL of a host.
        """
        # Split by hand: the cache of ``urlsplit`` misses URLs with ids.
        start = url.find("/", 8)
        base, target = (url, "/") if start < 0 else (url[:start], url[start:])
        route = self._known.get(base)
        if route is None:
            if "?" in base:
                base, _, query = url.partition("?")
                target = f"/?{query}"
            route = self._route(base)
            if len(self._known) >= MAX_ROUTES:
                self._known.clear()
            self._known[base] = route
        return route, target

    def _route(self, base: str) -> Route:
        parts = urlsplit(base)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("the URL of a message must be http or https")
        if "@" in parts.netloc:
            raise ValueError("the URL of a message must not have a user name")
        return Route(
            scheme=parts.scheme,
            host=parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 80),
            proxy=self._proxies.for_url(base),
            authority=parts.netloc,
        )
