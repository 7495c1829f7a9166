"""Send one HTTP request on an adapter of requests, and map its exceptions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Literal

import requests
import urllib3
from mastodon_network import TlsFiles
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util import Timeout

from mastodon_core import NetworkError, NetworkTimeout, Timeouts
from mastodon_core.transport import (
    ACCEPT_ENCODING,
    BodyCollector,
    BodyReader,
    HttpRequest,
    HttpResponse,
    cause_without_secrets,
    header_map,
    network_error,
    timeout_words,
)

from ._connections import SEND_TIMEOUT

_PIECE = 64 * 1024


class _Deadline:
    """The total timeout of one exchange."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._end = time.monotonic() + (timeouts.total or 0.0)

    def remaining(self, limit: float | None) -> float | None:
        """Return the remaining seconds, at most ``limit``; None for no limit.

        Raises:
            NetworkTimeout: the total timeout has expired.
        """
        if self._timeouts.total is None:
            return limit
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise NetworkTimeout(timeout_words(self._timeouts, "total"))
        return seconds if limit is None else min(limit, seconds)

    def expired(self, error: Exception) -> Literal["connect", "read", "total"] | None:
        """Return the timeout that an error reports; None if it isn't one of ours."""
        which: Literal["connect", "read"]
        if isinstance(error, requests.ConnectTimeout):
            which = "connect"
        elif isinstance(error, requests.ReadTimeout | ReadTimeoutError):
            which = "read"
        else:
            return None
        if self._timeouts.total is not None and time.monotonic() >= self._end:
            return "total"
        # Without a timeout of ours, the operating system timed out.
        return None if getattr(self._timeouts, which) is None else which


def round_trip(
    adapter: HTTPAdapter,
    message: HttpRequest,
    upload: BodyReader | None,
    *,
    timeouts: Timeouts,
    tls: TlsFiles,
    largest: int,
) -> HttpResponse:
    """Send a request and read the whole response.

    Args:
        upload: The body in pieces, if it is multipart.

    Raises:
        NetworkError: no response arrived, or an incomplete one.
        NetworkTimeout: a timeout expired.
        ResponseTooLarge: the response is longer than ``largest``.
    """
    deadline = _Deadline(timeouts)
    prepared = _prepare(message)
    if upload is not None:
        prepared.headers["content-length"] = str(len(upload))
        # With its length known, an iterable is sent in pieces, without chunked
        # encoding.
        prepared.body = _pieces_of(upload, deadline)  # type: ignore[assignment]  # iterables are missing in the stubs
    read = deadline.remaining(timeouts.read)
    SEND_TIMEOUT.set(read)
    try:
        response = adapter.send(
            prepared,
            stream=True,
            timeout=Timeout(
                connect=deadline.remaining(timeouts.connect),
                read=read,
            ),  # type: ignore[arg-type]  # missing in the stubs
            verify=tls.verify,  # type: ignore[arg-type]  # an SSLContext
            cert=tls.cert,
        )
    except requests.RequestException as error:
        failure = _network_error(error, timeouts, deadline)
        failure.__cause__ = cause_without_secrets(_drop_request(error), message)
    except ValueError as error:
        # http.client quotes a header that it refuses.
        if cause_without_secrets(error, message) is not None:
            raise
        failure = network_error(error, sent=False)
    else:
        try:
            return _read(message.method, response, deadline, largest)
        except (HTTPError, OSError) as error:
            failure = _network_error(error, timeouts, deadline)
            failure.__cause__ = cause_without_secrets(error, message)
        finally:
            # Closes the connection, unless a complete response returned it to the pool.
            response.raw.close()
    # Not inside of the handlers, where Python would keep the error as its context.
    raise failure


def _prepare(message: HttpRequest) -> requests.PreparedRequest:
    # Without its ``prepare``, which would parse the URL again, look for a password in
    # .netrc, and take five times as long.
    prepared = requests.PreparedRequest()
    prepared.method = message.method
    prepared.url = message.url
    prepared.headers = CaseInsensitiveDict(message.headers)
    prepared.headers["accept-encoding"] = ACCEPT_ENCODING
    if isinstance(message.body, bytes):
        prepared.body = message.body or None
        if message.body or message.method not in {"GET", "HEAD"}:
            prepared.headers["content-length"] = str(len(message.body))
    return prepared


def _pieces_of(upload: BodyReader, deadline: _Deadline) -> Iterator[bytes]:
    for piece in upload:
        deadline.remaining(None)
        yield piece
        upload.sent(len(piece))


def _read(
    method: str, response: requests.Response, deadline: _Deadline, largest: int
) -> HttpResponse:
    raw: urllib3.HTTPResponse = response.raw
    headers = header_map(raw.headers.items())
    collector = BodyCollector.for_response(method, raw.status, headers, largest)
    for piece in _pieces(raw):
        collector.receive(piece)
        deadline.remaining(None)
    return HttpResponse(status=raw.status, headers=headers, body=collector.finish())


def _pieces(raw: urllib3.HTTPResponse) -> Iterator[bytes]:
    """Iterate over pieces as they arrive, to check the timeout after each one."""
    if raw.chunked:
        yield from raw.stream(_PIECE, decode_content=False)
        return
    while piece := raw.read1(_PIECE, decode_content=False):
        yield piece


def _network_error(
    error: Exception, timeouts: Timeouts, deadline: _Deadline
) -> NetworkError:
    retried = error.args[0] if error.args else None
    reason = retried.reason if isinstance(retried, MaxRetryError) else None
    # Both mean that the connection was not established, TLS included.
    sent = not isinstance(reason, ConnectTimeoutError | NewConnectionError)
    which = deadline.expired(error)
    if which is None:
        return network_error(error, sent=sent)
    return NetworkTimeout(timeout_words(timeouts, which), sent=sent)


def _drop_request(error: requests.RequestException) -> requests.RequestException:
    """Remove the request from the exception, as it holds the token."""
    error.request = error.response = None
    return error
