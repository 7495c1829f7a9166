"""Notifications: creating, filtering, grouping and removing them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import define, field

from .conversations import ConversationStore
from .notification_requests import PolicyCheck, Request
from .notifications import Notification
from .publications import notifications_of
from .statuses import Status
from .users import User

GROUPED = ("favourite", "reblog", "follow")
"""The notification types that are grouped."""

# The types that create a notification request, and the highest count it shows.
_REQUESTED = {"mention", "quote"}
_MOST_COUNTED = 100

# The hours that a notification group may span.
_LONGEST = 12


@define(eq=False)
class NotificationStore(ConversationStore):
    """Stores the notifications of every user."""

    notifications: list[Notification] = field(factory=list[Notification])
    requests: list[Request] = field(factory=list[Request])
    """Sorted by id."""
    _hours: dict[tuple[str, str], int] = field(
        factory=dict[tuple[str, str], int], init=False
    )
    """The hour when the latest group began, by account id and group kind."""

    def notify(
        self, type: str, to: User, by: User, status: Status | None = None
    ) -> None:
        """Notify an account, unless it acted itself or does not want the notification.

        The author of a poll is notified of its end too. A direct status that mentions
        an account is added to that account's conversations.
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
        self.bus.publish("notification", [notifications_of(to)], made)
        self._add_direct_status(made)

    def drops(self, status: Status, to: User, context: str) -> bool:
        """Whether one of the account's filters hides a status completely."""
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
        """Add a filtered notification to the request of the account that caused it."""
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
        """The notifications that count towards a request."""
        found = [a for a in self.filtered(request) if a.type in _REQUESTED]
        return found[:_MOST_COUNTED]

    def filtered(self, request: Request) -> list[Notification]:
        """List the filtered notifications that belong to a request."""
        return [
            notification
            for notification in self.notifications
            if notification.filtered
            and notification.to is request.to
            and notification.by is request.by
        ]

    def accept(self, user: User, requests: Sequence[Request]) -> None:
        """Accept requests: show their notifications, and permit the accounts."""
        for request in requests:
            user.permitted.add(request.by.id)
            for notification in self.filtered(request):
                self._add_direct_status(notification)
                notification.filtered = False
            self.requests.remove(request)
        if requests:
            self.bus.publish("notifications_merged", [notifications_of(user)], "1")

    def dismiss(self, request: Request) -> None:
        """Dismiss a request and delete its notifications."""
        self.requests.remove(request)
        self.remove_notifications(self.filtered(request))

    def remove_notifications(self, gone: Collection[Notification]) -> None:
        """Delete notifications, and the requests that become empty."""
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
        """The group key of a new notification; None if it isn't grouped."""
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
        """Delete the notifications of an action that was undone.

        Args:
            to: Only those of this account; None for those of every account.
        """
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
        """Delete a user's notifications from, and conversations with, an account."""
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
    # A status that mentions, or replies to, an ignored account is ignored as well.
    answered = status.in_reply_to
    involved = [*status.mentions, *([answered.user] if answered else ())]
    return any(to.ignores_notifications_from(user.id) for user in involved)
