"""https://docs.joinmastodon.org/methods/featured_tags/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._params import text
from ..state import User

calls = Calls()


def shown(call: Call, owner: User) -> HttpResponse:
    """Answer what hashtags an account features."""
    found = [call.render.featured_tag(owner, one) for one in owner.featured_tags]
    return answer(found)


@calls.for_users
def featured_tags(call: Call) -> HttpResponse:
    return shown(call, call.user)


@calls.for_users
def featured_tag_create(call: Call) -> HttpResponse:
    made = call.tagging.feature(text(call.params, "name") or "")
    return answer(call.render.featured_tag(call.user, made))


@calls.for_users
def featured_tag_delete(call: Call) -> HttpResponse:
    call.tagging.unfeature(call.id)
    return answer({})


@calls.for_users
def featured_tag_suggestions(call: Call) -> HttpResponse:
    return answer([call.render.tag(tag) for tag in call.tagging.suggested()])
