"""https://docs.joinmastodon.org/methods/notifications/#get-policy"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._params import one_or_several
from .._policies import changed, changed_v1
from ..state import Request

calls = Calls()


@calls.for_users
def notifications_policy(call: Call) -> HttpResponse:
    return answer(call.render.policy(call.user.policy))


@calls.for_users
def update_notifications_policy(call: Call) -> HttpResponse:
    call.user.policy = changed(call.user.policy, call.params, call.numbers)
    return answer(call.render.policy(call.user.policy))


@calls.for_users
def notifications_policy_v1(call: Call) -> HttpResponse:
    return answer(call.render.policy_v1(call.user.policy))


@calls.for_users
def update_notifications_policy_v1(call: Call) -> HttpResponse:
    call.user.policy = changed_v1(call.user.policy, call.params, call.numbers)
    return answer(call.render.policy_v1(call.user.policy))


def _own(call: Call) -> list[Request]:
    return [request for request in call.state.requests if request.to is call.user]


def _named(call: Call) -> Request:
    """The request whose id is in the path, if it is the user's."""
    return call.named(_own(call))


def _several(call: Call) -> list[Request]:
    """The requests whose ids are given, as far as they are the user's."""
    ids = one_or_several(call.params, "id")
    return [request for request in _own(call) if request.id in ids]


@calls.for_users
def notification_requests(call: Call) -> HttpResponse:
    return call.page(_own(call), call.render.request)


@calls.for_users
def notification_request(call: Call) -> HttpResponse:
    return answer(call.render.request(_named(call)))


@calls.for_users
def accept_notification_request(call: Call) -> HttpResponse:
    call.state.accept(_named(call))
    return answer({})


@calls.for_users
def dismiss_notification_request(call: Call) -> HttpResponse:
    call.state.dismiss(_named(call))
    return answer({})


@calls.for_users
def accept_multiple_notification_requests(call: Call) -> HttpResponse:
    for request in _several(call):
        call.state.accept(request)
    return answer({})


@calls.for_users
def dismiss_multiple_notification_requests(call: Call) -> HttpResponse:
    for request in _several(call):
        call.state.dismiss(request)
    return answer({})


@calls.for_users
def notifications_merged(call: Call) -> HttpResponse:
    # What is accepted is merged at once.
    return answer({"merged": True})
