"""Who is told of what."""

from __future__ import annotations

from attrs import define, field

from .conversations import Conversing
from .notifications import Notification
from .people import User
from .statuses import Status

GROUPED = ("favourite", "reblog", "follow")
"""The types that form groups."""

# How many hours a group may last.
_LONGEST = 12


@define(eq=False)
class Telling(Conversing):
    """Keeps what everybody is told."""

    notifications: list[Notification] = field(factory=list[Notification])
    _hours: dict[tuple[str, str], int] = field(
        factory=dict[tuple[str, str], int], init=False
    )
    """When the latest group of a kind of an account began."""

    def notify(
        self, type: str, to: User, by: User, status: Status | None = None
    ) -> None:
        """Tell an account of something, unless it did that itself or does not want it.

        Of the end of a poll its author is told too. A direct status comes to the
        conversation of who is told that it mentions them.
        """
        if to is by and type != "poll":
            return
        if _is_unwanted(type, to, by, status):
            return
        id, group = self.next_number(), self._group(type, to, status)
        made = Notification(id, to, by, type, self.now, status, group)
        self.notifications.append(made)
        if type == "mention" and status and status.visibility == "direct":
            self.converse(to, status)

    def _group(self, type: str, to: User, status: Status | None) -> str | None:
        """The group that such a notification comes to now, if its type has any."""
        if type not in GROUPED:
            return None
        kind = type if status is None else f"{type}-{status.id}"
        hour = int(self.now.timestamp()) // 3600
        began = self._hours.get((to.id, kind), hour)
        if hour >= began + _LONGEST:
            began = hour
        self._hours[to.id, kind] = began
        return f"{kind}-{began}"

    def untell(
        self, type: str, by: User, status: Status | None, to: User | None = None
    ) -> None:
        """Take back what was told, to somebody or all, of something that is undone."""
        self.notifications[:] = [
            about
            for about in self.notifications
            if (about.type, about.by, about.status) != (type, by, status)
            or (to is not None and about.to is not to)
        ]

    def forget(self, user: User, other: User) -> None:
        """Take away what an account was told of another, and what both wrote."""
        self.notifications[:] = [
            about
            for about in self.notifications
            if (about.to, about.by) != (user, other)
        ]
        self.conversations[:] = [
            known
            for known in self.conversations
            if known.owner is not user or other.id not in known.others
        ]


def _is_unwanted(type: str, to: User, by: User, status: Status | None) -> bool:
    if to.is_deaf_to(by.id):
        return True
    if status is None:
        return False
    if status.conversation in to.muted_conversations:
        return True
    if type not in {"mention", "quote"}:
        return False
    # Nor does anybody hear of what mentions, or answers, whom they do not hear.
    answered = status.in_reply_to
    concerns = [*status.mentions, *([answered.user] if answered else ())]
    return any(to.is_deaf_to(user.id) for user in concerns)
