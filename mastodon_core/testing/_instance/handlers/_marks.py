"""Pages of favourites and bookmarks."""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call
from ..state import Mark


def marked_statuses(call: Call, marks: list[Mark]) -> HttpResponse:
    """Make the response with the statuses of the user's marks, latest mark first."""
    own = [mark for mark in marks if mark.user is call.user]
    return call.page(
        sorted(own, key=lambda mark: int(mark.id)),
        lambda mark: call.render.status(mark.status),
        default=20,
    )
