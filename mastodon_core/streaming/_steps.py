"""The steps that a stream hands out for a driver to perform, and loops over them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeAlias, TypeVar

from attrs import field, frozen

from ..http import HttpRequest
from ..session import Exchange, Signal

T = TypeVar("T")


@frozen
class Connect:
    """Open a channel; the outcome is its response."""

    message: HttpRequest


@frozen
class Receive:
    """Receive from the channel; the outcome is that of its ``receive``."""

    until: float
    """The time of the session's monotonic clock at which the wait ends."""


@frozen
class Send:
    """Send data over the channel."""

    data: bytes = field(repr=lambda data: f"<{len(data)} bytes>")


@frozen
class Disconnect:
    """Close the channel."""


@frozen
class RunExchange:
    """Run an exchange, such as the fetching of a page; the outcome is its result."""

    begin: Callable[[], Exchange[Any]] = field(repr=False)
    """Makes the exchange, and a new one if the first one was cancelled."""


@frozen
class Pause:
    """Wait for a signal, or until a time as in `Receive`."""

    signal: Signal = field(repr=False)
    until: float


StreamStep: TypeAlias = Connect | Receive | Send | Disconnect | RunExchange | Pause
"""A step that a stream hands out."""
StreamSteps: TypeAlias = Generator[StreamStep, Any, T]
"""What the methods of `StreamSession` that take time return."""


def drive_stream(steps: StreamSteps[T], perform: Callable[[StreamStep], Any]) -> T:
    """Perform steps of a stream up to their end, and return their result.

    Args:
        perform: Performs one step, and returns its outcome. What it raises goes to the
            stream. A `NetworkError` is a broken connection.
    """
    outcome: Any = None
    failure: BaseException | None = None
    try:
        while True:
            try:
                # Outside of the block below, so that errors keep their context.
                step = steps.send(outcome) if failure is None else steps.throw(failure)
            finally:
                # It would be in a cycle with its traceback.
                failure = None
            try:
                outcome = perform(step)
            except BaseException as error:
                failure = error
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        steps.close()


async def drive_stream_async(
    steps: StreamSteps[T], perform: Callable[[StreamStep], Awaitable[Any]]
) -> T:
    """Perform steps of a stream, as `drive_stream` does, with an async function."""
    outcome: Any = None
    failure: BaseException | None = None
    try:
        while True:
            try:
                # Outside of the block below, so that errors keep their context.
                step = steps.send(outcome) if failure is None else steps.throw(failure)
            finally:
                # It would be in a cycle with its traceback.
                failure = None
            try:
                outcome = await perform(step)
            except BaseException as error:
                failure = error
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        steps.close()
