"""https://docs.joinmastodon.org/methods/endorsements/"""

from __future__ import annotations

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._params import text
from ..state import User

calls = Calls()


def shown(call: Call, owner: User) -> HttpResponse:
    """Answer whom an account endorses."""
    if text(call.params, "limit") == "0":
        # Here this means all of them, and no links.
        users = call.state.users_by_id
        return answer([call.render.account(users[id]) for id in owner.endorsed])
    return call.accounts(owner.endorsed)


@calls.for_users
def endorsements(call: Call) -> HttpResponse:
    return shown(call, call.user)
