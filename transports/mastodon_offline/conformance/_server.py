"""A server on loopback that sends given bytes."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Self

from mastodon_core.testing.conformance import Linger, Part, Pause, Reply, Trickle

_PIECE = 65536
_TRICKLE_INTERVAL = 0.05
_MOMENT = 0.2


class FaultServer:
    """Replies to requests in order, over all connections.

    Args:
        replies: One for each request. After the last one, the server closes the
            connection without a response.
        tls: The SSL context of the server, with its certificate.
    """

    def __init__(
        self, replies: Iterator[Reply], tls: ssl.SSLContext | None = None
    ) -> None:
        self.received: list[bytes] = []
        """The requests, as they arrived."""
        self.connections: int = 0
        self._replies = replies
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ending, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._serve)
        scheme = "http" if tls is None else "https"
        self.url: str = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.close()
        self._thread.join()
        self._listener.close()
        self._ending.close()

    def _serve(self) -> None:
        threads: list[threading.Thread] = []
        while self._has_more(self._listener):
            peer, _ = self._listener.accept()
            self.connections += 1
            threads.append(threading.Thread(target=self._talk, args=(peer,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def _has_more(self, peer: socket.socket, wait: float | None = None) -> bool:
        """Wait until a peer sends something; return False on timeout or shutdown."""
        ready, _, _ = select.select([peer, self._ending], [], [], wait)
        return peer in ready

    def _talk(self, peer: socket.socket) -> None:
        try:
            if self._tls is not None:
                peer = self._tls.wrap_socket(peer, server_side=True)
            with peer:
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while self._answer(peer):
                    pass
        except (OSError, ssl.SSLError):
            # The client disconnected, which cases allow.
            peer.close()

    def _answer(self, peer: socket.socket) -> bool:
        request = self._request(peer)
        if request is None:
            return False
        self.received.append(request)
        reply = next(self._replies, None)
        if reply is None:
            return False
        return all(self._send(peer, part) for part in reply.parts) and not reply.closes

    def _send(self, peer: socket.socket, part: Part) -> bool:
        match part:
            case bytes():
                peer.sendall(part)
            case Linger():
                self._has_more(peer, _MOMENT)
            case Pause():
                self._has_more(peer)
                return False
            case Trickle():
                while not self._has_more(peer, _TRICKLE_INTERVAL):
                    peer.sendall(part.data)
                return False
        return True

    def _request(self, peer: socket.socket) -> bytes | None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := self._receive(peer)):
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        missing = _length(head) - len(body)
        while missing > 0:
            if not (piece := self._receive(peer)):
                return None
            data += piece
            missing -= len(piece)
        return data

    def _receive(self, peer: socket.socket) -> bytes:
        pending = isinstance(peer, ssl.SSLSocket) and peer.pending()
        return peer.recv(_PIECE) if pending or self._has_more(peer) else b""


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0
