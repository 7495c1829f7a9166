"""https://docs.joinmastodon.org/methods/scheduled_statuses/"""

from __future__ import annotations

from ...._http import HttpResponse
from .._answers import answer, not_found
from .._call import Call, Calls
from .._scheduling import reschedule
from ..state import Scheduled

calls = Calls()


def _own(call: Call) -> Scheduled:
    for scheduled in call.state.scheduled:
        if scheduled.id == call.id and scheduled.user is call.user:
            return scheduled
    raise not_found()


@calls.for_users
def scheduled_statuses(call: Call) -> HttpResponse:
    own = [s for s in call.state.scheduled if s.user is call.user]
    render = call.render.scheduled
    return call.page(own, render, "limit", default=20, most=40, only_full=True)


@calls.for_users
def scheduled_status(call: Call) -> HttpResponse:
    return answer(call.render.scheduled(_own(call)))


@calls.for_users
def scheduled_status_update(call: Call) -> HttpResponse:
    scheduled = _own(call)
    reschedule(call.state, scheduled, call.params)
    return answer(call.render.scheduled(scheduled))


@calls.for_users
def scheduled_status_delete(call: Call) -> HttpResponse:
    call.state.scheduled.remove(_own(call))
    return answer({})
