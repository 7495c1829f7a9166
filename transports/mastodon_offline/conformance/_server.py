"""A server on loopback that sends given bytes, also as a proxy."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import formatdate
from typing import Self

from mastodon_core.testing.conformance import (
    Cut,
    Flood,
    Gather,
    HalfClose,
    Hold,
    Linger,
    Part,
    Pause,
    Reply,
    Reset,
    Take,
    Trickle,
    Tunnel,
)

_PIECE = 65536
_TRICKLE_INTERVAL = 0.03
_TLS_HANDSHAKE = b"\x16\x03"
_AT_ONCE = struct.pack("ii", 1, 0)
# After so many seconds, no buffer on the way takes more.
_FULL = 0.2
_MOST = 64 * 1024 * 1024


class FaultServer:
    """Replies to requests in order, over all connections.

    Args:
        replies: One for each request. After the last one, the server closes the
            connection without a response.
        tls: The SSL context of the server, with its certificate.
        elsewhere: The URL that ``{elsewhere}`` stands for in a reply.
        reads_bodies: Whether it waits for the bodies of requests, and reads them.
        behind: The server that a `Tunnel` leads to.
    """

    def __init__(
        self,
        replies: Iterator[Reply],
        tls: ssl.SSLContext | None = None,
        *,
        elsewhere: str = "",
        reads_bodies: bool = True,
        behind: FaultServer | None = None,
    ) -> None:
        self.received: list[bytes] = []
        """The requests, as they arrived."""
        self.came_on: list[int] = []
        """The connection that each of them came on, counted from 1."""
        self.connections: int = 0
        self.paused: threading.Event = threading.Event()
        """Set when the server waits for the client to disconnect."""
        self.flooded: int = 0
        """How many bytes the client took from a `Flood`."""
        self._replies = replies
        self._tls = tls
        self._reads_bodies = reads_bodies
        self._behind = behind
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ending, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._peers: list[socket.socket] = []
        self._state = threading.Condition()
        self._busy: set[int] = set()
        self._holding: set[int] = set()
        self._proceeds = 0
        self._ended = 0
        self._stopped = False
        scheme = "http" if tls is None else "https"
        self.port: int = self._listener.getsockname()[1]
        self.url: str = f"{scheme}://127.0.0.1:{self.port}"
        self._elsewhere = elsewhere

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        self._thread.join()
        self._ending.close()

    def stop(self) -> None:
        """End all connections, and accept no others."""
        self._stopped = True
        self._end.close()
        for peer in list(self._peers):
            # Ends a handshake, or a response that the client does not read.
            with suppress(OSError):
                socket.socket.shutdown(peer, socket.SHUT_RDWR)
        with self._state:
            self._state.notify_all()

    def settle(self, patience: float) -> None:
        """Wait until every reply that has begun is sent, or waits for the client."""
        with self._state:
            self._state.wait_for(lambda: not self._busy, patience)

    @property
    def is_settled(self) -> bool:
        """Whether every reply that has begun is sent, or waits for the client."""
        return not self._busy

    @property
    def has_connections(self) -> bool:
        """Whether any connection has not ended yet."""
        return self._ended < self.connections

    def proceed(self) -> None:
        """Go on where it holds, or where it will hold next."""
        with self._state:
            self._proceeds += 1
            self._busy |= self._holding
            self._state.notify_all()

    def _serve(self) -> None:
        threads: list[threading.Thread] = []
        while self._has_more(self._listener):
            peer, _ = self._listener.accept()
            self.connections += 1
            self._peers.append(peer)
            threads.append(
                threading.Thread(
                    target=self._talk, args=(peer, self.connections), daemon=True
                )
            )
            threads[-1].start()
        # Resets connections that wait to be accepted.
        self._listener.close()
        for thread in threads:
            thread.join()

    def _has_more(self, peer: socket.socket, wait: float | None = None) -> bool:
        """Wait until a peer sends something; return False on timeout or shutdown."""
        ready, _, _ = select.select([peer, self._ending], [], [], wait)
        return peer in ready and self._ending not in ready

    def _talk(self, peer: socket.socket, number: int) -> None:
        try:
            if self._tls is not None:
                secured = self._tls.wrap_socket(
                    peer, server_side=True, do_handshake_on_connect=False
                )
                self._peers[self._peers.index(peer)] = peer = secured
                secured.do_handshake()
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while self._answer(peer, number):
                pass
        except (OSError, ValueError):
            # The client disconnected, which cases allow.
            pass
        finally:
            peer.close()
            with self._state:
                self._ended += 1
            self._rest(number)

    def _answer(self, peer: socket.socket, number: int) -> bool:
        """Reply to a request; return whether the connection goes on."""
        request = self._request(peer)
        if request is None:
            return False
        data, missing = request
        while missing > 0 and self._reads_bodies:
            if not (piece := self._receive(peer)):
                return False
            data += piece
            missing -= len(piece)
        with self._state:
            self.received.append(bytes(data))
            self.came_on.append(number)
            reply = next(self._replies, Reply(parts=(Cut(),)))
            self._busy.add(number)
            self._state.notify_all()
        if not all(self._send(peer, number, part) for part in reply.parts):
            return False
        if reply.closes and isinstance(peer, ssl.SSLSocket):
            _say_goodbye(peer)
        if not reply.closes:
            self._rest(number)
        return not reply.closes

    def _send(self, peer: socket.socket, number: int, part: Part) -> bool:
        """Carry out a part of a reply; return whether the connection goes on."""
        match part:
            case bytes():
                peer.sendall(self._filled(part))
            case Linger():
                self._has_more(peer, part.seconds)
            case Gather():
                with self._state:
                    self._state.wait_for(
                        lambda: self._stopped or len(self.received) >= part.count
                    )
            case Hold():
                self._hold(number)
            case Take():
                return self._take(peer, part.data * part.times)
            case Flood():
                self._flood(peer)
            case HalfClose():
                if isinstance(peer, ssl.SSLSocket):
                    _say_goodbye(peer)
                socket.socket.shutdown(peer, socket.SHUT_WR)
            case Cut():
                return False
            case Reset():
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                return False
            case Pause():
                self._pause(number)
                # Without reading, as what has arrived may be the rest of a request.
                if self._has_more(peer) and socket.socket.recv(
                    peer, 1, socket.MSG_PEEK
                ):
                    self._has_more(self._ending)
                return False
            case Trickle():
                self._pause(number)
                while not self._has_more(peer, _TRICKLE_INTERVAL):
                    if self._stopped:
                        break
                    peer.sendall(part.data)
                return False
            case Tunnel():
                self._pause(number)
                self._tunnel(peer)
                return False
        return True

    def _filled(self, data: bytes) -> bytes:
        """Replace what stands for a URL or for a date."""
        if b"{" in data:
            now = time.time()
            for place, text in (
                (b"{here}", self.url),
                (b"{elsewhere}", self._elsewhere),
                (b"{now}", formatdate(now, usegmt=True)),
                (b"{soon}", formatdate(now + 7, usegmt=True)),
            ):
                data = data.replace(place, text.encode())
        return data

    def _pause(self, number: int) -> None:
        self.paused.set()
        self._rest(number)

    def _rest(self, number: int) -> None:
        """Say that nothing more happens on a connection until the client acts."""
        with self._state:
            self._busy.discard(number)
            self._state.notify_all()

    def _hold(self, number: int) -> None:
        with self._state:
            if not self._proceeds:
                self._holding.add(number)
                self._busy.discard(number)
                self._state.notify_all()
                self._state.wait_for(lambda: self._stopped or self._proceeds)
                self._holding.discard(number)
            self._proceeds -= 1

    def _take(self, peer: socket.socket, expected: bytes) -> bool:
        """Receive what the client sends; return whether it is as expected."""
        data = bytearray()
        while len(data) < len(expected) and (piece := self._receive(peer)):
            data += piece
        return bytes(data) == expected

    def _flood(self, peer: socket.socket) -> None:
        peer.settimeout(_FULL)
        with suppress(TimeoutError):
            while self.flooded < _MOST:
                self.flooded += peer.send(bytes(_PIECE))
        peer.settimeout(None)

    def _tunnel(self, peer: socket.socket) -> None:
        assert self._behind is not None
        with socket.create_connection(("127.0.0.1", self._behind.port)) as other:
            others = {peer: other, other: peer}
            while True:
                ready, _, _ = select.select([*others, self._ending], [], [])
                for each in ready:
                    if each is self._ending or not (data := each.recv(_PIECE)):
                        return
                    others[each].sendall(data)

    def _request(self, peer: socket.socket) -> tuple[bytearray, int] | None:
        """Read the head of a request, and return it with how much is missing."""
        data = bytearray()
        while b"\r\n\r\n" not in data:
            if not (piece := self._receive(peer)):
                return None
            data += piece
            if data.startswith(_TLS_HANDSHAKE):
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return None
        head, _, body = data.partition(b"\r\n\r\n")
        return data, _length(bytes(head)) - len(body)

    def _receive(self, peer: socket.socket) -> bytes:
        pending = isinstance(peer, ssl.SSLSocket) and peer.pending()
        return peer.recv(_PIECE) if pending or self._has_more(peer) else b""


def _say_goodbye(peer: ssl.SSLSocket) -> None:
    """Send close_notify, without waiting for that of the client."""
    peer.settimeout(0.0)
    with suppress(OSError):
        peer.unwrap()
    peer.settimeout(None)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0
