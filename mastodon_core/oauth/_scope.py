"""The documented scopes as an enum."""

from __future__ import annotations

from ..entities._types import OpenEnum
from ._scopes import scopes_cover


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
