"""Channels of fakes, on the virtual clock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import trio
import trio.testing
from attrs import evolve
from offline_streams import HANDSHAKE, bearer, request_for, token_of

from mastodon_core import ClientClosed, NetworkError
from mastodon_core.testing import (
    AsyncFakeMastodon,
    FakeMastodon,
    FaultPlan,
    OfflineInstance,
    run,
)
from mastodon_core.transport import HttpRequest, Signal, WaitFor

DAY = timedelta(days=1)


@pytest.fixture
def ada() -> FakeMastodon:
    return FakeMastodon(user="ada", rate_limits=False)


def stream_of(mastodon: Any, path: str = "/user", **headers: str) -> HttpRequest:
    token = mastodon.session.credentials.access_token.reveal()
    return request_for(mastodon.server, path, {**bearer(token), **headers})


def test_what_was_sent_is_received_at_once(ada: FakeMastodon) -> None:
    began = ada.server.now
    channel = ada.open_channel(stream_of(ada))
    assert channel.response.status == 200
    assert channel.receive(None) == b":)\n"
    ada.toot("hi")
    data = channel.receive(0)
    assert data is not None
    assert data.startswith(b"event: update\ndata: {")
    assert channel.receive(0) is None
    assert ada.server.now == began


def test_waiting_advances_the_clock_to_what_happens_next(ada: FakeMastodon) -> None:
    began = ada.server.now
    ada.status_schedule("later", began + timedelta(minutes=10))
    channel = ada.open_channel(stream_of(ada))
    assert channel.receive(7.5) == b":)\n"
    assert channel.receive(7.5) is None
    assert ada.server.now - began == timedelta(seconds=7.5)
    assert channel.receive(30) == b":thump\n\n"
    assert ada.server.now - began == timedelta(seconds=15)
    data: bytes | None = b""
    while data is not None and b"event: update" not in data:
        data = channel.receive(None)
    assert ada.server.now - began == timedelta(minutes=10)


def test_tiny_waits_advance_the_clock(ada: FakeMastodon) -> None:
    channel = ada.open_channel(stream_of(ada))
    channel.receive(None)
    before = ada.server.now
    assert channel.receive(1e-9) is None
    assert ada.server.now > before
    ada.perform(WaitFor(Signal(), 1e-9))
    assert ada.server.now - before == timedelta(microseconds=2)


def test_poll_that_ends_is_waited_for(ada: FakeMastodon) -> None:
    began = ada.server.now
    poll = ada.make_poll(["a", "b"], 3600)
    ada.status_post("vote", poll=poll)
    channel = ada.open_channel(stream_of(ada, "/user/notification"))
    while b"event: notification" not in (channel.receive(None) or b""):
        pass
    assert ada.server.now - began == timedelta(hours=1)


def test_stream_without_events_for_a_day_is_an_error(ada: FakeMastodon) -> None:
    began = ada.server.now
    channel = ada.open_channel(stream_of(ada))

    def wait_for_ever() -> None:
        while True:
            channel.receive(20)

    with alone(), pytest.raises(AssertionError, match="waited for a day") as caught:
        wait_for_ever()
    assert "Post before you read" in str(caught.value)
    assert ada.server.now - began == DAY
    # Each event begins a new day.
    for _ in range(3):
        ada.toot("hi")
        ada.server.pass_time(DAY)
        assert b"event: update" in (channel.receive(None) or b"")


class alone:  # noqa: N801
    """Says that no other thread of the test run will send anything."""

    def __enter__(self) -> None:
        self._count = threading.active_count
        threading.active_count = lambda: 1

    def __exit__(self, *error: object) -> None:
        threading.active_count = self._count


def test_another_thread_can_send_after_the_longest_silence(ada: FakeMastodon) -> None:
    began = ada.server.now
    channel = ada.open_channel(stream_of(ada))
    found = list[bytes]()

    def read() -> None:
        while b"event: update" not in b"".join(found):
            found.append(channel.receive(None) or b"")

    thread = threading.Thread(target=read)
    thread.start()
    while ada.server.now - began < DAY:
        pass
    ada.toot("hi")
    thread.join(30)
    assert b"event: update" in found[-1]
    assert ada.server.now - began == DAY


@pytest.mark.parametrize("kind", ["pending", "quiet"])
def test_wake_ends_one_receive(ada: FakeMastodon, kind: str) -> None:
    channel = ada.open_channel(stream_of(ada))
    if kind == "quiet":
        channel.receive(None)
    channel.wake()
    assert channel.receive(None) is None
    assert channel.receive(None) == (b":)\n" if kind == "pending" else b":thump\n\n")


def test_closed_channel_receives_and_sends_nothing(ada: FakeMastodon) -> None:
    channel = ada.open_channel(stream_of(ada, "", **HANDSHAKE))
    assert channel.response.status == 101
    channel.close()
    assert channel.receive(None) == b""
    with pytest.raises(NetworkError, match="closed"):
        channel.send(b"x")


def test_closed_client_closes_its_channels_and_opens_no_others(
    ada: FakeMastodon,
) -> None:
    channel = ada.open_channel(stream_of(ada))
    other = FakeMastodon(server=ada.server, user="ada").open_channel(stream_of(ada))
    ada.close()
    assert channel.receive(None) == b""
    assert other.receive(None) == b":)\n"
    with pytest.raises(ClientClosed, match="make a new one"):
        ada.open_channel(stream_of(ada))


def test_closed_async_client_closes_its_channels_and_opens_no_others() -> None:
    ada = AsyncFakeMastodon(user="ada")

    async def main() -> None:
        channel = await ada.open_channel(stream_of(ada))
        await ada.aclose()
        assert await channel.receive(None) == b""
        with pytest.raises(ClientClosed, match="make a new one"):
            await ada.open_channel(stream_of(ada))

    run(main())


def test_server_that_cuts_the_connection_is_its_end(ada: FakeMastodon) -> None:
    channel = ada.open_channel(stream_of(ada, "", **HANDSHAKE))
    assert channel.receive(None) == b"\x89\x00"  # a ping
    assert channel.receive(None) == b""
    with pytest.raises(NetworkError, match="closed"):
        channel.send(b"x")


def test_refused_stream_has_its_whole_body(ada: FakeMastodon) -> None:
    channel = ada.open_channel(stream_of(ada, "/list"))
    assert channel.response.status == 400
    assert channel.response.body == b'{"error":"Missing list name parameter"}'
    assert channel.receive(None) == b""


def test_wait_for_a_while_advances_the_clock_once(ada: FakeMastodon) -> None:
    began, signal = ada.server.now, Signal()
    ada.perform(WaitFor(signal, 12.5))
    assert ada.sleeps == [12.5]
    assert ada.server.now - began == timedelta(seconds=12.5)
    signal.set()
    ada.perform(WaitFor(signal, 12.5))
    assert ada.sleeps == [12.5]


def test_wrapped_fake_waits_for_a_while_too() -> None:
    ada: Any = FaultPlan().around(FakeMastodon)(user="ada")
    began = ada.server.now
    ada.perform(WaitFor(Signal(), 12.5))
    assert ada.server.now - began == timedelta(seconds=12.5)


# The async fake, without an event loop, in trio, and with a sleep.


def test_async_channel_needs_no_event_loop() -> None:
    ada = AsyncFakeMastodon(user="ada")
    began = ada.server.now

    async def main() -> None:
        channel = await ada.open_channel(stream_of(ada))
        assert await channel.receive(None) == b":)\n"
        assert await channel.receive(7) is None
        assert await channel.receive(None) == b":thump\n\n"
        assert ada.server.now - began == timedelta(seconds=15)
        channel.wake()
        assert await channel.receive(None) is None
        with pytest.raises(AssertionError, match="give the fake a checkpoint"):
            await for_ever(channel)
        channel.close()
        assert await channel.receive(None) == b""
        with pytest.raises(NetworkError, match="closed"):
            await channel.send(b"x")

    run(main())


async def for_ever(channel: Any) -> None:
    while True:
        await channel.receive(None)


async def in_trio(seconds: float) -> None:
    await trio.sleep(seconds)


def in_mock_time(main: Callable[[], Awaitable[Any]]) -> Any:
    return trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))


@pytest.mark.parametrize("sleep", [None, in_trio], ids=["turns", "sleep"])
def test_tasks_send_before_the_clock_advances(sleep: Any) -> None:
    ada = AsyncFakeMastodon(
        user="ada", checkpoint=trio.lowlevel.checkpoint, sleep=sleep
    )
    began = ada.server.now
    found = list[bytes]()

    async def read(channel: Any) -> None:
        while sum(data.count(b"event: update") for data in found) < 3:
            found.append(await channel.receive(None))

    async def main() -> None:
        channel = await ada.open_channel(stream_of(ada))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read, channel)
            for number in range(3):
                await ada.toot(str(number))

    in_mock_time(main)
    assert found[0].startswith(b":)\n")
    assert b":thump" not in b"".join(found)
    assert ada.server.now - began < timedelta(seconds=1)


@pytest.mark.parametrize("moves_clock", [False, True])
def test_async_channel_sleeps_until_a_heartbeat(moves_clock: bool) -> None:
    slept = list[float]()
    server = OfflineInstance()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if moves_clock:
            server.pass_time(seconds)

    ada = AsyncFakeMastodon(server=server, user="ada", sleep=sleep)
    began = server.now

    async def main() -> None:
        channel = await ada.open_channel(stream_of(ada))
        await channel.receive(None)
        assert await channel.receive(None) == b":thump\n\n"

    run(main())
    assert sum(slept) == pytest.approx(15, abs=0.1)
    assert (server.now - began).total_seconds() == pytest.approx(15, abs=0.1)


def test_async_channel_sends() -> None:
    ada = AsyncFakeMastodon(user="ada", checkpoint=lambda: asyncio.sleep(0))

    async def main() -> bytes | None:
        channel = await ada.open_channel(stream_of(ada, "", **HANDSHAKE))
        # A masked ping.
        await channel.send(b"\x89\x80\0\0\0\0")
        return await channel.receive(None)

    assert asyncio.run(main()) == b"\x8a\x00"


def test_clock_waits_for_a_task_that_takes_some_turns() -> None:
    ada = AsyncFakeMastodon(user="ada", checkpoint=trio.lowlevel.checkpoint)
    began = ada.server.now

    async def read(channel: Any) -> None:
        assert (await channel.receive(None)).startswith(b"event: update")

    async def main() -> None:
        channel = await ada.open_channel(stream_of(ada))
        assert await channel.receive(None) == b":)\n"
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read, channel)
            for _ in range(5):
                await trio.lowlevel.checkpoint()
            await ada.toot("hi")

    trio.run(main)
    assert ada.server.now == began


def test_clock_advances_once_other_tasks_are_idle() -> None:
    ada = AsyncFakeMastodon(user="ada", checkpoint=trio.lowlevel.checkpoint)

    async def main() -> list[bytes | None]:
        channel = await ada.open_channel(stream_of(ada))
        return [await channel.receive(None) for _ in range(2)]

    assert trio.run(main) == [b":)\n", b":thump\n\n"]


def test_async_receive_that_is_cancelled_loses_nothing() -> None:
    ada = AsyncFakeMastodon(user="ada", checkpoint=trio.lowlevel.checkpoint)

    async def main() -> bytes | None:
        channel = await ada.open_channel(stream_of(ada))
        with trio.CancelScope() as scope:
            scope.cancel()
            await channel.receive(None)
        return await channel.receive(None)

    assert trio.run(main) == b":)\n"


@pytest.mark.parametrize("checkpoint", [None, trio.lowlevel.checkpoint])
@pytest.mark.parametrize("sleep", [None, in_trio])
@pytest.mark.parametrize("is_set", [False, True])
def test_async_wait_for_a_while(checkpoint: Any, sleep: Any, is_set: bool) -> None:
    ada = AsyncFakeMastodon(user="ada", checkpoint=checkpoint, sleep=sleep)
    began, signal = ada.server.now, Signal()

    async def main() -> None:
        if is_set:
            signal.set()
        await ada.perform(WaitFor(signal, 0.5))

    in_mock_time(main)
    assert ada.sleeps == ([] if is_set else [0.5])
    passed = (ada.server.now - began).total_seconds()
    assert passed == pytest.approx(0 if is_set else 0.5, abs=1e-4)


@pytest.mark.parametrize("sleep", [None, in_trio])
@pytest.mark.parametrize("seconds", [None, 60])
def test_async_wait_ends_when_another_task_sets_the_signal(
    sleep: Any, seconds: float | None
) -> None:
    ada = AsyncFakeMastodon(
        user="ada", checkpoint=trio.lowlevel.checkpoint, sleep=sleep
    )
    signal = Signal()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ada.perform, WaitFor(signal, seconds))
            await trio.lowlevel.checkpoint()
            signal.set()

    in_mock_time(main)
    assert ada.sleeps == []


def test_streams_of_two_clients_of_one_instance(ada: FakeMastodon) -> None:
    bob = FakeMastodon(server=ada.server, user="bob")
    one, other = (mastodon.open_channel(stream_of(mastodon)) for mastodon in (ada, bob))
    bob.toot("hi")
    assert one.receive(0) == b":)\n"
    assert one.receive(0) is None
    assert b"event: update" in (other.receive(0) or b"")


def test_same_seed_and_calls_give_the_same_bytes() -> None:
    def bytes_of_a_stream() -> bytes:
        ada = FakeMastodon(server=OfflineInstance(seed=7), user="ada")
        channel = ada.open_channel(stream_of(ada))
        ada.toot("hi")
        return b"".join(channel.receive(60) or b"" for _ in range(4))

    assert bytes_of_a_stream() == bytes_of_a_stream()


def test_message_of_a_channel_is_not_in_its_errors(ada: FakeMastodon) -> None:
    request = evolve(stream_of(ada), url="https://[")
    assert ada.open_channel(request).response.status == 400
    assert token_of(ada) not in repr(ada.open_channel(request).response)
