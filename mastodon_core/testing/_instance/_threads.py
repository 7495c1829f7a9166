"""Threads: what a status answers, and what answers it."""

from __future__ import annotations

from attrs import frozen

from .state import State, Status


@frozen
class Reach:
    """How far a thread is shown."""

    above: int = 4096
    below: int = 4096
    depth: int = 4096


FAR = Reach()
NEAR = Reach(above=40, below=60, depth=20)
"""For those who have no token."""


def above(status: Status, reach: Reach) -> list[Status]:
    """What a status answers, the first of the thread first."""
    found: list[Status] = []
    place = status.in_reply_to
    while place is not None and len(found) < reach.above:
        found.append(place)
        place = place.in_reply_to
    return found[::-1]


def below(state: State, status: Status, reach: Reach) -> list[Status]:
    """What answers a status, each followed by what answers that.

    Those with which somebody answers themselves come first.
    """
    found: list[Status] = []
    left = [(status, 0)]
    while left and len(found) <= reach.below:
        place, depth = left.pop()
        found.append(place)
        if depth < reach.depth:
            replies = [s for s in state.statuses if s.in_reply_to is place]
            left += [(reply, depth + 1) for reply in reversed(replies)]
    return sorted(found[1:], key=lambda reply: reply.answers_another)
