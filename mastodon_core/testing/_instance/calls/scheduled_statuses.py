"""https://docs.joinmastodon.org/methods/scheduled_statuses/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._scheduling import reschedule
from ..state import Scheduled

calls = Calls()


def _own(call: Call) -> list[Scheduled]:
    return [known for known in call.state.scheduled if known.user is call.user]


@calls.for_users
def scheduled_statuses(call: Call) -> HttpResponse:
    return call.page(_own(call), call.render.scheduled, default=20)


@calls.for_users
def scheduled_status(call: Call) -> HttpResponse:
    return answer(call.render.scheduled(call.named(_own(call))))


@calls.for_users
def scheduled_status_update(call: Call) -> HttpResponse:
    scheduled = call.named(_own(call))
    reschedule(call.state, scheduled, call.params)
    return answer(call.render.scheduled(scheduled))


@calls.for_users
def scheduled_status_delete(call: Call) -> HttpResponse:
    call.state.scheduled.remove(call.named(_own(call)))
    return answer({})
