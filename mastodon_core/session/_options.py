"""The options of a client, and the values that its session is made of.

`SessionOptions` and `ClientOptions` are the one declaration of the options: the
constructors take them as keyword arguments, `check_options` reads their types, and the
reference is made from their texts. A default stands where the option is read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from inspect import Parameter, signature
from os import PathLike, fspath
from types import NoneType
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict, cast

from attrs import frozen

from ..calls import kind_of, resolved
from ..http import Timeouts, check_header_value
from ..values import expect
from ._hooks import Hooks
from ._rate_limit import RateLimitMode

if TYPE_CHECKING:
    from ..decoding import EntityConverter
    from ..entities import Entity

Certificate: TypeAlias = (
    "str | PathLike[str] | tuple[str | PathLike[str], str | PathLike[str]] | None"
)
"""The file of a client certificate with its key, or the two files of both."""


class TlsContext(Protocol):
    """An ``ssl.SSLContext``, whose module the core does not import."""

    def set_alpn_protocols(self, alpn_protocols: Iterable[str], /) -> None: ...

    def session_stats(self) -> dict[str, int]: ...


@frozen
class Clock:
    """A monotonic clock in seconds, and the time of day with its time zone.

    The monotonic clock may start anew, as with each event loop; it returns nan while
    it does not run.
    """

    monotonic: Callable[[], float]
    now: Callable[[], datetime]


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
    """Functions to call before and after each attempt, before a retry or a wait, during
    an upload, and after a login."""
    allow_http: bool
    """Allow plain http, unencrypted, to a host that is not this machine."""
    converter: EntityConverter
    """Your own converter, made by `make_converter`."""
    entities: Iterable[type[Entity]]
    """Your own subclasses of entities, which are read wherever their base is."""


class ClientOptions(SessionOptions, total=False):
    """Keyword arguments of every client that has a network transport."""

    timeouts: Timeouts
    """How long to wait for a connection, for data, and in total."""
    proxies: Mapping[str, str] | None
    """URLs of proxies, with keys as in requests: ``http``, ``https``, ``all``,
    ``https://example.social`` for one host, and ``no_proxy``. None takes those of the
    environment, ``{}`` means no proxy."""
    verify: bool | str | PathLike[str] | TlsContext
    """False to trust any certificate, a file or folder of trusted authorities, or an
    ``ssl.SSLContext``. The names in the folder must be those that ``openssl rehash``
    makes. True takes the file in ``REQUESTS_CA_BUNDLE`` or ``CURL_CA_BUNDLE``, or else
    the authorities of the system."""
    cert: Certificate
    """A client certificate: its file, or its file and that of its key. The key must not
    be encrypted. An ``ssl.SSLContext`` has its own."""
    max_response_bytes: int
    """A longer response is an error; 64 MiB by default."""


def check_options(owner: type, declared: type, options: Mapping[str, Any]) -> None:
    """Check the names, types and ranges of options.

    The files that ``verify`` and ``cert`` name are for the transport to check, with
    `mastodon_network.TlsFiles`.

    Args:
        owner: The class that was called, for the error.
        declared: `SessionOptions` or `ClientOptions`.

    Raises:
        TypeError: an option is unknown or has a wrong type.
        ValueError: an option is out of range, or cannot be sent in a header.
    """
    annotations: dict[str, Any] = {}
    for base in (SessionOptions, declared):
        annotations |= base.__annotations__
    for name, value in options.items():
        if name not in annotations:
            from ..calls import unknown_argument

            where = f"{owner.__name__}.__init__"
            known = [*annotations, *_named_parameters(owner)]
            raise unknown_argument(where, "__init__", name, known)
        if name in _CHECKS:
            _CHECKS[name](value)
            continue
        hint = resolved(annotations[name], vars(sys.modules[__name__]))
        kind = kind_of(hint)
        if kind is not None:
            expect(name, value, *kind)
        if name in _HEADERS and value is not None:
            check_header_value(name, value)


def _named_parameters(owner: type) -> list[str]:
    return [
        name
        for name, parameter in signature(owner).parameters.items()
        if parameter.kind is not Parameter.VAR_KEYWORD
    ]


def _check_timeouts(value: object) -> None:
    if not isinstance(value, Timeouts):
        total: Any = 60
        with suppress(TypeError, ValueError):
            total = Timeouts(total=cast(Any, value)).total or total
        raise TypeError(
            f"timeouts must be Timeouts, not {type(value).__name__}; pass"
            f" Timeouts(total={total})"
        )


def _check_path(name: str, value: object) -> None:
    if isinstance(value, PathLike) and isinstance(fspath(cast(Any, value)), bytes):
        raise TypeError(f"{name} must be a path of str, not of bytes")


def _check_proxies(value: object) -> None:
    if value is not None:
        # Imported here, as most clients have none.
        from ..http import read_proxies

        read_proxies(value)


def _check_verify(value: object) -> None:
    if not any(_is_ssl_context(base) for base in type(value).__mro__):
        expected = "a bool, a path or an ssl.SSLContext"
        expect("verify", value, (bool, str, PathLike), expected)
        _check_path("verify", value)


def _is_ssl_context(cls: type) -> bool:
    return (cls.__module__, cls.__name__) == ("ssl", "SSLContext")


def _check_cert(value: object) -> None:
    expected = "a path or a pair of paths"
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        if len(items) != 2:
            raise TypeError(f"cert must be {expected}, not a tuple of {len(items)}")
        for item in items:
            expect("each file of cert", item, (str, PathLike), "a path")
            _check_path("each file of cert", item)
    else:
        expect("cert", value, (NoneType, str, PathLike), expected)
        _check_path("cert", value)


def _check_converter(value: object) -> None:
    # Imported already, if the value is one.
    from ..decoding import EntityConverter

    expect("converter", value, (EntityConverter,), "made by make_converter()")


def _check_entities(value: object) -> None:
    if isinstance(value, type):
        raise TypeError(
            f"entities must be a list of classes, not the class {value.__name__} alone"
        )
    expect("entities", value, (Iterable,), "a list of classes")


def _check_max_response_bytes(value: object) -> None:
    expect("max_response_bytes", value, (int,), "an int")
    if isinstance(value, int) and value < 1:
        raise ValueError(f"max_response_bytes must be 1 or more, not {value}")


_HEADERS = {"lang", "user_agent"}
"""Options that become headers."""

_CHECKS: Mapping[str, Callable[[object], None]] = {
    "cert": _check_cert,
    "converter": _check_converter,
    "entities": _check_entities,
    "hooks": lambda value: expect("hooks", value, (Hooks,), "Hooks"),
    "max_response_bytes": _check_max_response_bytes,
    "proxies": _check_proxies,
    "timeouts": _check_timeouts,
    "verify": _check_verify,
}


def session_options(options: ClientOptions) -> SessionOptions:
    """Pick the options that are meant for the session."""
    names = SessionOptions.__annotations__
    picked = {name: value for name, value in options.items() if name in names}
    return cast(SessionOptions, picked)
