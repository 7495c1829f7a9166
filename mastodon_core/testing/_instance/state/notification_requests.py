"""Notification requests, and how a policy decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import define, frozen

from .statuses import Status
from .users import User

FILTERED = ("mention", "reblog", "follow", "follow_request", "favourite", "quote")
"""The notification types that a policy applies to."""

_NEW_ACCOUNT = timedelta(days=30)
_NEW_FOLLOWER = timedelta(days=3)


@define(eq=False)
class Request:
    """The filtered notifications from one account to another."""

    id: str
    to: User
    by: User
    created_at: datetime
    updated_at: datetime
    count: int = 0
    last_status: Status | None = None


@frozen
class PolicyCheck:
    """An action of one account that may notify another."""

    to: User
    by: User
    type: str
    status: Status | None
    now: datetime

    @property
    def action(self) -> str:
        """The decision of the policy: ``accept``, ``filter`` or ``drop``."""
        to, policy = self.to, self.to.policy
        if self.type not in FILTERED or self.by.id in to.permitted:
            return "accept"
        stranger = self.by.id not in to.following
        actions = {
            stranger and policy.not_following,
            self._hardly_follows and policy.not_followers,
            stranger and self._is_new and policy.new_accounts,
            stranger and self._is_unasked and policy.private_mentions,
            stranger and self.by.profile.bot and policy.bots,
        }
        if "drop" in actions:
            return "drop"
        return "filter" if "filter" in actions else "accept"

    @property
    def _hardly_follows(self) -> bool:
        follow = self.by.following.get(self.to.id)
        return follow is None or follow.created_at > self.now - _NEW_FOLLOWER

    @property
    def _is_new(self) -> bool:
        return self.by.created_at > self.now - _NEW_ACCOUNT

    @property
    def _is_unasked(self) -> bool:
        """Whether it is a direct status that doesn't reply to one sent to its author.

        The nearest ancestor that mentions the author decides.
        """
        status = self.status
        if self.type != "mention" or status is None or status.visibility != "direct":
            return False
        above = status.in_reply_to
        while above is not None and self.by not in above.mentions:
            above = above.in_reply_to
        return above is None or above.visibility != "direct"
