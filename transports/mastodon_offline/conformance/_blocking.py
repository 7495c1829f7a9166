"""Run a case against a blocking client."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from mastodon_core import Call
from mastodon_core.testing.conformance import Cancelled, Case

from ._run import GRACE, Run


def run_blocking(
    case: Case, client_class: Callable[..., Any], *, tls: bool = False
) -> None:
    """Run a case against a class of blocking clients.

    Args:
        client_class: A class or function that takes the arguments of every client.
        tls: Whether the server speaks TLS. Some cases decide that for themselves.

    Raises:
        AssertionError: the client does something else than the case expects.
        ValueError: the case has calls that are cancelled.
    """
    if any(isinstance(step, Cancelled) for step in case.calls):
        raise ValueError(
            f"{case} is for async clients: a blocking call is not cancelled"
        )
    with Run(case, tls) as run:
        with client_class(**run.arguments()) as client:
            run.watch(client)
            for step in case.calls:
                _run_together(run, client, run.calls(step))
        run.check(client)
        del client


def _run_together(run: Run, client: Any, calls: list[Call[Any]]) -> None:
    outcomes: list[Any] = [None] * len(calls)

    def carry_out(index: int, call: Call[Any]) -> None:
        try:
            outcomes[index] = client.send(call)
        except Exception as error:
            outcomes[index] = error

    # In threads even one by one, so that a call that hangs fails its case.
    threads = [
        threading.Thread(target=partial(carry_out, index, call), daemon=True)
        for index, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(run.patience + GRACE)
        assert not thread.is_alive(), f"{run.case.name}: a call does not end"
    run.outcomes += outcomes
