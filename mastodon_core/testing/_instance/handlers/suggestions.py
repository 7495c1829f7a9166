"""https://docs.joinmastodon.org/methods/suggestions/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response
from .._suggestions import suggested

handlers = Handlers()


@handlers.for_users
def suggestions(call: Call) -> HttpResponse:
    found = suggested(call.state, call.user)
    return json_response([call.render.suggestion(one) for one in call.skipped(found)])


@handlers.for_users
def suggestions_v1(call: Call) -> HttpResponse:
    found = suggested(call.state, call.user)
    return json_response([call.render.account(one.user) for one in call.skipped(found)])


@handlers.for_users
def suggestion_delete(call: Call) -> HttpResponse:
    call.user.not_suggested.add(call.path["account_id"])
    return json_response({})
