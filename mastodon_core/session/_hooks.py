"""The hooks of a client, and the values that they are called with.

For each message that goes to the transport there is one `Attempt`. Hooks are called in
this order:

1. ``on_request``, right before the transport gets the message.
2. ``on_upload``, after each piece of an upload.
3. ``on_response``, once the attempt has ended: with a response, an error, or because
   the call was cancelled. It is called for every attempt for which ``on_request``
   returned, so it can close what ``on_request`` opened.
4. ``on_retry``, if the request is sent again.
5. ``on_wait``, before the pause, if there is one. A request may also have to wait
   before its first attempt.
6. ``on_credentials``, once a token was granted or refreshed, and is in use.

An exception of a hook ends the call: `HookFailed` carries it past retries and flows.
If the server has just carried out a write, the exception says so in a note. If that
write was the refresh of a token, the new token is put to use first.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from attrs import Attribute, field, frozen

from ..values import Credentials

if TYPE_CHECKING:
    from ..http import Upload


@frozen(eq=False, kw_only=True)
class Attempt:
    """One message that is sent for a request, for `Hooks.on_request`.

    It has no query, header or content of the message. An attempt is only equal to
    itself, so you can use it as a key.
    """

    method: str
    path: str
    """The documented path of the request, such as ``/api/v1/statuses/{id}``."""
    url: str
    """Scheme, host, port and path. After a redirect it is only the origin, as the
    server chose the rest."""
    number: int
    """Counts the attempts of the request, from 1: retries, redirects and all others."""
    redirects: int
    """How many redirects were followed before it."""
    fresh: bool
    """Whether it needs a new connection, as a kept one was lost."""
    size: int | None
    """Bytes of the body; None for an upload, whose size `Upload.total` tells."""

    @property
    def host(self) -> str:
        """The host, an IPv6 address without brackets."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port, also if it is the default one of the scheme."""
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)


@frozen(kw_only=True)
class AttemptEnd:
    """How an attempt ended, for `Hooks.on_response`."""

    attempt: Attempt
    """The object that ``on_request`` was called with."""
    seconds: float
    """How long it took by the client's clock, until the response was complete."""
    status: int | None
    """The status of the response; None without a response."""
    error: str | None
    """The class name of the error that came instead of a response, such as
    ``NetworkTimeout``; ``abandoned`` if the call was cancelled."""


RetryReason: TypeAlias = Literal[
    "resend", "network error", "server error", "rate limit"
]


@frozen(kw_only=True)
class Retry:
    """A request that is about to be sent again, for `Hooks.on_retry`."""

    failed: AttemptEnd
    """How the last attempt ended."""
    reason: RetryReason
    """``resend`` if a kept connection was closed. ``rate limit`` is a 429, and
    ``server error`` a 502, 503 or 504."""
    pause: float
    """Seconds until then; 0.0 for a resend."""


@frozen
class Wait:
    """A pause that is about to begin, for `Hooks.on_wait`."""

    seconds: float
    reason: Literal["rate limit", "retry"]
    method: str
    path: str
    """The documented path of the request that waits."""
    limit: str | None = None
    """Name of the rate limit, as in `RateLimitStatus`; None if it is unknown, or for a
    retry."""


def _check_hook(_: object, attribute: Attribute[Any], value: object) -> None:
    if value is None:
        return
    if not callable(value):
        raise TypeError(
            f"{attribute.name} must be a function, not {type(value).__name__}"
        )
    if iscoroutinefunction(value) or iscoroutinefunction(type(value).__call__):
        raise TypeError(
            f"{attribute.name} must be a plain function, not an async one, which"
            " nothing would await"
        )


@frozen(kw_only=True)
class Hooks:
    """Functions that are called when something happens that no result shows.

    They run inside of the call: keep them short. An exception that they raise ends the
    call; if the server had carried out a write by then, it gets a note that says so. In
    async clients too, they are plain functions.

    Raises:
        TypeError: one of them is not a function, or is async.
    """

    on_request: Callable[[Attempt], object] | None = field(
        default=None, validator=_check_hook
    )
    """Called before each attempt to send a request."""
    on_response: Callable[[AttemptEnd], object] | None = field(
        default=None, validator=_check_hook
    )
    """Called after each attempt, also if it failed or the call was cancelled."""
    on_retry: Callable[[Retry], object] | None = field(
        default=None, validator=_check_hook
    )
    """Called when a request is going to be sent again, before the pause."""
    on_wait: Callable[[Wait], object] | None = field(
        default=None, validator=_check_hook
    )
    """Called before each pause."""
    on_upload: Callable[[Upload], object] | None = field(
        default=None, validator=_check_hook
    )
    """Called after each piece of an upload."""
    on_credentials: Callable[[Credentials], object] | None = field(
        default=None, validator=_check_hook
    )
    """Called when a token was granted or refreshed, so that you can store it."""
