"""A whole ``timeline_home`` over a loopback connection with keep-alive.

The figures are CPU time of the client per call, decoding included; the server is
another process.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import mastodon_requests
import mastodon_trio
import trio
from mastodon import Mastodon as MastodonPy
from measure import compare
from pages import HOME, page
from server import serving

TOKEN = "token"

AsyncCall = Callable[[], Awaitable[object]]


@contextmanager
def trio_thread() -> Iterator[Callable[[AsyncCall], object]]:
    """Runs trio in a thread; the function it yields runs one call there at a time."""
    calls: queue.SimpleQueue[AsyncCall | None] = queue.SimpleQueue()
    results: queue.SimpleQueue[object] = queue.SimpleQueue()

    async def work() -> None:
        while (call := calls.get()) is not None:
            results.put(await call())

    def do(call: AsyncCall) -> object:
        calls.put(call)
        return results.get()

    thread = threading.Thread(target=trio.run, args=(work,))
    thread.start()
    try:
        yield do
    finally:
        calls.put(None)
        thread.join()


def compare_at(url: str, size: int, pairs: int) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    ours: dict[str, Any] = {"access_token": TOKEN, "api_base_url": url}
    peer: Any = MastodonPy(**ours, version_check_mode="none")
    peer_async = httpx.AsyncClient(headers=headers)
    trio_client = mastodon_trio.Mastodon(**ours)

    async def fetch() -> object:
        return (await peer_async.get(url + HOME)).json()

    with ExitStack() as opened:
        blocking = opened.enter_context(mastodon_requests.Mastodon(**ours))
        plain = opened.enter_context(httpx.Client(headers=headers))
        on_trio = opened.enter_context(trio_thread())
        compare(
            f"timeline_home of {size:,} bytes, CPU of the client",
            "httpx",
            {
                "httpx": lambda: plain.get(url + HOME).json(),
                "httpx on trio": lambda: on_trio(fetch),
                "mastodon_requests": blocking.timeline_home,
                "mastodon_trio": lambda: on_trio(trio_client.timeline_home),
                "Mastodon.py": peer.timeline_home,
            },
            pairs=pairs,
            # CPU time of all threads, as trio runs in its own.
            clock=time.process_time,
        )
        on_trio(peer_async.aclose)
        on_trio(trio_client.aclose)


def main() -> None:
    print("httpx returns untyped JSON, the others return their own types")
    for count, pairs in ((1, 21), (40, 11)):
        body = page(HOME, count)
        with serving(body) as url:
            compare_at(url, len(body), pairs)


if __name__ == "__main__":
    main()
