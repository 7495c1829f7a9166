"""https://docs.joinmastodon.org/methods/profile/"""

from __future__ import annotations

from attrs import evolve

from ....http import HttpResponse
from .._call import Call, Handlers
from .._profiles import Changes
from .._responses import json_response

handlers = Handlers()


def change(call: Call) -> None:
    """Change a profile; unlocking it accepts all follow requests."""
    user = call.user
    was_locked = user.profile.locked
    user.profile = Changes(call.params, call.version_numbers).apply_to(user.profile)
    if was_locked and not user.profile.locked:
        call.relationships.authorize_all()


@handlers.for_users
def profile(call: Call) -> HttpResponse:
    return json_response(call.render.profile(call.user))


@handlers.for_users
def profile_update(call: Call) -> HttpResponse:
    change(call)
    return profile(call)


@handlers.for_users
def account_delete_avatar(call: Call) -> HttpResponse:
    call.user.profile = evolve(call.user.profile, avatar=None)
    return json_response(call.render.own_account(call.user))


@handlers.for_users
def account_delete_header(call: Call) -> HttpResponse:
    call.user.profile = evolve(call.user.profile, header=None)
    return json_response(call.render.own_account(call.user))
