"""https://docs.joinmastodon.org/methods/notifications/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response, limit_of
from ._notification_queries import (
    clear,
    own_notifications,
    requested_notifications,
    unread,
)

handlers = Handlers()


@handlers.for_users
def notifications(call: Call) -> HttpResponse:
    return call.page(
        requested_notifications(call, by_account=True),
        call.render.notification,
        "limit",
        "types",
        "exclude_types",
        "account_id",
        "include_filtered",
        "supported_types",
        only_full=False,
    )


@handlers.for_users
def notification(call: Call) -> HttpResponse:
    return json_response(call.render.notification(call.find(own_notifications(call))))


@handlers.for_users
def notifications_clear(call: Call) -> HttpResponse:
    clear(call)
    return json_response({})


@handlers.for_users
def notifications_dismiss(call: Call) -> HttpResponse:
    call.state.remove_notifications([call.find(own_notifications(call))])
    return json_response({})


@handlers.for_users
def notifications_unread_count(call: Call) -> HttpResponse:
    found = unread(call, requested_notifications(call, by_account=True))
    return json_response({"count": min(len(found), limit_of(call.params, 100, 1000))})
