"""Which redirects are followed, and what the next request carries."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

from attrs import evolve

from ..http import HttpRequest, HttpResponse
from ..values import host_kind, may_refer, normalize_base_url

MAX_REDIRECTS = 5
"""How many redirects in a row are followed."""

_PRINTABLE = bytes(range(0x21, 0x7F))
_MOVED = {301, 302, 303, 307, 308}
_SAFE = {"GET", "HEAD"}
# The headers for other origins. The others may hold secrets, or tell who asks.
_FOR_ANYONE = {"accept", "user-agent"}


def origin(url: str) -> tuple[str, str, int | None]:
    """Get scheme, host and port, to which a token belongs."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port


def origin_url(url: str) -> str:
    """Return a URL without its path and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def redirected(
    message: HttpRequest, response: HttpResponse, base_url: str
) -> HttpRequest | None:
    """Return the message that follows a redirect; None if there is nothing to follow.

    GET and HEAD may go to other origins, but not from https to http, and not to a
    private host unless the client's own is of that kind (`may_refer`). What goes to
    another origin has none of our headers and no body, only what any browser shows.
    Writes are sent again only to their own origin, and only for 307 and 308, which keep
    method and body.

    Args:
        base_url: The base URL that the first message was made for.
    """
    if response.status not in _MOVED or not (place := response.headers.get("location")):
        return None
    try:
        url = _quoted(urljoin(message.url, place).partition("#")[0])
        own, here, there = map(origin, (base_url, message.url, url))
    except ValueError:
        return None
    if not (may_refer(own[1], there[1]) and _is_as_safe(here, there)):
        return None
    if message.method in _SAFE and here != there:
        headers = {k: v for k, v in message.headers.items() if k in _FOR_ANYONE}
        return evolve(message, url=url, headers=headers, body=b"")
    if message.method in _SAFE or (here == there and response.status in {307, 308}):
        return evolve(message, url=url)
    return None


def _quoted(url: str) -> str:
    """Quote a URL as browsers do, and remove the user name and password.

    Raises:
        ValueError: the URL has no valid host.
    """
    # Header values were decoded as Latin-1, even if the bytes are UTF-8.
    url = quote(url, safe=_PRINTABLE, encoding="latin-1", errors="strict")
    parts = urlsplit(url)
    # urllib3 ends the host at a backslash: "//y.example\@x.example" would send to
    # y.example what urlsplit takes for x.example.
    host = parts.netloc.rpartition("@")[2]
    normalize_base_url(f"{parts.scheme}://{host}", allow_http=True)
    return url.replace(parts.netloc, host, 1)


def _is_as_safe(
    here: tuple[str, str, int | None], there: tuple[str, str, int | None]
) -> bool:
    if there[0] == "https":
        return True
    return there[0] == here[0] == "http" and host_kind(here[1]) is host_kind(there[1])
