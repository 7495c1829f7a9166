"""What peers send, and what channels of every transport make of it: the same."""

from __future__ import annotations

import gzip
import socket
from typing import Any, TypeAlias

import pytest
from channel_server import CHUNKED, SSE, SWITCH, chunk, reset, serving
from transport_classes import each_transport, is_blocking, use

from mastodon_core import MastodonError
from mastodon_core.transport import HttpRequest

STREAM = {"accept": "text/event-stream", "accept-encoding": "identity"}
Found: TypeAlias = "tuple[int, bytes, str] | str"
"""The status, the content, and how it ends; or the error of opening."""
WEBSOCKET = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
}
EVENT = b"event: update\ndata: 1\n\n"
FRAME = b"\x81\x02{}"
INVALID = "NetworkError: the response is not valid HTTP, or incomplete"
BROKEN = (
    "NetworkError: the server closed the connection before the response was complete"
)


def switch(*fields: bytes) -> bytes:
    """A head with status 101 and further fields, and a frame in the same packet."""
    return b"".join([SWITCH[:-2], *[b"%b\r\n" % field for field in fields], b"\r\n"])


# The name: whether it is a WebSocket, what the peer sends, and what is received.
PEERS: dict[str, tuple[bool, bytes, Found]] = {
    "early hints": (
        False,
        b"HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n" + CHUNKED + chunk(EVENT),
        (200, EVENT, "end"),
    ),
    "HTTP/1.0": (False, b"HTTP/1.0 200 OK\r\n\r\n" + EVENT, (200, EVENT, "end")),
    "connection closes": (
        False,
        SSE + b"connection: close\r\n\r\n" + EVENT,
        (200, EVENT, "end"),
    ),
    "extensions": (
        False,
        CHUNKED + b'17;a=b; c="d;e"\r\n' + EVENT + b"\r\n0;f\r\n\r\n",
        (200, EVENT, "end"),
    ),
    "trailers": (
        False,
        CHUNKED + chunk(EVENT) + b"0\r\nx-a: b\r\nx-c: d\r\n\r\n",
        (200, EVENT, "end"),
    ),
    "another response follows": (
        False,
        CHUNKED + chunk(EVENT) + b"0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        (200, EVENT, "end"),
    ),
    "cut in a chunk": (False, CHUNKED + b"40\r\n" + EVENT, (200, EVENT, "end")),
    "size is no number": (
        False,
        CHUNKED + chunk(EVENT) + b"zz\r\n" + EVENT,
        (200, EVENT, INVALID),
    ),
    "chunk is longer than its size": (
        False,
        CHUNKED + chunk(EVENT) + b"3\r\n" + EVENT,
        (200, EVENT + b"eve", INVALID),
    ),
    "trailers are no fields": (
        False,
        CHUNKED + chunk(EVENT) + b"0\r\nx a: b\r\n\r\n",
        (200, EVENT, INVALID),
    ),
    "count and chunks": (
        False,
        SSE + b"content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n" + chunk(EVENT),
        (200, EVENT, "end"),
    ),
    "count is no number": (
        False,
        SSE + b"content-length: +3\r\n\r\n" + EVENT,
        "NetworkError: the Content-Length of the response is not a number",
    ),
    "coding is unknown": (False, SSE + b"transfer-encoding: x\r\n\r\n", INVALID),
    "compressed, and cut": (
        False,
        SSE + b"content-encoding: gzip\r\n\r\n" + gzip.compress(EVENT)[:-9],
        (200, EVENT, "end"),
    ),
    "not compressed": (
        False,
        SSE + b"content-encoding: gzip\r\n\r\n" + EVENT,
        (
            200,
            b"",
            "NetworkError: the response cannot be decompressed: Error -3 while"
            " decompressing data: incorrect header check",
        ),
    ),
    "encoding is unknown": (
        False,
        SSE + b"content-encoding: none\r\n\r\n" + EVENT,
        "DecodeError: the content-encoding must be 'gzip', 'deflate', 'br' or 'zstd',"
        " not 'none'",
    ),
    "reset": (False, CHUNKED + chunk(EVENT), (200, EVENT, BROKEN)),
    "no response": (False, b"", BROKEN),
    "cut in the head": (False, b"HTTP/1.1 200 OK\r\ncontent-ty", BROKEN),
    "not HTTP": (False, b"SSH-2.0-OpenSSH_9\r\n", INVALID),
    "nobody asked to switch": (
        False,
        SWITCH,
        "NetworkError: the server switched protocols, which nobody asked for",
    ),
    "switched": (True, SWITCH + FRAME, (101, FRAME, "end")),
    "hints before it": (
        True,
        b"HTTP/1.1 103 Early Hints\r\n\r\n" + SWITCH + FRAME,
        (101, FRAME, "end"),
    ),
    # RFC 9110, 8.6 and RFC 9112, 6.1: neither has a meaning there.
    "switched, with a count": (
        True,
        switch(b"content-length: 0") + FRAME,
        (101, FRAME, "end"),
    ),
    "switched, with chunks": (
        True,
        switch(b"transfer-encoding: chunked") + FRAME,
        (101, FRAME, "end"),
    ),
    "switched, with an encoding": (
        True,
        switch(b"content-encoding: gzip") + FRAME,
        (101, FRAME, "end"),
    ),
    "switched, and reset": (True, SWITCH + FRAME, (101, FRAME, BROKEN)),
    "stream instead": (True, CHUNKED + chunk(EVENT), (200, EVENT, "end")),
    "refused as by Mastodon": (
        True,
        b"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n"
        b"Content-Type: text/plain\r\nContent-Length: 0\r\nX-Request-Id: 1\r\n"
        b"X-Error-Message: Missing access token\r\n\r\n",
        (401, b"", "end"),
    ),
    "refused as by GoToSocial": (
        False,
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Sec-Websocket-Version: 13\r\nContent-Length: 12\r\n\r\nBad Request\n",
        (400, b"Bad Request\n", "end"),
    ),
    "refused, and cut": (
        False,
        b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 12\r\n\r\n{",
        BROKEN,
    ),
}


def words(error: MastodonError) -> str:
    return f"{type(error).__name__}: {error}"


def read_blocking(mastodon: Any, message: HttpRequest, resets: bool) -> Found:
    try:
        channel = mastodon.open_channel(message)
    except MastodonError as error:
        return words(error)
    found, end = channel.response.body, "end"
    try:
        while piece := channel.receive(20):
            if resets:
                channel.send(b"!")
            found += piece
    except MastodonError as error:
        end = words(error)
    return channel.response.status, found, end


async def read_async(mastodon: Any, message: HttpRequest, resets: bool) -> Found:
    try:
        channel = await mastodon.open_channel(message)
    except MastodonError as error:
        return words(error)
    found, end = channel.response.body, "end"
    try:
        while piece := await channel.receive(20):
            if resets:
                await channel.send(b"!")
            found += piece
    except MastodonError as error:
        end = words(error)
    return channel.response.status, found, end


@each_transport
@pytest.mark.parametrize("name", PEERS)
def test_peer_is_the_same_to_every_transport(mastodon_class: Any, name: str) -> None:
    is_websocket, data, expected = PEERS[name]
    resets = "reset" in name

    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(data)
        if resets:
            # Only once the client has all of it, as a reset discards the rest.
            peer.recv(1)
            reset(peer)

    with serving(talk) as server:
        url = f"{server.url}/api/v1/streaming/user"
        headers = WEBSOCKET if is_websocket else STREAM
        message = HttpRequest(method="GET", url=url, headers=headers)
        read = read_blocking if is_blocking(mastodon_class) else read_async
        found = use(
            mastodon_class,
            lambda mastodon: read(mastodon, message, resets),
            api_base_url=server.url,
        )
    assert found == expected


@each_transport
@pytest.mark.parametrize("headers", [STREAM, WEBSOCKET], ids=["sse", "websocket"])
def test_request_has_the_headers_of_the_message_and_the_host(
    mastodon_class: Any, headers: dict[str, str]
) -> None:
    def talk(peer: socket.socket, head: bytes) -> None:
        peer.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")

    with serving(talk) as server:
        url = f"{server.url}/api/v1/streaming/user?x=y"
        message = HttpRequest(method="GET", url=url, headers=headers)
        use(mastodon_class, lambda m: m.open_channel(message), api_base_url=server.url)
    line, *fields = server.heads[0].decode().split("\r\n")[:-2]
    assert line == "GET /api/v1/streaming/user?x=y HTTP/1.1"
    found = {(name.lower(), value) for name, value in (f.split(": ") for f in fields)}
    assert found == {*headers.items(), ("host", f"127.0.0.1:{server.port}")}
    assert len(fields) == len(found)
