"""A call in progress, and the loops that drive it.

An exchange hands out steps and takes their outcomes in. It ends with the result of the
call, or raises. `drive` and `drive_async` do that for a function that performs steps.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from functools import partial
from types import TracebackType
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from ..calls import ReadFile, Sleep, WriteFile
from ..http import HttpRequest, HttpResponse
from ..values import Hidden, HookFailed, MastodonError, forget_locals
from ._signal import WaitFor

T = TypeVar("T")

WireStep: TypeAlias = "HttpRequest | Sleep | WaitFor | ReadFile | WriteFile"
"""A step that a transport performs."""
WireSteps: TypeAlias = "Generator[WireStep, Any, T]"
Outcome: TypeAlias = "HttpResponse | str | None"
"""The response to a message, the text of a file, or None."""


@frozen
class Done(Generic[T]):
    """The end of an exchange."""

    value: T = field(repr=lambda value: f"<{type(value).__name__}>")


class Exchange(Generic[T]):
    """A call in progress: take a step out, hand its outcome in, until `Done`."""

    def __init__(self, steps: WireSteps[T]) -> None:
        self._steps = steps

    def begin(self) -> WireStep | Done[T]:
        """Take the first step out."""
        return self._advance(partial(next, self._steps))

    def resume(self, outcome: Outcome) -> WireStep | Done[T]:
        """Pass in the outcome of a step, and get the next step."""
        return self._advance(partial(self._steps.send, outcome))

    def fail(self, error: BaseException) -> WireStep | Done[T]:
        """Pass in the exception that a step failed with, and get the next step.

        A `NetworkError` may lead to another attempt. An exception that the call does
        not handle is raised again; for a `HookFailed`, it is the exception of the hook.
        """
        return self._advance(partial(self._steps.throw, error))

    def _advance(self, move: Callable[[], WireStep]) -> WireStep | Done[T]:
        try:
            return move()
        except StopIteration as stop:
            return Done(stop.value)

    def __enter__(self) -> Exchange[T]:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._steps.close()
        if exc is not None:
            forget_locals(exc)


def drive(exchange: Exchange[T], perform: Callable[[WireStep], Outcome]) -> T:
    """Carry an exchange out to its end, and return its result.

    A `WaitFor` without limit for a call of the same thread is not performed, as that
    call cannot end before this one: it may be a hook that makes this call.

    Args:
        perform: Performs one step; raises `NetworkError` or `OSError` if it fails.
    """
    failure: Exception | None = None
    outcome = Hidden[Outcome](None)
    with exchange:
        step = exchange.begin()
        while not isinstance(step, Done):
            try:
                outcome = Hidden(None if _waits_for_itself(step) else perform(step))
            except (MastodonError, OSError, HookFailed) as error:
                failure = error
            try:
                # Outside of the block above, so that what the call raises keeps its
                # own context.
                step = _next_step(exchange, outcome, failure)
            finally:
                # It would be in a cycle with its traceback.
                failure = None
    return step.value


def _next_step(
    exchange: Exchange[T], outcome: Hidden[Outcome], failure: Exception | None
) -> WireStep | Done[T]:
    if failure is None:
        return exchange.resume(outcome.reveal())
    return exchange.fail(failure)


def _waits_for_itself(step: WireStep) -> bool:
    if not isinstance(step, WaitFor) or step.seconds is not None:
        return False
    return step.signal.is_from_this_thread


async def drive_async(
    exchange: Exchange[T], perform: Callable[[WireStep], Awaitable[Outcome]]
) -> T:
    """Carry an exchange out to its end, as `drive` does, and return its result."""
    failure: Exception | None = None
    outcome = Hidden[Outcome](None)
    with exchange:
        step = exchange.begin()
        while not isinstance(step, Done):
            try:
                outcome = Hidden(await perform(step))
            except (MastodonError, OSError, HookFailed) as error:
                failure = error
            try:
                # Outside of the block above, so that what the call raises keeps its
                # own context.
                step = _next_step(exchange, outcome, failure)
            finally:
                # It would be in a cycle with its traceback.
                failure = None
    return step.value
