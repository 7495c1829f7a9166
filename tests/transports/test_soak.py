"""Many calls: at once, to many hosts, one after the other; nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
from fast_server import FastServer
from mock_server import AwaitableClass

from mastodon_core.testing import run
from mastodon_core.testing.conformance import BODY, whole
from mastodon_core.transport import HttpRequest

TO_SERVER = 20
"""Connections that a client opens to one server."""
THREADS = 32
# All of 127.0.0.0/8 is this machine.
HOSTS = [f"127.0.1.{number}" for number in range(1, 201)]

Call: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


@frozen
class Transport:
    """A client class, and how its calls are run."""

    client_class: Any
    run: Callable[[Call], None]
    at_once: Callable[[Sequence[Call]], Awaitable[None]]
    """Runs calls concurrently."""


async def in_threads(calls: Sequence[Call]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(run, call()) for call in calls]:
            done.result()


async def in_nursery(calls: Sequence[Call]) -> None:
    async with trio.open_nursery() as nursery:
        for call in calls:
            nursery.start_soon(call)


async def in_group(calls: Sequence[Call]) -> None:
    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(call())


TRANSPORTS = {
    "requests": Transport(AwaitableClass(), lambda main: run(main()), in_threads),
    "trio": Transport(mastodon_trio.Mastodon, trio.run, in_nursery),
    "asyncio": Transport(
        mastodon_asyncio.Mastodon, lambda main: asyncio.run(main()), in_group
    ),
    "uvloop": Transport(
        mastodon_asyncio.Mastodon, lambda main: uvloop.run(main()), in_group
    ),
}
each = pytest.mark.parametrize("transport", TRANSPORTS.values(), ids=TRANSPORTS)


@contextmanager
def no_descriptors_left(transport: Transport) -> Iterator[None]:
    async def nothing() -> None:
        pass

    def descriptors() -> int:
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    # The first loop of a kind opens files for all of them.
    transport.run(nothing)
    before = descriptors()
    yield
    assert descriptors() <= before


@each
def test_1000_concurrent_calls_share_20_connections(transport: Transport) -> None:
    titles: list[str] = []

    async def main() -> None:
        async with transport.client_class(api_base_url=server.url) as mastodon:

            async def call() -> None:
                titles.append((await mastodon.instance_v1()).title)

            await transport.at_once([call] * 1000)

    server = FastServer(whole(), together=TO_SERVER)
    with no_descriptors_left(transport), server:
        transport.run(main)
    assert titles == ["X"] * 1000
    assert (server.requests, server.connections) == (1000, TO_SERVER)


@each
def test_one_client_sends_to_200_hosts_at_once(transport: Transport) -> None:
    found: list[str] = []

    async def main() -> None:
        async with transport.client_class(api_base_url=server.url) as mastodon:

            async def call(url: str) -> None:
                message = HttpRequest(method="GET", url=f"{url}/", headers={})
                assert (await mastodon.perform(message)).body == BODY
                found.append(url)

            await transport.at_once([partial(call, url) for url in server.urls * 3])

    server = FastServer(whole(), HOSTS, together=THREADS)
    with no_descriptors_left(transport), server:
        transport.run(main)
    assert sorted(found) == sorted(server.urls * 3)


@each
def test_200_clients_send_at_once(transport: Transport) -> None:
    titles: list[str] = []

    async def main() -> None:
        async def call(url: str) -> None:
            async with transport.client_class(api_base_url=url) as mastodon:
                for _ in range(3):
                    titles.append((await mastodon.instance_v1()).title)

        await transport.at_once([partial(call, url) for url in server.urls])

    together = THREADS if transport is TRANSPORTS["requests"] else len(HOSTS)
    server = FastServer(whole(), HOSTS, together=together)
    with no_descriptors_left(transport), server:
        transport.run(main)
    assert titles == ["X"] * 600
    assert server.connections == 200


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def without_logging() -> Iterator[None]:
    """Log nothing, as pytest keeps what is logged."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


# The number of calls. A tenth as many come before them, which fill all caches.
SEQUENCES = {"kept": 10_000, "closed": 500, "closed, TLS": 200}


@pytest.mark.fuzz
@pytest.mark.usefixtures("without_logging")
@pytest.mark.parametrize("name", ["requests", "trio", "asyncio"])
@pytest.mark.parametrize("kind", SEQUENCES)
def test_many_calls_in_sequence_leave_no_memory_behind(
    name: str, kind: str, authority: trustme.CA, tmp_path: Path
) -> None:
    transport, calls = TRANSPORTS[name], SEQUENCES[kind]
    grown: list[int] = []

    def is_small(blocks: int, size: int) -> bool:
        # A call that left one object behind, or a connection, would exceed these.
        return blocks < calls / 2 and size < 4_000_000

    options: dict[str, Any] = {}
    certificate: str | None = None
    if "TLS" in kind:
        certificate, bundle = str(tmp_path / "key.pem"), str(tmp_path / "ca.pem")
        made = authority.issue_cert("127.0.0.1")
        made.private_key_and_cert_chain_pem.write_to_path(certificate)
        authority.cert_pem.write_to_path(bundle)
        options["verify"] = bundle

    async def main() -> None:
        async with transport.client_class(
            api_base_url=server.url, **options
        ) as mastodon:

            async def memory_after(count: int) -> tuple[int, int]:
                for _ in range(count):
                    assert (await mastodon.instance_v1()).title == "X"
                gc.collect()
                return sys.getallocatedblocks(), resident()

            before = await memory_after(calls // 10)
            # A leak shows in each round, and what other tests left behind in one.
            for _ in range(3):
                after = await memory_after(calls)
                grown[:] = (new - old for old, new in zip(before, after, strict=True))
                if is_small(*grown):
                    return
                before = after

    headers = ("Connection: close",) if "closed" in kind else ()
    server = FastServer(
        whole(BODY, *headers), closes="closed" in kind, certificate=certificate
    )
    with no_descriptors_left(transport), server:
        transport.run(main)
    assert is_small(*grown), grown


def resident() -> int:
    """Bytes of memory that this process uses."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
