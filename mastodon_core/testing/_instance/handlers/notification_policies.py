"""https://docs.joinmastodon.org/methods/notifications/#get-policy"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._notification_policies import changed, changed_v1
from .._params import one_or_several
from .._responses import json_response
from ..state import Request

handlers = Handlers()


@handlers.for_users
def notifications_policy(call: Call) -> HttpResponse:
    return json_response(call.render.policy(call.user.policy))


@handlers.for_users
def update_notifications_policy(call: Call) -> HttpResponse:
    call.user.policy = changed(call.user.policy, call.params, call.version_numbers)
    return json_response(call.render.policy(call.user.policy))


@handlers.for_users
def notifications_policy_v1(call: Call) -> HttpResponse:
    return json_response(call.render.policy_v1(call.user.policy))


@handlers.for_users
def update_notifications_policy_v1(call: Call) -> HttpResponse:
    call.user.policy = changed_v1(call.user.policy, call.params, call.version_numbers)
    return json_response(call.render.policy_v1(call.user.policy))


def _own(call: Call) -> list[Request]:
    return [request for request in call.state.requests if request.to is call.user]


def _find(call: Call) -> Request:
    """Find the user's notification request whose id is in the path."""
    return call.find(_own(call))


def _requested_many(call: Call) -> list[Request]:
    """Find the user's notification requests whose ids are given."""
    ids = one_or_several(call.params, "id")
    return [request for request in _own(call) if request.id in ids]


@handlers.for_users
def notification_requests(call: Call) -> HttpResponse:
    return call.page(_own(call), call.render.request)


@handlers.for_users
def notification_request(call: Call) -> HttpResponse:
    return json_response(call.render.request(_find(call)))


@handlers.for_users
def accept_notification_request(call: Call) -> HttpResponse:
    call.state.accept(call.user, [_find(call)])
    return json_response({})


@handlers.for_users
def dismiss_notification_request(call: Call) -> HttpResponse:
    call.state.dismiss(_find(call))
    return json_response({})


@handlers.for_users
def accept_multiple_notification_requests(call: Call) -> HttpResponse:
    call.state.accept(call.user, _requested_many(call))
    return json_response({})


@handlers.for_users
def dismiss_multiple_notification_requests(call: Call) -> HttpResponse:
    for request in _requested_many(call):
        call.state.dismiss(request)
    return json_response({})


@handlers.for_users
def notifications_merged(call: Call) -> HttpResponse:
    # Accepted requests are merged at once.
    return json_response({"merged": True})
