"""https://docs.joinmastodon.org/methods/accounts/"""

from __future__ import annotations

from collections.abc import Callable

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import flag, one_or_several, text, texts
from .._responses import invalid, json_response, not_found
from ..state import Status, User, may_see
from . import endorsements, featured_tags, profile

_LONGEST_NOTE = 2000

handlers = Handlers()


@handlers.for_apps
def account_create(call: Call) -> HttpResponse:
    grant = call.registrar.sign_up(call.params)
    return json_response(call.authorizer.issue_token(grant))


@handlers.for_users
def account_verify_credentials(call: Call) -> HttpResponse:
    return json_response(call.render.own_account(call.user))


@handlers.for_users
def account_update_credentials(call: Call) -> HttpResponse:
    profile.change(call)
    return json_response(call.render.own_account(call.user))


@handlers.public
def account(call: Call) -> HttpResponse:
    return json_response(call.render.account(call.account()))


@handlers.public
def account_statuses(call: Call) -> HttpResponse:
    owner, params = call.account(), call.params
    tagged = (text(params, "tagged") or "").lower()
    found = [
        status
        for status in call.state.statuses
        if status.user is owner
        and not _is_blocked_by(call, owner)
        and may_see(call.viewer, status)
        and not _boosts_hidden_account(call, status)
        and not (flag(params, "only_media") and not status.media)
        and not (flag(params, "exclude_reblogs") and status.reblog)
        and not (flag(params, "exclude_direct") and status.visibility == "direct")
        and not (flag(params, "exclude_replies") and status.is_reply_to_other)
        and not (tagged and tagged not in status.tags)
        and not (flag(params, "pinned") and not status.pinned)
    ]
    names = "only_media", "exclude_replies", "exclude_reblogs", "pinned", "tagged"
    return call.statuses(found, "limit", *names, only_full=True)


def _boosts_hidden_account(call: Call, status: Status) -> bool:
    """Whether it boosts an account hidden from the viewer; own boosts are kept."""
    viewer, boosted = call.viewer, status.reblog
    if viewer is None or boosted is None or viewer is status.user:
        return False
    return viewer.excludes(boosted.user)


@handlers.for_users
def account_follow(call: Call) -> HttpResponse:
    other = call.account()
    call.relationships.follow(other, call.params)
    return json_response(call.render.relationship(other))


def _act_on(call: Call, act: Callable[[User], object]) -> HttpResponse:
    """Act on an account, and make the response with the relationship afterwards."""
    other = call.account()
    act(other)
    return json_response(call.render.relationship(other))


@handlers.for_users
def account_unfollow(call: Call) -> HttpResponse:
    return _act_on(call, call.relationships.unfollow)


@handlers.for_users
def account_remove_from_followers(call: Call) -> HttpResponse:
    return _act_on(call, call.relationships.remove_follower)


@handlers.for_users
def account_block(call: Call) -> HttpResponse:
    return _act_on(call, call.relationships.block)


@handlers.for_users
def account_unblock(call: Call) -> HttpResponse:
    return _act_on(call, lambda other: call.user.blocking.pop(other.id, None))


@handlers.for_users
def account_mute(call: Call) -> HttpResponse:
    return _act_on(call, lambda other: call.relationships.mute(other, call.params))


@handlers.for_users
def account_unmute(call: Call) -> HttpResponse:
    return _act_on(call, lambda other: call.user.muting.pop(other.id, None))


@handlers.for_users
def account_endorse(call: Call) -> HttpResponse:
    return _act_on(call, call.relationships.endorse)


@handlers.for_users
def account_pin(call: Call) -> HttpResponse:
    return _act_on(call, call.relationships.endorse)


@handlers.for_users
def account_unendorse(call: Call) -> HttpResponse:
    return _act_on(call, lambda other: call.user.endorsed.pop(other.id, None))


@handlers.for_users
def account_unpin(call: Call) -> HttpResponse:
    return _act_on(call, lambda other: call.user.endorsed.pop(other.id, None))


@handlers.public
def account_endorsements(call: Call) -> HttpResponse:
    return endorsements.shown(call, call.account())


@handlers.for_users
def account_familiar_followers(call: Call) -> HttpResponse:
    return json_response(
        [
            {
                "id": other.id,
                "accounts": [
                    call.render.account(user) for user in _familiar(call, other)
                ],
            }
            for other in _requested_accounts(call)
        ]
    )


def _requested_accounts(call: Call) -> list[User]:
    """Find the accounts whose ids are given, in that order."""
    users, ids = call.state.users_by_id, one_or_several(call.params, "id")
    return [users[id] for id in ids if id in users]


def _familiar(call: Call, other: User) -> list[User]:
    """List followers of an account that the user follows."""
    if _hides_follows(call, other):
        return []
    return [
        user
        for user in call.state.users
        if user.id in call.user.following
        and other.id in user.following
        and not user.profile.hide_collections
    ]


@handlers.for_users
def account_note_set(call: Call) -> HttpResponse:
    other = call.account()
    comment = text(call.params, "comment") or ""
    if len(comment) > _LONGEST_NOTE:
        raise invalid(f"Comment is too long (maximum is {_LONGEST_NOTE} characters)")
    call.user.notes[other.id] = comment
    return json_response(call.render.relationship(other))


def _is_blocked_by(call: Call, owner: User) -> bool:
    """Whether an account blocks the viewer."""
    return call.viewer is not None and call.viewer.id in owner.blocking


def _hides_follows(call: Call, owner: User) -> bool:
    """Whether followers and followed accounts are hidden from the viewer."""
    hides = owner is not call.viewer and owner.profile.hide_collections
    return bool(hides) or _is_blocked_by(call, owner)


@handlers.public
def account_following(call: Call) -> HttpResponse:
    owner = call.account()
    return call.accounts({} if _hides_follows(call, owner) else owner.following)


@handlers.public
def account_followers(call: Call) -> HttpResponse:
    owner = call.account()
    if _hides_follows(call, owner):
        return call.accounts({})
    others = [user for user in call.state.users if owner.id in user.following]
    return call.accounts({user.id: user.following[owner.id] for user in others})


@handlers.for_users
def account_relationships(call: Call) -> HttpResponse:
    return json_response(
        [call.render.relationship(user) for user in _requested_accounts(call)]
    )


@handlers.public
def accounts(call: Call) -> HttpResponse:
    ids = texts(call.params, "id") or []
    found = [user for user in call.state.users if user.id in ids]
    return json_response([call.render.account(user) for user in found])


@handlers.public
def account_lookup(call: Call) -> HttpResponse:
    found = call.search.by_acct(text(call.params, "acct") or "")
    if found is None:
        raise not_found()
    return json_response(call.render.account(found))


@handlers.for_users
def account_search(call: Call) -> HttpResponse:
    query = (text(call.params, "q") or "").strip()
    following = bool(flag(call.params, "following"))
    found = call.search.accounts(query, following=following)
    return json_response([call.render.account(user) for user in call.skipped(found)])


@handlers.public
def account_featured_tags(call: Call) -> HttpResponse:
    return featured_tags.shown(call, call.account())


@handlers.for_users
def account_lists(call: Call) -> HttpResponse:
    other = call.account()
    found = [
        known
        for known in call.state.lists
        if known.owner is call.user and other in known.accounts
    ]
    return json_response([call.render.list(known) for known in found])
