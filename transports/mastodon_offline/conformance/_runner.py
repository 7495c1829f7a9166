"""Runners that check a client against a case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Timer
from typing import Any

from mastodon_core import API, Call, Credentials, NetworkError, Timeouts
from mastodon_core.testing.conformance import LARGEST, TIMEOUTS, Case
from mastodon_core.transport import Signal, WaitFor, WireStep

from ._server import FaultServer

TOKEN = "token"

# Seconds after which a call waits in vain for another one. Cases take less than one.
_PATIENCE = 10.0


def run_blocking(case: Case, client_class: Callable[..., Any]) -> None:
    """Run a case against a class of blocking clients.

    Args:
        client_class: A class or function that takes the arguments of every client.

    Raises:
        AssertionError: the outcome is not the expected one.
    """
    with FaultServer(iter(case.replies)) as server:
        outcomes: list[Any] = []
        with client_class(**_arguments(case, server.url)) as client:
            watch = _Watch(client)

            def run(call: Call[Any]) -> None:
                try:
                    outcomes.append(client.send(call))
                except Exception as error:
                    outcomes.append(error)

            calls = [call(API()) for call in case.calls]
            with ThreadPoolExecutor(len(calls) if case.at_once else 1) as pool:
                for done in [pool.submit(run, call) for call in calls]:
                    done.result()
        _check(case, outcomes, server, watch)


async def run_async(
    case: Case,
    client_class: Callable[..., Any],
    wait: Callable[[Callable[[], None]], Awaitable[None]],
    together: Callable[[Sequence[Callable[[], Awaitable[None]]]], Awaitable[None]],
) -> None:
    """Run a case against a class of async clients.

    Args:
        client_class: A class or function that takes the arguments of every client.
        wait: An async function that runs a blocking function in a thread, such as
            ``trio.to_thread.run_sync``.
        together: An async function that runs async functions at the same time.

    Raises:
        AssertionError: the outcome is not the expected one.
    """
    server = FaultServer(iter(case.replies))
    server.__enter__()
    outcomes: list[Any] = []
    try:
        async with client_class(**_arguments(case, server.url)) as client:
            watch = _Watch(client)

            async def run(call: Call[Any]) -> None:
                try:
                    outcomes.append(await client.send(call))
                except Exception as error:
                    outcomes.append(error)

            runs = [partial(run, call(API())) for call in case.calls]
            if case.at_once:
                await together(runs)
            else:
                for each in runs:
                    await each()
    finally:
        await wait(server.__exit__)
    _check(case, outcomes, server, watch)


class _Watch:
    """Ends a `WaitFor` that takes too long, as where it blocks the event loop."""

    def __init__(self, client: Any) -> None:
        self.gave_up = False
        self._perform = client.perform
        client.perform = self.perform

    def perform(self, step: WireStep) -> Any:
        """Perform a step as the client does; an async client returns a coroutine."""
        if isinstance(step, WaitFor):
            signal = Signal()
            timer = Timer(_PATIENCE, self._give_up, [signal])
            timer.start()
            for function in (timer.cancel, signal.set):
                step.signal.on_set(function)
            step = WaitFor(signal)
        return self._perform(step)

    def _give_up(self, signal: Signal) -> None:
        self.gave_up = True
        signal.set()


def _arguments(case: Case, url: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {"access_token": TOKEN, "api_base_url": url}
    if case.is_expired:
        expired = Credentials(
            base_url=url,
            client_id="app",
            access_token=TOKEN,
            refresh_token="refresh",
            expires_at=datetime(2024, 1, 1, tzinfo=UTC),
        )
        arguments = {"credentials": expired}
    return arguments | {
        "retries": case.retries,
        "timeouts": TIMEOUTS if case.is_slow else Timeouts(),
        "max_response_bytes": LARGEST,
    }


def _check(
    case: Case, outcomes: Sequence[Any], server: FaultServer, watch: _Watch
) -> None:
    assert not watch.gave_up, f"{case.name}: a call waits for another one in vain"
    for outcome in outcomes if case.at_once else outcomes[-1:]:
        _check_outcome(case, outcome)
    assert len(server.received) == len(case.replies), (
        f"{case.name}: {len(server.received)} requests"
    )
    assert case.connections in {None, server.connections}, (
        f"{case.name}: {server.connections} connections"
    )
    assert case.check(server.received), f"{case.name}: {server.received!r:.500}"


def _check_outcome(case: Case, outcome: Any) -> None:
    expected = case.outcome
    if isinstance(expected, type):
        assert isinstance(outcome, expected), f"{case.name}: {outcome!r}"
    else:
        assert not isinstance(outcome, Exception), f"{case.name}: {outcome!r}"
        assert expected(outcome), f"{case.name}: {outcome!r}"
    if case.sent is not None:
        assert isinstance(outcome, NetworkError)
        assert outcome.sent is case.sent, f"{case.name}: sent is {outcome.sent}"
    assert TOKEN not in str(outcome) or not isinstance(outcome, Exception)
