"""Changes of notification policies."""

from __future__ import annotations

from attrs import asdict, evolve

from ._params import Params, text
from ._responses import unprocessable
from .state import Policy

_ACTIONS = {"accept", "filter", "drop"}


def names_of(policy: Policy, version: tuple[int, ...]) -> list[str]:
    """The names of the policy's settings in a release."""
    return [name for name in asdict(policy) if name != "bots" or version >= (4, 6)]


def changed(policy: Policy, params: Params, version: tuple[int, ...]) -> Policy:
    """Change a policy; an unknown action is an error, and nothing is changed."""
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
    """Change a policy with the boolean parameters of version 1."""
    given: dict[str, str] = {}
    for name in names_of(policy, version):
        if name != "limited_accounts" and f"filter_{name}" in params:
            # Mastodon does not parse this as a boolean: the text "false" is true.
            held_back = params[f"filter_{name}"] not in (None, False)
            given[name] = "filter" if held_back else "accept"
    return evolve(policy, **given)
