"""https://docs.joinmastodon.org/methods/profile/"""

from __future__ import annotations

from attrs import evolve

from ...._http import HttpResponse
from .._answers import answer
from .._call import Call, Calls

calls = Calls()


@calls.for_users
def account_delete_avatar(call: Call) -> HttpResponse:
    call.user.profile = evolve(call.user.profile, avatar=None)
    return answer(call.render.own_account(call.user))


@calls.for_users
def account_delete_header(call: Call) -> HttpResponse:
    call.user.profile = evolve(call.user.profile, header=None)
    return answer(call.render.own_account(call.user))
