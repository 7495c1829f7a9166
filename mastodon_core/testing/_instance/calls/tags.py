"""https://docs.joinmastodon.org/methods/tags/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._tags import tag_named

calls = Calls()


@calls.for_anybody
def tag(call: Call) -> HttpResponse:
    return answer(call.render.tag(tag_named(call.state, call.path["name"])))


@calls.for_users
def tag_follow(call: Call) -> HttpResponse:
    return answer(call.render.tag(call.tagging.follow(call.path["name"])))


@calls.for_users
def tag_unfollow(call: Call) -> HttpResponse:
    return answer(call.render.tag(call.tagging.unfollow(call.path["name"])))


@calls.for_users
def tag_feature(call: Call) -> HttpResponse:
    return answer(call.render.tag(call.tagging.feature_by_name(call.path["name"])))


@calls.for_users
def tag_unfeature(call: Call) -> HttpResponse:
    return answer(call.render.tag(call.tagging.unfeature_by_name(call.path["name"])))
