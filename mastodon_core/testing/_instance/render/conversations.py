"""Conversations."""

from __future__ import annotations

from attrs import frozen

from ..state import Conversation
from ._base import Json
from .statuses import Statuses


@frozen
class Conversations(Statuses):
    def conversation(self, known: Conversation) -> Json:
        """Render a conversation; without other participants, its owner is listed."""
        others = [user for user in self.state.users if user.id in known.others]
        last = known.statuses[-1]
        # A status that was edited to mention others stays here when it is deleted.
        is_there = last in self.state.statuses
        return {
            "id": known.id,
            "unread": known.unread,
            "accounts": [self.account(user) for user in others or [known.owner]],
            "last_status": self.status(last) if is_there else None,
        }
