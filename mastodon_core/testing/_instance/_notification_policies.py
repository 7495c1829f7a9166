"""Changing whose notifications one wants."""

from __future__ import annotations

from attrs import asdict, evolve

from ._params import Params, text
from ._responses import unprocessable
from .state import Policy

_ACTIONS = {"accept", "filter", "drop"}


def names_of(policy: Policy, version: tuple[int, ...]) -> list[str]:
    """What such a server asks for in a policy."""
    return [name for name in asdict(policy) if name != "bots" or version >= (4, 6)]


def changed(policy: Policy, params: Params, version: tuple[int, ...]) -> Policy:
    """The policy with what is given; nothing changes if any of it is no action."""
    given: dict[str, str] = {}
    for name in names_of(policy, version):
        action = text(params, f"for_{name}")
        if action is None:
            continue
        if action not in _ACTIONS:
            raise unprocessable(f"'{action}' is not a valid for_{name}")
        given[name] = action
    return evolve(policy, **given)


def changed_v1(policy: Policy, params: Params, version: tuple[int, ...]) -> Policy:
    """The policy with what is given, as it was asked for before 4.3 was released."""
    given: dict[str, str] = {}
    for name in names_of(policy, version):
        if name != "limited_accounts" and f"filter_{name}" in params:
            # Rails reads no boolean here: even the text "false" is true.
            held_back = params[f"filter_{name}"] not in (None, False)
            given[name] = "filter" if held_back else "accept"
    return evolve(policy, **given)
