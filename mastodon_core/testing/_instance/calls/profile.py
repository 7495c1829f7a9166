"""https://docs.joinmastodon.org/methods/profile/"""

from __future__ import annotations

from attrs import evolve

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from .._profiles import Changes

calls = Calls()


def change(call: Call) -> None:
    """Change a profile; who asked to follow may once it is not locked."""
    user = call.user
    was_locked = user.profile.locked
    user.profile = Changes(call.params, call.numbers).of(user.profile)
    if was_locked and not user.profile.locked:
        call.relating.authorize_all()


@calls.for_users
def profile(call: Call) -> HttpResponse:
    return answer(call.render.profile(call.user))


@calls.for_users
def profile_update(call: Call) -> HttpResponse:
    change(call)
    return profile(call)


@calls.for_users
def account_delete_avatar(call: Call) -> HttpResponse:
    call.user.profile = evolve(call.user.profile, avatar=None)
    return answer(call.render.own_account(call.user))


@calls.for_users
def account_delete_header(call: Call) -> HttpResponse:
    call.user.profile = evolve(call.user.profile, header=None)
    return answer(call.render.own_account(call.user))
