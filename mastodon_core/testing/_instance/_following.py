"""Following others, and being asked."""

from __future__ import annotations

from typing import Any

from ._answers import not_allowed
from ._params import Params, flag, texts
from .state import State, User


def follow(state: State, user: User, other: User, params: Params) -> None:
    """Follow an account, or change how; a locked one is asked."""
    if other is user:
        raise not_allowed()
    how: dict[str, Any] = {
        "reblogs": flag(params, "reblogs") is not False,
        "notify": bool(flag(params, "notify")),
        "languages": texts(params, "languages"),
    }
    if other.id in user.following:
        user.following[other.id] = how
    elif other.locked:
        if other.id not in user.requested:
            user.requested.add(other.id)
            state.notify("follow_request", other, user)
    else:
        user.following[other.id] = how
        state.notify("follow", other, user)
