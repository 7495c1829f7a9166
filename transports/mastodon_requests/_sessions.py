"""The session of requests that a client sends through: its own, or the caller's."""

from __future__ import annotations

import ssl
from abc import ABC, abstractmethod
from http.cookiejar import DefaultCookiePolicy
from threading import Lock
from typing import Any, cast
from urllib.parse import quote, urlsplit

import requests
from mastodon_network import Proxies, TlsFiles
from requests.utils import default_headers

from mastodon_core.http import check_header_value
from mastodon_core.transport import ACCEPT_ENCODING, Proxy

from ._adapter import Adapter
from ._exchange import Exchange
from ._pools import URLLIB3S_ENCODING

# A message has its own ones, or must not have them.
_NEVER_ADDED = {
    "authorization",
    "content-length",
    "host",
    "proxy-authorization",
    "transfer-encoding",
}

_MAX_ORIGINS = 100
"""For how many origins the proxy is remembered; redirects may lead to any number."""


class HttpSession(ABC):
    """A session of requests, with the settings for a client."""

    _session: requests.Session

    def send(
        self, prepared: requests.PreparedRequest, exchange: Exchange
    ) -> requests.Response:
        """Send a request, without following redirects.

        Raises:
            requests.RequestException: there is no response.
            ValueError: a header of the caller's session is not valid.
        """
        settings = self._settings(prepared)
        if exchange.for_channel and _is_cache(self._session):
            # It would read the response to its end, to store it.
            prepared.headers["cache-control"] = "no-store"
        exchange.proxies = settings["proxies"]
        return self._session.send(
            prepared,
            stream=True,
            allow_redirects=False,
            timeout=cast(Any, exchange),
            **settings,
        )

    @abstractmethod
    def _settings(self, prepared: requests.PreparedRequest) -> dict[str, Any]:
        """Complete a request, and return proxies and certificates for it."""

    @abstractmethod
    def close(self) -> None:
        """Close what the client opened."""


class OwnSession(HttpSession):
    """A session that only the client uses. It keeps no cookies."""

    def __init__(self, tls: TlsFiles, proxies: Proxies) -> None:
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = Adapter()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)
        self._tls = tls
        self._proxies = proxies
        self._context: ssl.SSLContext | None = None
        self._lock = Lock()
        self._proxy_by_origin: dict[str, dict[str, str]] = {}

    def _settings(self, prepared: requests.PreparedRequest) -> dict[str, Any]:
        url = prepared.url or ""
        origin = url[: url.find("/", 8)]
        proxies = self._proxy_by_origin.get(origin)
        if proxies is None:
            proxies = _for_requests(self._proxies.for_url(url))
            if len(self._proxy_by_origin) >= _MAX_ORIGINS:
                self._proxy_by_origin.clear()
            self._proxy_by_origin[origin] = proxies
        return {
            "proxies": proxies,
            "verify": self._trusted()
            if origin.startswith("https") or proxies
            else True,
            "cert": None,
        }

    def _trusted(self) -> ssl.SSLContext:
        # Reading all authorities of a system takes 15 ms.
        with self._lock:
            if self._context is None:
                self._context = self._tls.context()
            return self._context

    def close(self) -> None:
        self._session.close()


class CallersSession(HttpSession):
    """A session of the caller, with the settings that it has for requests of its own.

    Args:
        base_url: The instance. Headers and cookies of the session are for it alone.
        tls: The certificates; None to leave them to the session.
        proxies: The proxies; None to leave them to the session.
    """

    def __init__(
        self,
        session: requests.Session,
        base_url: str,
        tls: dict[str, Any],
        proxies: Proxies | None,
    ) -> None:
        self._session = session
        self._base_url = base_url
        self._tls = tls
        self._proxies = proxies
        if isinstance(tls.get("verify"), ssl.SSLContext) and not isinstance(
            session.get_adapter(base_url), Adapter
        ):
            raise TypeError(
                "verify must be a bool or a path for a session with the adapters of"
                " requests, not SSLContext; call session.mount('https://',"
                " mastodon_requests.Adapter()) to use one"
            )

    def _settings(self, prepared: requests.PreparedRequest) -> dict[str, Any]:
        session, url = self._session, prepared.url or ""
        if prepared.headers.get("accept-encoding") == ACCEPT_ENCODING:
            prepared.headers["accept-encoding"] = URLLIB3S_ENCODING
        if _origin(url) == _origin(self._base_url):
            self._add_headers(prepared)
        prepared.hooks["response"] = [
            _note_response,
            *session.hooks["response"],
            *prepared.hooks["response"],
        ]
        settings: Any = session.merge_environment_settings(url, {}, True, None, None)
        del settings["stream"]
        settings |= self._tls
        if self._proxies is not None:
            settings["proxies"] = _for_requests(self._proxies.for_url(url))
        return cast(dict[str, Any], settings)

    def _add_headers(self, prepared: requests.PreparedRequest) -> None:
        """Add the headers and cookies of the session, without those of requests."""
        usual = default_headers()
        for name, value in self._session.headers.items():
            is_usual = name in usual and usual[name] == value
            if is_usual or name.lower() in _NEVER_ADDED or name in prepared.headers:
                continue
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            check_header_value(f"the header {name!r} of the session", text)
            prepared.headers[name] = text
        if "cookie" not in prepared.headers:
            cast(Any, prepared).prepare_cookies(self._session.cookies)

    def close(self) -> None:
        """Leave the session open, as the caller made it."""


def _note_response(
    response: requests.Response, timeout: Any = None, **settings: Any
) -> None:
    """Tell the exchange of a response, before hooks of the session can fail."""
    if isinstance(timeout, Exchange):
        timeout.responded, timeout.response = True, response


def _is_cache(session: requests.Session) -> bool:
    """Whether it is a session of requests-cache."""
    return any(
        c.__module__.startswith("requests_cache.") for c in type(session).__mro__
    )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _for_requests(proxy: Proxy | None) -> dict[str, str]:
    if proxy is None:
        return {}
    user = ""
    if proxy.username is not None:
        texts = [
            secret.reveal() for secret in (proxy.username, proxy.password) if secret
        ]
        user = ":".join(quote(text, safe="") for text in texts) + "@"
    return {"all": f"{proxy.scheme}://{user}{proxy.authority}"}
