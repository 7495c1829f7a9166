"""What went wrong on the network is told from whatever exception came of it."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
from typing import Any

import h11
import pytest
import trio
import urllib3.exceptions
from sessions import session

from mastodon_core import API, NetworkError, ResponseTooLarge, Timeouts
from mastodon_core.http._failures import _MOST
from mastodon_core.transport import (
    Done,
    HttpRequest,
    HttpResponse,
    Sleep,
    failure_words,
    timeout_words,
)

CLOSED = "the server closed the connection before its answer was whole"


def system(number: int) -> OSError:
    return OSError(number, "private")


def certificate(code: int | None = None) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "private")
    if code is not None:
        error.verify_code = code
    return error


def tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "private")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            socket.gaierror(socket.EAI_NONAME, "private"),
            "the host's name could not be found",
        ),
        (system(errno.ECONNREFUSED), "the connection was refused"),
        (system(errno.ECONNRESET), CLOSED),
        (system(errno.EPIPE), CLOSED),
        (system(errno.ETIMEDOUT), "timed out"),
        (system(errno.EHOSTUNREACH), "there is no way to the host"),
        (system(errno.ENETUNREACH), "there is no way to the host"),
        (system(errno.EACCES), "PermissionError"),
        (certificate(10), "the server's certificate has expired"),
        (certificate(9), "the server's certificate is not valid yet"),
        (certificate(62), "the server's certificate is for another host"),
        (certificate(64), "the server's certificate is for another host"),
        (certificate(20), "the server's certificate is not trusted"),
        (certificate(), "the server's certificate is not trusted"),
        (tls("WRONG_VERSION_NUMBER"), "TLS failed: wrong version number"),
        (ssl.SSLError(1, "private"), "TLS failed"),
        (ssl.SSLEOFError(8, "private"), CLOSED),
        (http.client.RemoteDisconnected("private"), CLOSED),
        (http.client.IncompleteRead(b"private", 7), CLOSED),
        (urllib3.exceptions.ProtocolError("private"), CLOSED),
        (trio.BrokenResourceError("private"), CLOSED),
        (
            http.client.BadStatusLine("private"),
            "the answer is no HTTP, or not all of it",
        ),
        (h11.RemoteProtocolError("private"), "the answer is no HTTP, or not all of it"),
        (h11.LocalProtocolError("private"), "LocalProtocolError"),
        (
            urllib3.exceptions.ProxyError("private", ValueError("private")),
            "the proxy made no connection",
        ),
        (RuntimeError("private"), "RuntimeError"),
    ],
    ids=repr,
)
def test_an_exception_is_told_in_words(error: Exception, words: str) -> None:
    assert failure_words(error) == words


def caused(outer: Exception, inner: BaseException) -> Exception:
    outer.__cause__ = inner
    return outer


def meanwhile(outer: Exception, inner: BaseException) -> Exception:
    outer.__context__ = inner
    return outer


def refused() -> OSError:
    return system(errno.ECONNREFUSED)


def expired() -> OSError:
    return certificate(10)


@pytest.mark.parametrize(
    "error",
    [
        caused(OSError("all of them"), ExceptionGroup("all", [refused(), refused()])),
        # Of two addresses one is of a kind that this machine has no way for.
        ExceptionGroup("all", [system(errno.ENETUNREACH), refused()]),
        ExceptionGroup("all", [refused(), system(errno.ENETUNREACH)]),
        BaseExceptionGroup("all", [KeyboardInterrupt(), refused()]),
        RuntimeError("aborted", RuntimeError(refused())),
        urllib3.exceptions.MaxRetryError(
            urllib3.HTTPConnectionPool("x.example"), "/?access_token=hunter2", refused()
        ),
        meanwhile(RuntimeError(), refused()),
        caused(meanwhile(RuntimeError(), expired()), refused()),
        meanwhile(refused(), expired()),
    ],
    ids=repr,
)
def test_what_an_exception_wraps_is_looked_at(error: BaseException) -> None:
    assert failure_words(error) == "the connection was refused"


def test_what_is_of_the_exchange_before_is_not() -> None:
    before = caused(NetworkError("refused"), refused())
    assert failure_words(meanwhile(RuntimeError(), before)) == "RuntimeError"
    hidden = meanwhile(RuntimeError(), refused())
    hidden.__suppress_context__ = True
    assert failure_words(hidden) == "RuntimeError"


def test_what_says_more_is_said() -> None:
    outer = urllib3.exceptions.SSLError(expired())
    assert failure_words(outer) == "the server's certificate has expired"
    broken = caused(trio.BrokenResourceError(), tls("BAD_RECORD_MAC"))
    assert failure_words(broken) == "TLS failed: bad record mac"


def test_the_innermost_of_strangers_is_named() -> None:
    assert failure_words(caused(RuntimeError(), KeyError("private"))) == "KeyError"


def test_a_chain_may_be_long_or_a_ring() -> None:
    first, second = RuntimeError(), ValueError()
    assert failure_words(caused(caused(first, second), first)) == "RuntimeError"
    ring = caused(first, caused(second, first))
    assert failure_words(ring) == "ValueError"
    chain: Exception = refused()
    for _ in range(_MOST):
        chain = caused(RuntimeError(), chain)
    assert failure_words(chain) == "RuntimeError"


def test_a_timeout_says_which_time_is_over() -> None:
    timeouts = Timeouts(connect=5, read=0.3, total=300)
    words = [timeout_words(timeouts, w) for w in ("connect", "read", "total")]
    assert words == [
        "not connected within 5 s",
        "nothing heard for 0.3 s",
        "not done within 300 s",
    ]


def failed(error: NetworkError | ResponseTooLarge, *moves: str) -> Exception:
    """Have a request end in an error, after some redirects."""
    with session(retries=0).exchange(API().instance_v1()) as exchange:
        exchange.begin()
        for place in moves:
            moved = HttpResponse(status=302, headers={"location": place})
            step = exchange.resume(moved)
            assert isinstance(step, HttpRequest)
        with pytest.raises(type(error)) as caught:
            exchange.fail(error)
    assert caught.value is error
    return caught.value


@pytest.mark.parametrize(
    ("moves", "host"),
    [
        ((), "x.example"),
        (("https://other.example:8443/?token=hunter2",), "other.example:8443"),
        (("https://ada:hunter2@other.example/",), "other.example"),
    ],
)
def test_the_session_says_which_host_it_was(moves: tuple[str, ...], host: str) -> None:
    errors: list[Any] = [NetworkError("it broke"), ResponseTooLarge("it broke")]
    for error in errors:
        assert error.host == ""
        assert str(error) == "it broke"
        assert str(failed(error, *moves)) == f"{host}: it broke"
        assert error.host == host


def test_an_error_that_comes_twice_names_its_host_once() -> None:
    error = NetworkError("it broke")
    with session(retries=1).exchange(API().instance_v1()) as exchange:
        exchange.begin()
        assert isinstance(exchange.fail(error), Sleep)
        assert not isinstance(exchange.resume(None), Done)
        with pytest.raises(NetworkError):
            exchange.fail(error)
    assert str(error) == "x.example: it broke"
