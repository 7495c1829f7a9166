"""Both transports run the cases that every transport must pass."""

import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import mastodon_requests
import mastodon_trio
import pytest
import trio
from mastodon_offline.conformance import CASES, Case, run_async, run_blocking

from mastodon_core.transport import HttpResponse, WaitFor, WireStep

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@each
def test_requests_transport_conforms(case: Case) -> None:
    run_blocking(case, mastodon_requests.Mastodon)


@each
def test_trio_transport_conforms(case: Case) -> None:
    run_in_trio(case, mastodon_trio.Mastodon)


def run_in_trio(case: Case, client_class: Any) -> None:
    wait: Any = trio.to_thread.run_sync
    trio.run(partial(run_async, case, client_class, wait, together))


async def together(functions: Sequence[Callable[[], Awaitable[None]]]) -> None:
    async with trio.open_nursery() as nursery:
        for function in functions:
            nursery.start_soon(function)


REFRESH = next(case for case in CASES if "refreshes the token" in case.name)


def test_transport_that_does_not_wait_for_a_refresh_does_not_conform() -> None:
    class Impatient(mastodon_requests.Mastodon):
        def perform(self, step: WireStep) -> HttpResponse | str | None:
            return None if isinstance(step, WaitFor) else super().perform(step)

    class AsyncImpatient(mastodon_trio.Mastodon):
        async def perform(self, step: WireStep) -> HttpResponse | str | None:
            return None if isinstance(step, WaitFor) else await super().perform(step)

    for run, client_class in ((run_blocking, Impatient), (run_in_trio, AsyncImpatient)):
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

    monkeypatch.setattr("mastodon_offline.conformance._runner._PATIENCE", 0.1)
    with pytest.raises(AssertionError, match="waits for another one in vain"):
        run_in_trio(REFRESH, Blocking)
