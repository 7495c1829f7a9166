"""https://docs.joinmastodon.org/methods/favourites/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Calls
from ._marked import marked

calls = Calls()


@calls.for_users
def favourites(call: Call) -> HttpResponse:
    marks = [mark for status in call.state.statuses for mark in status.favourites]
    return marked(call, marks)
