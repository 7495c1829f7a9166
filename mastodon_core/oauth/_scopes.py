"""Sets of scopes: parse them, compare them, and find the smallest one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations

from ..calls import texts_of

# ``follow`` is older than granular scopes; it covers some of ``read`` and ``write``.
_FOLLOW = frozenset(
    f"{verb}:{what}"
    for verb in ("read", "write")
    for what in ("blocks", "follows", "mutes")
)


def parse_scopes(value: str | Iterable[str]) -> tuple[str, ...]:
    """Convert a sequence of scopes, or a space-separated str, to a tuple.

    Raises:
        TypeError: an item is not a str.
        ValueError: ``value`` is empty, or an item contains whitespace.
    """
    scopes = (
        tuple(value.split()) if isinstance(value, str) else texts_of("scopes", value)
    )
    if not scopes:
        raise ValueError("scopes must contain at least one, such as 'read'")
    for scope in scopes:
        if scope.split() != [scope]:
            raise ValueError(f"a scope must not contain spaces: {scope!r}")
    return scopes


def scopes_cover(granted: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether the granted scopes include all the wanted ones.

    A broad scope covers the scopes below it: ``read`` covers ``read:statuses``, and
    ``admin:read`` covers ``admin:read:reports``. ``follow`` covers reading and writing
    of blocks, follows and mutes.

    >>> scopes_cover(["read", "follow"], ["read:statuses", "write:follows"])
    True
    >>> scopes_cover(["read:statuses"], ["read"])
    False
    """
    have = set(granted)
    if "follow" in have:
        have |= _FOLLOW

    def covered(scope: str) -> bool:
        parts = scope.split(":")
        broader = (":".join(parts[:count]) for count in range(1, len(parts) + 1))
        return not have.isdisjoint(broader)

    return all(
        covered(scope) or (scope == "follow" and all(map(covered, _FOLLOW)))
        for scope in wanted
    )


def smallest_scopes(choices: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Find the fewest and narrowest scopes that cover one scope of each choice.

    >>> smallest_scopes([["profile", "read:accounts"], ["read:accounts"], []])
    ('read:accounts',)
    >>> smallest_scopes([["read"], ["read:statuses"]])
    ('read',)
    """
    wanted = {frozenset(choice) for choice in choices} - {frozenset()}
    forced = {scope for choice in wanted if len(choice) == 1 for scope in choice}

    def lacking(scopes: Iterable[str]) -> list[frozenset[str]]:
        have = forced.union(scopes)
        return [c for c in wanted if not any(scopes_cover(have, [s]) for s in c)]

    others = sorted(frozenset[str]().union(*lacking(())))
    some = chain.from_iterable(combinations(others, n) for n in range(len(others) + 1))
    chosen = forced.union(next(scopes for scopes in some if not lacking(scopes)))
    for scope in sorted(chosen):
        if scopes_cover(chosen - {scope}, [scope]):
            chosen.remove(scope)
    return tuple(sorted(chosen))
