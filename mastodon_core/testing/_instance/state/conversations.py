"""Conversations: direct statuses, stored once for each participant."""

from __future__ import annotations

from attrs import define, field

from ._ids import Ids
from .publications import Bus, direct_of
from .statuses import Status
from .users import User


@define(eq=False)
class Conversation:
    """One participant's view of a thread of direct statuses."""

    id: str
    owner: User
    thread: str
    others: frozenset[str]
    """The ids of the participants without the owner."""
    unread: bool = False
    statuses: list[Status] = field(factory=list[Status])
    """Sorted by id; never empty."""


@define(eq=False)
class ConversationStore(Ids):
    """Stores the conversations of every user."""

    conversations: list[Conversation] = field(factory=list[Conversation])
    bus: Bus = field(factory=Bus, repr=False)

    def add_to_conversation(self, owner: User, status: Status) -> None:
        """Add a direct status to a user's conversation."""
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
            self.publish_conversation(found)

    def remove_from_conversations(self, status: Status) -> None:
        """Remove a status from the conversations of all its participants."""
        for owner in (*status.mentions, status.user):
            found = self._conversation_of(owner, status)
            if found is not None and status in found.statuses:
                found.statuses.remove(status)
                if found.statuses:
                    self.publish_conversation(found)
                else:
                    self.conversations.remove(found)

    def publish_conversation(self, changed: Conversation) -> None:
        self.bus.publish("conversation", [direct_of(changed.owner)], changed)

    def _conversation_of(self, owner: User, status: Status) -> Conversation | None:
        others = _others(owner, status)
        for known in self.conversations:
            same = known.owner is owner and known.thread == status.conversation
            if same and known.others == others:
                return known
        return None


def _others(owner: User, status: Status) -> frozenset[str]:
    """The ids of the participants in a status, without the owner."""
    return frozenset(user.id for user in (*status.mentions, status.user)) - {owner.id}
