"""https://docs.joinmastodon.org/methods/directory/"""

from __future__ import annotations

from ....http import HttpResponse
from .. import _suggestions
from .._call import Call, Handlers
from .._params import text
from .._responses import json_response

handlers = Handlers()


@handlers.public
def directory(call: Call) -> HttpResponse:
    newest_first = text(call.params, "order") == "new"
    found = _suggestions.directory(call.state, call.viewer, newest_first=newest_first)
    return json_response([call.render.account(user) for user in call.skipped(found)])
