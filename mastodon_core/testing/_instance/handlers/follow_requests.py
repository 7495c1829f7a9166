"""https://docs.joinmastodon.org/methods/follow_requests/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response

handlers = Handlers()


@handlers.for_users
def follow_requests(call: Call) -> HttpResponse:
    own = call.user.id
    asking = [user for user in call.state.users if own in user.requested]
    return call.accounts({user.id: user.requested[own] for user in asking})


@handlers.for_users
def follow_request_authorize(call: Call) -> HttpResponse:
    other = call.account("account_id")
    call.relationships.authorize(other)
    return json_response(call.render.relationship(other))


@handlers.for_users
def follow_request_reject(call: Call) -> HttpResponse:
    other = call.account("account_id")
    call.relationships.reject(other)
    return json_response(call.render.relationship(other))
