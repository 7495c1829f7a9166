"""https://docs.joinmastodon.org/methods/bookmarks/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from ._marks import marked_statuses

handlers = Handlers()


@handlers.for_users
def bookmarks(call: Call) -> HttpResponse:
    marks = [mark for status in call.state.statuses for mark in status.bookmarks]
    return marked_statuses(call, marks)
