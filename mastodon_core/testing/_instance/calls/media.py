"""https://docs.joinmastodon.org/methods/media/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer, not_found, unacceptable
from .._call import Call, Calls
from .._uploads import check_description, describe, upload
from ..state import Media

calls = Calls()


@calls.for_users
def media_upload(call: Call) -> HttpResponse:
    media = upload(call.state, call.user, call.params, wait=False)
    ready = media.ready_at <= call.state.now
    return answer(call.render.media(media), 200 if ready else 202)


@calls.for_users
def media_upload_v1(call: Call) -> HttpResponse:
    media = upload(call.state, call.user, call.params, wait=True)
    return answer(call.render.media(media))


@calls.for_users
def media(call: Call) -> HttpResponse:
    return _shown(call, _unattached(call))


@calls.for_users
def media_update(call: Call) -> HttpResponse:
    found = _unattached(call)
    check_description(call.params, call.numbers)
    describe(found, call.params)
    return _shown(call, found)


@calls.for_users
def media_delete(call: Call) -> HttpResponse:
    found = _named(call)
    if found.status is not None:
        raise unacceptable("Media attachment is currently used by a status")
    call.state.media.remove(found)
    return answer({})


def _named(call: Call) -> Media:
    """The file whose id is in the path, if it is the user's."""
    return call.named(item for item in call.state.media if item.user is call.user)


def _unattached(call: Call) -> Media:
    found = _named(call)
    if found.status is not None:
        raise not_found()
    return found


def _shown(call: Call, media: Media) -> HttpResponse:
    ready = media.ready_at <= call.state.now
    return answer(call.render.media(media), 200 if ready else 206)
