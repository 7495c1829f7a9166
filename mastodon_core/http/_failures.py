"""Why there is no response, in the same words whatever library noticed it.

Libraries wrap what the system says, each in its own way. Classes that are not Python's
own are known by their names, as the modules that have them could do I/O.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from ..values import MastodonError

if TYPE_CHECKING:
    from ._timeouts import Timeouts

# Chains of real libraries have about six members; a group has one for each address.
_MOST = 100

_CLOSED = "the server closed the connection before its answer was whole"
_NOT_TRUSTED = "the server's certificate is not trusted"
_EXPIRED = "the server's certificate has expired"
_NOT_YET = "the server's certificate is not valid yet"
_OTHER_HOST = "the server's certificate is for another host"

# Of OpenSSL's x509_vfy.h.
_BY_VERIFY_CODE = {9: _NOT_YET, 10: _EXPIRED, 62: _OTHER_HOST, 64: _OTHER_HOST}

# Those that Python has no class for.
_UNREACHABLE = {
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.ENETUNREACH,
}

_Rule: TypeAlias = "Callable[[BaseException], str | None]"


def failure_words(error: BaseException) -> str:
    """Say in plain words what went wrong on the network, for a `NetworkError`.

    Whatever the exception wraps is looked at too, such as its cause or the members of
    a group.

    >>> failure_words(ExceptionGroup("both addresses", [ConnectionRefusedError()] * 2))
    'the connection was refused'

    Args:
        error: What a library raised.

    Returns:
        Words that quote nothing; the name of the innermost class if it says nothing.
    """
    causes = list(_led_to(error, _reasons))
    # What an exception was raised beside may be of another matter: it comes last.
    for errors in (causes, list(_led_to(error, _reasons_and_context))):
        for rule in _RULES:
            for inner in errors:
                if words := rule(inner):
                    return words
    return type(causes[-1]).__name__


def timeout_words(
    timeouts: Timeouts, which: Literal["connect", "read", "total"]
) -> str:
    """Say which time is over, for a `NetworkTimeout`.

    >>> from mastodon_core import Timeouts
    >>> timeout_words(Timeouts(), "read")
    'nothing heard for 30 s'
    """
    words = {
        "connect": "not connected within",
        "read": "nothing heard for",
        "total": "not done within",
    }
    return f"{words[which]} {getattr(timeouts, which):g} s"


def _led_to(
    error: BaseException,
    inside: Callable[[BaseException], Iterator[object]],
) -> Iterator[BaseException]:
    """Give an exception and what it was raised for, the nearest first."""
    waiting: list[BaseException] = [error]
    for inner in waiting:
        yield inner
        for further in inside(inner):
            if (
                isinstance(further, BaseException)
                and not any(further is known for known in waiting)
                and len(waiting) < _MOST
            ):
                waiting.append(further)


def _reasons(error: BaseException) -> Iterator[object]:
    yield from error.args
    yield getattr(error, "reason", None)
    if isinstance(error, BaseExceptionGroup):
        yield from cast("BaseExceptionGroup[BaseException]", error).exceptions
    yield error.__cause__


def _reasons_and_context(error: BaseException) -> Iterator[object]:
    yield from _reasons(error)
    # One of ours is of an exchange before.
    is_hidden = error.__suppress_context__ or isinstance(
        error.__context__, MastodonError
    )
    if not is_hidden:
        yield error.__context__


def _kinds(error: BaseException) -> set[str]:
    return {cls.__name__ for cls in type(error).__mro__}


def _of(words: str, *kinds: str) -> _Rule:
    return lambda error: None if _kinds(error).isdisjoint(kinds) else words


def _certificate(error: BaseException) -> str | None:
    if "SSLCertVerificationError" not in _kinds(error):
        return None
    return _BY_VERIFY_CODE.get(getattr(error, "verify_code", 0), _NOT_TRUSTED)


def _tls(error: BaseException) -> str | None:
    reason = getattr(error, "reason", None)
    if "SSLError" not in _kinds(error) or not isinstance(reason, str):
        return None
    # Such as WRONG_VERSION_NUMBER, which OpenSSL says of a server without TLS.
    return f"TLS failed: {reason.lower().replace('_', ' ')}"


def _unreachable(error: BaseException) -> str | None:
    is_known = isinstance(error, OSError) and error.errno in _UNREACHABLE
    return "there is no way to the host" if is_known else None


def _timed_out(error: BaseException) -> str | None:
    # Not by name: to urllib3, each failure to connect is a TimeoutError of its own.
    return "timed out" if isinstance(error, TimeoutError) else None


# The first that knows any of the exceptions is right: what says more stands first.
_RULES: tuple[_Rule, ...] = (
    _of("the host's name could not be found", "gaierror", "herror"),
    _certificate,
    _of("the connection was refused", "ConnectionRefusedError"),
    _of(
        _CLOSED,
        "BrokenPipeError",
        "ConnectionAbortedError",
        "ConnectionResetError",
        "EOFError",
        "SSLEOFError",
        "SSLZeroReturnError",
    ),
    _of(
        "the answer is no HTTP, or not all of it",
        "BadStatusLine",
        "InvalidChunkLength",
        "LineTooLong",
        "RemoteProtocolError",
    ),
    _of(_CLOSED, "IncompleteRead"),
    _tls,
    _of("TLS failed", "SSLError"),
    _timed_out,
    # Of several addresses, those of an unused kind are never reached.
    _unreachable,
    _of("the proxy made no connection", "ProxyError"),
    # What these say where they wrap nothing.
    _of(_CLOSED, "BrokenResourceError", "EndOfStream"),
    lambda error: _CLOSED if type(error).__name__ == "ProtocolError" else None,
)
