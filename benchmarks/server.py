"""A server that responds to every request with the same page, as fast as it can."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nX-RateLimit-Limit: 300\r\n"
    b"X-RateLimit-Remaining: 299\r\nX-RateLimit-Reset: 2024-01-01T00:05:00.000000Z\r\n"
    b'Link: <http://127.0.0.1/api/v1/timelines/home?max_id=1>; rel="next"\r\n'
    b"Cache-Control: private, no-store\r\nVary: Authorization, Origin\r\n"
    b"X-Request-Id: 9b3ff6f6-4a2c-4a5e-9a4b-7d6f8b1c2d3e\r\n"
)
# Bytes. As nginx sends what it compresses.
CHUNK = 8192


@contextmanager
def serving(body: bytes, *, as_websites: bool = False) -> Iterator[tuple[str, str]]:
    """Run the server in another process.

    Args:
        as_websites: Use TLS, gzip and chunks, as instances on the internet do.

    Yields:
        Its URL, and the file with the certificate to trust.
    """
    with TemporaryDirectory() as folder:
        bundle, key = str(Path(folder, "ca.pem")), str(Path(folder, "key.pem"))
        command = [sys.executable, __file__]
        if as_websites:
            authority = trustme.CA()
            authority.cert_pem.write_to_path(bundle)
            certificate = authority.issue_cert("127.0.0.1")
            certificate.private_key_and_cert_chain_pem.write_to_path(key)
            command += ["--as-websites", key]
        server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert server.stdin is not None
        assert server.stdout is not None
        with server.stdout:
            with server.stdin:
                server.stdin.write(body)
            try:
                scheme = "https" if as_websites else "http"
                port = int(server.stdout.readline())
                yield f"{scheme}://127.0.0.1:{port}", bundle
            finally:
                server.terminate()
                server.wait()


def serve(
    connection: socket.socket, tls: ssl.SSLContext | None, response: bytes
) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls is not None:
        connection = tls.wrap_socket(connection, server_side=True)
    received = b""
    # A client may close with data unread.
    with connection, suppress(OSError):
        while data := connection.recv(65536):
            received += data
            while b"\r\n\r\n" in received:
                _, received = received.split(b"\r\n\r\n", 1)
                connection.sendall(response)


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--as-websites", metavar="KEY")
    key = parser.parse_args().as_websites
    body = sys.stdin.buffer.read()
    tls = None
    if key is None:
        response = HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    else:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(key)
        fields = b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        response = HEAD + fields + chunked(gzip.compress(body, 6))
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            peer, _ = listener.accept()
            threading.Thread(
                target=serve, args=(peer, tls, response), daemon=True
            ).start()


if __name__ == "__main__":
    main()
