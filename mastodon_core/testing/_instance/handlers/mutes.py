"""https://docs.joinmastodon.org/methods/mutes/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers

handlers = Handlers()


@handlers.for_users
def mutes(call: Call) -> HttpResponse:
    return call.accounts(call.user.muting, call.render.muted_account)
