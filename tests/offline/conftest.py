"""The tests of this folder run in memory, and through each transport over a socket.

Over a socket, `OfflineInstance.handle` is the ``perform`` of a client, which sends the
message to a server, which hands it to the instance that it is meant for.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from queue import SimpleQueue
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import pytest
import trio
from attrs import evolve
from mastodon_offline import running

from mastodon_core.testing import OfflineInstance
from mastodon_core.transport import HttpRequest, HttpResponse

Perform: TypeAlias = Callable[[HttpRequest], Any]

# They have servers of their own, or send thousands of random requests.
ONLY_IN_MEMORY = {"test_serving", "test_robust", "test_over_sockets"}
in_memory = OfflineInstance.handle


@contextmanager
def in_requests(url: str) -> Iterator[Perform]:
    with mastodon_requests.Mastodon(api_base_url=url) as client:
        yield client.perform


@contextmanager
def in_trio(url: str) -> Iterator[Perform]:
    opened: SimpleQueue[Any] = SimpleQueue()

    async def main() -> None:
        async with mastodon_trio.Mastodon(api_base_url=url) as client:
            stop, token = trio.Event(), trio.lowlevel.current_trio_token()

            def perform(message: HttpRequest) -> Any:
                return trio.from_thread.run(client.perform, message, trio_token=token)

            opened.put(perform)
            opened.put(lambda: token.run_sync_soon(stop.set))
            await stop.wait()

    with in_thread(lambda: trio.run(main), opened) as perform:
        yield perform


@contextmanager
def in_asyncio(url: str) -> Iterator[Perform]:
    opened: SimpleQueue[Any] = SimpleQueue()

    async def main() -> None:
        async with mastodon_asyncio.Mastodon(api_base_url=url) as client:
            stop, loop = asyncio.Event(), asyncio.get_running_loop()

            def perform(message: HttpRequest) -> Any:
                call = client.perform(message)
                return asyncio.run_coroutine_threadsafe(call, loop).result()

            opened.put(perform)
            opened.put(lambda: loop.call_soon_threadsafe(stop.set))
            await stop.wait()

    with in_thread(lambda: asyncio.run(main()), opened) as perform:
        yield perform


@contextmanager
def in_thread(run: Callable[[], None], opened: SimpleQueue[Any]) -> Iterator[Perform]:
    """Run an event loop, which says how to send there and how to end it."""
    thread = threading.Thread(target=run)
    thread.start()
    perform, stop = opened.get(), opened.get()
    yield perform
    stop()
    thread.join()


TRANSPORTS = {"requests": in_requests, "trio": in_trio, "asyncio": in_asyncio}


class Exchange(OfflineInstance):
    """Hands each request to the instance that it is meant for.

    Serving it advances its own clock with real time, and not that of the others.
    """

    def __init__(self) -> None:
        super().__init__()
        self._instances: dict[str, OfflineInstance] = {}
        self._numbers = count()
        self.handled = 0

    @contextmanager
    def knowing(self, instance: OfflineInstance) -> Iterator[str]:
        """Let requests reach an instance by the number that this yields."""
        number = str(next(self._numbers))
        self._instances[number] = instance
        yield number
        del self._instances[number]

    def handle(self, request: HttpRequest) -> HttpResponse:
        self.handled += 1
        headers = dict(request.headers)
        instance, origin = self._instances[headers.pop("to")], headers.pop("origin")
        url = origin + request.url.removeprefix(self.base_url)
        return in_memory(instance, evolve(request, url=url, headers=headers))


class Sender:
    """Takes the place of `OfflineInstance.handle`."""

    def __init__(self, perform: Perform, exchange: Exchange) -> None:
        self.perform = perform
        self.exchange = exchange

    def handle(self, instance: OfflineInstance, request: HttpRequest) -> HttpResponse:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self.exchange.knowing(instance) as number:
            response = self.perform(
                evolve(
                    request,
                    url=self.exchange.base_url + request.url.removeprefix(origin),
                    headers={**request.headers, "to": number, "origin": origin},
                )
            )
        headers = dict(response.headers)
        # The server adds it.
        del headers["content-length"]
        return HttpResponse(status=response.status, headers=headers, body=response.body)


@pytest.fixture(scope="module")
def senders() -> Iterator[dict[str, Sender]]:
    exchange = Exchange()
    with ExitStack() as opened:
        url = opened.enter_context(running(exchange))
        yield {
            name: Sender(opened.enter_context(transport(url)), exchange)
            for name, transport in TRANSPORTS.items()
        }


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.path.stem not in ONLY_IN_MEMORY:
        marked = [pytest.param(name, marks=pytest.mark.fuzz) for name in TRANSPORTS]
        metafunc.fixturenames.append("sender")
        metafunc.parametrize("sender", ["memory", *marked], indirect=True)


@pytest.fixture
def sender(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Sender | None:
    """How the requests of the test reach their instance; None for in memory."""
    if request.param == "memory":
        return None
    sender: Sender = request.getfixturevalue("senders")[request.param]
    monkeypatch.setattr(
        OfflineInstance,
        "handle",
        lambda instance, message: sender.handle(instance, message),
    )
    return sender
