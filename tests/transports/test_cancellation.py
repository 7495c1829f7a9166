"""Hypothesis chooses where calls of the async clients are cancelled."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import mastodon_asyncio
import mastodon_trio
import pytest
import trio
import trustme
import uvloop
from attrs import frozen
from channel_server import CHUNKED, SWITCH, chunk
from channel_server import serving as streaming
from echo_server import echoing
from hypothesis import given, settings
from hypothesis import strategies as st
from proxy_server import ProxyServer

from mastodon_core import Request, Text
from mastodon_core.transport import HttpRequest

LIMIT = 2
"""Connections of the client."""

Main: TypeAlias = Callable[[], Coroutine[Any, Any, Any]]


@frozen
class Call:
    """A call, and others that begin with it.

    With more calls than connections, some of them wait for the pool.
    """

    kind: str
    others: int
    cancelled_at: int


calls = st.builds(
    Call,
    st.sampled_from(["get", "post", "gzip", "upload"]),
    st.integers(0, 2 * LIMIT),
    st.integers(1, 25),
)


class CancelledAt:
    """Awaits a call, and cancels the task of asyncio that does so in its n-th step."""

    def __init__(self, call: Coroutine[Any, Any, None], step: int) -> None:
        self.call, self.left = call, step

    def __await__(self) -> Generator[Any, Any, None]:
        task = asyncio.current_task()
        assert task is not None
        error: BaseException | None = None
        steps = self.call.__await__()
        while True:
            try:
                future = next(steps) if error is None else steps.throw(error)
            except StopIteration:
                return
            self.left -= 1
            if self.left == 0:
                task.cancel()
            try:
                yield future
            except BaseException as raised:  # noqa: BLE001  # it goes to the call
                error = raised
            else:
                error = None


async def cancel_in_asyncio(main: Main, step: int, others: Sequence[Main]) -> None:
    async def cancelled() -> None:
        await CancelledAt(main(), step)

    async with asyncio.TaskGroup() as group:
        for each in others:
            group.create_task(each())
        task = group.create_task(cancelled())
    # That is, it ended in one of two ways, and not with another error.
    assert task.cancelled() or task.result() is None


class Instrument(trio.abc.Instrument):
    """Cancels a scope in the n-th step of a task of trio."""

    def __init__(self, scope: trio.CancelScope, task: Any, step: int) -> None:
        self.scope, self.task, self.left = scope, task, step

    def before_task_step(self, task: Any) -> None:
        if task is self.task:
            self.left -= 1
            if self.left == 0:
                self.scope.cancel()


async def cancel_in_trio(main: Main, step: int, others: Sequence[Main]) -> None:
    async def cancelled() -> None:
        with trio.CancelScope() as scope:
            instrument = Instrument(scope, trio.lowlevel.current_task(), step)
            trio.lowlevel.add_instrument(instrument)
            try:
                await main()
            finally:
                trio.lowlevel.remove_instrument(instrument)

    async with trio.open_nursery() as nursery:
        for each in others:
            nursery.start_soon(each)
        nursery.start_soon(cancelled)


@frozen
class Loop:
    """An event loop, the client for it, and how to cancel there."""

    run: Callable[[Main], Any]
    client: type[Any]
    cancel: Callable[[Main, int, Sequence[Main]], Coroutine[Any, Any, None]]


LOOPS = {
    "trio": Loop(trio.run, mastodon_trio.Mastodon, cancel_in_trio),
    "asyncio": Loop(
        lambda main: asyncio.run(main(), debug=True),
        mastodon_asyncio.Mastodon,
        cancel_in_asyncio,
    ),
    "uvloop": Loop(
        lambda main: uvloop.run(main()), mastodon_asyncio.Mastodon, cancel_in_asyncio
    ),
}


@frozen
class Certificates:
    """The SSL context of a server, and the file that its clients trust."""

    server: ssl.SSLContext
    file: Path


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return Certificates(context, file)


@contextmanager
def serving(way: str, certificates: Certificates) -> Generator[dict[str, Any]]:
    """Serve; yields the options for a client that connects in this way."""
    if way == "plain":
        with echoing() as address:
            yield {"api_base_url": f"http://{address}"}
        return
    with echoing(certificates.server) as address:
        options = {"api_base_url": f"https://{address}", "verify": certificates.file}
        if way == "proxy":
            options["proxies"] = {"https": f"http://{address}"}
        yield options


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "a.png"
    path.write_bytes(bytes(300_000))
    return path


async def nothing() -> None: ...


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("way", ["plain", "tls", "proxy"])
@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
@settings(max_examples=25)
@given(plan=st.lists(calls, min_size=1, max_size=5))
def test_client_works_after_calls_are_cancelled_anywhere(
    loop: Loop, way: str, plan: list[Call], certificates: Certificates, picture: Path
) -> None:
    numbers = iter(range(10_000))

    async def main() -> None:
        async with loop.client(**options, retries=0) as mastodon:

            async def call(kind: str) -> None:
                """Make a call, and check that the response belongs to it."""
                mark = f"number-{next(numbers)}"
                if kind == "upload":
                    media = await mastodon.media_upload(picture, description=mark)
                    assert media.id == mark
                    return
                method = "POST" if kind == "post" else "GET"
                path = f"/{kind}/{mark}"
                read = await mastodon.send(Request(method, path, answer=Text()))
                assert json.loads(read)["id"] == mark

            await call("get")
            (run,) = mastodon._engine._runs.values()
            pool = run.pool
            pool.to_origin = LIMIT
            for each in plan:
                others = [partial(call, "get")] * each.others
                await loop.cancel(partial(call, each.kind), each.cancelled_at, others)
                assert (pool._in_use, pool._waiting, run.queue) == (0, 0, {})
                assert pool._idle <= LIMIT
                for kind in ("get", each.kind):
                    await call(kind)

    # The first run of a kind of loop opens files for all of them.
    loop.run(nothing)
    before = open_files()
    with serving(way, certificates) as options:
        loop.run(main)
    assert open_files() == before


NUMBERS = b"".join(b"data: %d\n\n" % number for number in range(300))


def stream_or_swallow(peer: socket.socket, head: bytes) -> None:
    """Send the numbers in many pieces, or receive without an end."""
    if b"upgrade:" in head:
        peer.sendall(SWITCH)
        while peer.recv(65536):
            pass
        return
    peer.sendall(CHUNKED)
    for start in range(0, len(NUMBERS), 61):
        peer.sendall(chunk(NUMBERS[start : start + 61]))
    peer.sendall(b"0\r\n\r\n")


@contextmanager
def streaming_by(way: str, certificates: Certificates) -> Generator[dict[str, Any]]:
    """Serve streams; yields the options for a client that connects in this way."""
    tls = None if way == "plain" else certificates.server
    with streaming(stream_or_swallow, tls) as server, ProxyServer() as proxy:
        options = {"api_base_url": server.url, "verify": certificates.file}
        if way == "proxy":
            options["proxies"] = {"all": f"http://127.0.0.1:{proxy.port}"}
        yield options


@frozen
class Channel:
    """What is done with a channel, and where it is cancelled."""

    kind: str
    seconds: float | None
    cancelled_at: int


channels = st.builds(
    Channel,
    st.sampled_from(["open", "receive", "send"]),
    st.sampled_from([None, 0, 0.0001, 10.0]),
    st.integers(1, 25),
)


@pytest.mark.parametrize("way", ["plain", "tls", "proxy"])
@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
@settings(max_examples=10)
@given(plan=st.lists(channels, min_size=1, max_size=4))
def test_channels_lose_no_byte_when_they_are_cancelled_anywhere(
    loop: Loop, way: str, plan: list[Channel], certificates: Certificates
) -> None:
    async def main() -> None:
        async with loop.client(**options) as mastodon:

            async def open_channel(**headers: str) -> Any:
                return await mastodon.open_channel(
                    HttpRequest(
                        method="GET",
                        url=f"{options['api_base_url']}/api/v1/streaming",
                        headers=headers,
                    )
                )

            async def open_and_close() -> None:
                (await open_channel()).close()

            async def receive() -> None:
                nonlocal received
                piece: bytes | None = None
                while piece != b"":
                    piece = await channel.receive(each.seconds)
                    received += piece or b""
                    if piece is None:
                        # Without waiting, the event loop would not go on.
                        received += await channel.receive(0.001) or b""

            async def send() -> None:
                await channel.send(bytes(100_000))

            await open_and_close()
            (run,) = mastodon._engine._runs.values()
            for each in plan:
                if each.kind == "open":
                    await loop.cancel(open_and_close, each.cancelled_at, [])
                    assert run.channels == set()
                    continue
                is_switch = each.kind == "send"
                channel = await open_channel(**{"upgrade": "x"} if is_switch else {})
                received = b""
                task = send if is_switch else receive
                await loop.cancel(task, each.cancelled_at, [])
                if not is_switch:
                    await receive()
                    assert received == NUMBERS
                channel.close()
                assert run.channels == set()

    # The first run of a kind of loop opens files for all of them.
    loop.run(nothing)
    before = open_files()
    with streaming_by(way, certificates) as options:
        loop.run(main)
    assert open_files() == before
