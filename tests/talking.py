"""A server on loopback whose connections are functions of the test."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self


class Connection:
    """The server's end of a connection."""

    def __init__(self, server: Server, sock: socket.socket, number: int) -> None:
        self.server = server
        self.sock = sock
        self.number = number
        """Counts from 0."""
        self._rest = b""

    def head(self) -> bytes:
        """Receive the head of a request; empty if the client disconnected."""
        data = self._rest
        while b"\r\n\r\n" not in data:
            piece = self.sock.recv(65536)
            if not piece:
                return b""
            data += piece
        head, _, self._rest = data.partition(b"\r\n\r\n")
        self.server.heads.append(head)
        return head

    def request(self) -> bytes:
        """Receive a whole request; returns its head."""
        head = self.head()
        length = 0
        for line in head.lower().split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name == b"content-length":
                length = int(value)
        while len(self._rest) < length:
            self._rest += self.sock.recv(65536)
        self._rest = self._rest[length:]
        return head

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def wait(self) -> None:
        """Wait until the client disconnects."""
        with suppress(OSError):
            while self.sock.recv(65536):
                pass

    def trickle(self, data: bytes) -> None:
        """Send a byte every few milliseconds until the client disconnects."""
        with suppress(OSError):
            while True:
                for byte in data:
                    if self.server.ending.wait(0.02):
                        return
                    self.sock.sendall(bytes([byte]))


class Server:
    """Serves with ``talk``, which has a thread for each connection.

    A connection is closed when the function returns, or the client disconnected.
    """

    def __init__(
        self, talk: Callable[[Connection], object], tls: ssl.SSLContext | None = None
    ) -> None:
        self.heads: list[bytes] = []
        """The heads of the requests, as they arrived."""
        self.connections: int = 0
        self.most: int = 0
        """How many were open at the same time."""
        self.ending = threading.Event()
        self._talk, self._tls = talk, tls
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self._open = set[socket.socket]()
        self._threads: list[threading.Thread] = []
        self._accepts = threading.Thread(target=self._accept)
        self.port: int = self._listener.getsockname()[1]
        self.url: str = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def open(self) -> int:
        """How many connections are open."""
        return len(self._open)

    def __enter__(self) -> Self:
        self._accepts.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ending.set()
        # Wakes the thread that accepts.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._accepts.join()
        self._listener.close()
        with self._lock:
            for sock in self._open:
                # The client may outlive the server.
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self.ending.is_set():
                sock.close()
                return
            number, self.connections = self.connections, self.connections + 1
            thread = threading.Thread(target=self._serve, args=(sock, number))
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        with self._lock:
            self._open.add(sock)
            self.most = max(self.most, self.open)
        try:
            with sock, suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._tls is not None:
                    # It takes over the descriptor.
                    with self._tls.wrap_socket(sock, server_side=True) as secure:
                        with self._lock:
                            self._open.discard(sock)
                            sock = secure
                            self._open.add(sock)
                        self._talk(Connection(self, secure, number))
                else:
                    self._talk(Connection(self, sock, number))
        finally:
            with self._lock:
                self._open.discard(sock)


def answers(*responses: bytes) -> Callable[[Connection], None]:
    """Make a function that answers each request of a connection with the next one.

    After the last one, the connection stays open until the client closes it.
    """

    def talk(connection: Connection) -> None:
        for response in responses:
            if not connection.request():
                return
            connection.send(response)
        connection.wait()

    return talk


def forever(response: bytes) -> Callable[[Connection], None]:
    """Make a function that answers each request with the same response."""

    def talk(connection: Connection) -> None:
        while connection.request():
            connection.send(response)

    return talk
