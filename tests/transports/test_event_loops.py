"""Async clients that are used outside of their event loop."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

import mastodon_asyncio
import mastodon_trio
import pytest
import trio

from mastodon_core.transport import Signal, WaitFor

ADVICE = {
    "asyncio": (
        "a client of mastodon_asyncio must be used inside asyncio.run();"
        " in trio, use mastodon_trio"
    ),
    "trio": (
        "a client of mastodon_trio must be used inside trio.run();"
        " in asyncio, use mastodon_asyncio"
    ),
}


def in_asyncio(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(main())


def in_trio(call: Coroutine[Any, Any, Any]) -> Any:
    async def main() -> Any:
        return await call

    return trio.run(main)


def by_hand(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a coroutine without an event loop."""
    return main().send(None)


@pytest.mark.parametrize(
    ("library", "client", "run"),
    [
        ("asyncio", mastodon_asyncio.Mastodon, trio.run),
        ("asyncio", mastodon_asyncio.Mastodon, by_hand),
        ("trio", mastodon_trio.Mastodon, in_asyncio),
        ("trio", mastodon_trio.Mastodon, by_hand),
    ],
)
def test_a_client_in_the_wrong_event_loop_names_the_right_one(
    library: str, client: Any, run: Any
) -> None:
    async def main() -> None:
        async with client(api_base_url="https://127.0.0.1:9") as mastodon:
            await mastodon.instance_v1()

    with warnings.catch_warnings():
        # It can be closed there, so nobody is told that it was not.
        warnings.simplefilter("error")
        with pytest.raises(RuntimeError) as caught:
            run(main)
    assert str(caught.value) == ADVICE[library]
    # Nothing else is shown above it.
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("client", "run"),
    [(mastodon_asyncio.Mastodon, asyncio.run), (mastodon_trio.Mastodon, in_trio)],
)
def test_a_signal_for_an_event_loop_that_has_ended_is_ignored(
    client: Any, run: Any
) -> None:
    signal = Signal()

    async def main() -> None:
        mastodon = client(api_base_url="https://127.0.0.1:9")
        waiting = mastodon.perform(WaitFor(signal)).__await__()
        waiting.send(None)
        waiting.close()

    run(main())
    signal.set()
