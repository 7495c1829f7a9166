"""https://docs.joinmastodon.org/methods/scheduled_statuses/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response
from .._scheduling import reschedule
from ..state import Scheduled

handlers = Handlers()


def _own(call: Call) -> list[Scheduled]:
    return [known for known in call.state.scheduled if known.user is call.user]


@handlers.for_users
def scheduled_statuses(call: Call) -> HttpResponse:
    return call.page(_own(call), call.render.scheduled, default=20)


@handlers.for_users
def scheduled_status(call: Call) -> HttpResponse:
    return json_response(call.render.scheduled(call.find(_own(call))))


@handlers.for_users
def scheduled_status_update(call: Call) -> HttpResponse:
    scheduled = call.find(_own(call))
    reschedule(call.state, scheduled, call.params)
    return json_response(call.render.scheduled(scheduled))


@handlers.for_users
def scheduled_status_delete(call: Call) -> HttpResponse:
    call.state.scheduled.remove(call.find(_own(call)))
    return json_response({})
