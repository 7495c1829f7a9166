"""https://docs.joinmastodon.org/methods/streaming/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers

handlers = Handlers()


@handlers.public
def streaming_health(call: Call) -> HttpResponse:
    return HttpResponse(status=200, headers={"content-type": "text/plain"}, body=b"OK")
