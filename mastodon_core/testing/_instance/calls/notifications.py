"""https://docs.joinmastodon.org/methods/notifications/"""

from __future__ import annotations

from ...._http import HttpResponse
from .._call import Call, Calls
from .._params import text, texts

calls = Calls()


@calls.for_users
def notifications(call: Call) -> HttpResponse:
    types = texts(call.params, "types")
    without = texts(call.params, "exclude_types") or []
    by = text(call.params, "account_id")
    found = [
        about
        for about in call.state.notifications
        if about.to is call.user
        and (types is None or about.type in types)
        and about.type not in without
        and (not by or about.by.id == by)
    ]
    return call.page(
        found,
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
