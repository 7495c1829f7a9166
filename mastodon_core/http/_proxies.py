"""Proxies as values, and the choice of one for a URL, as in requests.

The core does not read the environment. Transports do, and pass the proxies in.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Literal, TypeVar, cast
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import field, frozen

from ..values import Secret, expect, hide, ipv4_address

P = TypeVar("P")

ProxyScheme = Literal["http", "https", "socks5", "socks5h"]

_PORTS: Mapping[ProxyScheme, int] = {
    "http": 80,
    "https": 443,
    "socks5": 1080,
    "socks5h": 1080,
}
"""The schemes, with the ports of proxies whose URLs have none."""
_KEYS = ("http", "https", "all")


@frozen
class Proxy:
    """A proxy server."""

    scheme: ProxyScheme
    """How to talk to it. With ``socks5h``, it looks up the names of hosts; with
    ``socks5``, this machine does."""
    host: str
    """A name or an address, without brackets."""
    port: int
    username: Secret | None = field(default=None, converter=hide)
    password: Secret | None = field(default=None, converter=hide)

    @classmethod
    def from_url(cls, url: str, name: str = "the proxy") -> Proxy:
        """Parse the URL of a proxy; without a scheme, it means ``http``.

        >>> Proxy.from_url("socks5h://127.0.0.1").authority
        '127.0.0.1:1080'

        Args:
            name: The option or variable that has the URL, for the error.

        Raises:
            ValueError: it is not the URL of a proxy. The message does not quote the
                URL, as it may have a password.
        """
        url = url.strip()
        if "://" not in url:
            url = f"http://{url}"
        scheme = url.partition("://")[0].lower()
        if scheme not in _PORTS:
            shown = f", not {scheme}" if scheme.isalnum() else ""
            raise ValueError(
                f"{name} must be a URL with http, https, socks5 or socks5h{shown}"
            )
        # Python would ignore line breaks.
        parts = None if any(char < "!" for char in url) else _split(url)
        if parts is None:
            raise ValueError(
                f"{name} must be a URL such as http://user:password@host:3128; write"
                " special characters of the user and password as %XX"
            )
        known = cast(ProxyScheme, scheme)
        username, password = (
            None if text is None else unquote(text)
            for text in (parts.username, parts.password)
        )
        return cls(
            known,
            parts.hostname or "",
            parts.port or _PORTS[known],
            username,
            password,
        )

    @property
    def authority(self) -> str:
        """Its host and port, such as ``proxy.example:3128`` or ``[::1]:3128``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def authorization(self) -> Secret | None:
        """The value of ``proxy-authorization``; None if it has no user name."""
        if self.username is None:
            return None
        password = "" if self.password is None else self.password.reveal()
        both = f"{self.username.reveal()}:{password}".encode()
        return Secret(f"Basic {b64encode(both).decode()}")


def _split(url: str) -> SplitResult | None:
    """Split a URL that has a host, and nothing after it; None for any other one."""
    try:
        parts = urlsplit(url)
        is_good = bool(parts.hostname) and parts.port != 0
    except ValueError:
        # Its text quotes what may be a part of the password.
        return None
    rest = parts.path.removeprefix("/") + parts.query + parts.fragment
    return parts if is_good and not rest else None


def read_proxies(proxies: object) -> tuple[dict[str, Proxy | None], str]:
    """Check and parse the option ``proxies`` of a client.

    Returns:
        The proxies by key, None where the text is empty, and the text of ``no_proxy``.

    Raises:
        TypeError: it is not a mapping of str to str.
        ValueError: a key or a URL is not valid.
    """
    expect("proxies", proxies, (Mapping,), "a mapping such as {'all': URL}")
    found: dict[str, Proxy | None] = {}
    no_proxy = ""
    for key, url in cast("Mapping[object, object]", proxies).items():
        expect("each key of proxies", key, (str,), "a str")
        key = cast(str, key).lower()
        name = f"proxies[{key!r}]"
        if not (key == "no_proxy" or _is_key(key)):
            # It may be the URL of a proxy, in the place of the value.
            shown = "" if "@" in key else f", not {key!r}"
            raise ValueError(
                "each key of proxies must be 'http', 'https', 'all', 'no_proxy', or one"
                f" for a host such as 'https://example.social'{shown}"
            )
        if not isinstance(url, str):
            raise TypeError(
                f"{name} must be a str, not {type(url).__name__}; '' is no proxy"
            )
        if key == "no_proxy":
            no_proxy = url
        else:
            found[key] = Proxy.from_url(url, name) if url.strip() else None
    return found, no_proxy


def _is_key(key: str) -> bool:
    scheme, separator, host = key.partition("://")
    if scheme not in _KEYS or not separator:
        return key in _KEYS
    # As the host of a URL, with the brackets of an IPv6 address removed.
    return (
        bool(host)
        and not any(char in host for char in "/?#@[] ")
        and (":" not in host or host.count(":") > 1)
    )


def proxy_for(url: str, proxies: Mapping[str, P], no_proxy: str = "") -> P | None:
    """Choose the proxy for a URL, as requests does.

    >>> proxies = {"https": "http://proxy.example:3128"}
    >>> proxy_for("https://mastodon.social/", proxies)
    'http://proxy.example:3128'
    >>> proxy_for("https://chat.intern.example/", proxies, "intern.example,10.0.0.0/8")

    Args:
        url: The URL of the request.
        proxies: What to use for ``SCHEME://HOST``, ``SCHEME``, ``all://HOST`` and
            ``all``. The first of these keys that is there decides.
        no_proxy: Hosts that need no proxy, separated by commas: names, which include
            those below them, names or suffixes with a port, IPv4 addresses, and IPv4
            networks such as ``10.0.0.0/8``. ``*`` alone is every host.

    Returns:
        The value for the key; None if the request needs no proxy.
    """
    if not proxies:
        return None
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_exempt(host, parts.port, no_proxy):
        return None
    scheme = parts.scheme
    for key in (f"{scheme}://{host}", scheme, f"all://{host}", "all"):
        if key in proxies:
            return proxies[key]
    return None


def _is_exempt(host: str, port: int | None, no_proxy: str) -> bool:
    if no_proxy.strip() == "*":
        return True
    address = ipv4_address(host)
    # requests compares addresses without their ports.
    spellings = [host, f"{host}:{port}"] if port and address is None else [host]
    for name in no_proxy.lower().replace(" ", "").split(","):
        if address is not None and _is_in(address, name):
            return True
        suffix = f".{name.lstrip('.')}"
        if name and any(f".{text}".endswith(suffix) for text in spellings):
            return True
    return False


def _is_in(address: IPv4Address, network: str) -> bool:
    """Whether an address is in a network, such as 10.0.0.0/8."""
    text, _, bits = network.partition("/")
    start = ipv4_address(text)
    if start is None or not (bits.isascii() and bits.isdecimal() and len(bits) <= 2):
        return False
    ignored = 32 - int(bits)
    return 0 <= ignored < 32 and int(address) >> ignored == int(start) >> ignored
