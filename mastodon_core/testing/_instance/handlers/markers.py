"""https://docs.joinmastodon.org/methods/markers/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import hash_of, number, one_or_several, text
from .._responses import invalid, json_response
from ..state import Marker

handlers = Handlers()

_TIMELINES = ("home", "notifications")


def _shown(call: Call, found: dict[str, Marker]) -> HttpResponse:
    return json_response({name: call.render.marker(found[name]) for name in found})


@handlers.for_users
def markers_get(call: Call) -> HttpResponse:
    names = one_or_several(call.params, "timeline")
    known = call.user.markers
    return _shown(call, {name: known[name] for name in known if name in names})


@handlers.for_users
def markers_set(call: Call) -> HttpResponse:
    set_now: dict[str, Marker] = {}
    for name in _TIMELINES:
        given = hash_of(call.params, name)
        if given is None:
            continue
        made = Marker(call.state.now)
        set_now[name] = marker = call.user.markers.setdefault(name, made)
        if "last_read_id" not in given:
            continue
        if not text(given, "last_read_id"):
            raise invalid("Last read can't be blank")
        # Anything but a number counts as 0.
        last_read = number(given, "last_read_id") or 0
        if last_read != marker.last_read:
            marker.last_read, marker.updated_at = last_read, call.state.now
            marker.version += 1
    return _shown(call, set_now)
