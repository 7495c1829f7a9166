"""Connections of the async clients: TLS sessions, ALPN, IPv6, each timeout."""

from __future__ import annotations

import asyncio
import errno
import io
import random
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from typing import Any

import mastodon_asyncio
import mastodon_trio
import pytest
import trio
import trustme
from mastodon_h11 import Tls, TlsStream
from mastodon_offline.conformance import FaultServer

from mastodon_core import API, ApiError, AsyncMastodon, NetworkTimeout, Timeouts
from mastodon_core.testing.conformance import Pause, ok, whole

AUTHORITY = trustme.CA()
RUNS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "trio": (mastodon_trio.Mastodon, trio.run),
    "asyncio": (mastodon_asyncio.Mastodon, lambda main: asyncio.run(main())),
}
each_transport = pytest.mark.parametrize("name", RUNS)


def run(name: str, use: Callable[[Any], Any], **options: Any) -> Any:
    client_class, runner = RUNS[name]

    async def main() -> Any:
        async with client_class(**options) as mastodon:
            return await use(mastodon)

    return runner(main)


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    client = ssl.create_default_context()
    AUTHORITY.configure_trust(client)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(server)
    return client, server


@each_transport
@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_tls_sessions_are_resumed(name: str, version: str) -> None:
    client, server = contexts()
    server.maximum_version = ssl.TLSVersion[version]

    async def twice(mastodon: AsyncMastodon) -> list[str]:
        return [(await mastodon.instance_v1()).title for _ in range(2)]

    # The connection is not kept, so the second call connects again.
    reply = ok(whole(b'{"uri": "x", "title": "X"}', "Connection: close"), closes=True)
    with FaultServer(iter([reply, reply]), server) as faulty:
        found = run(name, twice, api_base_url=faulty.url, verify=client)
    assert found == ["X", "X"]
    assert faulty.connections == 2
    assert server.session_stats()["hits"] == 1


@each_transport
def test_http_1_1_is_negotiated(name: str, tmp_path: Any) -> None:
    _, server = contexts()
    server.set_alpn_protocols(["h2", "http/1.1"])
    trusted = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(trusted)

    async def once(mastodon: AsyncMastodon) -> str:
        return (await mastodon.instance_v1()).title

    with FaultServer(iter([ok()]), server) as faulty:
        assert run(name, once, api_base_url=faulty.url, verify=str(trusted)) == "X"
    # A server that had chosen h2 would not have understood the request.
    assert faulty.received[0].startswith(b"GET /api/v1/instance HTTP/1.1\r\n")


@each_transport
def test_ipv6_addresses_are_reached(name: str) -> None:
    heads: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            heads.append(peer.recv(65536))
            peer.sendall(whole())

    async def once(mastodon: AsyncMastodon) -> str:
        return (await mastodon.instance_v1()).title

    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        port = listener.getsockname()[1]
        assert run(name, once, api_base_url=f"http://[::1]:{port}") == "X"
        thread.join()
    assert f"\r\nhost: [::1]:{port}\r\n".encode() in heads[0].lower()


@each_transport
def test_waiting_for_a_connection_has_its_own_timeout(name: str) -> None:
    async def crowd(mastodon: Any) -> BaseException | None:
        blocked = [API().instance_v1() for _ in range(20)]
        if name == "trio":
            async with trio.open_nursery() as nursery:
                for call in blocked:
                    nursery.start_soon(mastodon.send, call)
                await trio.testing.wait_all_tasks_blocked()
                with pytest.raises(NetworkTimeout) as caught:
                    await mastodon.instance_v1()
                nursery.cancel_scope.cancel()
        else:
            tasks = [asyncio.create_task(mastodon.send(call)) for call in blocked]
            await asyncio.sleep(0)
            with pytest.raises(NetworkTimeout) as caught:
                await mastodon.instance_v1()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return caught.value

    with FaultServer(iter([ok(Pause())] * 20)) as server:
        timeouts = Timeouts(pool=0.05)
        error = run(name, crowd, api_base_url=server.url, timeouts=timeouts, retries=0)
    assert "no connection of this client was free within 0.05 s" in str(error)
    assert not error.sent


@each_transport
def test_waiting_for_a_connection_does_not_count_as_connecting(name: str) -> None:
    async def crowd(mastodon: Any) -> list[str]:
        titles: list[str] = []

        async def once() -> None:
            titles.append((await mastodon.instance_v1()).title)

        if name == "trio":
            async with trio.open_nursery() as nursery:
                for _ in range(30):
                    nursery.start_soon(once)
        else:
            await asyncio.gather(*(once() for _ in range(30)))
        return titles

    with FaultServer(iter([ok()] * 30)) as server:
        # No wait for the pool can be as short as this.
        timeouts = Timeouts(connect=5.0, pool=None)
        found = run(name, crowd, api_base_url=server.url, timeouts=timeouts)
    assert found == ["X"] * 30
    assert server.connections <= 20


@each_transport
def test_a_server_that_says_nothing_to_tls_is_named(name: str) -> None:
    async def once(mastodon: AsyncMastodon) -> NetworkTimeout:
        with pytest.raises(NetworkTimeout) as caught:
            await mastodon.instance_v1()
        return caught.value

    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        error = run(
            name, once, api_base_url=url, timeouts=Timeouts(tls=0.05), retries=0
        )
    assert "TLS handshake not finished within 0.05 s" in str(error)
    assert not error.sent


class BadSector(io.BytesIO):
    """A file on a disk that fails in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= 100_000:
            raise OSError(errno.EIO, "bad sector")
        return super().read(size)


@each_transport
def test_a_file_that_cannot_be_read_is_no_failure_of_the_network(name: str) -> None:
    async def upload(mastodon: AsyncMastodon) -> str:
        file = BadSector(bytes(300_000))
        with pytest.raises(OSError, match="bad sector") as caught:
            await mastodon.media_upload(file, "image/png")
        assert caught.value.errno == errno.EIO
        return (await mastodon.instance_v1()).title

    with FaultServer(iter([ok()])) as server:
        assert run(name, upload, api_base_url=server.url, retries=2) == "X"


NETWORKS: dict[str, Any] = {
    "trio": mastodon_trio.Mastodon._network,
    "asyncio": mastodon_asyncio.Mastodon._network,
}


@each_transport
@pytest.mark.parametrize("size", [1, 100_000, 8_000_000])
@pytest.mark.parametrize("heard", [b"", b"!"])
def test_a_stream_sends_each_byte_once_also_if_it_stops(
    name: str, size: int, heard: bytes
) -> None:
    """The rest that it returns is what is left to send.

    Args:
        heard: What the peer sends before it reads.
    """
    data = random.Random(0).randbytes(size)
    received = bytearray()
    may_read = threading.Event()

    def serve(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            if heard:
                peer.sendall(heard)
            may_read.wait()
            while len(received) < size and (piece := peer.recv(1 << 20)):
                received.extend(piece)

    async def main() -> None:
        network = NETWORKS[name]
        stream = await network.connect("127.0.0.1", listener.getsockname()[1])
        if heard:
            while not stream.is_readable():
                await network.sleep(0)
        else:
            may_read.set()
        rest = await stream.send_unless_heard(data)
        assert not rest or heard
        may_read.set()
        await stream.send(rest)
        while len(received) < size:
            await network.sleep(0)
        stream.close()
        await network.sleep(0)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        RUNS[name][1](main)
        thread.join()
    assert received == data


@each_transport
def test_a_peer_that_responds_in_the_middle_stops_a_stream(name: str) -> None:
    def serve(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            peer.recv(1000)
            peer.sendall(b"!")
            done.wait()

    async def main() -> tuple[int, bytes]:
        network = NETWORKS[name]
        stream = await network.connect("127.0.0.1", listener.getsockname()[1])
        pieces = 0
        # More than the system takes without a reader.
        while not await stream.send_unless_heard(bytes(1 << 20)):
            pieces += 1
            assert pieces < 200
        answer = await stream.receive()
        stream.close()
        await network.sleep(0)
        return pieces, answer

    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        _, answer = RUNS[name][1](main)
        done.set()
        thread.join()
    assert answer == b"!"


@each_transport
def test_the_rest_can_follow_through_tls_after_the_peer_responded(name: str) -> None:
    client, context = contexts()
    piece = random.Random(0).randbytes(1 << 20)
    received = bytearray()
    may_read = threading.Event()

    def serve(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with context.wrap_socket(peer, server_side=True) as secured:
            received.extend(secured.recv(1000))
            secured.sendall(b"!")
            may_read.wait()
            while data := secured.recv(1 << 20):
                received.extend(data)

    async def main() -> int:
        network = NETWORKS[name]
        stream = await network.connect("127.0.0.1", listener.getsockname()[1])
        stream = TlsStream(stream, Tls(client, "127.0.0.1"))
        await stream.handshake()
        pieces = 0
        # More than the system takes without a reader.
        while not (rest := await stream.send_unless_heard(piece)):
            pieces += 1
            assert pieces < 200
        assert await stream.receive() == b"!"
        may_read.set()
        while rest:
            rest = await stream.send_unless_heard(rest)
        while thread.is_alive() and len(received) < (pieces + 1) * len(piece):
            await network.sleep(0)
        stream.close()
        await network.sleep(0)
        return pieces + 1

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            pieces = RUNS[name][1](main)
        finally:
            may_read.set()
            thread.join()
    assert received == pieces * piece


@each_transport
def test_an_early_response_to_a_long_form_ends_the_connection(name: str) -> None:
    """The rest of the form is not sent, so nothing can follow it."""
    done = threading.Event()

    def serve(listener: socket.socket) -> None:
        first, _ = listener.accept()
        with first:
            first.recv(1000)
            refused = b"HTTP/1.1 422 No\r\nContent-Length: 15\r\n\r\n"
            first.sendall(refused + b'{"error": "no"}')
            second, _ = listener.accept()
            with second:
                second.recv(65536)
                second.sendall(whole())
                done.wait()

    async def twice(mastodon: AsyncMastodon) -> str | None:
        with pytest.raises(ApiError, match="422 no"):
            await mastodon.status_post("x" * 20_000_000)
        return (await mastodon.instance_v1()).title

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = {"retries": 0, "timeouts": Timeouts(total=20.0)}
        try:
            assert run(name, twice, api_base_url=url, **options) == "X"
        finally:
            done.set()
            # Also if there was no second connection.
            socket.create_connection(listener.getsockname()).close()
            thread.join()


@each_transport
def test_a_call_that_is_cancelled_as_it_gets_a_place_gives_it_back(name: str) -> None:
    async def all_connected(mastodon: Any) -> None:
        while server.connections < 20:
            await mastodon._network.sleep(0)

    async def on_trio(mastodon: Any) -> str:
        first, second = trio.CancelScope(), trio.CancelScope()

        async def leave() -> None:
            with first:
                await mastodon.instance_v1()
            # The second call has just got the place.
            second.cancel()

        async def wait() -> None:
            with second:
                await mastodon.instance_v1()

        async with trio.open_nursery() as nursery:
            for call in blocked:
                nursery.start_soon(mastodon.send, call)
            async with trio.open_nursery() as two:
                two.start_soon(leave)
                await all_connected(mastodon)
                two.start_soon(wait)
                await trio.testing.wait_all_tasks_blocked()
                first.cancel()
            title = (await mastodon.instance_v1()).title
            nursery.cancel_scope.cancel()
        return str(title)

    async def on_asyncio(mastodon: Any) -> str:
        async def leave() -> None:
            try:
                await mastodon.instance_v1()
            finally:
                # The second call has just got the place.
                second.cancel()

        tasks = [asyncio.create_task(mastodon.send(call)) for call in blocked]
        first = asyncio.create_task(leave())
        await all_connected(mastodon)
        second = asyncio.create_task(mastodon.instance_v1())
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        title = (await mastodon.instance_v1()).title
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return str(title)

    blocked = [API().instance_v1() for _ in range(19)]
    use = on_trio if name == "trio" else on_asyncio
    with FaultServer(iter([*[ok(Pause())] * 20, *[ok()] * 2])) as server:
        timeouts = Timeouts(pool=5.0)
        found = run(name, use, api_base_url=server.url, timeouts=timeouts, retries=0)
    assert found == "X"


UPLOADED = whole(b'{"id": "7", "type": "image", "url": "https://x.example/7"}')


@each_transport
@pytest.mark.parametrize("is_secure", [False, True])
@pytest.mark.parametrize(
    "hints",
    [
        [b"HTTP/1.1 100 Continue\r\n\r\n"],
        [b"HTTP/1.1 102 Pro", b"cessing\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"],
    ],
)
def test_an_informational_response_does_not_stop_an_upload(
    name: str, is_secure: bool, hints: list[bytes]
) -> None:
    """A server that says 100 waits for the rest."""
    client, server = contexts()
    received = bytearray()

    def serve(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        if is_secure:
            peer = server.wrap_socket(peer, server_side=True)
        with peer:
            while b"\r\n\r\n" not in received:
                received.extend(peer.recv(65536))
            head, _, body = bytes(received).partition(b"\r\n\r\n")
            (length,) = re.findall(rb"content-length: (\d+)", head.lower())
            left = int(length) - len(body)
            while left > 0:
                if hints:
                    peer.sendall(hints.pop(0))
                piece = peer.recv(1 << 16)
                received.extend(piece)
                left -= len(piece)
            peer.sendall(UPLOADED)

    data = random.Random(0).randbytes(3_000_000)

    async def upload(mastodon: AsyncMastodon) -> str:
        return (await mastodon.media_upload(data, "image/png")).id

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        scheme = "https" if is_secure else "http"
        url = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
        assert run(name, upload, api_base_url=url, verify=client, retries=0) == "7"
        thread.join()
    assert data in received


ACCEPTS = re.compile(rb"ACCEPT .*:(\d+)")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
@each_transport
def test_a_server_can_negotiate_again_before_it_responds(
    name: str, tmp_path: Any
) -> None:
    client = ssl.create_default_context()
    AUTHORITY.configure_trust(client)
    pem = tmp_path / "server.pem"
    AUTHORITY.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(pem)
    command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", str(pem)]
    command += ["-tls1_2", "-msg", "-crlf"]

    async def once(mastodon: AsyncMastodon) -> str:
        return (await mastodon.instance_v1()).title

    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        stdin, stdout = server.stdin, server.stdout
        assert stdin is not None
        assert stdout is not None
        lines = iter(stdout.readline, b"")
        (port,) = next(found for line in lines if (found := ACCEPTS.findall(line)))

        def respond() -> None:
            next(line for line in lines if b"GET " in line)
            stdin.write(b"r\n")
            stdin.flush()
            agreed = (line for line in lines if b"<<<" in line and b"Finished" in line)
            if next(agreed, None) is None:
                return
            response = whole(b'{"uri": "x", "title": "X"}')
            stdin.write(response.replace(b"\r\n", b"\n") + b"\n")
            stdin.flush()

        thread = threading.Thread(target=respond)
        thread.start()
        url = f"https://127.0.0.1:{int(port)}"
        options = {"verify": client, "retries": 0, "timeouts": Timeouts(total=20.0)}
        try:
            assert run(name, once, api_base_url=url, **options) == "X"
        finally:
            server.kill()
            thread.join()
