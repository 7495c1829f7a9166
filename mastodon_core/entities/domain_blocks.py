"""Blocks of whole servers by one account."""

from __future__ import annotations

from attrs import frozen

from .base import Entity


@frozen(kw_only=True)
class DomainBlockPreview(Entity):
    """What one would lose by blocking a server. Not documented."""

    following_count: int
    """Accounts there that one follows."""
    followers_count: int
    """Followers from there."""
