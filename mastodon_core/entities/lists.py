"""Lists of accounts."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .base import Entity
from .words import RepliesPolicy


@frozen(kw_only=True)
class List(Entity):
    """Some of the accounts that one follows, with a timeline of their own.

    https://docs.joinmastodon.org/entities/List/
    """

    id: Id
    title: str
    replies_policy: RepliesPolicy | None = None
    """Those to other members, to anybody whom you follow, or none."""
    exclusive: bool | None = None
    """Whether the home timeline leaves out its members."""
