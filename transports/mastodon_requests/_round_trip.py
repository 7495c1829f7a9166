"""One HTTP exchange on an adapter of requests, with all that may go wrong."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Literal

import requests
import urllib3
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
    Certificate,
    HttpRequest,
    HttpResponse,
    failure_words,
    header_map,
    timeout_words,
)

from ._connections import SILENCE

_PIECE = 64 * 1024

Verify = bool | str


class _Deadline:
    """How much is left of the time for one exchange."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._end = time.monotonic() + (timeouts.total or 0.0)

    def left(self, limit: float | None) -> float | None:
        """The smaller of ``limit`` and what is left; None for no end."""
        if self._timeouts.total is None:
            return limit
        left = self._end - time.monotonic()
        if left <= 0:
            raise NetworkTimeout(timeout_words(self._timeouts, "total"))
        return left if limit is None else min(limit, left)

    def over(self, error: Exception) -> Literal["connect", "read", "total"] | None:
        """Which time it is that an error tells of; None if it is another's."""
        which: Literal["connect", "read"]
        if isinstance(error, requests.ConnectTimeout):
            which = "connect"
        elif isinstance(error, requests.ReadTimeout | ReadTimeoutError):
            which = "read"
        else:
            return None
        if self._timeouts.total is not None and time.monotonic() >= self._end:
            return "total"
        # The system gives up as well, if nobody does before.
        return None if getattr(self._timeouts, which) is None else which


def round_trip(
    adapter: HTTPAdapter,
    message: HttpRequest,
    body: bytes | Iterable[bytes],
    length: int,
    *,
    timeouts: Timeouts,
    verify: Verify,
    cert: Certificate,
    largest: int,
) -> HttpResponse:
    """Send a message and read its response whole.

    Raises:
        NetworkError: there is no response, or half of one.
        NetworkTimeout: there is none in time.
        ResponseTooLarge: it is longer than ``largest``.
    """
    deadline = _Deadline(timeouts)
    if not isinstance(body, bytes):
        body = _in_time(body, deadline)
    prepared = _prepared(message, body, length)
    read = deadline.left(timeouts.read)
    SILENCE.set(read)
    try:
        response = adapter.send(
            prepared,
            stream=True,
            timeout=Timeout(
                connect=deadline.left(timeouts.connect),
                read=read,
            ),  # type: ignore[arg-type]  # it takes one, its stubs do not say so
            verify=verify,
            cert=cert,
        )
    except requests.RequestException as error:
        raise _network_error(error, timeouts, deadline) from _without_request(error)
    try:
        return _read(message.method, response, deadline, largest)
    except (HTTPError, OSError) as error:
        raise _network_error(error, timeouts, deadline) from error
    finally:
        # Read to its end, the connection is back in its pool; otherwise it goes.
        response.raw.close()


def _prepared(
    message: HttpRequest, body: bytes | Iterable[bytes], length: int
) -> requests.PreparedRequest:
    # Filled by hand: preparing would parse the URL again, look for a password in
    # .netrc, and take five times as long.
    prepared = requests.PreparedRequest()
    prepared.method = message.method
    prepared.url = message.url
    headers = CaseInsensitiveDict(message.headers)
    headers["accept-encoding"] = ACCEPT_ENCODING
    if length or message.method not in {"GET", "HEAD"}:
        headers["content-length"] = str(length)
    prepared.headers = headers
    # An iterable is sent piece by piece, and not chunked, as its length is known.
    prepared.body = body or None  # type: ignore[assignment]  # stubs know no iterable
    return prepared


def _in_time(pieces: Iterable[bytes], deadline: _Deadline) -> Iterator[bytes]:
    for piece in pieces:
        deadline.left(None)
        yield piece


def _read(
    method: str, response: requests.Response, deadline: _Deadline, largest: int
) -> HttpResponse:
    raw: urllib3.HTTPResponse = response.raw
    headers = header_map(raw.headers.items())
    collector = BodyCollector.for_response(method, raw.status, headers, largest)
    for piece in _pieces(raw):
        collector.receive(piece)
        deadline.left(None)
    return HttpResponse(status=raw.status, headers=headers, body=collector.finish())


def _pieces(raw: urllib3.HTTPResponse) -> Iterator[bytes]:
    """Give what has come, as soon as it is there, so that time can be kept."""
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
    # Both mean that there was no connection yet, TLS included.
    sent = not isinstance(reason, ConnectTimeoutError | NewConnectionError)
    which = deadline.over(error)
    if which is None:
        return NetworkError(failure_words(error), sent=sent)
    return NetworkTimeout(timeout_words(timeouts, which), sent=sent)


def _without_request(error: requests.RequestException) -> requests.RequestException:
    """Let go of the request, which holds the token."""
    error.request = error.response = None
    return error
