"""https://docs.joinmastodon.org/methods/trends/"""

from __future__ import annotations

from ....http import HttpResponse
from .. import _trends
from .._call import Call, Handlers

handlers = Handlers()


@handlers.public
def trending_tags(call: Call) -> HttpResponse:
    return call.page_by_offset(_trends.tags(call.state), call.render.tag, 10)


@handlers.public
def trending_tags_old(call: Call) -> HttpResponse:
    return trending_tags(call)


@handlers.public
def trending_statuses(call: Call) -> HttpResponse:
    found = _trends.statuses(call.state, call.viewer)
    return call.page_by_offset(found, call.render.status, 20)


@handlers.public
def trending_links(call: Call) -> HttpResponse:
    return call.page_by_offset(_trends.links(call.state), call.render.trending_link, 10)
