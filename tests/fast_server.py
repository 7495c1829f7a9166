"""A server on many addresses of loopback that always sends the same response.

It runs in another process, so that it shares no interpreter and no memory with clients,
and imports only what it needs, so that it starts at once.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Self

# Seconds until a server whose test has failed ends.
_PATIENCE = 120.0


class FastServer:
    """Serves from entering to leaving the ``with`` block.

    Args:
        response: All of it.
        hosts: The addresses to listen on, all at the same port.
        together: Respond to the first requests only when so many have arrived.
        closes: Close each connection after its response.
        certificate: A file with a key and certificate, for https.
    """

    def __init__(
        self,
        response: bytes,
        hosts: Sequence[str] = ("127.0.0.1",),
        *,
        together: int = 1,
        closes: bool = False,
        certificate: str | None = None,
    ) -> None:
        self.requests = 0
        """How many there were; known at the end."""
        self.connections = 0
        """How many were opened; known at the end."""
        self._hosts = hosts
        self._scheme = "http" if certificate is None else "https"
        self._arguments: dict[str, Any] = {
            "response": response.decode("latin-1"),
            "hosts": hosts,
            "together": together,
            "closes": closes,
            "certificate": certificate,
        }

    @property
    def urls(self) -> list[str]:
        return [f"{self._scheme}://{host}:{self._port}" for host in self._hosts]

    @property
    def url(self) -> str:
        return self.urls[0]

    def __enter__(self) -> Self:
        command = [sys.executable, "-I", "-S", __file__]
        self._process = subprocess.Popen(
            [*command, json.dumps(self._arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        # The end of its input ends it.
        output = self._process.communicate()[0]
        self.requests, self.connections = json.loads(output)


class _Server:
    def __init__(self, response: bytes, together: int, closes: bool) -> None:
        self.requests = self.connections = 0
        self._response = response
        self._together = together
        self._closes = closes
        self._held: list[asyncio.Transport] = []

    def arrived(self, connection: asyncio.Transport) -> None:
        """Respond to a request, or hold it until there are enough."""
        self.requests += 1
        self._held.append(connection)
        if self.requests >= self._together:
            for waiting in self._held:
                waiting.write(self._response)
                if self._closes:
                    waiting.close()
            self._held.clear()


class _Connection(asyncio.Protocol):
    def __init__(self, server: _Server) -> None:
        self._server = server
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections += 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        # Requests without a body end with the empty line.
        while b"\r\n\r\n" in self._received:
            _, self._received = self._received.split(b"\r\n\r\n", 1)
            self._server.arrived(self._transport)


async def _serve(
    response: str,
    hosts: Sequence[str],
    together: int,
    closes: bool,
    certificate: str | None,
) -> None:
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server, port = _Server(response.encode("latin-1"), together, closes), 0
    for host in hosts:
        listening = await loop.create_server(
            lambda: _Connection(server), host, port, ssl=tls, backlog=1000
        )
        port = listening.sockets[0].getsockname()[1]
    print(port, flush=True)
    ended = loop.run_in_executor(None, sys.stdin.read)
    await asyncio.wait_for(ended, _PATIENCE)
    print(json.dumps([server.requests, server.connections]))


if __name__ == "__main__":
    asyncio.run(_serve(**json.loads(sys.argv[1])))
