"""Run a case against a blocking client."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from mastodon_core.testing.conformance import Case

from ._run import GRACE, Run
from ._using import Function, use


def run_blocking(
    case: Case, client_class: Callable[..., Any], *, tls: bool = False
) -> None:
    """Run a case against a class of blocking clients.

    Args:
        client_class: A class or function that takes the arguments of every client.
        tls: Whether the server speaks TLS. Some cases decide that for themselves.

    Raises:
        AssertionError: the client does something else than the case expects.
        unittest.SkipTest: the case is about streams, which the client does not have.
        ValueError: the case cancels something.
    """
    if case.cancels:
        raise ValueError(
            f"{case} is for async clients: a blocking call is not cancelled"
        )
    with Run(case, tls) as run:
        with client_class(**run.arguments()) as client:
            run.check_fits(client)
            run.watch(client)
            for step in case.calls:
                _run_together(run, client, run.calls(step))
        run.check(client)
        del client


def _run_together(run: Run, client: Any, calls: list[Any]) -> None:
    outcomes: list[Any] = [None] * len(calls)

    async def carry_out(index: int, call: Any) -> None:
        try:
            outcomes[index] = await use(run, client, call, threads)
        except Exception as error:
            outcomes[index] = error

    threads = _Threads(run)
    # In threads even one by one, so that a call that hangs fails its case.
    functions = [partial(carry_out, index, call) for index, call in enumerate(calls)]
    _run_now(partial(threads.together, functions))
    run.outcomes += outcomes


class _Threads:
    def __init__(self, run: Run) -> None:
        self._run = run

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def together(self, functions: Sequence[Function]) -> None:
        threads = [
            threading.Thread(target=partial(_run_now, function), daemon=True)
            for function in functions
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(self._run.patience + GRACE)
            assert not thread.is_alive(), f"{self._run.case.name}: a call does not end"

    async def cancel(self, function: Function, moment: Function) -> None:
        raise NotImplementedError("a blocking call is not cancelled")


def _run_now(function: Function) -> None:
    """Run a coroutine function that never waits."""
    for _ in function().__await__():
        raise AssertionError("a blocking client is awaited")
