"""https://docs.joinmastodon.org/methods/statuses/"""

from __future__ import annotations

from typing import Any

from ...._http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from ..state import Scheduled, Status, may_see

calls = Calls()


@calls.for_anybody
def status(call: Call) -> HttpResponse:
    return answer(call.render.status(call.status()))


@calls.for_anybody
def status_context(call: Call) -> HttpResponse:
    middle = call.status()
    above, place = list[Status](), middle.in_reply_to
    while place is not None:
        above.insert(0, place)
        place = place.in_reply_to

    def below(status: Status) -> list[Status]:
        replies = [s for s in call.state.statuses if s.in_reply_to is status]
        return [found for reply in replies for found in (reply, *below(reply))]

    def shown(found: list[Status]) -> list[Any]:
        present = [s for s in found if s in call.state.statuses]
        return [call.render.status(s) for s in present if may_see(call.viewer, s)]

    return answer({"ancestors": shown(above), "descendants": shown(below(middle))})


@calls.for_users
def status_post(call: Call) -> HttpResponse:
    made = call.poster.post(call.params, call.key)
    if isinstance(made, Scheduled):
        return answer(call.render.scheduled(made))
    return answer(call.render.status(made))


@calls.for_users
def status_delete(call: Call) -> HttpResponse:
    gone = call.status()
    body = call.render.status(gone, source=True)
    call.poster.delete(gone, call.params)
    return answer(body)


@calls.for_users
def status_reblog(call: Call) -> HttpResponse:
    return answer(call.render.status(call.poster.boost(call.status(), call.params)))


@calls.for_users
def status_favourite(call: Call) -> HttpResponse:
    return answer(call.render.status(call.poster.favourite(call.status())))
