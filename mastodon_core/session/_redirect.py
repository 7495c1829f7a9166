"""Where a redirect may lead a request, and what goes along."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

from attrs import evolve

from ..http import HttpRequest, HttpResponse
from ..values import is_loopback, normalised

MOST = 5
"""As many in a row are followed; more is a loop, or somebody playing."""

_PRINTABLE = bytes(range(0x21, 0x7F))
_MOVED = {301, 302, 303, 307, 308}


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what a token belongs to."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port


def redirected(message: HttpRequest, response: HttpResponse) -> HttpRequest | None:
    """Follow a redirect, if that is safe; None if the response is the last word.

    A request that only reads goes anywhere but from https to http, and leaves its
    token at its own origin. One that writes is sent again only to its own origin, and
    only where the server says that method and body stay.
    """
    if response.status not in _MOVED or not (place := response.headers.get("location")):
        return None
    try:
        url = _spelled(urljoin(message.url, place).partition("#")[0])
        here, there = origin(message.url), origin(url)
    except ValueError:
        return None
    if not _is_as_safe(here, there):
        return None
    if message.method in {"GET", "HEAD"}:
        if here == there:
            return evolve(message, url=url)
        headers = {k: v for k, v in message.headers.items() if k != "authorization"}
        return evolve(message, url=url, headers=headers)
    if here == there and response.status in {307, 308}:
        return evolve(message, url=url)
    return None


def _spelled(url: str) -> str:
    """Spell in ASCII what servers send as it is, as browsers do, and without a user.

    Raises:
        ValueError: it has no host that may be asked.
    """
    # Headers are Latin-1, whatever their bytes mean.
    url = quote(url, safe=_PRINTABLE, encoding="latin-1", errors="strict")
    parts = urlsplit(url)
    # To urllib3, a backslash ends the host: "//y.example\@x.example" would take what
    # is for one to the other.
    host = parts.netloc.rpartition("@")[2]
    normalised(f"{parts.scheme}://{host}", allow_http=True)
    return url.replace(parts.netloc, host, 1)


def _is_as_safe(
    here: tuple[str, str, int | None], there: tuple[str, str, int | None]
) -> bool:
    if there[0] == "https":
        return True
    return there[0] == here[0] == "http" and (
        here == there or is_loopback(here[1]) == is_loopback(there[1])
    )
