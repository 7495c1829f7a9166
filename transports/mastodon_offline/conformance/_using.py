"""Use a client as a case says: calls, channels, streams. Written once, as coroutines.

Those for a blocking client never wait, as everything is done before it returns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from inspect import isawaitable
from typing import Any, Protocol, TypeAlias

from mastodon_core import AsyncClient, BlockingClient, Call
from mastodon_core.streaming import AsyncEventStream, EventStream, Stream, StreamCall
from mastodon_core.testing.conformance import (
    Act,
    CancelReceive,
    CancelSend,
    Close,
    CloseClient,
    Follow,
    Meanwhile,
    Open,
    Poll,
    Proceed,
    Receive,
    ReceiveEnd,
    ReceiveNothing,
    Send,
    ServerSeesEnd,
    Settle,
    WaitInVain,
    Wake,
)
from mastodon_core.transport import HttpRequest, HttpResponse, Signal, WaitFor

from ._run import GRACE, Run

Function: TypeAlias = "Callable[[], Awaitable[None]]"
INTERVAL = 0.005
# Enough for another thread or task to begin to wait.
_MOMENT = 0.03
_TURNS = 10


class Loop(Protocol):
    """Threads, or an event loop."""

    async def sleep(self, seconds: float) -> None:
        """Wait, and let others run."""
        ...

    async def together(self, functions: Sequence[Function]) -> None:
        """Run functions at the same time."""
        ...

    async def cancel(self, function: Function, moment: Function) -> None:
        """Begin with a function, and cancel it once the other one has ended."""
        ...


async def use(
    run: Run, client: Any, what: Call[Any] | Open | Follow | WaitInVain, loop: Loop
) -> Any:
    """Do one thing with a client, and return its result."""
    match what:
        case Open():
            return await _Channel(run, client, loop).use(what)
        case Follow():
            return await _follow(run, client)
        case WaitInVain():
            began = time.monotonic()
            await _result(client.perform(WaitFor(Signal(), what.seconds)))
            _check_wait(began, what.seconds)
            return None
        case _:
            return await _result(client.send(what))


async def _result(value: Any) -> Any:
    return await value if isawaitable(value) else value


def _check_wait(began: float, seconds: float) -> None:
    if time.monotonic() - began < seconds / 2:
        raise AssertionError(f"the client does not wait for {seconds} s")


async def _follow(run: Run, client: AsyncClient | BlockingClient) -> Any:
    # The server is given, so that nothing but the stream is asked for.
    call = StreamCall(
        (Stream("user"),), {"via": "sse", "url": run.url, "fill_limit": 0}
    )
    if isinstance(client, AsyncClient):
        async with AsyncEventStream(client, call) as events:
            return await anext(events)
    with EventStream(client, call) as events:
        return next(events)


class _Channel:
    """A channel of a client, and what was received on it."""

    def __init__(self, run: Run, client: Any, loop: Loop) -> None:
        self._run = run
        self._client = client
        self._loop = loop
        self._channel: Any = None
        # Received by a call that was cancelled, or behind the expected bytes.
        self._early = b""

    async def use(self, what: Open) -> HttpResponse:
        last: Act | None = None
        try:
            if what.closes_meanwhile:
                await self._open_and_close_client(what)
            else:
                await self._open(what)
            for act in what.acts:
                last = act
                await self._do(act)
        except AssertionError:
            raise
        except Exception as error:
            if what.acts and last is not what.acts[-1]:
                raise AssertionError(f"{last or 'opening'}: {error!r}") from None
            raise
        finally:
            if self._channel is not None and not what.stays_open:
                self._channel.close()
        channel: Any = self._channel
        response: HttpResponse = channel.response
        return response

    async def _open(self, what: Open) -> None:
        url = f"{self._run.url}/api/v1/streaming/user"
        message = HttpRequest(method="GET", url=url, headers=what.headers)
        self._channel = await _result(self._client.open_channel(message))

    async def _open_and_close_client(self, what: Open) -> None:
        async def close() -> None:
            await self._until(self._run.ready.is_set)
            await self._close_client()

        await self._both(partial(self._open, what), close)

    async def _both(self, first: Function, second: Function) -> None:
        """Run two functions at the same time, and raise what they raise."""
        failures: list[Exception] = []

        async def carry_out(function: Function) -> None:
            try:
                await function()
            except Exception as error:
                failures.append(error)

        await self._loop.together(
            [partial(carry_out, each) for each in (first, second)]
        )
        if failures:
            raise failures.pop()

    async def _until(self, is_true: Callable[[], bool]) -> None:
        while not (is_true() or self._run.gave_up):
            await self._loop.sleep(INTERVAL)

    async def _do(self, act: Act) -> None:
        match act:
            case Receive():
                await self._receive(act.data * act.times, act.seconds)
            case Poll():
                await self._receive(act.data, 0.0)
            case ReceiveNothing():
                began = time.monotonic()
                await self._receive_no_data(None, act.seconds)
                if act.seconds is not None and act.seconds < 1.0:
                    _check_wait(began, act.seconds)
            case ReceiveEnd():
                for _ in range(2):
                    await self._receive_no_data(b"", None)
            case Send():
                await _result(self._channel.send(act.data * act.times))
            case Wake():
                thread = threading.Thread(target=self._channel.wake, daemon=True)
                thread.start()
                thread.join(GRACE)
            case Close():
                self._channel.close()
            case CloseClient():
                await self._close_client()
            case Proceed():
                self._run.server.proceed()
            case Settle():
                await self._until(lambda: self._run.server.is_settled)
            case ServerSeesEnd():
                await self._until(lambda: not self._run.server.has_connections)
            case Meanwhile():
                await self._do_both(act)
            case CancelReceive():
                await self._cancel_receive(act.turns)
            case CancelSend():
                await self._cancel_send(act.data * act.times)

    async def _close_client(self) -> None:
        if isinstance(self._client, AsyncClient):
            await self._client.aclose()
        else:
            self._client.close()

    async def _receive_once(self, seconds: float | None) -> bytes | None:
        data: bytes | None = await _result(self._channel.receive(seconds))
        return data

    async def _receive(self, expected: bytes, seconds: float | None) -> None:
        data, self._early = self._early, b""
        while len(data) < len(expected):
            piece = await self._receive_once(seconds)
            if piece is None and seconds == 0.0 and not self._run.gave_up:
                continue
            if not piece:
                raise AssertionError(f"receive returned {piece!r} after {data[-40:]!r}")
            data += piece
        data, self._early = data[: len(expected)], data[len(expected) :]
        if data != expected:
            raise AssertionError(f"received {data[-40:]!r}, not {expected[-40:]!r}")

    async def _receive_no_data(
        self, expected: bytes | None, seconds: float | None
    ) -> None:
        piece = self._early or await self._receive_once(seconds)
        if piece != expected:
            raise AssertionError(f"receive returned {piece!r:.100}, not {expected!r}")

    async def _do_both(self, acts: Meanwhile) -> None:
        if isinstance(acts.other, Wake):
            await self._do_and_wake(acts.act)
            return

        async def other() -> None:
            await self._loop.sleep(_MOMENT)
            await self._do(acts.other)

        await self._both(partial(self._do, acts.act), other)

    async def _do_and_wake(self, act: Act) -> None:
        # Not from a task, so that nothing else makes the event loop look.
        timer = threading.Timer(_MOMENT, self._channel.wake)
        timer.daemon = True
        timer.start()
        try:
            await self._do(act)
        finally:
            timer.join(GRACE)

    async def _cancel_receive(self, turns: int) -> None:
        async def receive() -> None:
            self._early += await self._receive_once(None) or b""

        async def arrival() -> None:
            for _ in range(_TURNS):
                await self._loop.sleep(0)
            self._run.server.proceed()
            # Blocks the event loop, so that it does not see before what has arrived.
            self._run.server.settle(GRACE)
            for _ in range(turns):
                await self._loop.sleep(0)

        await self._loop.cancel(receive, arrival)

    async def _cancel_send(self, data: bytes) -> None:
        async def send() -> None:
            await self._channel.send(data)
            raise AssertionError("send goes on though it is cancelled")

        async def moment() -> None:
            await self._loop.sleep(_MOMENT)

        await self._loop.cancel(send, moment)
