"""Send one HTTP request through a session of requests, and map its exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from http.client import HTTPException
from typing import Any, TypeVar, cast

import requests
import urllib3
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

from mastodon_core import NetworkError, Timeouts
from mastodon_core.transport import (
    ACCEPT_ENCODING,
    BodyCollector,
    BodyReader,
    HttpRequest,
    HttpResponse,
    cause_without_secrets,
    check_head,
    network_error,
)

from ._exchange import Exchange
from ._failures import drop_request, network_failure, passwords
from ._responses import PIECE, Response
from ._sessions import HttpSession

T = TypeVar("T")

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
    prepared = prepare(message)
    prepared.headers["accept-encoding"] = ACCEPT_ENCODING
    pieces: _Pieces | None = None
    if upload is not None:
        pieces = _Pieces(upload, exchange)
        prepared.headers["content-length"] = str(len(upload))
        # With its length known, an iterable is sent in pieces, without chunked
        # encoding.
        prepared.body = pieces  # type: ignore[assignment]  # iterables are missing in the stubs

    def read(response: requests.Response) -> HttpResponse:
        if pieces is not None and not pieces.is_started:
            # A mock has the response. It keeps the request, for the test to look at.
            prepared.body = b"".join(pieces)
        return read_whole(message.method, response, exchange, largest)

    return carry_out(session, message, prepared, exchange, read, pieces)


def carry_out(
    session: HttpSession,
    message: HttpRequest,
    prepared: requests.PreparedRequest,
    exchange: Exchange,
    read: Callable[[requests.Response], T],
    pieces: _Pieces | None = None,
) -> T:
    """Send a prepared request, and let a function read the response.

    The response is closed afterwards, unless the function took its ``raw`` away.

    Raises:
        NetworkError: no response arrived, or an incomplete one.
        NetworkTimeout: a timeout expired.
    """
    response: requests.Response | None = None
    failure: Exception
    try:
        response = _send(session, prepared, exchange)
        return read(response)
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
            failure = network_failure(error, exchange)
            failure.__cause__ = cause_without_secrets(
                drop_request(error), message, *passwords(exchange)
            )
    except ValueError as error:
        if pieces is not None and pieces.error is not None:
            raise
        # http.client quotes a header that it refuses, and PySocks a proxy.
        if cause_without_secrets(error, message, *passwords(exchange)) is not None:
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


def prepare(message: HttpRequest) -> requests.PreparedRequest:
    """Make the request of requests for a message, with its headers as they are."""
    # Without its ``prepare``, which would parse the URL again, look for a password in
    # .netrc, and take five times as long.
    prepared = requests.PreparedRequest()
    prepared.method = message.method
    prepared.url = message.url
    prepared.headers = CaseInsensitiveDict(message.headers)
    if "authorization" in prepared.headers:
        # requests-cache removes it only in this spelling, that of requests.
        prepared.headers["Authorization"] = prepared.headers["authorization"]
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


def our_body(response: requests.Response, exchange: Exchange) -> Response | None:
    """Return the body if it is on one of our connections, and nothing was read."""
    body = exchange.body
    is_ours = body is not None and body.owner is response.raw and body.is_untouched
    return body if is_ours else None


def fields_of(
    response: requests.Response, ours: Response | None
) -> Iterable[tuple[str, str]]:
    """Return the header fields of a response in their order.

    Args:
        ours: What `our_body` returned.
    """
    if ours is not None and ours.head is not None:
        return ours.head.fields
    fields: Any = getattr(response.raw, "headers", response.headers)
    return cast("Iterable[tuple[str, str]]", fields.items())


def read_whole(
    method: str, response: requests.Response, exchange: Exchange, largest: int
) -> HttpResponse:
    """Read the body of a response."""
    raw, ours, body = response.raw, our_body(response, exchange), exchange.body
    exchange.body = None
    if body is not None and body.owner is not None and body.owner is not raw:
        # A cache dropped the response, for one that it had.
        body.abandon()
    status = response.status_code
    headers = check_head(status, fields_of(response, ours))
    if getattr(response, "from_cache", False):
        # The limits are those of the day when it was stored.
        headers = {
            name: value
            for name, value in headers.items()
            if not name.startswith("x-ratelimit-")
        }
    collector = BodyCollector.for_response(method, status, headers, largest)
    content: Any = response._content  # False until it is read
    if ours is not None:
        pieces = ours.pieces()
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
