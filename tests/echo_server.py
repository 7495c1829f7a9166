"""A server that says in each response which request it belongs to."""

from __future__ import annotations

import gzip
import re
import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 128
    tls: ssl.SSLContext | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let clients disconnect at any time."""


class _Handler(StreamRequestHandler):
    server: _Server
    disable_nagle_algorithm = True
    # A client that leaves a connection open does not keep the test from ending.
    timeout = 20

    def handle(self) -> None:
        if self.server.tls is not None and not self._is_connect():
            self._begin_tls(self.server.tls)
        while self._respond():
            pass

    def _is_connect(self) -> bool:
        """Whether the client takes this server for a proxy."""
        return bytes(self.connection.recv(1, socket.MSG_PEEK)) == b"C"

    def _begin_tls(self, tls: ssl.SSLContext) -> None:
        self.connection = self.request = tls.wrap_socket(
            self.connection, server_side=True
        )
        self.rfile = self.connection.makefile("rb")

    def _respond(self) -> bool:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            head += line
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        size = int(length[1]) if length else 0
        body = self.rfile.read(size)
        if len(body) < size:
            return False
        method, path = head.split(b" ")[:2]
        if method == b"CONNECT":
            assert self.server.tls is not None
            self.connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            self._begin_tls(self.server.tls)
            return True
        marked = re.search(rb"number-\d+", body + path)
        assert marked is not None
        text = b'{"id": "%s", "type": "image", "url": "x"}' % marked[0]
        if b"/gzip/" in path:
            data = gzip.compress(text)
            chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in data)
            encodings = b"content-encoding: gzip\r\ntransfer-encoding: chunked"
            answer = b"%s\r\n\r\n%s0\r\n\r\n" % (encodings, chunks)
        else:
            answer = b"content-length: %d\r\n\r\n%s" % (len(text), text)
        begin, rest = answer[:-3], answer[-3:]
        self.connection.sendall(b"HTTP/1.1 200 OK\r\n" + begin)
        self.connection.sendall(rest)
        return True

    def finish(self) -> None:
        self.connection.close()
        self.rfile.close()


@contextmanager
def echoing(tls: ssl.SSLContext | None = None) -> Generator[str]:
    """Serve, also as a proxy for CONNECT if there is TLS; yields ``host:port``."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.tls = tls
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
