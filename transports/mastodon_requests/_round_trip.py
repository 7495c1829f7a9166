"""Send one HTTP request through a session of requests, and map its exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any

import requests
import urllib3
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)

from mastodon_core import NetworkError, NetworkTimeout, Timeouts
from mastodon_core.transport import (
    ACCEPT_ENCODING,
    BodyCollector,
    BodyReader,
    HttpRequest,
    HttpResponse,
    cause_without_secrets,
    check_head,
    network_error,
    proxy_words,
    timeout_words,
)

from ._exchange import Exchange, TimeoutName
from ._responses import PIECE
from ._sessions import HttpSession

# Bytes. Larger ones are decompressed to blocks for which the C library asks the system
# each time; for a page of 200 KB, that takes 200 us.
_ENCODED_PIECE = 8 * 1024


def round_trip(
    session: HttpSession,
    message: HttpRequest,
    upload: BodyReader | None,
    *,
    timeouts: Timeouts,
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
    exchange = Exchange(timeouts, fresh=message.fresh, repeatable=message.repeatable)
    prepared = _prepare(message)
    pieces: _Pieces | None = None
    if upload is not None:
        pieces = _Pieces(upload, exchange)
        prepared.headers["content-length"] = str(len(upload))
        # With its length known, an iterable is sent in pieces, without chunked
        # encoding.
        prepared.body = pieces  # type: ignore[assignment]  # iterables are missing in the stubs
    response: requests.Response | None = None
    failure: Exception
    try:
        response = _send(session, prepared, exchange)
        if pieces is not None and not pieces.is_started:
            # A mock has the response. It keeps the request, for the test to look at.
            prepared.body = b"".join(pieces)
        return _read(message.method, response, exchange, largest)
    except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
        if pieces is not None and pieces.error is not None:
            failure = pieces.error
        elif response is None and (
            not isinstance(error, requests.RequestException | HTTPError)
            or (exchange.responded and isinstance(error, ValueError))
        ):
            # A file of the caller's session, or an error of a hook.
            raise
        else:
            failure = _network_error(error, exchange)
            failure.__cause__ = cause_without_secrets(
                _drop_request(error), message, *_passwords(exchange)
            )
    except ValueError as error:
        if pieces is not None and pieces.error is not None:
            raise
        # http.client quotes a header that it refuses, and PySocks a proxy.
        if cause_without_secrets(error, message, *_passwords(exchange)) is not None:
            raise
        failure = network_error(error, sent=exchange.responded)
    finally:
        # Closes the connection, unless a whole response gave it back to the pool.
        if response is None:
            # After a response, a hook of the session failed.
            response = exchange.response
        exchange.response = None
        if response is not None and response.raw is not None:
            response.close()
        if exchange.body is not None:
            exchange.body.abandon()
    # Not inside of the handlers, where Python would keep the error as its context.
    raise failure


def _send(
    session: HttpSession, prepared: requests.PreparedRequest, exchange: Exchange
) -> requests.Response:
    try:
        return session.send(prepared, exchange)
    except requests.HTTPError as error:
        # A hook called ``raise_for_status``. The core has an error that says more.
        if error.response is None:
            raise
        return error.response


def _prepare(message: HttpRequest) -> requests.PreparedRequest:
    # Without its ``prepare``, which would parse the URL again, look for a password in
    # .netrc, and take five times as long.
    prepared = requests.PreparedRequest()
    prepared.method = message.method
    prepared.url = message.url
    prepared.headers = CaseInsensitiveDict(message.headers)
    if "authorization" in prepared.headers:
        # requests-cache removes it only in this spelling, that of requests.
        prepared.headers["Authorization"] = prepared.headers["authorization"]
    prepared.headers["accept-encoding"] = ACCEPT_ENCODING
    if isinstance(message.body, bytes):
        prepared.body = message.body or None
        if message.body or message.method not in {"GET", "HEAD"}:
            prepared.headers["content-length"] = str(len(message.body))
    prepared.hooks = {"response": [_keep_redirect]}
    return prepared


class _FinalResponse(requests.Response):
    """A response that requests leaves alone, as the core follows redirects."""

    @property
    def is_redirect(self) -> bool:
        return False


def _keep_redirect(response: requests.Response, **settings: Any) -> None:
    """Keep requests from reading a redirect without limits, to prepare the next."""
    if type(response) is requests.Response and response.is_redirect:
        response.__class__ = _FinalResponse


class _Pieces:
    """An upload in pieces, as urllib3 takes it.

    Attributes:
        error: The error of the file or of a hook; the network did not fail.
        is_started: Whether anything has been read.
    """

    def __init__(self, upload: BodyReader, exchange: Exchange) -> None:
        self._upload = upload
        self._exchange = exchange
        self.error: Exception | None = None
        self.is_started = False

    def __iter__(self) -> Iterator[bytes]:
        self.is_started = True
        pieces = iter(self._upload)
        while piece := self._next(pieces):
            # Connections of other adapters don't know the total time.
            self._exchange.limit("write")
            yield piece
            self._report(piece)

    def _next(self, pieces: Iterator[bytes]) -> bytes:
        try:
            return next(pieces, b"")
        except Exception as error:
            self.error = error
            raise

    def _report(self, piece: bytes) -> None:
        try:
            self._upload.sent(len(piece))
        except Exception as error:
            self.error = error
            raise


def _read(
    method: str, response: requests.Response, exchange: Exchange, largest: int
) -> HttpResponse:
    raw, body = response.raw, exchange.body
    exchange.body = None
    is_ours = body is not None and body.owner is raw and body.is_untouched
    if body is not None and body.owner is not None and body.owner is not raw:
        # A cache dropped the response, for one that it had.
        body.abandon()
    found = body.head if body is not None and is_ours else None
    status = response.status_code
    fields = getattr(raw, "headers", response.headers).items()
    headers = check_head(status, fields if found is None else found.fields)
    if getattr(response, "from_cache", False):
        # The limits are those of the day when it was stored.
        headers = {
            name: value
            for name, value in headers.items()
            if not name.startswith("x-ratelimit-")
        }
    collector = BodyCollector.for_response(method, status, headers, largest)
    content: Any = response._content  # False until it is read
    if body is not None and is_ours:
        pieces = body.pieces()
    elif content is False and isinstance(raw, urllib3.BaseHTTPResponse):
        pieces = _pieces(raw, exchange)
    else:
        # A hook, a cache or VCR.py has read it, or an adapter needs no network.
        is_streamed = content is False and hasattr(raw, "stream")
        data = b"".join(raw.stream(PIECE)) if is_streamed else response.content or b""
        return HttpResponse(
            status=status,
            headers=headers,
            body=_decode_rest(data, status, headers, largest),
        )
    size = _ENCODED_PIECE if "content-encoding" in headers else PIECE
    for piece in pieces:
        if len(piece) <= size:
            collector.receive(piece)
            continue
        view = memoryview(piece)
        for start in range(0, len(piece), size):
            collector.receive(view[start : start + size])
    return HttpResponse(status=status, headers=headers, body=collector.finish())


def _decode_rest(
    data: bytes, status: int, headers: Mapping[str, str], largest: int
) -> bytes:
    """Decode a body that a tool has read, unless the tool has decoded it.

    urllib3 may not know an encoding that we know, and old cassettes of VCR.py hold
    encoded bodies.
    """
    others = {name: headers[name] for name in headers if name != "content-length"}
    encoded = BodyCollector.for_response("GET", status, others, largest)
    try:
        encoded.receive(data)
        return encoded.finish()
    except NetworkError:
        plain = BodyCollector(None, None, largest)
        plain.receive(data)
        return plain.finish()


def _pieces(raw: urllib3.BaseHTTPResponse, exchange: Exchange) -> Iterator[bytes]:
    """Iterate over the pieces that arrive on a connection of another adapter."""
    while piece := raw.read1(PIECE, decode_content=False):
        yield piece
        seconds = exchange.limit("read")
        # Otherwise the last piece could take as long as the first one.
        if (sock := getattr(raw.connection, "sock", None)) is not None:
            sock.settimeout(seconds)


def _network_error(error: Exception, exchange: Exchange) -> NetworkError:
    sent = exchange.sent if exchange.is_ours else _was_sent(error, exchange)
    which = exchange.expired
    if which is None and not exchange.is_ours:
        which = _expired(error, exchange)
    if which is not None:
        return NetworkTimeout(timeout_words(exchange.timeouts, which), sent=sent)
    retried = error.args[0] if error.args else None
    if isinstance(error, requests.exceptions.RetryError) and retried is not None:
        # The reason has no more than the status.
        reason = getattr(retried, "reason", "")
        return NetworkError(f"the adapter of the session gave up: {reason}", sent=sent)
    if exchange.proxy_status is not None:
        return NetworkError(proxy_words(exchange.proxy_status), sent=False)
    return network_error(error, sent=sent, reused=exchange.died_unsaid)


def _was_sent(error: Exception, exchange: Exchange) -> bool:
    """Tell whether a connection of another adapter may have sent something."""
    retried = error.args[0] if error.args else None
    reason = retried.reason if isinstance(retried, MaxRetryError) else None
    # The first two mean that the connection was not established, TLS included; the last
    # one that requests refused the URL or the headers.
    return exchange.responded or not (
        isinstance(reason, ConnectTimeoutError | NewConnectionError)
        or isinstance(error, ValueError)
    )


def _expired(error: Exception, exchange: Exchange) -> TimeoutName | None:
    """Return the timeout that expired on a connection of another adapter."""
    which: TimeoutName
    if isinstance(error, requests.ConnectTimeout):
        which = "connect"
    elif isinstance(error, requests.ReadTimeout | ReadTimeoutError):
        which = "read"
    else:
        return None
    if exchange.is_over:
        return "total"
    # Without a timeout of ours, the operating system timed out.
    return None if getattr(exchange.timeouts, which) is None else which


def _passwords(exchange: Exchange) -> Iterator[str]:
    """Yield the names and passwords of proxies."""
    for url in exchange.proxies.values():
        user = (url or "").rpartition("@")[0].rpartition("//")[2]
        # An empty text is part of every other one.
        yield from filter(None, (user, user.partition(":")[2]))


def _drop_request(error: Exception) -> Exception:
    """Remove the request from the exception, as it holds the token."""
    if isinstance(error, requests.RequestException):
        error.request = error.response = None
    return error
