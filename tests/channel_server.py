"""A server on loopback whose responses do not end: a function per connection."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import TypeAlias

from attrs import define, field

Talk: TypeAlias = Callable[[socket.socket, bytes], None]
"""Talks to a client, whose request has this head; then the connection is closed."""

SSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
CHUNKED = SSE + b"transfer-encoding: chunked\r\n\r\n"
SWITCH = (
    b"HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\n"
    b"upgrade: websocket\r\n\r\n"
)
_RESET = struct.pack("ii", 1, 0)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def reset(peer: socket.socket) -> None:
    """Have the connection reset when it is closed."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def wait_for_client(peer: socket.socket) -> None:
    """Wait until the client has closed the connection."""
    while peer.recv(65536):
        pass


@define
class Served:
    """A server, and the requests that it received."""

    port: int
    url: str
    heads: list[bytes] = field(factory=list)


def _read_head(peer: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (byte := peer.recv(1)):
            raise ConnectionError
        head += byte
    return head


@contextmanager
def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> Generator[Served]:
    """Serve; at the end, all connections are ended."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listener.getsockname()[1]
    scheme = "http" if tls is None else "https"
    served = Served(port, f"{scheme}://127.0.0.1:{port}")
    peers, threads = list[socket.socket](), list[threading.Thread]()

    def answer(peer: socket.socket) -> None:
        # The client may close the connection at any time.
        with suppress(OSError), peer:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls is None:
                secured = peer
            else:
                secured = tls.wrap_socket(peer, server_side=True)
                peers.append(secured)
            with secured:
                head = _read_head(secured)
                served.heads.append(head)
                talk(secured, head)

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peers.append(peer)
            threads.append(threading.Thread(target=answer, args=(peer,)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield served
    finally:
        # Closing alone would not end the wait.
        listener.shutdown(socket.SHUT_RDWR)
        accepting.join()
        listener.close()
        for peer in peers:
            with suppress(OSError):
                socket.socket.shutdown(peer, socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
