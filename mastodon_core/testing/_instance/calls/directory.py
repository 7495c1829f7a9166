"""https://docs.joinmastodon.org/methods/directory/"""

from __future__ import annotations

from ....http import HttpResponse
from .. import _finding
from .._answers import answer
from .._call import Call, Calls
from .._params import text

calls = Calls()


@calls.for_anybody
def directory(call: Call) -> HttpResponse:
    newest_first = text(call.params, "order") == "new"
    found = _finding.directory(call.state, call.viewer, newest_first=newest_first)
    return answer([call.render.account(user) for user in call.skipped(found)])
