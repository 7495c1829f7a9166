"""https://docs.joinmastodon.org/methods/featured_tags/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import text
from .._responses import json_response
from ..state import User

handlers = Handlers()


def shown(call: Call, owner: User) -> HttpResponse:
    """Make the response with the hashtags that an account features."""
    found = [call.render.featured_tag(owner, one) for one in owner.featured_tags]
    return json_response(found)


@handlers.for_users
def featured_tags(call: Call) -> HttpResponse:
    return shown(call, call.user)


@handlers.for_users
def featured_tag_create(call: Call) -> HttpResponse:
    made = call.tagging.feature(text(call.params, "name") or "")
    return json_response(call.render.featured_tag(call.user, made))


@handlers.for_users
def featured_tag_delete(call: Call) -> HttpResponse:
    call.tagging.unfeature(call.id)
    return json_response({})


@handlers.for_users
def featured_tag_suggestions(call: Call) -> HttpResponse:
    return json_response([call.render.tag(tag) for tag in call.tagging.suggested()])
