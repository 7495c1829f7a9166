"""Open a channel: send a request, and keep the connection on which it is answered."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http.client import HTTPException, IncompleteRead
from typing import Any

import requests
import urllib3
from urllib3.exceptions import HTTPError

from mastodon_core import DecodeError, NetworkError, Timeouts
from mastodon_core.transport import (
    EndlessBody,
    HttpRequest,
    HttpResponse,
    check_head,
    header_map,
    network_error,
)
from mastodon_core.values import parse_count

from ._channel import OwnChannel, PlayedChannel, SocketChannel
from ._exchange import Exchange
from ._framed import Counted, Framed, Framing
from ._heads import ChunkedDecoder
from ._responses import PIECE
from ._round_trip import carry_out, fields_of, our_body, prepare, read_whole
from ._sessions import HttpSession


def open_channel(
    session: HttpSession, message: HttpRequest, *, timeouts: Timeouts, largest: int
) -> OwnChannel:
    """Send a request, and read the head of its response.

    Raises:
        DecodeError: the response has an unknown content encoding.
        NetworkError: no response arrived, or an incomplete one.
        NetworkTimeout: a timeout expired.
        ResponseTooLarge: an error is longer than ``largest``.
        StreamingUnavailable: the session has no connection to upgrade.
    """
    exchange = Exchange(
        timeouts,
        fresh=message.fresh,
        repeatable=message.repeatable,
        for_channel=True,
        upgrades="upgrade" in message.headers,
    )

    def take(response: requests.Response) -> OwnChannel:
        is_upgraded = exchange.upgrades and response.status_code == 101
        if is_upgraded or response.status_code == 200:
            return _take(response, exchange, is_upgraded, largest)
        try:
            error = read_whole(message.method, response, exchange, largest)
        except DecodeError as failure:
            if failure.response is None:
                raise
            # All but the body.
            error = failure.response
        return PlayedChannel(error)

    return carry_out(session, message, prepare(message), exchange, take)


def _take(
    response: requests.Response, exchange: Exchange, is_upgraded: bool, largest: int
) -> OwnChannel:
    raw, ours = response.raw, our_body(response, exchange)
    status, fields = response.status_code, fields_of(response, ours)
    headers = header_map(fields) if is_upgraded else check_head(status, fields)
    head = HttpResponse(status=status, headers=headers)
    body = EndlessBody(None if is_upgraded else headers.get("content-encoding"))
    channel: OwnChannel
    if ours is not None:
        channel = SocketChannel(
            head, ours.hand_over(), body, exchange.timeouts, raw.close
        )
    elif (found := _find_socket(raw)) is not None:
        framed, release = _take_socket(raw, found, None if is_upgraded else headers)
        channel = SocketChannel(head, framed, body, exchange.timeouts, release)
    elif is_upgraded:
        # Few programs need it.
        from mastodon_core.streaming import StreamingUnavailable

        raise StreamingUnavailable(
            "a WebSocket needs a connection of urllib3, but the adapter of this session"
            " has none; mount mastodon_requests.Adapter() for this host, or use"
            " server-sent events"
        )
    elif not _was_read(response) and isinstance(raw, urllib3.BaseHTTPResponse):
        channel = PlayedChannel(head, _play(raw, body), raw.close)
    else:
        whole = read_whole("GET", response, exchange, largest)
        return PlayedChannel(head, filter(None, [whole.body]))
    # So that only the channel closes them.
    response.raw, exchange.body = None, None
    return channel


def _was_read(response: requests.Response) -> bool:
    content: Any = response._content  # False until it is read
    return content is not False


def _find_socket(raw: Any) -> Any:
    """Return the socket of an untouched response of urllib3; None if it has none."""
    if not isinstance(raw, urllib3.HTTPResponse) or raw.tell():
        return None
    body: Any = vars(raw).get("_fp")
    stream = getattr(getattr(body, "fp", None), "raw", None)
    return stream._sock if isinstance(stream, socket.SocketIO) else None  # type: ignore[attr-defined]  # not in the stubs


def _take_socket(
    raw: Any, sock: Any, headers: Mapping[str, str] | None
) -> tuple[Framed, Callable[[], object]]:
    """Take the socket of another adapter's response, and what it has read ahead.

    Args:
        headers: Those that say where the body ends; None if it has no end.

    Returns:
        The socket, and a function that closes it.
    """
    sock.settimeout(0.0)
    received = b""
    with suppress(BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        received = raw._fp.fp.peek()
    framing: Framing
    if headers is not None and "transfer-encoding" in headers:
        framing = ChunkedDecoder()
    else:
        framing = Counted(
            None if headers is None else parse_count(headers.get("content-length", ""))
        )
    connection, pool = raw._connection, raw._pool
    if connection is not None and pool is not None and pool.block:
        # Its place is for other requests.
        raw._connection = None
        pool._put_conn(None)

    def release() -> None:
        raw.close()
        # http.client closes it early, if the response says that it ends.
        sock.close()

    return Framed(sock, received, framing), release


def _play(raw: urllib3.BaseHTTPResponse, body: EndlessBody) -> Iterator[bytes]:
    """Iterate over the content of a response that is here already."""
    failure: NetworkError
    try:
        while piece := raw.read1(PIECE, decode_content=False):
            yield from body.receive(piece)
        return
    except (HTTPError, HTTPException, OSError) as error:
        if any(isinstance(inner, IncompleteRead) for inner in error.args):
            # Cut off, which is an end like any other.
            return
        failure = network_error(error)
        failure.__cause__ = error
    raise failure
