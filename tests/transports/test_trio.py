"""The trio client can be cancelled at any step, and shared by tasks."""

from __future__ import annotations

import gc
import os
import threading
from typing import Any

import mastodon_trio
import pytest
import trio
import trio.testing
from mastodon_offline.conformance import FaultServer

from mastodon_core import RateLimitReached, Secret, Timeouts
from mastodon_core.testing.conformance import BODY, Reply, ok, whole
from mastodon_core.transport import Signal, WaitFor


class CancelAt(trio.abc.Instrument):
    """Cancels a scope at a task's n-th step."""

    def __init__(self, scope: trio.CancelScope, task: Any, step: int) -> None:
        self.scope, self.task, self.left = scope, task, step

    def before_task_step(self, task: Any) -> None:
        if task is self.task:
            self.left -= 1
            if self.left == 0:
                self.scope.cancel()


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


MEDIA = whole(b'{"id": "7", "type": "image", "url": "https://x.example/7"}')


async def cancel_at_each_step(url: str, name: str, *args: Any) -> int:
    """Cancel a call at each of its steps, each time with a new client.

    Returns:
        The number of steps of the call.
    """
    step = 0
    while True:
        step += 1
        async with mastodon_trio.Mastodon(api_base_url=url, retries=0) as mastodon:
            with trio.CancelScope() as scope:
                task = trio.lowlevel.current_task()
                instrument = CancelAt(scope, task, step)
                trio.lowlevel.add_instrument(instrument)
                try:
                    await getattr(mastodon, name)(*args)
                finally:
                    trio.lowlevel.remove_instrument(instrument)
            # The next call must not get the rest of the previous response.
            assert (await mastodon.media("7")).id == "7"
        if not scope.cancelled_caught:
            return step


@pytest.mark.parametrize(
    ("name", "args"),
    [("media", ("7",)), ("media_upload", (bytes(200_000), "image/png"))],
)
def test_client_works_after_a_call_is_cancelled_at_any_step(
    name: str, args: tuple[Any, ...]
) -> None:
    before = open_files()
    with FaultServer(iter([ok(MEDIA)] * 1000)) as server:
        steps = trio.run(cancel_at_each_step, server.url, name, *args)
    assert steps > 4
    assert open_files() == before


TOKEN = whole(b'{"access_token": "t", "scope": "read write follow push"}')


async def cancel_sign_up_at_each_step(url: str) -> int:
    """Cancel a registration at each of its steps; returns how many it has."""
    step = 0
    while True:
        step += 1
        client = mastodon_trio.Mastodon("id", "secret", "mine", url, retries=0)
        async with client as mastodon:
            before = mastodon.session.credentials
            with trio.CancelScope() as scope:
                instrument = CancelAt(scope, trio.lowlevel.current_task(), step)
                trio.lowlevel.add_instrument(instrument)
                try:
                    await mastodon.create_account(
                        "ada", "longenough", "ada@x.example", agreement=True
                    )
                finally:
                    trio.lowlevel.remove_instrument(instrument)
            if not scope.cancelled_caught:
                assert mastodon.session.credentials.access_token == Secret("t")
                return step
            assert mastodon.session.credentials == before


def test_a_registration_that_is_cancelled_leaves_the_client_as_it_was() -> None:
    with FaultServer(iter([ok(TOKEN)] * 1000)) as server:
        assert trio.run(cancel_sign_up_at_each_step, server.url) > 8


def test_tasks_share_a_client_and_wait_for_a_connection() -> None:
    async def main(server: FaultServer) -> list[str]:
        found: list[str] = []
        async with mastodon_trio.Mastodon(api_base_url=server.url) as mastodon:

            async def fetch_title() -> None:
                found.append((await mastodon.instance_v1()).title)

            async with trio.open_nursery() as nursery:
                for _ in range(60):
                    nursery.start_soon(fetch_title)
        return found

    with FaultServer(iter([ok()] * 60)) as server:
        assert trio.run(main, server) == ["X"] * 60
    assert 1 < server.connections <= 20


def test_a_connection_that_idled_too_long_is_not_used_again() -> None:
    async def main(server: FaultServer) -> None:
        async with mastodon_trio.Mastodon(
            api_base_url=server.url, timeouts=Timeouts(None, None, None)
        ) as mastodon:
            await mastodon.instance_v1()
            # The test's own clock: nothing waits.
            clock.jump(31.0)
            await mastodon.instance_v1()

    clock = trio.testing.MockClock(rate=1.0)
    with FaultServer(iter([ok(), ok()])) as server:
        trio.run(main, server, clock=clock)
    assert server.connections == 2


SPENT = (
    "X-RateLimit-Limit: 300",
    "X-RateLimit-Remaining: 0",
    "X-RateLimit-Reset: 600",
)


def run_at(start: float, function: Any) -> Any:
    """Run a function of trio with a clock of its own, which starts anywhere."""
    clock = trio.testing.MockClock(rate=1.0)
    clock.jump(start)
    return trio.run(function, clock=clock)


@pytest.mark.parametrize("starts", [(118_493, 7), (7, 118_493)])
def test_client_used_in_two_runs_of_trio_waits_by_neither_clock(
    starts: tuple[float, float],
) -> None:
    async def title() -> str:
        return (await mastodon.instance_v1()).title

    with FaultServer(iter([ok(whole(BODY, *SPENT))] * 2)) as server:
        mastodon = mastodon_trio.Mastodon(api_base_url=server.url, rate_limit="throw")
        assert [run_at(start, title) for start in starts] == ["X", "X"]
        # Nor does it use an idle connection of the other run.
        assert server.connections == 2
        trio.run(mastodon.aclose)


def test_client_used_in_many_runs_of_trio_never_waits_longer_than_the_server_says() -> (
    None
):
    async def outcome() -> float:
        try:
            await mastodon.instance_v1()
        except RateLimitReached as error:
            return error.wait_seconds
        return 0.0

    with FaultServer(iter([ok(whole(BODY, *SPENT))] * 5)) as server:
        mastodon = mastodon_trio.Mastodon(api_base_url=server.url, rate_limit="throw")
        # Each run starts its clock anywhere between 10,000 and 1,000,000 seconds.
        assert all(trio.run(outcome) <= 600 for _ in range(5))
        trio.run(mastodon.aclose)


def test_rate_limit_status_is_known_outside_of_the_run() -> None:
    async def main(url: str) -> mastodon_trio.Mastodon:
        async with mastodon_trio.Mastodon(api_base_url=url) as mastodon:
            await mastodon.instance_v1()
            assert mastodon.rate_limit_status()["general"].remaining == 0
        return mastodon

    with FaultServer(iter([ok(whole(BODY, *SPENT))])) as server:
        mastodon = trio.run(main, server.url)
    status = mastodon.rate_limit_status()["general"]
    assert (status.limit, status.remaining) == (300, 0)
    assert 0 < status.reset_in <= 600


def test_closing_the_client_lets_a_call_in_progress_finish() -> None:
    async def main(server: FaultServer) -> str:
        mastodon = mastodon_trio.Mastodon(api_base_url=server.url)
        titles: list[str] = []

        async def fetch_title() -> None:
            titles.append((await mastodon.instance_v1()).title)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(fetch_title)
            await trio.testing.wait_all_tasks_blocked()
            await mastodon.aclose()
        return titles[0]

    before = open_files()
    reply = Reply(parts=(whole(),))
    with FaultServer(iter([reply])) as server:
        assert trio.run(main, server) == "X"
    assert open_files() == before


def test_a_call_that_waits_for_one_in_another_thread_is_woken() -> None:
    mastodon = mastodon_trio.Mastodon()
    signal = Signal()
    began = threading.Event()

    async def wait() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(mastodon.perform, WaitFor(signal))
            await trio.testing.wait_all_tasks_blocked()
            began.set()

    thread = threading.Thread(target=lambda: trio.run(wait))
    thread.start()
    began.wait()
    signal.set()
    thread.join(20)
    assert not thread.is_alive()
