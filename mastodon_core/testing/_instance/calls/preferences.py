"""https://docs.joinmastodon.org/methods/preferences/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls

calls = Calls()


@calls.for_users
def preferences(call: Call) -> HttpResponse:
    return answer(call.render.preferences(call.user))
