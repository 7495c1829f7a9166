"""Run a case against an async client, on trio or on asyncio."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Protocol

from mastodon_core.testing.conformance import Cancelled, Case
from mastodon_core.values import need

from ._run import GRACE, Run
from ._using import INTERVAL, Function, Loop, use


class _EventLoop(Loop, Protocol):
    def run(
        self, main: Callable[[], Coroutine[Any, Any, None]], seconds: float
    ) -> bool:
        """Run a function; return False if it takes longer."""
        ...


def run_trio(
    case: Case, client_class: Callable[..., Any], *, tls: bool = False
) -> None:
    """Run a case against a class of async clients, on trio.

    Args:
        client_class: A class or function that takes the arguments of every client.
        tls: Whether the server speaks TLS. Some cases decide that for themselves.

    Raises:
        AssertionError: the client does something else than the case expects.
        unittest.SkipTest: the case is about streams, which the client does not have.
    """
    need("trio", "trio", "run_trio")
    _run(case, client_class, _Trio(), tls)


def run_asyncio(
    case: Case, client_class: Callable[..., Any], *, tls: bool = False
) -> None:
    """Run a case against a class of async clients, on asyncio.

    Args:
        client_class: A class or function that takes the arguments of every client.
        tls: Whether the server speaks TLS. Some cases decide that for themselves.

    Raises:
        AssertionError: the client does something else than the case expects.
        unittest.SkipTest: the case is about streams, which the client does not have.
    """
    _run(case, client_class, _Asyncio(), tls)


def _run(
    case: Case, client_class: Callable[..., Any], loop: _EventLoop, tls: bool
) -> None:
    with Run(case, tls) as run:
        clients: list[Any] = []

        async def main() -> None:
            async with client_class(**run.arguments()) as client:
                run.check_fits(client)
                clients.append(client)
                run.watch(client)
                for step in case.calls:
                    # Blocks the loop for a moment, in which no call of it is under way.
                    calls = run.calls(step)
                    if isinstance(step, Cancelled):
                        await _cancel(run, client, calls[0], loop)
                    else:
                        await _run_together(run, client, calls, loop)

        assert loop.run(main, run.patience + GRACE), f"{case.name}: a call does not end"
        run.check(clients.pop())


async def _run_together(
    run: Run, client: Any, calls: list[Any], loop: _EventLoop
) -> None:
    outcomes: list[Any] = [None] * len(calls)

    async def carry_out(index: int, call: Any) -> None:
        try:
            outcomes[index] = await use(run, client, call, loop)
        except Exception as error:
            outcomes[index] = error

    functions = [partial(carry_out, index, call) for index, call in enumerate(calls)]
    if len(functions) == 1:
        await functions[0]()
    else:
        await loop.together(functions)
    run.outcomes += outcomes


async def _cancel(run: Run, client: Any, call: Any, loop: _EventLoop) -> None:
    ended: list[Any] = []

    async def carry_out() -> None:
        try:
            ended.append(await use(run, client, call, loop))
        except Exception as error:
            ended.append(error)

    async def moment() -> None:
        while not (run.ready.is_set() or ended):
            await loop.sleep(INTERVAL)

    await loop.cancel(carry_out, moment)
    if ended:
        run.complain(f"a call goes on though it is cancelled: {ended[0]!r:.200}")


class _Trio:
    def run(
        self, main: Callable[[], Coroutine[Any, Any, None]], seconds: float
    ) -> bool:
        import trio

        async def bounded() -> bool:
            with trio.move_on_after(seconds) as scope:
                await main()
            return not scope.cancelled_caught

        return trio.run(bounded)

    async def sleep(self, seconds: float) -> None:
        import trio

        await trio.sleep(seconds)

    async def together(self, functions: Sequence[Function]) -> None:
        import trio

        async with trio.open_nursery() as nursery:
            for function in functions:
                nursery.start_soon(function)

    async def cancel(self, function: Function, moment: Function) -> None:
        import trio

        async with trio.open_nursery() as nursery:
            nursery.start_soon(function)
            await moment()
            nursery.cancel_scope.cancel()


class _Asyncio:
    def run(
        self, main: Callable[[], Coroutine[Any, Any, None]], seconds: float
    ) -> bool:
        import asyncio

        async def bounded() -> bool:
            task = asyncio.ensure_future(main())
            done, _ = await asyncio.wait([task], timeout=seconds)
            if not done:
                task.cancel()
                return False
            await task
            return True

        return asyncio.run(bounded())

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)

    async def together(self, functions: Sequence[Function]) -> None:
        import asyncio

        await asyncio.gather(*(function() for function in functions))

    async def cancel(self, function: Function, moment: Function) -> None:
        import asyncio
        from contextlib import suppress

        task = asyncio.ensure_future(function())
        await moment()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
