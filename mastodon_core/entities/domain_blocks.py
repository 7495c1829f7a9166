"""Domain blocks of a user."""

from __future__ import annotations

from attrs import frozen

from .base import Entity


@frozen(kw_only=True)
class DomainBlockPreview(Entity):
    """The follows you would lose by blocking a domain. Not documented."""

    following_count: int
    """Accounts of the domain that you follow."""
    followers_count: int
    """Accounts of the domain that follow you."""
