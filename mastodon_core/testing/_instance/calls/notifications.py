"""https://docs.joinmastodon.org/methods/notifications/"""

from __future__ import annotations

from ...._http import HttpResponse
from .._answers import answer, limit_of, not_found
from .._call import Call, Calls
from .._params import text, texts
from ..state import Notification

calls = Calls()


def _asked(call: Call) -> list[Notification]:
    """What the user is told, as far as it is asked for."""
    types = texts(call.params, "types")
    without = texts(call.params, "exclude_types") or []
    by = text(call.params, "account_id")
    return [
        about
        for about in call.state.notifications
        if about.to is call.user
        and (not types or about.type in types)
        and about.type not in without
        and (not by or about.by.id == by)
    ]


def _named(call: Call) -> Notification:
    """The notification whose id is in the path, if it is the user's."""
    for about in call.state.notifications:
        if about.id == call.id and about.to is call.user:
            return about
    raise not_found()


@calls.for_users
def notifications(call: Call) -> HttpResponse:
    return call.page(
        _asked(call),
        call.render.notification,
        "limit",
        "types",
        "exclude_types",
        "account_id",
        "include_filtered",
        "supported_types",
        default=40,
        most=80,
    )


@calls.for_users
def notification(call: Call) -> HttpResponse:
    return answer(call.render.notification(_named(call)))


@calls.for_users
def notifications_clear(call: Call) -> HttpResponse:
    told = call.state.notifications
    told[:] = [about for about in told if about.to is not call.user]
    return answer({})


@calls.for_users
def notifications_dismiss(call: Call) -> HttpResponse:
    call.state.notifications.remove(_named(call))
    return answer({})


@calls.for_users
def notifications_unread_count(call: Call) -> HttpResponse:
    marker = call.user.markers.get("notifications")
    last_read = marker.last_read if marker else 0
    unread = [about for about in _asked(call) if int(about.id) > last_read]
    return answer({"count": min(len(unread), limit_of(call.params, 100, 1000))})
