"""https://docs.joinmastodon.org/methods/timelines/"""

from __future__ import annotations

from ....http import HttpResponse
from .. import _trends
from .._call import Call, Handlers
from .._feeds import Feeds, tagged
from .._params import flag, text, texts
from .._responses import not_found
from .._text import link_of
from ..state import Status, may_see

handlers = Handlers()

# The highest number of additional hashtags of each kind.
_MOST_TAGS = 4


def _is_shown(call: Call, status: Status) -> bool:
    viewer = call.viewer
    if viewer is not None and viewer.hides(status.user.id):
        return False
    if not may_see(viewer, status):
        return False
    if flag(call.params, "only_media") and not status.media:
        return False
    # Every account is local.
    return not flag(call.params, "remote")


@handlers.for_users
def timeline_home(call: Call) -> HttpResponse:
    return call.statuses(Feeds(call.state, call.user).home())


@handlers.public
def timeline_public(call: Call) -> HttpResponse:
    found = [
        status
        for status in call.state.statuses
        if status.visibility == "public"
        and status.reblog is None
        and not status.is_reply_to_other
        and _is_shown(call, status)
    ]
    return call.statuses(found, "local", "remote", "only_media", "limit")


@handlers.public
def timeline_hashtag(call: Call) -> HttpResponse:
    def names(kind: str) -> list[str]:
        given = texts(call.params, kind) or []
        return [name.lower().removeprefix("#") for name in given[:_MOST_TAGS]]

    own = call.path["hashtag"].lower()
    found = tagged(call.state, [own, *names("any")], names("all"), names("none"))
    shown = [status for status in found if _is_shown(call, status)]
    return call.statuses(shown, "local", "limit", "only_media")


@handlers.for_users
def timeline_list(call: Call) -> HttpResponse:
    own = [known for known in call.state.lists if known.owner is call.user]
    known = call.find(own, "list_id")
    return call.statuses(Feeds(call.state, call.user).of_list(known))


@handlers.public
def timeline_link(call: Call) -> HttpResponse:
    url = text(call.params, "url")
    if all(link.url != url for link in _trends.links(call.state)):
        raise not_found()
    found = [
        status
        for status in call.state.statuses
        if status.visibility == "public"
        and status.user.profile.discoverable
        and link_of(status.text) == url
        and _is_shown(call, status)
    ]
    return call.statuses(found, "url", "limit")


@handlers.for_users
def timeline_direct(call: Call) -> HttpResponse:
    found = [
        status
        for status in call.state.statuses
        if status.visibility == "direct" and may_see(call.user, status)
    ]
    return call.statuses(found)
