"""Lets any number of drivers take the steps of one stream, one driver at a time.

A driver that finds the role taken waits for a change, which each step ends with. It
says that it waits before it looks whether to, so that it misses no change. There is no
lock that anybody waits for: a signal handler may close the stream at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from threading import Lock
from typing import Any

from attrs import frozen

from ..http import NetworkError
from ..session import Signal
from ..values import MastodonError
from ._steps import (
    Connect,
    Pause,
    Receive,
    RunExchange,
    Send,
    StreamStep,
    StreamSteps,
)

BY_PROGRAM = "the program closed it"


class _ClosedByProgramError(MastodonError):
    """Ends a step that is not worth performing any more."""


@frozen
class Rest:
    """Wait until a time, or until something is the case after a change."""

    until: float
    is_over: Callable[[], bool]


@frozen
class _Failed:
    """The outcome of a step that failed."""

    error: MastodonError


def do(step: StreamStep) -> Generator[StreamStep, Any, Any]:
    """Hand out a step; return its outcome, or raise the error that it failed with.

    The error is sent in and raised here. If it was thrown in, Python 3.11 would hide
    the frames that it passes from debuggers and from the measuring of coverage.
    """
    outcome = yield step
    if isinstance(outcome, _Failed):
        try:
            raise outcome.error
        finally:
            # It would be in a cycle with its traceback.
            del outcome
    return outcome


class Turns:
    """Takes the steps of a generator in turns.

    Args:
        steps: The generator.
        now: Returns the time of the session's monotonic clock.
        has_ended: Tells whether there is nothing left to do.
        on_crash: Called with words for an exception that the generator raises.
    """

    def __init__(
        self,
        steps: Generator[StreamStep | Rest, Any, None],
        *,
        now: Callable[[], float],
        has_ended: Callable[[], bool],
        on_crash: Callable[[str], None],
    ) -> None:
        self.is_closing: bool = False
        """Whether the program has asked for the end."""
        self.has_started: bool = False
        """Whether any step was taken."""
        self.is_resting: bool = False
        """Whether it waits for something that the program does."""
        self._steps = steps
        self._now = now
        self._has_ended = has_ended
        self._on_crash = on_crash
        self._step: StreamStep | Rest | None = None
        self._failure: MastodonError | None = None
        self._role = Lock()
        """Held over a step by the driver that performs it. No driver waits for it."""
        self._waiting: dict[Signal, None] = {}
        """Set at the next change. A driver adds one before it looks whether to wait."""

    def ask_to_close(self) -> None:
        """End as soon as a driver takes a step; then wake that driver."""
        self.is_closing = True
        self.note_change()

    def finish(self) -> StreamSteps[None]:
        """Take the last steps, unless another driver does so."""
        while not self._has_ended():
            if not self._role.acquire(blocking=False):
                return
            yield from self._advance_in_role(self._now())

    def sleep(self, seconds: float) -> StreamSteps[None]:
        """Wait in the middle of a call.

        Raises:
            MastodonError: the stream is to be closed, which ends the call.
        """
        until = self._now() + seconds
        while not self.is_closing:
            if self._now() >= until:
                return
            yield from self._pause(until, lambda: self.is_closing)
        raise _ClosedByProgramError(BY_PROGRAM)

    def go_on(self, until: float, is_over: Callable[[], bool]) -> StreamSteps[None]:
        """Perform a step, or wait for whoever does, unless that is over already."""
        if not self._role.acquire(blocking=False):
            yield from self._pause(until, lambda: is_over() or not self._role.locked())
            return
        # It may have been over just before the role was free.
        yield from self._advance_in_role(until, is_over)
        if self.is_closing:
            # Whoever asked for it may have left, as the role was taken.
            yield from self.finish()

    def _advance_in_role(
        self, until: float, is_over: Callable[[], bool] = lambda: False
    ) -> StreamSteps[None]:
        """Perform one step, and give the role back."""
        try:
            if not is_over():
                yield from self._advance(until)
        finally:
            self._role.release()
            self.note_change()

    def _advance(self, until: float) -> StreamSteps[None]:
        step, failure, outcome = self._step, self._failure, None
        self.has_started, self._failure = True, None
        if self.is_closing and isinstance(step, Connect | RunExchange):
            failure = _ClosedByProgramError(BY_PROGRAM)
        if failure is None and step is not None:
            try:
                outcome = yield from self._perform(step, until)
            except MastodonError as error:
                failure = error
            except BaseException:
                if isinstance(step, Send):
                    # A part of it may have been sent.
                    self._failure = NetworkError("sending was cancelled")
                raise
        self._step = None
        try:
            if failure is not None:
                outcome = _Failed(failure)
            self._step = self._steps.send(outcome)
        except StopIteration:
            return
        except BaseException as error:
            # Of a function of the program, or as wsproto is missing.
            self._on_crash(f"it raised {type(error).__name__}")
            raise
        finally:
            # It would be in a cycle with its traceback.
            failure = outcome = None

    def _perform(self, step: StreamStep | Rest, until: float) -> StreamSteps[Any]:
        if isinstance(step, Rest):
            # Set before it looks around, so that no change is missed.
            self.is_resting = True
            try:
                yield from self._pause(min(step.until, until), step.is_over)
            finally:
                self.is_resting = False
            return None
        if isinstance(step, Receive):
            step = Receive(min(step.until, until))
        return (yield step)

    def _pause(self, until: float, is_over: Callable[[], bool]) -> StreamSteps[None]:
        """Wait for the next change, unless something is the case already."""
        changed = Signal()
        self._waiting[changed] = None
        try:
            # Looked at now, as what changes from here on sets the signal.
            if not is_over():
                yield Pause(changed, until)
        finally:
            self._waiting.pop(changed, None)

    def note_change(self) -> None:
        """Wake all drivers that wait, to look around."""
        # Without a lock, as a signal handler may close the stream.
        with suppress(KeyError):
            while True:
                self._waiting.popitem()[0].set()
