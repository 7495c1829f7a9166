"""Scopes of tokens, and which scopes include others."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations

from ..calls import texts_of
from ..entities._types import OpenEnum

SCOPES = ("read", "write", "follow", "push")
"""Default scopes."""

# ``follow`` is older than granular scopes; it covers some of ``read`` and ``write``.
_FOLLOW = frozenset(
    f"{verb}:{what}"
    for verb in ("read", "write")
    for what in ("blocks", "follows", "mutes")
)


class Scope(OpenEnum):
    """A documented scope of Mastodon; servers may have others.

    Members are str, and can be passed wherever a scope is a str.

    https://docs.joinmastodon.org/api/oauth-scopes/
    """

    ADMIN_READ = "admin:read"
    ADMIN_READ_ACCOUNTS = "admin:read:accounts"
    ADMIN_READ_CANONICAL_EMAIL_BLOCKS = "admin:read:canonical_email_blocks"
    ADMIN_READ_DOMAIN_ALLOWS = "admin:read:domain_allows"
    ADMIN_READ_DOMAIN_BLOCKS = "admin:read:domain_blocks"
    ADMIN_READ_EMAIL_DOMAIN_BLOCKS = "admin:read:email_domain_blocks"
    ADMIN_READ_IP_BLOCKS = "admin:read:ip_blocks"
    ADMIN_READ_REPORTS = "admin:read:reports"
    ADMIN_WRITE = "admin:write"
    ADMIN_WRITE_ACCOUNTS = "admin:write:accounts"
    ADMIN_WRITE_CANONICAL_EMAIL_BLOCKS = "admin:write:canonical_email_blocks"
    ADMIN_WRITE_DOMAIN_ALLOWS = "admin:write:domain_allows"
    ADMIN_WRITE_DOMAIN_BLOCKS = "admin:write:domain_blocks"
    ADMIN_WRITE_EMAIL_DOMAIN_BLOCKS = "admin:write:email_domain_blocks"
    ADMIN_WRITE_IP_BLOCKS = "admin:write:ip_blocks"
    ADMIN_WRITE_REPORTS = "admin:write:reports"
    CRYPTO = "crypto"
    FOLLOW = "follow"
    PROFILE = "profile"
    PUSH = "push"
    READ = "read"
    READ_ACCOUNTS = "read:accounts"
    READ_BLOCKS = "read:blocks"
    READ_BOOKMARKS = "read:bookmarks"
    READ_COLLECTIONS = "read:collections"
    READ_FAVOURITES = "read:favourites"
    READ_FILTERS = "read:filters"
    READ_FOLLOWS = "read:follows"
    READ_LISTS = "read:lists"
    READ_MUTES = "read:mutes"
    READ_NOTIFICATIONS = "read:notifications"
    READ_REPORTS = "read:reports"
    READ_SEARCH = "read:search"
    READ_STATUSES = "read:statuses"
    WRITE = "write"
    WRITE_ACCOUNTS = "write:accounts"
    WRITE_BLOCKS = "write:blocks"
    WRITE_BOOKMARKS = "write:bookmarks"
    WRITE_COLLECTIONS = "write:collections"
    WRITE_CONVERSATIONS = "write:conversations"
    WRITE_FAVOURITES = "write:favourites"
    WRITE_FILTERS = "write:filters"
    WRITE_FOLLOWS = "write:follows"
    WRITE_LISTS = "write:lists"
    WRITE_MEDIA = "write:media"
    WRITE_MUTES = "write:mutes"
    WRITE_NOTIFICATIONS = "write:notifications"
    WRITE_REPORTS = "write:reports"
    WRITE_STATUSES = "write:statuses"

    def includes(self, other: str) -> bool:
        """Whether this scope allows everything that another one allows.

        >>> Scope.READ.includes("read:statuses"), Scope.READ_STATUSES.includes("read")
        (True, False)
        """
        return scopes_cover([self], [other])

    @property
    def included(self) -> tuple[Scope, ...]:
        """The known scopes that this one includes, except itself.

        >>> [str(scope) for scope in Scope.FOLLOW.included[:3]]
        ['read:blocks', 'read:follows', 'read:mutes']
        """
        return tuple(o for o in Scope if o is not self and self.includes(o))


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
