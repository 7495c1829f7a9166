"""https://docs.joinmastodon.org/methods/notifications/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer, limit_of
from .._call import Call, Calls
from ._told import asked, clear, told, unread

calls = Calls()


@calls.for_users
def notifications(call: Call) -> HttpResponse:
    return call.page(
        asked(call, by_account=True),
        call.render.notification,
        "limit",
        "types",
        "exclude_types",
        "account_id",
        "include_filtered",
        "supported_types",
        only_full=False,
    )


@calls.for_users
def notification(call: Call) -> HttpResponse:
    return answer(call.render.notification(call.named(told(call))))


@calls.for_users
def notifications_clear(call: Call) -> HttpResponse:
    clear(call)
    return answer({})


@calls.for_users
def notifications_dismiss(call: Call) -> HttpResponse:
    call.state.take_back([call.named(told(call))])
    return answer({})


@calls.for_users
def notifications_unread_count(call: Call) -> HttpResponse:
    found = unread(call, asked(call, by_account=True))
    return answer({"count": min(len(found), limit_of(call.params, 100, 1000))})
