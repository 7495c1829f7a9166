"""https://docs.joinmastodon.org/methods/blocks/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers

handlers = Handlers()


@handlers.for_users
def blocks(call: Call) -> HttpResponse:
    return call.accounts(call.user.blocking)
