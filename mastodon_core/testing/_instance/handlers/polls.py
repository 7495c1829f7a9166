"""https://docs.joinmastodon.org/methods/polls/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._polls import vote
from .._responses import json_response, not_found
from ..state import Poll, Status, may_see

handlers = Handlers()


def _visible_poll(call: Call) -> tuple[Status, Poll]:
    """Find the poll whose id is in the path, and its status, if both are visible."""
    for status in call.state.statuses:
        poll = status.poll
        if poll and poll.id == call.id and may_see(call.viewer, status):
            return status, poll
    raise not_found()


@handlers.public
def poll(call: Call) -> HttpResponse:
    status, poll = _visible_poll(call)
    return json_response(call.render.poll(status, poll))


@handlers.for_users
def poll_vote(call: Call) -> HttpResponse:
    status, poll = _visible_poll(call)
    vote(call.state, status, poll, call.user.id, call.params)
    return json_response(call.render.poll(status, poll))
