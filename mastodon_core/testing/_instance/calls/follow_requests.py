"""https://docs.joinmastodon.org/methods/follow_requests/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls

calls = Calls()


@calls.for_users
def follow_requests(call: Call) -> HttpResponse:
    own = call.user.id
    asking = [user for user in call.state.users if own in user.requested]
    return call.accounts({user.id: user.requested[own] for user in asking})


@calls.for_users
def follow_request_authorize(call: Call) -> HttpResponse:
    other = call.account("account_id")
    call.relating.authorize(other)
    return answer(call.render.relationship(other))


@calls.for_users
def follow_request_reject(call: Call) -> HttpResponse:
    other = call.account("account_id")
    call.relating.reject(other)
    return answer(call.render.relationship(other))
