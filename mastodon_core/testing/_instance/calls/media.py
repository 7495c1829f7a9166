"""https://docs.joinmastodon.org/methods/media/"""

from __future__ import annotations

from ...._http import HttpResponse
from .._answers import answer, not_found
from .._call import Call, Calls
from .._uploads import upload

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
    for found in call.state.media:
        if found.id == call.id and found.user is call.user and found.status is None:
            ready = found.ready_at <= call.state.now
            return answer(call.render.media(found), 200 if ready else 206)
    raise not_found()
