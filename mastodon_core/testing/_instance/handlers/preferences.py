"""https://docs.joinmastodon.org/methods/preferences/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response

handlers = Handlers()


@handlers.for_users
def preferences(call: Call) -> HttpResponse:
    return json_response(call.render.preferences(call.user))
