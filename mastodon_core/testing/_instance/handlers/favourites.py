"""https://docs.joinmastodon.org/methods/favourites/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from ._marks import marked_statuses

handlers = Handlers()


@handlers.for_users
def favourites(call: Call) -> HttpResponse:
    marks = [mark for status in call.state.statuses for mark in status.favourites]
    return marked_statuses(call, marks)
