"""https://docs.joinmastodon.org/methods/endorsements/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import text
from .._responses import json_response
from ..state import User

handlers = Handlers()


def shown(call: Call, owner: User) -> HttpResponse:
    """Answer whom an account endorses."""
    if text(call.params, "limit") == "0":
        # Here this means all of them, and no links.
        users = call.state.users_by_id
        return json_response([call.render.account(users[id]) for id in owner.endorsed])
    return call.accounts(owner.endorsed)


@handlers.for_users
def endorsements(call: Call) -> HttpResponse:
    return shown(call, call.user)
