"""Conversations: direct statuses, as each of those who take part has them."""

from __future__ import annotations

from attrs import define, field

from ._ids import Ids
from .statuses import Status
from .users import User


@define(eq=False)
class Conversation:
    """The direct statuses of a thread among some accounts, as one of them has them."""

    id: str
    owner: User
    thread: str
    others: frozenset[str]
    """The ids of those who take part, but for the owner."""
    unread: bool = False
    statuses: list[Status] = field(factory=list[Status])
    """In the order of their ids; never empty."""


@define(eq=False)
class ConversationStore(Ids):
    """Keeps the conversations of everybody."""

    conversations: list[Conversation] = field(factory=list[Conversation])

    def add_to_conversation(self, owner: User, status: Status) -> None:
        """Add a direct status to what an account has of its conversation."""
        found = self._conversation_of(owner, status)
        if found is None:
            others = _others(owner, status)
            thread = status.conversation
            found = Conversation(self.next_number(), owner, thread, others)
            self.conversations.append(found)
        if status not in found.statuses:
            found.statuses.append(status)
            found.statuses.sort(key=lambda known: int(known.id))
            found.unread = status.user is not owner

    def remove_from_conversations(self, status: Status) -> None:
        """Have a status in the conversations of nobody whom it concerns."""
        for owner in (*status.mentions, status.user):
            found = self._conversation_of(owner, status)
            if found is not None and status in found.statuses:
                found.statuses.remove(status)
                if not found.statuses:
                    self.conversations.remove(found)

    def _conversation_of(self, owner: User, status: Status) -> Conversation | None:
        others = _others(owner, status)
        for known in self.conversations:
            same = known.owner is owner and known.thread == status.conversation
            if same and known.others == others:
                return known
        return None


def _others(owner: User, status: Status) -> frozenset[str]:
    """The ids of those whom a status concerns besides."""
    return frozenset(user.id for user in (*status.mentions, status.user)) - {owner.id}
