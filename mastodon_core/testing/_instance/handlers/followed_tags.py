"""https://docs.joinmastodon.org/methods/followed_tags/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers

handlers = Handlers()


@handlers.for_users
def followed_tags(call: Call) -> HttpResponse:
    return call.page(
        call.user.followed_tags,
        lambda follow: call.render.tag(follow.tag),
        default=100,
        newer="since_id",
    )
