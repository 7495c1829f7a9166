"""https://docs.joinmastodon.org/methods/accounts/"""

from __future__ import annotations

from ...._http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._following import follow
from .._params import flag, text
from ..state import may_see

calls = Calls()


@calls.for_users
def account_verify_credentials(call: Call) -> HttpResponse:
    return answer(call.render.own_account(call.user))


@calls.for_anybody
def account(call: Call) -> HttpResponse:
    return answer(call.render.account(call.account()))


@calls.for_anybody
def account_statuses(call: Call) -> HttpResponse:
    owner, params = call.account(), call.params
    tagged = (text(params, "tagged") or "").lower()
    found = [
        status
        for status in call.state.statuses
        if status.user is owner
        and may_see(call.viewer, status)
        and not (flag(params, "only_media") and not status.media)
        and not (flag(params, "exclude_reblogs") and status.reblog)
        and not (flag(params, "exclude_direct") and status.visibility == "direct")
        and not (flag(params, "exclude_replies") and status.answers_another)
        and not (tagged and tagged not in status.tags)
        and not (flag(params, "pinned") and not status.pinned)
    ]
    names = "only_media", "exclude_replies", "exclude_reblogs", "pinned", "tagged"
    return call.statuses(found, "limit", *names, only_full=True)


@calls.for_users
def account_follow(call: Call) -> HttpResponse:
    other = call.account()
    follow(call.state, call.user, other, call.params)
    return answer(call.render.relationship(other))
