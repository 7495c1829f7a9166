"""https://docs.joinmastodon.org/methods/suggestions/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._finding import suggested

calls = Calls()


@calls.for_users
def suggestions(call: Call) -> HttpResponse:
    found = suggested(call.state, call.user)
    return answer([call.render.suggestion(one) for one in call.skipped(found)])


@calls.for_users
def suggestions_v1(call: Call) -> HttpResponse:
    found = suggested(call.state, call.user)
    return answer([call.render.account(one.user) for one in call.skipped(found)])


@calls.for_users
def suggestion_delete(call: Call) -> HttpResponse:
    call.user.not_suggested.add(call.path["account_id"])
    return answer({})
