"""The accounts of this server."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._notification_policy import Policy
from .filters import Filter
from .markers import Marker
from .profiles import Profile
from .relations import Relations
from .tags import FeaturedTag, TagFollow


@define(eq=False)
class User(Relations):
    """An account with its password and settings."""

    id: str
    username: str
    password: str = field(repr=False)
    created_at: datetime
    profile: Profile = Profile()
    email: str = field(default="", repr=False)
    confirmed: bool = True
    """Whether the e-mail address was confirmed."""
    signed_up_with: str | None = None
    """The id of the app that created the account."""
    muted_conversations: set[str] = field(factory=set[str])
    markers: dict[str, Marker] = field(factory=dict[str, Marker])
    policy: Policy = Policy()
    permitted: set[str] = field(factory=set[str])
    """The ids of the accounts that are exempt from the notification policy."""
    followed_tags: list[TagFollow] = field(factory=list[TagFollow])
    featured_tags: list[FeaturedTag] = field(factory=list[FeaturedTag])
    filters: dict[str, Filter] = field(factory=dict[str, Filter])
    """By id."""

    def excludes(self, other: User) -> bool:
        """Whether an account is muted, or blocked by either side."""
        return self.hides(other.id) or self.id in other.blocking
