"""Lists of accounts."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .base import Entity
from .words import RepliesPolicy


@frozen(kw_only=True)
class List(Entity):
    """A list of accounts that you follow, with its own timeline.

    https://docs.joinmastodon.org/entities/List/
    """

    id: Id
    title: str
    replies_policy: RepliesPolicy | None = None
    """Whether replies to list members, to all accounts you follow, or no replies
    appear."""
    exclusive: bool | None = None
    """Whether statuses of list members are hidden from the home timeline."""
