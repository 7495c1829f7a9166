"""Faults of streams, for a `FaultPlan`.

They strike a stream after it has opened. The faults of requests strike its opening.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Literal, TypeAlias

from attrs import frozen

from ..http import HttpRequest, HttpResponse
from ..values import expect_count, expect_word
from ._faults import Fault, FaultSteps
from ._stream_scanners import EventScanner, FrameScanner, Scanner
from ._strikes import Drop, Silence, Splitting, Strike, Tear

How: TypeAlias = Literal["end", "reset", "torn"]
_HOW = ("end", "reset", "torn")


class StreamFault(Fault):
    """A fault of a stream. In a plan, it counts the streams and not all requests."""

    __slots__ = ()

    def strike(self, request: HttpRequest) -> FaultSteps:
        """Open the stream. The fault comes later."""
        response: HttpResponse = yield request
        return response

    @abstractmethod
    def begin(
        self,
        response: HttpResponse,
        now: Callable[[], float],
        fired: Callable[[], None],
    ) -> Strike:
        """Begin with one stream, which this response opened."""


def _scanner(response: HttpResponse) -> Scanner:
    return FrameScanner() if response.status == 101 else EventScanner()


@frozen
class StreamDrop(StreamFault):
    """The connection of a stream is lost.

    Args:
        after: How many events come before. Heartbeats and pings come until then, but
            do not count.
        how: ``end`` is a clean end, as when the server restarts. ``reset`` raises
            `NetworkError`. ``torn`` is an end in the middle of the next event.
    """

    after: int = 0
    how: How = "end"

    def __attrs_post_init__(self) -> None:
        expect_count("after", self.after)
        expect_word("how", self.how, _HOW)

    def begin(
        self,
        response: HttpResponse,
        now: Callable[[], float],
        fired: Callable[[], None],
    ) -> Strike:
        scanner = _scanner(response)
        if self.how == "torn":
            return Tear(now, fired, self.after, scanner)
        return Drop(now, fired, self.after, scanner, self.how == "reset")


@frozen
class StreamSilence(StreamFault):
    """Nothing comes any more, not even heartbeats, but the connection seems open.

    This happens when a router drops a connection.

    Args:
        after: How many events come before.
    """

    after: int = 0

    def __attrs_post_init__(self) -> None:
        expect_count("after", self.after)

    def begin(
        self,
        response: HttpResponse,
        now: Callable[[], float],
        fired: Callable[[], None],
    ) -> Strike:
        return Silence(now, fired, self.after, _scanner(response))


@frozen
class StreamPieces(StreamFault):
    """The bytes of a stream come in small pieces, as from a slow network.

    Args:
        size: The bytes of each piece; 1 or more.
    """

    size: int = 1

    def __attrs_post_init__(self) -> None:
        expect_count("size", self.size)
        if not self.size:
            raise ValueError("size must be 1 or more, not 0")

    def begin(
        self,
        response: HttpResponse,
        now: Callable[[], float],
        fired: Callable[[], None],
    ) -> Strike:
        return Splitting(now, fired, self.size)
