"""All transports run the cases that every transport must pass, with and without TLS."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from unittest import SkipTest

import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import pytest
from attrs import evolve
from mastodon_offline.conformance import (
    ASYNC_CASES,
    CASES,
    Case,
    run_asyncio,
    run_blocking,
    run_trio,
)
from mastodon_offline.conformance._run import Run

from mastodon_core import AsyncClient, BlockingClient
from mastodon_core.testing.conformance import Receive, Send
from mastodon_core.transport import (
    AsyncChannel,
    HttpRequest,
    HttpResponse,
    WaitFor,
    WireStep,
)

CLIENTS: dict[str, tuple[Any, Any, tuple[Case, ...]]] = {
    "requests": (run_blocking, mastodon_requests.Mastodon, CASES),
    "asyncio": (run_asyncio, mastodon_asyncio.Mastodon, ASYNC_CASES),
    "trio": (run_trio, mastodon_trio.Mastodon, ASYNC_CASES),
}


@pytest.mark.parametrize(
    ("client", "case", "tls"),
    [
        pytest.param(
            client, case, tls, id=f"{client}-{'https' if tls else 'http'}-{case}"
        )
        for client, (*_, cases) in CLIENTS.items()
        for case in cases
        for tls in (False, True)
        if case.tls in {None, tls} and case.streams is not False
    ],
)
def test_transport_conforms(client: str, case: Case, tls: bool) -> None:
    run, mastodon_class, _ = CLIENTS[client]
    run(case, mastodon_class, tls=tls)


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in ASYNC_CASES}) == len(ASYNC_CASES)


class Streamless(mastodon_requests.Mastodon):
    open_channel = BlockingClient.open_channel


class AsyncStreamless(mastodon_trio.Mastodon):
    open_channel = AsyncClient.open_channel


@pytest.mark.parametrize(
    ("run", "client_class"),
    [
        (run_blocking, Streamless),
        (run_blocking, lambda **options: Streamless(**options)),
        (run_trio, AsyncStreamless),
    ],
    ids=["blocking", "function", "trio"],
)
def test_transport_that_does_not_stream_skips_the_cases_for_streams(
    run: Any, client_class: Any
) -> None:
    says_so = {case.streams: case for case in CASES}[False]
    run(says_so, client_class)
    run(CASES[0], client_class)
    streaming = next(case for case in CASES if case.streams)
    with pytest.raises(SkipTest, match=r"^\w*Streamless does not stream: it has no "):
        run(streaming, client_class)


def test_transport_that_streams_skips_the_case_for_those_that_do_not() -> None:
    says_so = {case.streams: case for case in CASES}[False]
    with pytest.raises(SkipTest, match="^Mastodon streams: it has a method open_chan"):
        run_trio(says_so, mastodon_trio.Mastodon)


REFRESH = next(case for case in CASES if "refreshes the token" in case.name)


def test_transport_that_does_not_wait_for_a_refresh_does_not_conform() -> None:
    class Impatient(mastodon_requests.Mastodon):
        def perform(self, step: WireStep) -> HttpResponse | str | None:
            return None if isinstance(step, WaitFor) else super().perform(step)

    class AsyncImpatient(mastodon_trio.Mastodon):
        async def perform(self, step: WireStep) -> HttpResponse | str | None:
            return None if isinstance(step, WaitFor) else await super().perform(step)

    runs: tuple[Any, ...] = ((run_blocking, Impatient), (run_trio, AsyncImpatient))
    for run, client_class in runs:
        with pytest.raises(AssertionError, match=REFRESH.name):
            run(REFRESH, client_class)


def test_transport_that_blocks_its_event_loop_does_not_conform(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Blocking(mastodon_trio.Mastodon):
        async def perform(self, step: WireStep) -> HttpResponse | str | None:
            if isinstance(step, WaitFor):
                event = threading.Event()
                step.signal.on_set(event.set)
                event.wait()
                return None
            return await super().perform(step)

    monkeypatch.setattr(Run, "patience", 0.5)
    with pytest.raises(AssertionError, match="waits for another one in vain"):
        run_trio(REFRESH, Blocking)


class LosingChannel(AsyncChannel):
    """A channel that can be cancelled between receiving and handing out."""

    def __init__(self, channel: AsyncChannel) -> None:
        self.response = channel.response
        self._channel = channel

    async def receive(self, seconds: float | None) -> bytes | None:
        data = await self._channel.receive(seconds)
        await asyncio.sleep(0)
        return data

    async def send(self, data: bytes) -> None:
        await self._channel.send(data)

    def wake(self) -> None:
        self._channel.wake()

    def close(self) -> None:
        self._channel.close()


class DeafChannel(LosingChannel):
    """A channel that only its own event loop can wake."""

    async def receive(self, seconds: float | None) -> bytes | None:
        woken = asyncio.ensure_future(self._woken.wait())
        receiving = asyncio.ensure_future(self._channel.receive(seconds))
        done, _ = await asyncio.wait(
            {woken, receiving}, return_when=asyncio.FIRST_COMPLETED
        )
        woken.cancel()
        if receiving in done:
            return receiving.result()
        receiving.cancel()
        self._woken.clear()
        return None

    def __init__(self, channel: AsyncChannel) -> None:
        super().__init__(channel)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()


@pytest.mark.parametrize(
    ("channel_class", "name"),
    [
        (LosingChannel, "a cancelled receive loses no byte after a 101"),
        (LosingChannel, "a cancelled receive loses no part of a chunk"),
        (DeafChannel, "a wake ends a receive that waits in another thread"),
    ],
)
def test_broken_channel_on_asyncio_does_not_conform(
    channel_class: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(mastodon_asyncio.Mastodon):
        async def open_channel(self, message: HttpRequest) -> AsyncChannel:
            channel: AsyncChannel = channel_class(await super().open_channel(message))
            return channel

    monkeypatch.setattr(Run, "patience", 0.5)
    (case,) = (case for case in ASYNC_CASES if case.name == name)
    run_asyncio(case, mastodon_asyncio.Mastodon)
    with pytest.raises(AssertionError, match=f"^{name}"):
        run_asyncio(case, Broken)


@pytest.mark.parametrize("name", ["before the response", "no byte after a 101"])
def test_blocking_runner_refuses_a_case_that_cancels(name: str) -> None:
    case = next(case for case in ASYNC_CASES if name in case.name and case.cancels)
    with pytest.raises(ValueError, match=f"^{case} is for async clients: a blocking"):
        run_blocking(case, mastodon_requests.Mastodon)


def test_acts_show_little_of_long_data() -> None:
    assert repr(Receive(b"hello")) == "Receive(data=b'hello', times=1, seconds=None)"
    assert repr(Send(b"x" * 41)) == f"Send(data=b'{'x' * 40}...', times=1)"


class WithoutProxies(mastodon_trio.Mastodon):
    def __init__(self, *, proxies: Any, **options: Any) -> None:
        super().__init__(proxies={}, **options)


class ForwardsUpgrades(mastodon_trio.Mastodon):
    async def open_channel(self, message: HttpRequest) -> AsyncChannel:
        headers = {k: v for k, v in message.headers.items() if k != "upgrade"}
        return await super().open_channel(evolve(message, headers=headers))


@pytest.mark.parametrize(
    ("client_class", "name", "tls"),
    [
        (WithoutProxies, "a proxy connects an event stream to the server", True),
        (WithoutProxies, "a proxy forwards an event stream without TLS", False),
        (WithoutProxies, "a proxy that refuses a stream", False),
        (
            ForwardsUpgrades,
            "a proxy connects a WebSocket to the server, with and without TLS",
            False,
        ),
    ],
)
def test_stream_that_goes_another_way_than_calls_does_not_conform(
    client_class: Any, name: str, tls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Run, "patience", 0.5)
    (case,) = (case for case in CASES if case.name == name)
    with pytest.raises(AssertionError, match=f"^{name}"):
        run_trio(case, client_class, tls=tls)
