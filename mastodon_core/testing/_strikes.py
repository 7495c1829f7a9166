"""Faults of streams in progress, one class for each kind.

Each receives for a channel: it yields what the channel should do, and returns the bytes
that are left. So one strike serves blocking and async channels.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from typing import TypeAlias

from attrs import define, field, frozen

from ..calls import Sleep
from ..http import NetworkError
from ._stream_scanners import Scanner


@frozen
class Receive:
    """A step: receive from the channel."""

    seconds: float | None


ChannelSteps: TypeAlias = "Generator[Receive | Sleep, bytes | None, bytes | None]"


@define
class Strike(ABC):
    """A fault of one stream."""

    now: Callable[[], float]
    """The clock, in seconds."""
    fired: Callable[[], None]
    """Says that the fault has happened."""
    is_cut: bool = field(default=False, init=False)
    """Whether the connection was cut."""
    is_silent: bool = field(default=False, init=False)
    """Whether the connection is lost without a sign, even when sending."""

    @abstractmethod
    def receive(self, seconds: float | None) -> ChannelSteps:
        """Receive as a channel does, with the fault."""


@define
class Counting(Strike):
    """A fault after some events."""

    left: int
    """How many events are to come before it."""
    scanner: Scanner

    def pass_on(self, data: bytes) -> bytes:
        """Return what comes through: all up to the end of the last event."""
        passed = b""
        for piece in self.scanner.split(data):
            passed += piece.data
            self.left -= piece.is_end
            if not self.left:
                break
        return passed


@define
class Drop(Counting):
    """Ends the stream after the last event, without an error or with one."""

    is_reset: bool

    def receive(self, seconds: float | None) -> ChannelSteps:
        if self.left:
            data = yield Receive(seconds)
            return self.pass_on(data) if data else data
        self.is_cut = True
        self.fired()
        if self.is_reset:
            raise NetworkError("the connection was reset (planned fault)")
        return b""


@define
class Tear(Counting):
    """Ends the stream in the middle of the event after the last one."""

    def receive(self, seconds: float | None) -> ChannelSteps:
        if self.is_cut:
            return b""
        data = yield Receive(seconds)
        return self.pass_on(data) if data else data

    def pass_on(self, data: bytes) -> bytes:
        passed = b""
        for piece in self.scanner.split(data):
            if piece.is_event and not self.left:
                self.is_cut = True
                self.fired()
                return passed + piece.data[: len(piece.data) // 2]
            passed += piece.data
            self.left -= piece.is_end
        return passed


@define
class Silence(Counting):
    """Lets nothing through after the last event, not even the end."""

    def receive(self, seconds: float | None) -> ChannelSteps:
        if self.left:
            data = yield Receive(seconds)
            return self.pass_on(data) if data else data
        self.is_silent = True
        self.fired()
        until = None if seconds is None else self.now() + seconds
        lost: bytes | None = b"more"
        while lost:
            try:
                lost = yield Receive(self._rest(until))
            except NetworkError:
                lost = b""
        if lost is None:
            # The time is over, or the channel was woken.
            return None
        rest = self._rest(until)
        if rest is None:
            raise AssertionError(
                "a silent stream (planned fault) waits for ever; receive with a timeout"
            )
        yield Sleep(rest)
        return None

    def _rest(self, until: float | None) -> float | None:
        return None if until is None else max(0.0, until - self.now())


@define
class Splitting(Strike):
    """Hands out few bytes at a time."""

    size: int
    _rest: bytes = field(default=b"", init=False, repr=False)

    def receive(self, seconds: float | None) -> ChannelSteps:
        if not self._rest:
            data = yield Receive(seconds)
            if not data:
                return data
            self._rest = data
            self.fired()
        part, self._rest = self._rest[: self.size], self._rest[self.size :]
        return part
