"""https://docs.joinmastodon.org/methods/media/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response, not_found, unprocessable
from .._uploads import check_description, update_media, upload
from ..state import Media

handlers = Handlers()


@handlers.for_users
def media_upload(call: Call) -> HttpResponse:
    media = upload(call.state, call.user, call.params, wait=False)
    ready = media.ready_at <= call.state.now
    return json_response(call.render.media(media), 200 if ready else 202)


@handlers.for_users
def media_upload_v1(call: Call) -> HttpResponse:
    media = upload(call.state, call.user, call.params, wait=True)
    return json_response(call.render.media(media))


@handlers.for_users
def media(call: Call) -> HttpResponse:
    return _shown(call, _unattached(call))


@handlers.for_users
def media_update(call: Call) -> HttpResponse:
    found = _unattached(call)
    check_description(call.params, call.version_numbers)
    update_media(found, call.params)
    return _shown(call, found)


@handlers.for_users
def media_delete(call: Call) -> HttpResponse:
    found = _find(call)
    if found.status is not None:
        raise unprocessable("Media attachment is currently used by a status")
    call.state.media.remove(found)
    return json_response({})


def _find(call: Call) -> Media:
    """Find the user's attachment whose id is in the path."""
    return call.find(item for item in call.state.media if item.user is call.user)


def _unattached(call: Call) -> Media:
    found = _find(call)
    if found.status is not None:
        raise not_found()
    return found


def _shown(call: Call, media: Media) -> HttpResponse:
    ready = media.ready_at <= call.state.now
    return json_response(call.render.media(media), 200 if ready else 206)
