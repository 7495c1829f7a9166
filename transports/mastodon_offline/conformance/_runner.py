"""Runners that check a client against a case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mastodon_core import API, NetworkError, Timeouts
from mastodon_core.testing.conformance import LARGEST, TIMEOUTS, Case

from ._server import FaultServer

TOKEN = "token"


def run_blocking(case: Case, client_class: Callable[..., Any]) -> None:
    """Run a case against a class of blocking clients.

    Args:
        client_class: A class or function that takes the arguments of every client.

    Raises:
        AssertionError: the outcome is not the expected one.
    """
    with FaultServer(iter(case.replies)) as server:
        outcome: Any = None
        with client_class(**_arguments(case, server.url)) as client:
            try:
                for call in case.calls:
                    outcome = client.send(call(API()))
            except Exception as error:
                outcome = error
        _check(case, outcome, server)


async def run_async(
    case: Case,
    client_class: Callable[..., Any],
    wait: Callable[[Callable[[], None]], Awaitable[None]],
) -> None:
    """Run a case against a class of async clients.

    Args:
        client_class: A class or function that takes the arguments of every client.
        wait: An async function that runs a blocking function in a thread, such as
            ``trio.to_thread.run_sync``.

    Raises:
        AssertionError: the outcome is not the expected one.
    """
    server = FaultServer(iter(case.replies))
    server.__enter__()
    try:
        outcome: Any = None
        async with client_class(**_arguments(case, server.url)) as client:
            try:
                for call in case.calls:
                    outcome = await client.send(call(API()))
            except Exception as error:
                outcome = error
    finally:
        await wait(server.__exit__)
    _check(case, outcome, server)


def _arguments(case: Case, url: str) -> dict[str, Any]:
    return {
        "access_token": TOKEN,
        "api_base_url": url,
        "retries": case.retries,
        "timeouts": TIMEOUTS if case.is_slow else Timeouts(),
        "max_response_bytes": LARGEST,
    }


def _check(case: Case, outcome: Any, server: FaultServer) -> None:
    expected = case.outcome
    if isinstance(expected, type):
        assert isinstance(outcome, expected), f"{case.name}: {outcome!r}"
    else:
        assert not isinstance(outcome, Exception), f"{case.name}: {outcome!r}"
        assert expected(outcome), f"{case.name}: {outcome!r}"
    if case.sent is not None:
        assert isinstance(outcome, NetworkError)
        assert outcome.sent is case.sent, f"{case.name}: sent is {outcome.sent}"
    assert len(server.received) == len(case.replies), (
        f"{case.name}: {len(server.received)} requests"
    )
    assert server.connections == case.connections, (
        f"{case.name}: {server.connections} connections"
    )
    assert case.check(server.received), f"{case.name}: {server.received!r:.500}"
    assert TOKEN not in str(outcome) or not isinstance(outcome, Exception)
