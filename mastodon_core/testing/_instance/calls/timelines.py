"""https://docs.joinmastodon.org/methods/timelines/"""

from __future__ import annotations

from ...._http import HttpResponse
from .._call import Call, Calls
from .._params import flag
from ..state import Status, may_see

calls = Calls()


@calls.for_users
def timeline_home(call: Call) -> HttpResponse:
    user = call.user

    def comes_home(status: Status) -> bool:
        if status.user is user:
            return True
        how = user.following.get(status.user.id)
        if how is None or not may_see(user, status) or status.visibility == "direct":
            return False
        if status.reblog is not None and not how["reblogs"]:
            return False
        if how["languages"] and status.language not in how["languages"]:
            return False
        to = status.in_reply_to
        known = to is None or to.user in {user, status.user}
        return known or (to is not None and to.user.id in user.following)

    return call.statuses([s for s in call.state.statuses if comes_home(s)], "limit")


@calls.for_anybody
def timeline_public(call: Call) -> HttpResponse:
    found = [
        status
        for status in call.state.statuses
        if status.visibility == "public"
        and status.reblog is None
        and not status.answers_another
        and not (flag(call.params, "only_media") and not status.media)
        # Everybody is here: there are no other servers.
        and not flag(call.params, "remote")
    ]
    return call.statuses(found, "local", "remote", "only_media", "limit")
