"""Where a server streams, and how.

The token goes to the streaming server. So the instance may name another host for it
only below its own, such as ``streaming.example.social`` for ``example.social``, and in
the same kind of network. Plain http is for this machine, unless the instance itself has
it. Any other host needs the program's consent: the option ``url``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import field, frozen

from ..entities import Instance, InstanceV1
from ..helpers import InstanceInfo, software
from ..values import MastodonError, host_kind, is_loopback, normalize_base_url
from ._states import Via

_SCHEMES = {"wss": "https", "ws": "http"}
_ENDPOINT = "/api/v1/streaming"
_NONE = {"hollo", "snac", "takahe"}
"""Servers that do not stream; snac names a URL too."""
_WEBSOCKET_ONLY = {"gotosocial"}
_LONGEST_URL = 500
"""Characters of a URL that an instance may name."""


class StreamingUnavailable(MastodonError):
    """The server, or the transport, has no streaming, or none that may be used.

    Poll `timeline_home` or `notifications` instead.
    """


@frozen
class StreamingServer:
    """Where and how to connect."""

    url: str
    """The URL of the host, without a trailing slash."""
    ways: tuple[Via, ...]
    """What to try, in this order."""
    refused: str = ""
    """Why the server that the instance names is not used."""
    named: str | None = field(default=None, kw_only=True, eq=False)
    """The URL in the instance document."""


def named_url(instance: InstanceInfo) -> str | None:
    """Return the streaming server that an instance document names."""
    if isinstance(instance, Instance):
        urls = instance.configuration.urls if instance.configuration else None
        return (urls.streaming if urls else None) or None
    if isinstance(instance, InstanceV1):
        return (instance.urls.streaming_api if instance.urls else None) or None
    return None


def find_server(
    base_url: str,
    instance: InstanceInfo | None,
    *,
    via: Via | None = None,
    url: str | None = None,
    needs_websocket: bool = False,
) -> StreamingServer:
    """Choose the streaming server.

    Args:
        instance: Its document; None if it could not be read.
        via: The program's option.
        url: The program's option, as ``host_of`` returns it.
        needs_websocket: Whether there are several streams.

    Raises:
        StreamingUnavailable: this server has no streaming, or not as the program wants
            it, or ``url`` would send the token unencrypted.
    """
    name = software(instance).name if instance is not None else None
    if url is None and name in _NONE:
        raise StreamingUnavailable(
            f"{name} has no streaming; poll timeline_home() or notifications() instead"
        )
    ways: tuple[Via, ...] = ("sse", "websocket")
    if needs_websocket or name in _WEBSOCKET_ONLY:
        ways = ("websocket",)
    if via == "sse" and name in _WEBSOCKET_ONLY:
        raise StreamingUnavailable(
            f"{name} streams over a WebSocket only; leave out via='sse'"
        )
    if via is not None:
        ways = (via,)
    if url is not None:
        if _is_plain(base_url, url):
            raise StreamingUnavailable(
                f"url must use https or wss, not {url!r}: plain http would send your"
                " token unencrypted"
            )
        return StreamingServer(url, ways)
    named = named_url(instance) if instance is not None else None
    try:
        return StreamingServer(streaming_url(base_url, named), ways, named=named)
    except StreamingUnavailable as error:
        # Behind a proxy, servers may know themselves by another name.
        return StreamingServer(base_url, ways, str(error), named=named)


def streaming_url(base_url: str, named: str | None) -> str:
    """Return the URL of the streaming server, without a trailing slash.

    Args:
        base_url: The base URL of the instance.
        named: The URL in the instance document, such as ``wss://example.social``; None
            or blank if there is none.

    Raises:
        StreamingUnavailable: it may not get the token.
    """
    if named is None or not named.strip():
        return base_url
    try:
        if len(named) > _LONGEST_URL:
            raise ValueError("too long")
        url = host_of(named)
    except ValueError:
        raise StreamingUnavailable(
            "the instance names a streaming server whose URL is not valid"
        ) from None
    own, there = urlsplit(base_url), urlsplit(url)
    if there.netloc == own.netloc:
        # Behind a proxy, servers may not know whether they have TLS.
        return f"{own.scheme}://{own.netloc}{there.path}"
    if _is_plain(base_url, url):
        reason = "over plain http"
    elif not _is_below(own.hostname or "", there.hostname or ""):
        reason = f"which is not below {own.hostname}"
    else:
        return url
    raise StreamingUnavailable(
        f"the instance names the streaming server {there.netloc}, {reason}, so it does"
        f" not get your token; pass url={url!r} if you trust it"
    )


def host_of(url: str) -> str:
    """Return the URL of a streaming server's host, as http or https.

    Args:
        url: It may have the path of the WebSocket, or one of the streams.

    Raises:
        ValueError: it is not valid.
    """
    scheme, separator, rest = url.strip().partition("://")
    scheme = _SCHEMES.get(scheme.lower(), scheme)
    whole = normalize_base_url(f"{scheme}{separator}{rest}", allow_http=True)
    base, _, after = whole.partition(_ENDPOINT)
    is_endpoint = not after or after.startswith("/")
    return base.rstrip("/") if is_endpoint else whole


def _is_plain(base_url: str, url: str) -> bool:
    """Whether a token would go over plain http, which the program has not allowed."""
    own, there = urlsplit(base_url), urlsplit(url)
    if there.scheme == "https" or is_loopback(there.hostname or ""):
        return False
    return own.scheme == "https" or is_loopback(own.hostname or "")


def _is_below(own: str, host: str) -> bool:
    # ``social`` may be a host of a private network; ``live.social`` is a public one.
    is_there = host.endswith(f".{own}") and host_kind(host) is host_kind(own)
    return host == own or is_there
