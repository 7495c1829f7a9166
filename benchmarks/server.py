"""A server that responds to every request with the same page, as fast as it can."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nX-RateLimit-Limit: 300\r\n"
    b"X-RateLimit-Remaining: 299\r\nX-RateLimit-Reset: 2024-01-01T00:05:00.000000Z\r\n"
    b'Link: <http://127.0.0.1/api/v1/timelines/home?max_id=1>; rel="next"\r\n'
    b"Cache-Control: private, no-store\r\nVary: Authorization, Origin\r\n"
    b"X-Request-Id: 9b3ff6f6-4a2c-4a5e-9a4b-7d6f8b1c2d3e\r\n"
)


@contextmanager
def serving(body: bytes) -> Iterator[str]:
    """Run the server in another process, and yield its URL."""
    server = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin is not None
    assert server.stdout is not None
    with server.stdout:
        with server.stdin:
            server.stdin.write(body)
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()
            server.wait()


def serve(connection: socket.socket, response: bytes) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    received = b""
    with connection:
        while data := connection.recv(65536):
            received += data
            while b"\r\n\r\n" in received:
                _, received = received.split(b"\r\n\r\n", 1)
                connection.sendall(response)


def main() -> None:
    body = sys.stdin.buffer.read()
    response = HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=serve, args=(peer, response), daemon=True).start()


if __name__ == "__main__":
    main()
