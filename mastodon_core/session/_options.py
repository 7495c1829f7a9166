"""The options of a client, and the values that its session is made of.

`SessionOptions` and `ClientOptions` are the one declaration of the options: the
constructors take them as keyword arguments, `check_options` reads their types, and the
reference is made from their texts. A default stands where the option is read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict, cast

from attrs import frozen

from ..calls import kind_of, resolved
from ..http import Timeouts
from ..values import Credentials, expect
from ._rate_limit import RateLimitMode

if TYPE_CHECKING:
    from cattrs import Converter

    from ..http import Upload

Certificate: TypeAlias = "str | tuple[str, str] | None"
"""The file of a client certificate with its key, or the two files of both."""


@frozen
class Clock:
    """A monotonic clock in seconds, and the time of day with its time zone.

    The monotonic clock may start anew, as with each event loop; it returns nan while
    it does not run.
    """

    monotonic: Callable[[], float]
    now: Callable[[], datetime]


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


@frozen(kw_only=True)
class Hooks:
    """Functions that are called when something happens that no result shows.

    They run inside of the call: keep them short. An exception that they raise ends the
    call.
    """

    on_wait: Callable[[Wait], object] | None = None
    """Called before each pause."""
    on_upload: Callable[[Upload], object] | None = None
    """Called after each piece of an upload."""
    on_credentials: Callable[[Credentials], object] | None = None
    """Called when a token was granted or refreshed, so that you can store it."""


class SessionOptions(TypedDict, total=False):
    """Keyword arguments of a `Session`, and of every client."""

    rate_limit: RateLimitMode
    """``wait`` (the default), ``throw`` or ``pace``."""
    max_wait: float | None
    """Seconds, 3600 by default. A longer wait, for a rate limit or a retry, is an error
    instead. With None, wait as long as the server says, up to a day."""
    retries: int
    """How often a failed request is sent again where that is safe; 2 by default. This
    counts over all its redirects."""
    user_agent: str
    """Sent with each request, such as ``my-bot/1.0 (+https://bot.example)``."""
    lang: str | None
    """Language of texts in responses, as an ISO 639 code."""
    strict: bool
    """Raise an error if any part of a response does not fit; False by default."""
    hooks: Hooks
    """Functions to call before a wait, during an upload, and after a login."""
    allow_http: bool
    """Allow plain http, unencrypted, to a host that is not this machine."""
    converter: Converter
    """Your own converter, made by `make_converter`."""


class ClientOptions(SessionOptions, total=False):
    """Keyword arguments of every client that has a network transport."""

    timeouts: Timeouts
    """How long to wait for a connection, for data, and in total."""
    verify: bool | str | PathLike[str]
    """False to trust any certificate, or a file or folder of trusted authorities."""
    cert: Certificate
    """A client certificate: its file, or its file and that of its key."""
    max_response_bytes: int
    """A longer response is an error; 64 MiB by default."""


def check_options(owner: str, declared: type, options: Mapping[str, Any]) -> None:
    """Check the names and types of options.

    Args:
        owner: The class that was called, for the error.
        declared: `SessionOptions` or `ClientOptions`.

    Raises:
        TypeError: an option is unknown or has a wrong type.
    """
    annotations: dict[str, Any] = {}
    for base in (SessionOptions, declared):
        annotations |= base.__annotations__
    for name, value in options.items():
        if name not in annotations:
            raise TypeError(
                f"{owner}.__init__() got an unexpected keyword argument {name!r}"
            )
        hint = resolved(annotations[name], vars(sys.modules[__name__]))
        kind = kind_of(hint) or _CLASSES.get(hint)
        if kind is not None:
            expect(name, value, *kind)


_CLASSES: Mapping[Any, tuple[tuple[type, ...], str]] = {
    Hooks: ((Hooks,), "Hooks"),
    Timeouts: ((Timeouts,), "Timeouts"),
}


def session_options(options: ClientOptions) -> SessionOptions:
    """Pick the options that are meant for the session."""
    names = SessionOptions.__annotations__
    picked = {name: value for name, value in options.items() if name in names}
    return cast(SessionOptions, picked)
