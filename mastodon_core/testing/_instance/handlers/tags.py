"""https://docs.joinmastodon.org/methods/tags/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response
from .._tags import tag_named

handlers = Handlers()


@handlers.public
def tag(call: Call) -> HttpResponse:
    return json_response(call.render.tag(tag_named(call.state, call.path["name"])))


@handlers.for_users
def tag_follow(call: Call) -> HttpResponse:
    return json_response(call.render.tag(call.tagging.follow(call.path["name"])))


@handlers.for_users
def tag_unfollow(call: Call) -> HttpResponse:
    return json_response(call.render.tag(call.tagging.unfollow(call.path["name"])))


@handlers.for_users
def tag_feature(call: Call) -> HttpResponse:
    return json_response(
        call.render.tag(call.tagging.feature_by_name(call.path["name"]))
    )


@handlers.for_users
def tag_unfeature(call: Call) -> HttpResponse:
    return json_response(
        call.render.tag(call.tagging.unfeature_by_name(call.path["name"]))
    )
