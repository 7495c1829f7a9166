"""https://docs.joinmastodon.org/methods/followed_tags/"""

from __future__ import annotations

from ...._http import HttpResponse
from .._call import Call, Calls

calls = Calls()


@calls.for_users
def followed_tags(call: Call) -> HttpResponse:
    return call.page(
        call.user.followed_tags,
        lambda follow: call.render.tag(follow.tag),
        "limit",
        default=100,
        most=200,
        only_full=True,
        newer="since_id",
    )
