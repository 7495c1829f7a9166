"""CPU time of the client for a GET over kept connections on loopback.

Each call sends the request of ``timeline_home`` and reads the whole response, but does
not decode its JSON: ours by ``client.perform``, with all duties of a transport, and the
others by their ``get``, with their defaults. Whole calls are compared with those of
Mastodon.py. The server is another process. ``--plot FILE`` draws the times as SVG, too.
"""

from __future__ import annotations

import asyncio
import platform
import queue
import ssl
import statistics
import threading
import time
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import httpx
import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import requests
import trio
import uvloop
from attrs import frozen
from mastodon import Mastodon as MastodonPy
from measure import PAIRS, Batch, Pair, in_this_thread, interleave
from pages import HOME, statuses, synthetic
from plot import dots
from server import serving

from mastodon_core import API
from mastodon_core.transport import HttpRequest

TOKEN = "token"
HEADERS = {"authorization": f"Bearer {TOKEN}"}
# A request that takes so long has failed.
TIMEOUT = 60.0

OURS_BLOCKING = "mastodon_requests"
OURS_TRIO, OURS_ASYNCIO = "mastodon_trio", "mastodon_asyncio"
REQUESTS, AIOHTTP = "requests", "aiohttp"
HTTPX, HTTPX_TRIO, HTTPX_ASYNCIO = "httpx", "httpx on trio", "httpx on asyncio"
ON_UVLOOP = " on uvloop"
WHOLE, WHOLE_PEER = "mastodon_requests, decoded", "Mastodon.py"

Get: TypeAlias = Callable[[], Awaitable[object]]
Client: TypeAlias = Callable[["Target"], AbstractAsyncContextManager[Get]]
Main: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
Gather: TypeAlias = Callable[[list[Get]], Awaitable[object]]


@frozen
class Target:
    """What is requested, and how."""

    url: str
    verify: str | bool
    tasks: int = 1
    """How many tasks share a client."""

    @property
    def options(self) -> dict[str, Any]:
        return {
            "access_token": TOKEN,
            "api_base_url": self.url,
            "verify": self.verify,
        }

    @property
    def context(self) -> ssl.SSLContext | bool:
        if isinstance(self.verify, str):
            return ssl.create_default_context(cafile=self.verify)
        return self.verify


@asynccontextmanager
async def ours(client_class: Any, target: Target) -> AsyncIterator[Get]:
    async with client_class(**target.options) as client:
        message = message_of(client)

        async def get() -> None:
            response = await client.perform(message)
            assert response.status == 200

        yield get


@asynccontextmanager
async def with_httpx(target: Target) -> AsyncIterator[Get]:
    async with httpx.AsyncClient(
        headers=HEADERS, verify=target.context, timeout=TIMEOUT
    ) as client:

        async def get() -> None:
            response = await client.get(target.url + HOME)
            assert response.status_code == 200

        yield get


@asynccontextmanager
async def with_aiohttp(target: Target) -> AsyncIterator[Get]:
    async with aiohttp.ClientSession(
        headers=HEADERS, connector=aiohttp.TCPConnector(ssl=target.context)
    ) as session:

        async def get() -> None:
            async with session.get(target.url + HOME) as response:
                await response.read()
                assert response.status == 200

        yield get


def message_of(client: Any) -> HttpRequest:
    """Return the message of a client's ``timeline_home``."""
    with client.session.exchange(API().timeline_home()) as exchange:
        message = exchange.begin()
    assert isinstance(message, HttpRequest)
    return message


async def gather_in_trio(functions: list[Get]) -> None:
    async with trio.open_nursery() as nursery:
        for function in functions:
            nursery.start_soon(function)


async def gather_in_asyncio(functions: list[Get]) -> None:
    await asyncio.gather(*(function() for function in functions))


def run_in_uvloop(main: Main) -> None:
    uvloop.run(main())


def run_in_asyncio(main: Main) -> None:
    asyncio.run(main())


TRIO = (trio.run, gather_in_trio)
ASYNCIO = (run_in_asyncio, gather_in_asyncio)
UVLOOP = (run_in_uvloop, gather_in_asyncio)
ASYNC: dict[str, tuple[Client, tuple[Callable[[Main], None], Gather]]] = {
    OURS_TRIO: (partial(ours, mastodon_trio.Mastodon), TRIO),
    HTTPX_TRIO: (with_httpx, TRIO),
    OURS_ASYNCIO: (partial(ours, mastodon_asyncio.Mastodon), ASYNCIO),
    HTTPX_ASYNCIO: (with_httpx, ASYNCIO),
    AIOHTTP: (with_aiohttp, ASYNCIO),
    OURS_ASYNCIO + ON_UVLOOP: (partial(ours, mastodon_asyncio.Mastodon), UVLOOP),
    AIOHTTP + ON_UVLOOP: (with_aiohttp, UVLOOP),
}


@contextmanager
def looping(name: str, target: Target) -> Iterator[Batch]:
    """Run an event loop with a client in a thread, until the end of the block.

    While no batch runs, the loop stands still. Only the CPU time of its thread counts,
    so starting and stopping it does not.
    """
    client, (run, gather) = ASYNC[name]
    counts: queue.SimpleQueue[int] = queue.SimpleQueue()
    results: queue.SimpleQueue[float | None] = queue.SimpleQueue()

    async def main() -> None:
        async with client(target) as get:

            async def some(count: int) -> None:
                for _ in range(count):
                    await get()

            while count := counts.get():
                start = time.thread_time()
                if target.tasks == 1:
                    await some(count)
                    results.put(time.thread_time() - start)
                else:
                    # Several each, so that starting the tasks hardly counts.
                    each = max(5, count // target.tasks)
                    await gather([partial(some, each)] * target.tasks)
                    seconds = time.thread_time() - start
                    results.put(seconds * count / (each * target.tasks))

    def work() -> None:
        try:
            run(main)
        finally:
            # After a failure, nobody may wait for a result.
            results.put(None)

    def batch(count: int) -> float:
        counts.put(count)
        seconds = results.get()
        if seconds is None:
            raise RuntimeError(f"{name} failed")
        return seconds

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield batch
    finally:
        counts.put(0)
        thread.join()


@contextmanager
def blocking(target: Target) -> Iterator[dict[str, Batch]]:
    """Make the clients that block."""
    url = target.url + HOME
    peer: Any = MastodonPy(
        access_token=TOKEN, api_base_url=target.url, version_check_mode="none"
    )
    with (
        mastodon_requests.Mastodon(**target.options) as client,
        requests.Session() as session,
        httpx.Client(
            headers=HEADERS, verify=target.context, timeout=TIMEOUT
        ) as on_httpx,
    ):
        message = message_of(client)
        session.headers.update(HEADERS)
        # REQUESTS_CA_BUNDLE would win over the `verify` of a session.
        fetch = partial(session.get, url, verify=target.verify, timeout=TIMEOUT)
        yield {
            OURS_BLOCKING: in_this_thread(lambda: client.perform(message)),
            REQUESTS: in_this_thread(lambda: fetch().content),
            HTTPX: in_this_thread(lambda: on_httpx.get(url).content),
            WHOLE: in_this_thread(client.timeline_home),
            WHOLE_PEER: in_this_thread(peer.timeline_home),
        }


SMALL, LARGE = "3 KB", "200 KB"
WEBSITE = "200 KB with TLS, gzip and chunks"
TASKS = "3 KB in 50 tasks"
GOALS: dict[str, dict[Pair, float]] = {
    SMALL: {
        (OURS_TRIO, HTTPX_TRIO): 0.35,
        (OURS_ASYNCIO, HTTPX_ASYNCIO): 0.35,
        (OURS_TRIO, AIOHTTP): 1.5,
        (OURS_BLOCKING, REQUESTS): 0.70,
    },
    LARGE: {
        (OURS_TRIO, HTTPX_TRIO): 0.25,
        (OURS_ASYNCIO, HTTPX_ASYNCIO): 0.25,
        (OURS_TRIO, AIOHTTP): 1.4,
        (OURS_BLOCKING, REQUESTS): 0.55,
    },
    WEBSITE: {
        (OURS_TRIO, HTTPX_TRIO): 0.55,
        (OURS_ASYNCIO, HTTPX_ASYNCIO): 0.55,
        (OURS_BLOCKING, REQUESTS): 0.75,
    },
    TASKS: {
        (OURS_TRIO, HTTPX_TRIO): 0.22,
        (OURS_ASYNCIO, HTTPX_ASYNCIO): 0.22,
    },
}
"""The ratios to reach."""
FURTHER: tuple[Pair, ...] = (
    (OURS_TRIO, AIOHTTP),
    (OURS_ASYNCIO, AIOHTTP),
    (OURS_ASYNCIO + ON_UVLOOP, AIOHTTP + ON_UVLOOP),
    (OURS_BLOCKING, HTTPX),
    (WHOLE, WHOLE_PEER),
)
"""Pairs without a goal."""


def pairs_of(case: str) -> dict[Pair, float | None]:
    """The pairs to measure in a case, with the goals."""
    without: set[str] = {OURS_BLOCKING, WHOLE} if case == TASKS else set()
    # Mastodon.py trusts what requests does.
    without |= {WHOLE} if case == WEBSITE else set()
    further = (pair for pair in FURTHER if pair[0] not in without)
    goals: dict[Pair, float | None] = {**GOALS[case]}
    return goals | {pair: None for pair in further if pair not in goals}


def measure(case: str, pairs: int) -> dict[str, float]:
    """Print the ratios of a case; return the microseconds of each client."""
    body = statuses(1) if case in {SMALL, TASKS} else synthetic()
    goals = pairs_of(case)
    with ExitStack() as opened:
        website = case == WEBSITE
        url, bundle = opened.enter_context(serving(body, as_websites=website))
        target = Target(url, bundle if website else True, 50 if case == TASKS else 1)
        # Ours come first: an engine that is made keeps malloc from giving the memory
        # of each large body back to the system, also for the others.
        batches = {name: opened.enter_context(looping(name, target)) for name in ASYNC}
        batches |= opened.enter_context(blocking(target))
        used = {name for pair in goals for name in pair}
        best, ratios = interleave(
            {name: batch for name, batch in batches.items() if name in used},
            goals,
            pairs=pairs,
        )
    print(f"\n{case}: {len(body):,} bytes of JSON (Python {platform.python_version()})")
    for pair, values in ratios.items():
        name, floor = pair
        low, *_, high = statistics.quantiles(values, n=10)
        ratio = statistics.median(values)
        print(
            f"  {name:26} {best[name] * 1e6:6.0f} us   {ratio:5.2f} x {floor:17}"
            f" {best[floor] * 1e6:6.0f} us   ({low:.2f} to {high:.2f})"
            f"  {verdict(ratio, goals[pair])}",
            flush=True,
        )
    return {name: seconds * 1e6 for name, seconds in best.items()}


def verdict(ratio: float, goal: float | None) -> str:
    if goal is None:
        return ""
    if ratio <= goal:
        return f"goal {goal:.2f}: met"
    return f"goal {goal:.2f}: missed by {ratio / goal - 1:.0%}"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path, metavar="FILE")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    options = parser.parse_args()
    print("CPU time of the client per call; the time is the best, the ratio a median")
    times = {case: measure(case, options.pairs) for case in GOALS}
    if options.plot:
        rows = {
            name: {case: times[case].get(name) for case in times}
            for name in times[SMALL]
            if name not in {WHOLE, WHOLE_PEER}
        }
        caption = "CPU time of the client per call in microseconds"
        options.plot.write_text(dots(rows, caption), "utf-8")


if __name__ == "__main__":
    main()
