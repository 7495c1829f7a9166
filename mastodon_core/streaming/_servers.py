"""Where a server streams, and how.

The token goes to the streaming server. So the instance may name another host for it
only below its own, such as ``streaming.example.social`` for ``example.social``, and no
less secure. Any other one needs the program's consent: the option ``url``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import field, frozen

from ..entities import Instance, InstanceV1
from ..helpers import InstanceInfo, software
from ..values import MastodonError, may_refer, normalize_base_url
from ._states import Via

_SCHEMES = {"wss": "https", "ws": "http"}
_ENDPOINT = "/api/v1/streaming"
_NONE = {"hollo", "snac", "takahe"}
"""Servers that do not stream; snac names a URL all the same."""
_WEBSOCKET_ONLY = {"gotosocial"}


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
        via: What the program wants.
        url: The URL that the program wants.
        needs_websocket: Whether there are several streams.

    Raises:
        StreamingUnavailable: this server has no streaming.
        ValueError: ``url`` is not valid.
    """
    name = software(instance).name if instance is not None else None
    if url is None and name in _NONE:
        raise StreamingUnavailable(
            f"{name} has no streaming; poll timeline_home() or notifications() instead"
        )
    ways: tuple[Via, ...] = ("sse", "websocket")
    if needs_websocket or name in _WEBSOCKET_ONLY:
        ways = ("websocket",)
    if via is not None:
        ways = (via,)
    if url is not None:
        return StreamingServer(_base_of(url), ways)
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
        named: What the instance document says, such as ``wss://example.social``; None
            or empty if it says nothing.

    Raises:
        StreamingUnavailable: it may not get the token.
    """
    if not named:
        return base_url
    try:
        url = _base_of(named)
    except ValueError:
        raise StreamingUnavailable(
            "the instance names a streaming server whose URL is not valid"
        ) from None
    own, there = urlsplit(base_url), urlsplit(url)
    if there.netloc == own.netloc:
        # Behind a proxy, servers may not know whether they have TLS.
        return f"{own.scheme}://{own.netloc}{there.path}"
    if there.scheme != "https" and own.scheme == "https":
        reason = "over plain http"
    elif not _is_below(own.hostname or "", there.hostname or ""):
        reason = f"which is not below {own.hostname}"
    else:
        return url
    raise StreamingUnavailable(
        f"the instance names the streaming server {there.netloc}, {reason}, so it does"
        f" not get your token; pass url={url!r} if you trust it"
    )


def _base_of(url: str) -> str:
    scheme, separator, rest = url.strip().partition("://")
    scheme = _SCHEMES.get(scheme.lower(), scheme)
    base = normalize_base_url(f"{scheme}{separator}{rest}", allow_http=True)
    return base.removesuffix(_ENDPOINT)


def _is_below(own: str, host: str) -> bool:
    return host == own or (host.endswith(f".{own}") and may_refer(own, host))
