"""Turn network failures into the same errors and words for every transport.

Each library wraps the exceptions of the system in its own. Classes of other libraries
are recognized by name, as importing their modules would allow I/O.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from ..values import MastodonError
from ._errors import CertificateError, NetworkError
from ._heads import NO_LENGTH, SWITCHED, TWO_LENGTHS

if TYPE_CHECKING:
    from ._messages import HttpRequest
    from ._timeouts import Timeouts

# Exceptions to look at. Real chains have about six; a group has one per address.
_MAX_EXCEPTIONS = 100

_NO_PROXY = "no connection to the proxy: "
# In requests, urllib3 and mastodon_h11; PySocks; aiohttp.
_OF_PROXY = {"ProxyError", "ProxyConnectionError", "ClientProxyConnectionError"}
_CLOSED = "the server closed the connection before the response was complete"
_NOT_TRUSTED = "the server's certificate is not trusted"
_EXPIRED = "the server's certificate has expired"
_NOT_YET_VALID = "the server's certificate is not valid yet"
_OTHER_HOST = "the server's certificate is for another host"

# The numbers are from x509_vfy.h of OpenSSL.
_BY_VERIFY_CODE = {9: _NOT_YET_VALID, 10: _EXPIRED, 62: _OTHER_HOST, 64: _OTHER_HOST}

# Python has no exception classes for these.
_UNREACHABLE = {
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.ENETUNREACH,
}

# What h11 says where other transports call `check_head`, which has words of its own.
_BY_TEXT_OF_H11 = {
    "bad Content-Length": NO_LENGTH,
    "conflicting Content-Length headers": TWO_LENGTHS,
    "Received server _SWITCH_UPGRADE event without a pending proposal": SWITCHED,
}

_ESCAPED = r"""[^!-~]+|["'\\]"""

TimeoutName: TypeAlias = Literal["pool", "connect", "tls", "write", "read", "total"]
"""A field of `Timeouts`."""

_EXPIRED_TIMEOUT: Mapping[TimeoutName, str] = {
    "pool": "no connection of this client was free within",
    "connect": "no connection within",
    "tls": "TLS handshake not finished within",
    "write": "the server took no data for",
    "read": "no data for",
    "total": "not finished within",
}

_Rule: TypeAlias = "Callable[[BaseException], str | None]"


def network_error(
    error: BaseException, *, sent: bool = True, reused: bool = False
) -> NetworkError:
    """Make the `NetworkError` for an exception of a network library.

    The exceptions that it wraps are considered too: its cause, the members of a group,
    and so on. The message quotes nothing from them; for unknown exceptions, it is the
    class name of the innermost one. If one of them is a ``ProxyError``, it says that
    there is no connection to the proxy.

    >>> network_error(ExceptionGroup("both addresses", [ConnectionRefusedError()] * 2))
    NetworkError('the connection was refused')

    Args:
        error: The exception that the library raised.
        sent: False if the server certainly received nothing.
        reused: Whether a kept connection ended before any byte of the response.

    Returns:
        A `CertificateError` if the server's certificate was refused, otherwise a
        `NetworkError`. Timeouts of your own are for `timeout_words`.
    """
    causes = list(_walk(error, _causes))
    # The context comes last: it may be unrelated to the failure.
    for errors in (causes, list(_walk(error, _causes_and_context))):
        start = _NO_PROXY if any(map(_is_of_proxy, errors)) else ""
        for rule in _RULES:
            for inner in errors:
                if words := rule(inner):
                    if rule is not _refused_by_proxy:
                        words = f"{start}{words}"
                    if rule is _certificate:
                        # It is checked before anything is sent.
                        return CertificateError(words, sent=False)
                    return NetworkError(words, sent=sent, reused=reused)
    return NetworkError(type(causes[-1]).__name__, sent=sent, reused=reused)


def cause_without_secrets(
    error: BaseException, message: HttpRequest, *others: str
) -> BaseException | None:
    """Return an exception of a library as the cause of a `NetworkError`.

    Raise the `NetworkError` outside of the ``except`` block. Inside, Python would keep
    the exception as its context.

    Args:
        error: The exception that the library raised.
        message: The request that was to be sent.
        others: Other secrets, such as the password of a proxy.

    Returns:
        The exception; None if its text, or that of an exception inside it, quotes a
        secret of the message or one of the others.
    """
    known = [*message.secrets(), *others]
    secrets = {part for secret in known for part in _parts(secret)}
    for inner in _walk(error, _causes_and_context):
        text = f"{inner} {inner.args} {vars(inner)}"
        if any(secret in text for secret in secrets):
            return None
    return error


def _parts(secret: str) -> Iterator[str]:
    """Yield a secret, and what is left of it if a text escapes some characters."""
    yield secret
    # Shorter parts could be in any text.
    yield from (part for part in re.split(_ESCAPED, secret) if len(part) >= 8)


def timeout_words(timeouts: Timeouts, which: TimeoutName) -> str:
    """Describe the timeout that expired, for a `NetworkTimeout`.

    >>> from mastodon_core import Timeouts
    >>> timeout_words(Timeouts(), "read")
    'no data for 30 s'

    Args:
        which: The field of ``timeouts``; it must not be None.
    """
    return f"{_EXPIRED_TIMEOUT[which]} {getattr(timeouts, which):g} s"


def proxy_words(status: int | None) -> str:
    """Describe why a proxy did not connect, for a `NetworkError`.

    Args:
        status: The HTTP status of its response; 407 also if a SOCKS proxy refuses the
            user; None if it gave another reason, or none.

    >>> proxy_words(407)
    'the proxy could not connect: it requires another user name or password'
    >>> proxy_words(502)
    'the proxy could not connect: it responded with status 502'
    """
    words = "the proxy could not connect"
    if status is None:
        return words
    if status == 407:
        return f"{words}: it requires another user name or password"
    return f"{words}: it responded with status {status}"


def _walk(
    error: BaseException,
    inside: Callable[[BaseException], Iterator[object]],
) -> Iterator[BaseException]:
    """Iterate over an exception and those inside it, breadth first, each one once."""
    found: list[BaseException] = [error]
    for outer in found:
        yield outer
        for inner in inside(outer):
            if (
                isinstance(inner, BaseException)
                and not any(inner is known for known in found)
                and len(found) < _MAX_EXCEPTIONS
            ):
                found.append(inner)


def _causes(error: BaseException) -> Iterator[object]:
    yield from error.args
    yield getattr(error, "reason", None)
    if isinstance(error, BaseExceptionGroup):
        yield from cast("BaseExceptionGroup[BaseException]", error).exceptions
    yield error.__cause__


def _causes_and_context(error: BaseException) -> Iterator[object]:
    yield from _causes(error)
    # A MastodonError as context belongs to an earlier exchange.
    is_hidden = error.__suppress_context__ or isinstance(
        error.__context__, MastodonError
    )
    if not is_hidden:
        yield error.__context__


def _class_names(error: BaseException) -> set[str]:
    return {cls.__name__ for cls in type(error).__mro__}


def _by_class(words: str, *names: str) -> _Rule:
    """Make a rule for classes of these names and their subclasses."""
    return lambda error: None if _class_names(error).isdisjoint(names) else words


def _certificate(error: BaseException) -> str | None:
    if "SSLCertVerificationError" not in _class_names(error):
        return None
    return _BY_VERIFY_CODE.get(getattr(error, "verify_code", 0), _NOT_TRUSTED)


def _tls(error: BaseException) -> str | None:
    reason = getattr(error, "reason", None)
    if "SSLError" not in _class_names(error) or not isinstance(reason, str):
        return None
    words = f"TLS failed: {reason.lower().replace('_', ' ')}"
    if reason == "WRONG_VERSION_NUMBER":
        return (
            f"{words}; if the server speaks plain http, write http:// before its host"
        )
    return words


def _head(error: BaseException) -> str | None:
    if "RemoteProtocolError" not in _class_names(error):
        return None
    return _BY_TEXT_OF_H11.get(str(error))


def _unreachable(error: BaseException) -> str | None:
    is_unreachable = isinstance(error, OSError) and error.errno in _UNREACHABLE
    return "the host is unreachable" if is_unreachable else None


def _is_of_proxy(error: BaseException) -> bool:
    # Not subclasses: PySocks has one for what fails behind the proxy.
    return type(error).__name__ in _OF_PROXY


def _refused_by_proxy(error: BaseException) -> str | None:
    return proxy_words(None) if "ProxyError" in _class_names(error) else None


def _timed_out(error: BaseException) -> str | None:
    # Don't compare names: urllib3 uses its own TimeoutError for all failed connections.
    return "timed out" if isinstance(error, TimeoutError) else None


# The first rule that matches any of the exceptions decides: specific ones come first.
_RULES: tuple[_Rule, ...] = (
    _by_class("the host name could not be resolved", "gaierror", "herror"),
    _certificate,
    _by_class("the connection was refused", "ConnectionRefusedError"),
    _by_class(
        _CLOSED,
        "BrokenPipeError",
        "ConnectionAbortedError",
        "ConnectionResetError",
        "EOFError",
        "SSLEOFError",
        "SSLZeroReturnError",
    ),
    _head,
    _by_class(
        "the response is not valid HTTP, or incomplete",
        "BadStatusLine",
        "InvalidChunkLength",
        "LineTooLong",
        "RemoteProtocolError",
    ),
    _by_class(_CLOSED, "IncompleteRead"),
    _tls,
    _by_class("TLS failed", "SSLError"),
    _timed_out,
    # Late, as a host may also have IPv6 addresses that this machine cannot reach.
    _unreachable,
    _refused_by_proxy,
    # These say little, so they count only if nothing inside them says more.
    _by_class(_CLOSED, "BrokenResourceError", "EndOfStream"),
    lambda error: _CLOSED if type(error).__name__ == "ProtocolError" else None,
)
