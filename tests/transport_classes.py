"""The clients of all transports, and how to run each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import pytest
import trio

T = TypeVar("T")

CLASSES: dict[str, Any] = {
    "requests": mastodon_requests.Mastodon,
    "trio": mastodon_trio.Mastodon,
    "asyncio": mastodon_asyncio.Mastodon,
}
ASYNC_CLASSES = {name: CLASSES[name] for name in ("trio", "asyncio")}
each_transport = pytest.mark.parametrize(
    "mastodon_class", CLASSES.values(), ids=CLASSES
)
each_async_transport = pytest.mark.parametrize(
    "mastodon_class", ASYNC_CLASSES.values(), ids=ASYNC_CLASSES
)


def is_blocking(mastodon_class: Any) -> bool:
    return issubclass(mastodon_class, mastodon_requests.Mastodon)


def run(
    mastodon_class: Any, main: Callable[..., Coroutine[Any, Any, Any]], *args: Any
) -> Any:
    """Run an async function on the event loop of a client."""
    if not issubclass(mastodon_class, mastodon_asyncio.Mastodon):
        return trio.run(main, *args)
    complaints, results = list[dict[str, Any]](), list[Any]()

    # The repr of a task shows its result, which may be a token.
    async def watched() -> None:
        loop = asyncio.get_running_loop()
        # So that debug mode logs every step, with the repr of what it waited for.
        loop.slow_callback_duration = 0.0
        loop.set_exception_handler(lambda loop, context: complaints.append(context))
        results.append(await main(*args))

    try:
        asyncio.run(watched(), debug=True)
    finally:
        assert complaints == []
    return results[0]


async def together(
    mastodon_class: Any, functions: Sequence[Callable[[], Awaitable[None]]]
) -> None:
    """Run async functions as tasks, on the event loop of a client."""
    if issubclass(mastodon_class, mastodon_asyncio.Mastodon):

        async def call(function: Callable[[], Awaitable[None]]) -> None:
            await function()

        async with asyncio.TaskGroup() as group:
            for function in functions:
                group.create_task(call(function))
    else:
        async with trio.open_nursery() as nursery:
            for function in functions:
                nursery.start_soon(function)


async def cancellable(
    mastodon_class: Any,
    function: Callable[[], Awaitable[None]],
    tell: Callable[[Callable[[], object]], None],
) -> None:
    """Run an async function, and tell how to cancel it."""
    if issubclass(mastodon_class, mastodon_asyncio.Mastodon):
        task = asyncio.current_task()
        assert task is not None
        tell(task.cancel)
        with suppress(asyncio.CancelledError):
            await function()
    else:
        with trio.CancelScope() as scope:
            tell(scope.cancel)
            await function()


async def in_thread(mastodon_class: Any, function: Callable[[], T]) -> T:
    """Call a function that blocks, on the event loop of a client."""
    if issubclass(mastodon_class, mastodon_asyncio.Mastodon):
        return await asyncio.to_thread(function)
    return await trio.to_thread.run_sync(function)


def use(mastodon_class: Any, action: Callable[[Any], Any], **options: Any) -> Any:
    """Make a client, let a function make one call with it, and close it."""
    if is_blocking(mastodon_class):
        with mastodon_class(**options) as mastodon:
            return action(mastodon)

    async def main() -> Any:
        async with mastodon_class(**options) as mastodon:
            return await action(mastodon)

    return run(mastodon_class, main)


def send(mastodon_class: Any, name: str, *args: Any, **options: Any) -> Any:
    """Make one call with a new client."""
    return use(mastodon_class, lambda m: getattr(m, name)(*args), **options)
