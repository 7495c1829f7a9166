"""https://docs.joinmastodon.org/methods/lists/"""

from __future__ import annotations

from collections.abc import Sequence

from ....http import HttpResponse
from .._call import Call, Handlers
from .._params import flag, text, texts
from .._responses import invalid, json_response, not_found, unprocessable
from ..state import List, User

handlers = Handlers()

_POLICIES = {"followed", "list", "none"}
_MOST_LISTS = 50
_LONGEST_TITLE = 256


def _own(call: Call) -> Sequence[List]:
    return [known for known in call.state.lists if known.owner is call.user]


def _find(call: Call) -> List:
    """Find the user's list whose id is in the path."""
    return call.find(_own(call))


def _change(call: Call, changed: List) -> None:
    """Change a list; if a parameter is not valid, nothing is changed."""
    policy = text(call.params, "replies_policy")
    if policy is not None and policy not in _POLICIES:
        raise unprocessable(f"'{policy}' is not a valid replies_policy")
    title = text(call.params, "title")
    title = changed.title if title is None else title
    if not title.strip():
        raise invalid("Title can't be blank")
    if len(title) > _LONGEST_TITLE:
        raise invalid(f"Title is too long (maximum is {_LONGEST_TITLE} characters)")
    exclusive = flag(call.params, "exclusive")
    changed.title = title
    changed.replies_policy = policy or changed.replies_policy
    changed.exclusive = changed.exclusive if exclusive is None else exclusive


@handlers.for_users
def lists(call: Call) -> HttpResponse:
    return json_response([call.render.list(known) for known in _own(call)])


@handlers.for_users
def list(call: Call) -> HttpResponse:
    return json_response(call.render.list(_find(call)))


@handlers.for_users
def list_create(call: Call) -> HttpResponse:
    made = List("", call.user, "")
    _change(call, made)
    if len(_own(call)) >= _MOST_LISTS:
        raise invalid("You have reached the maximum number of lists")
    made.id = call.state.next_number()
    call.state.lists.append(made)
    return json_response(call.render.list(made))


@handlers.for_users
def list_update(call: Call) -> HttpResponse:
    changed = _find(call)
    _change(call, changed)
    return json_response(call.render.list(changed))


@handlers.for_users
def list_delete(call: Call) -> HttpResponse:
    call.state.lists.remove(_find(call))
    return json_response({})


@handlers.for_users
def list_accounts(call: Call) -> HttpResponse:
    found = sorted(_find(call).accounts, key=lambda user: int(user.id))
    if text(call.params, "limit") == "0":
        # Here 0 means all accounts, without pagination.
        return json_response([call.render.account(user) for user in reversed(found)])
    return call.page(found, call.render.account, newer="since_id")


def _members(call: Call) -> Sequence[User]:
    """Find the accounts of ``account_ids``; all of them must exist."""
    ids = dict.fromkeys(texts(call.params, "account_ids") or [])
    found = [user for user in call.state.users if user.id in ids]
    if len(found) < len(ids):
        raise not_found()
    return found


@handlers.for_users
def list_accounts_add(call: Call) -> HttpResponse:
    changed, user = _find(call), call.user
    added = _members(call)
    for other in added:
        followed = other.id in user.following or other.id in user.requested
        if not followed and other is not user:
            raise not_found()
    if any(other in changed.accounts for other in added):
        raise invalid("Account has already been taken")
    changed.accounts += added
    return json_response({})


@handlers.for_users
def list_accounts_delete(call: Call) -> HttpResponse:
    changed = _find(call)
    ids = texts(call.params, "account_ids") or []
    changed.accounts = [user for user in changed.accounts if user.id not in ids]
    return json_response({})
