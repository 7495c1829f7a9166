"""Threads: the ancestors and descendants of a status."""

from __future__ import annotations

from attrs import frozen

from .state import State, Status


@frozen
class ThreadLimits:
    """The limits of a thread in a response."""

    ancestors: int = 4096
    descendants: int = 4096
    depth: int = 4096


LIMITS = ThreadLimits()
ANONYMOUS_LIMITS = ThreadLimits(ancestors=40, descendants=60, depth=20)
"""The limits for requests without a token."""


def ancestors_of(status: Status, limits: ThreadLimits) -> list[Status]:
    """List the ancestors of a status, the first of the thread first."""
    found: list[Status] = []
    place = status.in_reply_to
    while place is not None and len(found) < limits.ancestors:
        found.append(place)
        place = place.in_reply_to
    return found[::-1]


def descendants_of(state: State, status: Status, limits: ThreadLimits) -> list[Status]:
    """List the descendants of a status, each followed by its own replies.

    Replies of authors to themselves come first.
    """
    found: list[Status] = []
    left = [(status, 0)]
    while left and len(found) <= limits.descendants:
        place, depth = left.pop()
        found.append(place)
        if depth < limits.depth:
            replies = [s for s in state.statuses if s.in_reply_to is place]
            left += [(reply, depth + 1) for reply in reversed(replies)]
    return sorted(found[1:], key=lambda reply: reply.is_reply_to_other)
