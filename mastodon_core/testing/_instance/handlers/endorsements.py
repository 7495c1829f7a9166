"""https://docs.joinmastodon.org/methods/endorsements/"""

from __future__ import annotations

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import text
from .._responses import json_response
from ..state import User

handlers = Handlers()


def shown(call: Call, owner: User) -> HttpResponse:
    """Make the response with the accounts that an account features."""
    if text(call.params, "limit") == "0":
        # Here 0 means all accounts, without pagination.
        users = call.state.users_by_id
        return json_response([call.render.account(users[id]) for id in owner.endorsed])
    return call.accounts(owner.endorsed)


@handlers.for_users
def endorsements(call: Call) -> HttpResponse:
    return shown(call, call.user)
