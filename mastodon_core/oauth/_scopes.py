"""Scopes: what a token may do, which of them include which, which of them suffice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations

from ..calls import texts_of
from ..entities._types import OpenEnum

SCOPES = ("read", "write", "follow", "push")
"""What is asked for where nobody says what."""

# ``follow`` is older than the scopes with a colon and spans two of their families.
_FOLLOW = frozenset(
    f"{verb}:{what}"
    for verb in ("read", "write")
    for what in ("blocks", "follows", "mutes")
)


class Scope(OpenEnum):
    """What a token may do; a server may know other scopes than these.

    A scope is a str like any other, and goes wherever one does.

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
        """Whether a token with this scope may do all that another one allows.

        >>> Scope.READ.includes("read:statuses"), Scope.READ_STATUSES.includes("read")
        (True, False)
        """
        return scopes_cover([self], [other])

    @property
    def included(self) -> tuple[Scope, ...]:
        """The known scopes that it includes, other than itself.

        >>> [str(scope) for scope in Scope.FOLLOW.included[:3]]
        ['read:blocks', 'read:follows', 'read:mutes']
        """
        return tuple(o for o in Scope if o is not self and self.includes(o))


def scopes_of(value: str | Iterable[str]) -> tuple[str, ...]:
    """Take scopes, as a sequence or as one str with spaces between them.

    Raises:
        TypeError: something among them is no str.
        ValueError: there is none, or one has a blank in it.
    """
    taken = (
        tuple(value.split()) if isinstance(value, str) else texts_of("scopes", value)
    )
    if not taken:
        raise ValueError("scopes must name one at least, such as 'read'")
    for scope in taken:
        if scope.split() != [scope]:
            raise ValueError(f"{scope!r} is not one scope")
    return taken


def scopes_cover(granted: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether a token of these scopes may do all that those allow.

    A broad scope covers what is below it, as ``read`` does ``read:statuses`` and
    ``admin:read`` does ``admin:read:reports``, and ``follow`` covers reading and
    writing of blocks, follows and mutes.

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
    """The fewest scopes that cover one of each choice, as narrow as they are named.

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
