"""https://docs.joinmastodon.org/methods/bookmarks/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Calls
from ._marked import marked

calls = Calls()


@calls.for_users
def bookmarks(call: Call) -> HttpResponse:
    marks = [mark for status in call.state.statuses for mark in status.bookmarks]
    return marked(call, marks)
