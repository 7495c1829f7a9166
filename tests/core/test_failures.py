"""Exceptions of network libraries described in words."""

from __future__ import annotations

import errno
import http.client
import pickle
import socket
import ssl
from typing import Any, cast

import aiohttp
import h11
import pytest
import trio
import urllib3.exceptions
from attrs import asdict, fields
from sessions import session

from mastodon_core import (
    API,
    CertificateError,
    NetworkError,
    ResponseTooLarge,
    Timeouts,
)
from mastodon_core.http._failures import _MAX_EXCEPTIONS
from mastodon_core.transport import (
    Done,
    HttpRequest,
    HttpResponse,
    Sleep,
    network_error,
    timeout_words,
)

CLOSED = "the server closed the connection before the response was complete"


def failure_words(error: BaseException) -> str:
    return str(network_error(error))


def system(number: int) -> OSError:
    return OSError(number, "private")


def certificate(code: int | None = None) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "private")
    if code is not None:
        error.verify_code = code
    return error


def proxy_of_aiohttp() -> Exception:
    server: Any = ("x.example", 443)
    return aiohttp.ClientProxyConnectionError(server, ConnectionRefusedError())


def tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "private")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            socket.gaierror(socket.EAI_NONAME, "private"),
            "the host name could not be resolved",
        ),
        (system(errno.ECONNREFUSED), "the connection was refused"),
        (system(errno.ECONNRESET), CLOSED),
        (system(errno.EPIPE), CLOSED),
        (system(errno.ETIMEDOUT), "timed out"),
        (system(errno.EHOSTUNREACH), "the host is unreachable"),
        (system(errno.ENETUNREACH), "the host is unreachable"),
        (system(errno.EACCES), "PermissionError"),
        (certificate(10), "the server's certificate has expired"),
        (certificate(9), "the server's certificate is not valid yet"),
        (certificate(62), "the server's certificate is for another host"),
        (certificate(64), "the server's certificate is for another host"),
        (certificate(20), "the server's certificate is not trusted"),
        (certificate(), "the server's certificate is not trusted"),
        (
            tls("WRONG_VERSION_NUMBER"),
            "TLS failed: wrong version number; if the server speaks plain http, write"
            " http:// before its host",
        ),
        (tls("NO_CIPHERS_AVAILABLE"), "TLS failed: no ciphers available"),
        (ssl.SSLError(1, "private"), "TLS failed"),
        (ssl.SSLEOFError(8, "private"), CLOSED),
        (http.client.RemoteDisconnected("private"), CLOSED),
        (http.client.IncompleteRead(b"private", 7), CLOSED),
        (urllib3.exceptions.ProtocolError("private"), CLOSED),
        (trio.BrokenResourceError("private"), CLOSED),
        (
            http.client.BadStatusLine("private"),
            "the response is not valid HTTP, or incomplete",
        ),
        (
            h11.RemoteProtocolError("private"),
            "the response is not valid HTTP, or incomplete",
        ),
        (h11.LocalProtocolError("private"), "LocalProtocolError"),
        (
            urllib3.exceptions.ProxyError("private", ValueError("private")),
            "the proxy could not connect",
        ),
        (
            urllib3.exceptions.ProxyError("private", ConnectionRefusedError()),
            "no connection to the proxy: the connection was refused",
        ),
        (
            urllib3.exceptions.ProxyError("private", certificate(10)),
            "no connection to the proxy: the server's certificate has expired",
        ),
        (
            ConnectionError(
                urllib3.exceptions.ProxyError("private", socket.gaierror())
            ),
            "no connection to the proxy: the host name could not be resolved",
        ),
        (
            proxy_of_aiohttp(),
            "no connection to the proxy: the connection was refused",
        ),
        (RuntimeError("private"), "RuntimeError"),
    ],
    ids=repr,
)
def test_network_error_describes_an_exception(error: Exception, words: str) -> None:
    assert failure_words(error) == words


def with_cause(outer: Exception, inner: BaseException) -> Exception:
    outer.__cause__ = inner
    return outer


def with_context(outer: Exception, inner: BaseException) -> Exception:
    outer.__context__ = inner
    return outer


def refused() -> OSError:
    return system(errno.ECONNREFUSED)


def expired() -> OSError:
    return certificate(10)


@pytest.mark.parametrize(
    "error",
    [
        with_cause(
            OSError("all of them"), ExceptionGroup("all", [refused(), refused()])
        ),
        # The host has two addresses, and this machine has no route to one of them.
        ExceptionGroup("all", [system(errno.ENETUNREACH), refused()]),
        ExceptionGroup("all", [refused(), system(errno.ENETUNREACH)]),
        BaseExceptionGroup("all", [KeyboardInterrupt(), refused()]),
        RuntimeError("aborted", RuntimeError(refused())),
        urllib3.exceptions.MaxRetryError(
            urllib3.HTTPConnectionPool("x.example"), "/?access_token=hunter2", refused()
        ),
        with_context(RuntimeError(), refused()),
        with_cause(with_context(RuntimeError(), expired()), refused()),
        with_context(refused(), expired()),
    ],
    ids=repr,
)
def test_network_error_describes_a_wrapped_exception(error: BaseException) -> None:
    assert failure_words(error) == "the connection was refused"


def test_network_error_ignores_an_earlier_exchange_and_suppressed_context() -> None:
    before = with_cause(NetworkError("refused"), refused())
    assert failure_words(with_context(RuntimeError(), before)) == "RuntimeError"
    hidden = with_context(RuntimeError(), refused())
    hidden.__suppress_context__ = True
    assert failure_words(hidden) == "RuntimeError"


def test_network_error_prefers_the_more_specific_exception() -> None:
    outer = urllib3.exceptions.SSLError(expired())
    assert failure_words(outer) == "the server's certificate has expired"
    broken = with_cause(trio.BrokenResourceError(), tls("BAD_RECORD_MAC"))
    assert failure_words(broken) == "TLS failed: bad record mac"


def test_network_error_names_the_innermost_of_unknown_exceptions() -> None:
    assert failure_words(with_cause(RuntimeError(), KeyError("private"))) == "KeyError"


def test_network_error_ends_on_long_and_circular_chains() -> None:
    first, second = RuntimeError(), ValueError()
    assert failure_words(with_cause(with_cause(first, second), first)) == "RuntimeError"
    ring = with_cause(first, with_cause(second, first))
    assert failure_words(ring) == "ValueError"
    chain: Exception = refused()
    for _ in range(_MAX_EXCEPTIONS):
        chain = with_cause(RuntimeError(), chain)
    assert failure_words(chain) == "RuntimeError"


@pytest.mark.parametrize("sent", [True, False])
def test_network_error_is_a_certificate_error_only_for_a_refused_certificate(
    sent: bool,
) -> None:
    for error in (
        expired(),
        urllib3.exceptions.SSLError(expired()),
        with_cause(RuntimeError(), certificate()),
        with_context(RuntimeError(), certificate(62)),
    ):
        made = network_error(error, sent=sent)
        assert isinstance(made, CertificateError)
        # It is checked before the first byte of the request.
        assert not made.sent
        assert pickle.loads(pickle.dumps(made)).args == made.args
    for error in (
        tls("SSLV3_ALERT_CERTIFICATE_EXPIRED"),
        refused(),
        with_context(refused(), expired()),
        RuntimeError(),
    ):
        made = network_error(error, sent=sent)
        assert type(made) is NetworkError
        assert made.sent is sent


def test_timeout_words_name_the_timeout_that_expired() -> None:
    timeouts = Timeouts(pool=7, connect=5, tls=4.5, write=9, read=0.3, total=300)
    assert {f.name: timeout_words(timeouts, f.name) for f in fields(Timeouts)} == {
        "pool": "no connection of this client was free within 7 s",
        "connect": "no connection within 5 s",
        "tls": "TLS handshake not finished within 4.5 s",
        "write": "the server took no data for 9 s",
        "read": "no data for 0.3 s",
        "total": "not finished within 300 s",
    }


def test_timeouts_have_defaults_that_end_every_wait_on_a_server() -> None:
    """Only the wait for other calls of the same client has none."""
    assert asdict(Timeouts()) == {
        "pool": None,
        "connect": 10.0,
        "tls": 10.0,
        "write": 30.0,
        "read": 30.0,
        "total": 300.0,
    }


@pytest.mark.parametrize("name", [f.name for f in fields(Timeouts)])
def test_timeout_must_be_a_positive_number_of_seconds(name: str) -> None:
    for good in (None, 1, 0.001, 2_147_483):
        assert getattr(Timeouts(**{name: good}), name) == good
    for bad, error, words in (
        ("5", TypeError, f"{name} must be a number of seconds, not str"),
        (0, ValueError, f"{name} must be more than 0 seconds, not 0"),
        (-1.5, ValueError, f"{name} must be more than 0 seconds, not -1.5"),
        (float("nan"), ValueError, f"{name} must be more than 0 seconds, not nan"),
        (2_147_484, ValueError, f"{name} must be at most 2147483 seconds"),
    ):
        with pytest.raises(error, match=words):
            Timeouts(**{name: cast(Any, bad)})


def failed(error: NetworkError | ResponseTooLarge, *moves: str) -> Exception:
    """Make a request fail with `error` after some redirects."""
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


@pytest.mark.parametrize("error", [ConnectionResetError(), KeyError("unknown")])
@pytest.mark.parametrize("reused", [False, True])
def test_network_error_tells_whether_a_kept_connection_ended(
    error: Exception, reused: bool
) -> None:
    assert network_error(error, reused=reused).reused is reused
    assert network_error(error).reused is False


@pytest.mark.parametrize(
    ("moves", "host"),
    [
        ((), "x.example"),
        (("https://other.example:8443/?token=hunter2",), "other.example:8443"),
        (("https://ada:hunter2@other.example/",), "other.example"),
    ],
)
def test_session_adds_the_host_to_a_network_error(
    moves: tuple[str, ...], host: str
) -> None:
    errors: list[Any] = [NetworkError("it broke"), ResponseTooLarge("it broke")]
    for error in errors:
        assert error.host == ""
        assert str(error) == "it broke"
        assert str(failed(error, *moves)) == f"{host}: it broke"
        assert error.host == host


def test_network_error_raised_twice_names_its_host_once() -> None:
    error = NetworkError("it broke")
    with session(retries=1).exchange(API().instance_v1()) as exchange:
        exchange.begin()
        assert isinstance(exchange.fail(error), Sleep)
        assert not isinstance(exchange.resume(None), Done)
        with pytest.raises(NetworkError):
            exchange.fail(error)
    assert str(error) == "x.example: it broke"
