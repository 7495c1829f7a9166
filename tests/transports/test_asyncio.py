"""The asyncio client: cancellation anywhere, task groups, timeouts, any event loop."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import mastodon_asyncio
import pytest
import uvloop
from mastodon_offline.conformance import FaultServer

from mastodon_core import (
    AsyncMastodon,
    ClientClosed,
    NetworkTimeout,
    Secret,
    Timeouts,
)
from mastodon_core.testing.conformance import Pause, ok, whole
from mastodon_core.transport import Signal, WaitFor, WriteFile

MEDIA = whole(b'{"id": "7", "type": "image", "url": "https://x.example/7"}')
RUNS: dict[str, Callable[[Coroutine[Any, Any, Any]], Any]] = {
    "asyncio": asyncio.run,
    "uvloop": uvloop.run,
}
each_loop = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def cancel_at_step(call: Coroutine[Any, Any, Any], step: int) -> Awaitable[Any]:
    """Run a coroutine, and cancel it instead of its n-th step."""

    async def main() -> Any:
        left = step
        task = asyncio.current_task()
        assert task is not None
        steps = call.__await__()
        outcome: Any = None
        while True:
            left -= 1
            try:
                if left == 0:
                    future = steps.throw(asyncio.CancelledError())
                else:
                    future = steps.send(outcome)
            except StopIteration as stop:
                return stop.value
            outcome = await _once(future)

    return main()


async def _once(future: Any) -> Any:
    """Pass a step of the event loop on."""

    class Passing:
        def __await__(self) -> Any:
            return (yield future)

    return await Passing()


async def cancel_at_each_step(url: str, name: str, *args: Any) -> int:
    """Cancel a call at each of its steps, each time with a new client.

    Returns:
        The number of steps of the call.
    """
    step = 0
    while True:
        step += 1
        async with mastodon_asyncio.Mastodon(api_base_url=url, retries=0) as mastodon:
            try:
                await cancel_at_step(getattr(mastodon, name)(*args), step)
            except asyncio.CancelledError:
                # The next call must not get the rest of the previous response.
                assert (await mastodon.media("7")).id == "7"
            else:
                return step


@each_loop
@pytest.mark.parametrize(
    ("name", "args"),
    [("media", ("7",)), ("media_upload", (bytes(200_000), "image/png"))],
)
def test_client_works_after_a_call_is_cancelled_at_any_step(
    run: Any, name: str, args: tuple[Any, ...]
) -> None:
    # The first loop of a kind opens files for all of them.
    run(asyncio.sleep(0))
    before = open_files()
    with FaultServer(iter([ok(MEDIA)] * 1000)) as server:
        steps = run(cancel_at_each_step(server.url, name, *args))
    assert steps > 3
    assert open_files() == before


@each_loop
def test_tasks_of_a_group_share_a_client(run: Any) -> None:
    async def main(url: str) -> list[str]:
        async with mastodon_asyncio.Mastodon(api_base_url=url) as mastodon:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(mastodon.media("7")) for _ in range(60)]
            return [task.result().id for task in tasks]

    with FaultServer(iter([ok(MEDIA)] * 60)) as server:
        assert run(main(server.url)) == ["7"] * 60
    assert 1 < server.connections <= 20


@each_loop
def test_a_task_that_fails_cancels_the_calls_of_its_group(run: Any) -> None:
    async def fail() -> None:
        raise LookupError("this task")

    async def both(mastodon: AsyncMastodon) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(mastodon.media("7"))
            await asyncio.sleep(0)
            group.create_task(fail())

    async def main(url: str) -> str:
        async with mastodon_asyncio.Mastodon(api_base_url=url) as mastodon:
            with pytest.raises(ExceptionGroup) as caught:
                await both(mastodon)
            assert caught.group_contains(LookupError, match="this task", depth=1)
            return (await mastodon.media("7")).id

    # Whether the first call had sent its request depends on the loop.
    with FaultServer(iter([ok(MEDIA)] * 2)) as server:
        assert run(main(server.url)) == "7"


@each_loop
def test_asyncio_timeout_ends_a_call_as_its_own(run: Any) -> None:
    async def main(url: str) -> str:
        async with mastodon_asyncio.Mastodon(api_base_url=url) as mastodon:
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(0.05):
                    await mastodon.media("7")
            assert not isinstance(caught.value, NetworkTimeout)
            return (await mastodon.media("7")).id

    with FaultServer(iter([ok(Pause()), ok(MEDIA)])) as server:
        assert run(main(server.url)) == "7"


@each_loop
def test_timeouts_of_the_client_inside_of_asyncio_timeout_are_its_own(run: Any) -> None:
    async def main(url: str) -> None:
        async with (
            mastodon_asyncio.Mastodon(
                api_base_url=url, timeouts=Timeouts(read=0.05), retries=0
            ) as mastodon,
            asyncio.timeout(20),
        ):
            with pytest.raises(NetworkTimeout, match=r"no data for 0\.05 s"):
                await mastodon.media("7")
            task = asyncio.current_task()
            assert task is not None
            assert task.cancelling() == 0

    with FaultServer(iter([ok(Pause())])) as server:
        run(main(server.url))


@each_loop
def test_client_is_made_before_the_loop_and_used_in_several(run: Any) -> None:
    with FaultServer(iter([ok(MEDIA)] * 4)) as server:
        mastodon = mastodon_asyncio.Mastodon(api_base_url=server.url)

        async def twice() -> list[str]:
            return [(await mastodon.media("7")).id for _ in range(2)]

        before = open_files()
        assert run(twice()) == ["7", "7"]
        assert run(twice()) == ["7", "7"]
        # Each run of the loop has its own connection.
        assert server.connections == 2
        run(mastodon.aclose())
        assert open_files() <= before


def test_one_client_serves_loops_in_several_threads() -> None:
    found: list[str] = []

    async def work() -> None:
        for _ in range(5):
            found.append((await mastodon.media("7")).id)

    with FaultServer(iter([ok(MEDIA)] * 20)) as server:
        mastodon = mastodon_asyncio.Mastodon(api_base_url=server.url)
        threads = [threading.Thread(target=lambda: asyncio.run(work())) for _ in "1234"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        asyncio.run(mastodon.aclose())
    assert found == ["7"] * 20


@each_loop
def test_closing_wakes_calls_that_wait_for_a_connection(run: Any) -> None:
    async def main(url: str) -> list[type[Any]]:
        mastodon = mastodon_asyncio.Mastodon(api_base_url=url, retries=0)
        tasks = [asyncio.create_task(mastodon.media("7")) for _ in range(21)]
        while not any(each.queue for each in mastodon._engine._runs.values()):
            await asyncio.sleep(0)
        await mastodon.aclose()
        tasks[0].cancel()
        outcomes = await asyncio.gather(*tasks[20:], return_exceptions=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [type(outcome) for outcome in outcomes]

    with FaultServer(iter([ok(Pause())] * 20)) as server:
        assert run(main(server.url)) == [ClientClosed]


async def first_title(mastodon: AsyncMastodon) -> str | None:
    """A bot that does not know its event loop."""
    return (await mastodon.instance_v1()).title


@each_loop
def test_code_for_any_event_loop_runs_on_asyncio(run: Any) -> None:
    async def main(url: str) -> str | None:
        async with mastodon_asyncio.Mastodon(api_base_url=url) as mastodon:
            return await first_title(mastodon)

    with FaultServer(iter([ok()])) as server:
        assert run(main(server.url)) == "X"


@each_loop
def test_a_large_response_waits_for_its_reader(run: Any) -> None:
    body = b'{"id": "7", "type": "image", "url": "' + b"x" * 5_000_000 + b'"}'

    async def main(url: str) -> int:
        async with mastodon_asyncio.Mastodon(api_base_url=url) as mastodon:
            media = await mastodon.media("7")
        assert media.url is not None
        return len(media.url)

    with FaultServer(iter([ok(whole(body))])) as server:
        assert run(main(server.url)) == 5_000_000


class SlowFile(BytesIO):
    """A file whose bytes take their time."""

    def __init__(self) -> None:
        super().__init__(bytes(10))
        self.is_read, self.may_end = threading.Event(), threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        self.is_read.set()
        assert self.may_end.wait(20)
        return super().read(size)


@each_loop
def test_a_call_that_is_cancelled_while_a_thread_reads_a_file_waits_for_it(
    run: Any,
) -> None:
    file = SlowFile()

    async def main(url: str) -> str:
        async with mastodon_asyncio.Mastodon(api_base_url=url) as mastodon:
            call = asyncio.create_task(mastodon.media_upload(file, "image/png"))
            await asyncio.to_thread(file.is_read.wait, 20)
            for _ in range(3):
                call.cancel()
                await asyncio.sleep(0)
            # Else its file could be closed, or used by the caller, in the meantime.
            assert not call.done()
            file.may_end.set()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert call.cancelled()
            return (await mastodon.media("7")).id

    # The head of the upload is not followed by anything.
    with FaultServer(iter([ok(MEDIA)] * 2)) as server:
        assert run(main(server.url)) == "7"


@each_loop
def test_results_of_threads_do_not_show_in_reprs_of_tasks(
    run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "user.txt"
    file.write_text("hunter2\nhttps://x.example\n")
    file.chmod(0o600)
    shown = set[str]()

    async def main() -> None:
        mastodon = mastodon_asyncio.Mastodon(api_base_url="https://x.example")
        call = asyncio.create_task(mastodon.log_in_from(file))
        while not call.done():
            shown.add(repr(call))
            await asyncio.sleep(0)
        await call
        assert mastodon.session.credentials.access_token == Secret("hunter2")
        await mastodon.aclose()

    run(main())
    assert any("wait_for=<Future" in each for each in shown)
    assert not any("hunter2" in each for each in shown)


@each_loop
def test_a_call_that_waits_for_a_thread_in_vain_can_be_cancelled(
    run: Any, tmp_path: Path
) -> None:
    path, may_end = tmp_path / "user.txt", threading.Event()

    async def main() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        busy = asyncio.create_task(asyncio.to_thread(may_end.wait, 20))
        await asyncio.sleep(0)
        mastodon = mastodon_asyncio.Mastodon(api_base_url="https://x.example")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await mastodon.perform(WriteFile(path, "new"))
        may_end.set()
        assert await busy is True
        # Nor does it happen later.
        await asyncio.to_thread(int)
        assert not path.exists()
        await mastodon.aclose()

    run(main())


def test_a_call_that_waits_for_one_in_another_thread_is_woken() -> None:
    mastodon = mastodon_asyncio.Mastodon()
    signal = Signal()
    began = threading.Event()

    async def wait() -> None:
        task = asyncio.create_task(mastodon.perform(WaitFor(signal)))
        await asyncio.sleep(0)
        began.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(wait()))
    thread.start()
    began.wait()
    signal.set()
    thread.join(20)
    assert not thread.is_alive()
    # Nobody waits any more, and its loop is closed.
    signal.set()
