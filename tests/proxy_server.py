"""A proxy on loopback: HTTP forwarding, CONNECT and SOCKS5, with or without TLS."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from contextlib import ExitStack, suppress
from typing import Self
from urllib.parse import urlsplit

_PIECE = 65536


class ProxyServer:
    """Connects clients to servers on this machine.

    Args:
        tls: For an https proxy.
        password: What a client must present, as ``user:password``.
        refusal: The response to every client instead of a connection.
        is_silent: Whether it never responds.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        password: str | None = None,
        refusal: bytes | None = None,
        is_silent: bool = False,
    ) -> None:
        self.asked: list[str] = []
        """What clients asked for: the first line, or the address for SOCKS."""
        self.heads: list[bytes] = []
        """What HTTP clients sent first."""
        self._tls = tls
        self._password = password
        self._refusal = refusal
        self._is_silent = is_silent
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ending, self._end = socket.socketpair()
        self._connected = list[socket.socket]()
        self._thread = threading.Thread(target=self._serve)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.close()
        self._thread.join()
        self._listener.close()
        self._ending.close()

    def cut(self) -> None:
        """End all connections to servers, and so those of their clients."""
        while self._connected:
            with suppress(OSError):
                self._connected.pop().shutdown(socket.SHUT_RDWR)

    def _is_ready(self, *sockets: socket.socket) -> list[socket.socket]:
        """Return which sockets are readable; none at the end."""
        waiting: list[socket.socket] = [
            s for s in sockets if isinstance(s, ssl.SSLSocket) and s.pending()
        ]
        if waiting:
            return waiting
        ready, _, _ = select.select([*sockets, self._ending], [], [])
        return [] if self._ending in ready else ready

    def _serve(self) -> None:
        threads: list[threading.Thread] = []
        while self._is_ready(self._listener):
            peer, _ = self._listener.accept()
            threads.append(threading.Thread(target=self._talk, args=(peer,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def _talk(self, peer: socket.socket) -> None:
        with ExitStack() as opened:
            opened.callback(peer.close)
            try:
                if self._tls is not None:
                    peer = self._tls.wrap_socket(peer, server_side=True)
                    opened.callback(peer.close)
                if self._is_silent:
                    self._is_ready()
                    return
                server = self._socks(peer) if self._is_socks(peer) else self._http(peer)
                if server is not None:
                    opened.callback(server.close)
                    self._connected.append(server)
                    self._relay(peer, server)
            except OSError:
                # The client disconnected.
                return

    def _is_socks(self, peer: socket.socket) -> bool:
        if isinstance(peer, ssl.SSLSocket) or not self._is_ready(peer):
            return False
        return peer.recv(1, socket.MSG_PEEK) == b"\5"

    def _receive(self, peer: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size and self._is_ready(peer):
            if not (piece := peer.recv(size - len(data))):
                raise OSError("the client disconnected")
            data += piece
        return data

    def _http(self, peer: socket.socket) -> socket.socket | None:
        head = b""
        while b"\r\n\r\n" not in head:
            if not self._is_ready(peer) or not (piece := peer.recv(_PIECE)):
                return None
            head += piece
        self.heads.append(head)
        line = head.partition(b"\r\n")[0].decode()
        self.asked.append(line)
        if self._refusal is not None:
            peer.sendall(self._refusal)
            return None
        method, target, _ = line.split(" ")
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            server = socket.create_connection((host.strip("[]"), int(port)))
            peer.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            return server
        place = urlsplit(target)
        server = socket.create_connection((place.hostname, place.port))
        server.sendall(head)
        return server

    def _socks(self, peer: socket.socket) -> socket.socket | None:
        _, count = self._receive(peer, 2)
        methods = self._receive(peer, count)
        if self._refusal is not None:
            peer.sendall(self._refusal)
            return None
        if self._password is None:
            peer.sendall(b"\5\0")
        elif 2 in methods:
            peer.sendall(b"\5\2")
            self._receive(peer, 1)
            user = self._receive(peer, self._receive(peer, 1)[0])
            password = self._receive(peer, self._receive(peer, 1)[0])
            is_right = user + b":" + password == self._password.encode()
            peer.sendall(b"\1\0" if is_right else b"\1\1")
            if not is_right:
                return None
        else:
            peer.sendall(b"\5\xff")
            return None
        kind = self._receive(peer, 4)[3]
        if kind == 3:
            host = self._receive(peer, self._receive(peer, 1)[0]).decode()
        else:
            family, size = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
            host = socket.inet_ntop(family, self._receive(peer, size))
        port = int.from_bytes(self._receive(peer, 2), "big")
        self.asked.append(f"{host}:{port}")
        server = socket.create_connection((host, port))
        peer.sendall(b"\5\0\0\1" + bytes(6))
        return server

    def _relay(self, *ends: socket.socket) -> None:
        while ready := self._is_ready(*ends):
            for end in ready:
                data = end.recv(_PIECE)
                if not data:
                    return
                ends[end is ends[0]].sendall(data)
