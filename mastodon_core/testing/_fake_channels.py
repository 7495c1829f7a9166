"""Channels of fakes: streams of an offline instance, on its virtual clock.

`receive` returns at once if the instance has sent something. Otherwise it advances the
clock to the next event that is due (a heartbeat, a scheduled status), or to its own
timeout. So waiting takes no time. A program could wait for ever for an event that no
other client can cause, so `receive` raises after a day with only heartbeats.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from math import ceil
from typing import TypeAlias

from ..clients import AsyncChannel, Channel
from ..http import HttpResponse, NetworkError
from ._offline import OfflineInstance
from ._offline_channel import OfflineChannel

_LONGEST_SILENCE = timedelta(days=1)
# After the longest silence, how many seconds other threads have to send something.
_GRACE = 10.0
# How often other tasks may run before the clock advances.
TURNS = 10
# Seconds between two looks at whether another task is ready.
_MOMENT = 0.01
_LONGEST_MOMENT = 1.0

Checkpoint: TypeAlias = "Callable[[], Awaitable[object]]"
SleepFunction: TypeAlias = "Callable[[float], Awaitable[object]]"


class _Receiver:
    """The common part of both kinds of channels, which does not wait."""

    def __init__(self, server: OfflineInstance, opened: OfflineChannel) -> None:
        self.server = server
        self.opened = opened
        self.response = opened.response
        self.has_news = threading.Event()
        self._is_woken = False
        self._is_closed = False
        self._silence = timedelta()
        self._sent = opened.sent
        opened.on_output(self.has_news.set)

    def until(self, seconds: float | None) -> datetime | None:
        """When the patience ends."""
        return None if seconds is None else self.server.now + rounded_up(seconds)

    def look(self, until: datetime | None) -> tuple[bool, bytes | None]:
        """Return whether there is a result, and the result of `receive`."""
        self.has_news.clear()
        if self._is_woken:
            self._is_woken = False
            return True, None
        if self._is_closed:
            return True, b""
        # Look for the end first: it comes after all output.
        has_ended = self.opened.has_ended
        if data := self.opened.take():
            return True, data
        if has_ended:
            return True, b""
        return until is not None and self.server.now >= until, None

    def step(self, until: datetime | None) -> timedelta:
        """How far to advance the clock: to what happens next, or to ``until``."""
        times = [time for time in (self.opened.next_due, until) if time is not None]
        return max(timedelta(), min(times, default=self.server.now) - self.server.now)

    def count(self, passed: timedelta) -> None:
        """Count how long there were no events."""
        if self._sent != self.opened.sent:
            self._sent, self._silence = self.opened.sent, timedelta()
        self._silence += passed

    @property
    def silence(self) -> float:
        """How many seconds the silence has lasted."""
        return self._silence.total_seconds()

    @property
    def is_stuck(self) -> bool:
        """Whether the silence has lasted so long that no event can be expected."""
        self.count(timedelta())
        return self._silence >= _LONGEST_SILENCE

    def stuck(self, advice: str) -> AssertionError:
        self._silence = timedelta()
        return AssertionError(
            "a stream of a fake waited for a day of the virtual clock and got nothing"
            f" but heartbeats, as no other client sent anything. {advice}"
        )

    def send(self, data: bytes) -> None:
        if self._is_closed or self.opened.has_ended:
            raise NetworkError("the connection is closed")
        self.opened.feed(data)

    def wake(self) -> None:
        # Another thread or task is at work.
        self._silence = timedelta()
        self._is_woken = True
        self.has_news.set()

    def close(self) -> None:
        self._is_closed = True
        self.opened.close()


class FakeChannel(Channel):
    """A channel of a `FakeMastodon`."""

    def __init__(self, server: OfflineInstance, opened: OfflineChannel) -> None:
        self.response: HttpResponse = opened.response
        self._receiver = _Receiver(server, opened)

    def receive(self, seconds: float | None) -> bytes | None:
        receiver = self._receiver
        until = receiver.until(seconds)
        while True:
            is_done, result = receiver.look(until)
            if is_done:
                return result
            if receiver.is_stuck:
                self._wait_for_threads()
            else:
                step = receiver.step(until)
                receiver.server.pass_time(step)
                receiver.count(step)

    def _wait_for_threads(self) -> None:
        """Let other threads send something, if there are any."""
        has_others = threading.active_count() > 1
        if not (has_others and self._receiver.has_news.wait(_GRACE)):
            raise self._receiver.stuck(
                "Post before you read, use next_event(timeout=...), or post from"
                " another thread."
            )

    def send(self, data: bytes) -> None:
        self._receiver.send(data)

    def wake(self) -> None:
        self._receiver.wake()

    def close(self) -> None:
        self._receiver.close()


def rounded_up(seconds: float) -> timedelta:
    """Round up, so that a wait never ends a fraction of a microsecond too early."""
    return timedelta(microseconds=ceil(seconds * 1_000_000))


async def doze(
    server: OfflineInstance, sleep: SleepFunction, longest: float, so_far: float
) -> float:
    """Sleep for a moment, in which the clock of the server goes on.

    Short sleeps work in any event loop. They let a clock of tests go on that jumps once
    all tasks sleep. The longer the wait is so far, the longer are the sleeps.

    Returns:
        How long it was, in seconds.
    """
    part = min(longest, max(_MOMENT, min(so_far / 20, _LONGEST_MOMENT)))
    began = server.now
    await sleep(part)
    passed = (server.now - began).total_seconds()
    server.pass_time(rounded_up(max(0.0, part - passed)))
    return part


class AsyncFakeChannel(AsyncChannel):
    """A channel of an `AsyncFakeMastodon`."""

    def __init__(
        self,
        server: OfflineInstance,
        opened: OfflineChannel,
        checkpoint: Checkpoint | None,
        sleep: SleepFunction | None,
    ) -> None:
        self.response: HttpResponse = opened.response
        self._receiver = _Receiver(server, opened)
        self._checkpoint = checkpoint
        self._sleep = sleep

    async def receive(self, seconds: float | None) -> bytes | None:
        receiver = self._receiver
        until = receiver.until(seconds)
        if self._checkpoint is not None:
            await self._checkpoint()
        while True:
            is_done, result = receiver.look(until)
            if is_done:
                return result
            if receiver.is_stuck:
                raise receiver.stuck(
                    "Post before you read, use next_event(timeout=...), or give the"
                    " fake a checkpoint, so that other tasks can post."
                )
            if await self._others_had_news():
                continue
            server, step = receiver.server, receiver.step(until)
            began = server.now
            if self._sleep is None:
                server.pass_time(step)
            else:
                await doze(server, self._sleep, step.total_seconds(), receiver.silence)
            receiver.count(server.now - began)

    async def _others_had_news(self) -> bool:
        """Let other tasks run; return whether one of them brought something."""
        if self._checkpoint is None:
            return False
        for _ in range(TURNS):
            await self._checkpoint()
            if self._receiver.has_news.is_set():
                return True
        return False

    async def send(self, data: bytes) -> None:
        if self._checkpoint is not None:
            await self._checkpoint()
        self._receiver.send(data)

    def wake(self) -> None:
        self._receiver.wake()

    def close(self) -> None:
        self._receiver.close()
