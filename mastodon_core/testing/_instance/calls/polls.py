"""https://docs.joinmastodon.org/methods/polls/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer, not_found
from .._call import Call, Calls
from .._polls import vote
from ..state import Poll, Status, may_see

calls = Calls()


def _asked(call: Call) -> tuple[Status, Poll]:
    """The poll whose id is in the path, and its status, if it may be seen."""
    for status in call.state.statuses:
        poll = status.poll
        if poll and poll.id == call.id and may_see(call.viewer, status):
            return status, poll
    raise not_found()


@calls.for_anybody
def poll(call: Call) -> HttpResponse:
    status, poll = _asked(call)
    return answer(call.render.poll(status, poll))


@calls.for_users
def poll_vote(call: Call) -> HttpResponse:
    status, poll = _asked(call)
    vote(call.state, status, poll, call.user.id, call.params)
    return answer(call.render.poll(status, poll))
