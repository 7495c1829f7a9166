"""Who is told of what."""

from __future__ import annotations

from collections.abc import Collection

from attrs import define, field

from .conversations import ConversationStore
from .notification_requests import PolicyCheck, Request
from .notifications import Notification
from .statuses import Status
from .users import User

GROUPED = ("favourite", "reblog", "follow")
"""The types that form groups."""

# The types that make a request, and how many it counts at most.
_REQUESTED = {"mention", "quote"}
_MOST_COUNTED = 100

# How many hours a group may last.
_LONGEST = 12


@define(eq=False)
class NotificationStore(ConversationStore):
    """Keeps what everybody is told."""

    notifications: list[Notification] = field(factory=list[Notification])
    requests: list[Request] = field(factory=list[Request])
    """In the order of their ids."""
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
        action = PolicyCheck(to, by, type, status, self.now).action
        if action == "drop" or _is_unwanted(type, to, by, status):
            return
        if type == "mention" and status and self.drops(status, to, "notifications"):
            return
        made = Notification(self.next_number(), to, by, type, self.now, status)
        self.notifications.append(made)
        if action == "filter":
            made.filtered = True
            self._add_to_request(made)
            return
        made.group = self._group(type, to, status)
        self._add_direct_status(made)

    def drops(self, status: Status, to: User, context: str) -> bool:
        """Whether a filter of an account keeps a status from it for good."""
        return any(
            filter.drops
            and context in filter.context
            and filter.match_status(status, self.now) is not None
            for filter in to.filters.values()
        )

    def _add_direct_status(self, notification: Notification) -> None:
        status = notification.status
        if notification.type == "mention" and status and status.visibility == "direct":
            self.add_to_conversation(notification.to, status)

    def _add_to_request(self, notification: Notification) -> None:
        """Put somebody among the requests, who may be heard or not."""
        if notification.type not in _REQUESTED:
            return
        to, by = notification.to, notification.by
        known = (r for r in self.requests if r.to is to and r.by is by)
        request = next(known, None)
        if request is None:
            request = Request(self.next_id(), to, by, self.now, self.now)
            self.requests.append(request)
        request.last_status = notification.status
        request.updated_at = self.now
        request.count = len(self._counted(request))

    def _counted(self, request: Request) -> list[Notification]:
        """What a request counts."""
        found = [a for a in self.filtered(request) if a.type in _REQUESTED]
        return found[:_MOST_COUNTED]

    def filtered(self, request: Request) -> list[Notification]:
        """What is held back of the account that a request is about."""
        return [
            notification
            for notification in self.notifications
            if notification.filtered
            and notification.to is request.to
            and notification.by is request.by
        ]

    def accept(self, request: Request) -> None:
        """Tell what was held back of an account, and from then on all that it does."""
        request.to.permitted.add(request.by.id)
        for notification in self.filtered(request):
            self._add_direct_status(notification)
            notification.filtered = False
        self.requests.remove(request)

    def dismiss(self, request: Request) -> None:
        """Put away what was held back of an account."""
        self.requests.remove(request)
        self.remove_notifications(self.filtered(request))

    def remove_notifications(self, gone: Collection[Notification]) -> None:
        """Take notifications away, and requests for which none is left."""
        left = [
            notification
            for notification in self.notifications
            if notification not in gone
        ]
        self.notifications[:] = left
        for request in [*self.requests]:
            if any(a.to is request.to and a.by is request.by for a in gone):
                count = len(self._counted(request))
                if count != request.count:
                    request.count, request.updated_at = count, self.now
                if not count:
                    self.requests.remove(request)

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

    def retract_notifications(
        self, type: str, by: User, status: Status | None, to: User | None = None
    ) -> None:
        """Take back what was told, to somebody or all, of something that is undone."""
        self.remove_notifications(
            [
                notification
                for notification in self.notifications
                if (notification.type, notification.by, notification.status)
                == (type, by, status)
                and (to is None or notification.to is to)
            ]
        )

    def forget_account(self, user: User, other: User) -> None:
        """Take away what an account was told of another, and what both wrote."""
        self.notifications[:] = [
            notification
            for notification in self.notifications
            if (notification.to, notification.by) != (user, other)
        ]
        self.requests[:] = [
            request
            for request in self.requests
            if (request.to, request.by) != (user, other)
        ]
        self.conversations[:] = [
            known
            for known in self.conversations
            if known.owner is not user or other.id not in known.others
        ]


def _is_unwanted(type: str, to: User, by: User, status: Status | None) -> bool:
    if to.ignores_notifications_from(by.id):
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
    return any(to.ignores_notifications_from(user.id) for user in concerns)
