"""Who is told of what."""

from __future__ import annotations

from collections.abc import Collection

from attrs import define, field

from .conversations import Conversing
from .notifications import Notification
from .people import User
from .policies import Case, Request
from .statuses import Status

GROUPED = ("favourite", "reblog", "follow")
"""The types that form groups."""

# The types that make a request, and how many it counts at most.
_REQUESTED = {"mention", "quote"}
_MOST_COUNTED = 100

# How many hours a group may last.
_LONGEST = 12


@define(eq=False)
class Telling(Conversing):
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
        action = Case(to, by, type, status, self.now).action
        if action == "drop" or _is_unwanted(type, to, by, status):
            return
        if type == "mention" and status and self.drops(status, to, "notifications"):
            return
        made = Notification(self.next_number(), to, by, type, self.now, status)
        self.notifications.append(made)
        if action == "filter":
            made.filtered = True
            self._hold_back(made)
            return
        made.group = self._group(type, to, status)
        self._converse_of(made)

    def drops(self, status: Status, to: User, context: str) -> bool:
        """Whether a filter of an account keeps a status from it for good."""
        return any(
            filter.drops
            and context in filter.context
            and filter.found_in(status, self.now) is not None
            for filter in to.filters.values()
        )

    def _converse_of(self, about: Notification) -> None:
        status = about.status
        if about.type == "mention" and status and status.visibility == "direct":
            self.converse(about.to, status)

    def _hold_back(self, about: Notification) -> None:
        """Put somebody among the requests, who may be heard or not."""
        if about.type not in _REQUESTED:
            return
        to, by = about.to, about.by
        known = (r for r in self.requests if r.to is to and r.by is by)
        request = next(known, None)
        if request is None:
            request = Request(self.next_id(), to, by, self.now, self.now)
            self.requests.append(request)
        request.last_status = about.status
        request.updated_at = self.now
        request.count = len(self._held_back(request))

    def _held_back(self, request: Request) -> list[Notification]:
        """What a request counts."""
        found = [a for a in self.filtered(request) if a.type in _REQUESTED]
        return found[:_MOST_COUNTED]

    def filtered(self, request: Request) -> list[Notification]:
        """What is held back of the account that a request is about."""
        return [
            about
            for about in self.notifications
            if about.filtered and about.to is request.to and about.by is request.by
        ]

    def accept(self, request: Request) -> None:
        """Tell what was held back of an account, and from then on all that it does."""
        request.to.permitted.add(request.by.id)
        for about in self.filtered(request):
            self._converse_of(about)
            about.filtered = False
        self.requests.remove(request)

    def dismiss(self, request: Request) -> None:
        """Put away what was held back of an account."""
        self.requests.remove(request)
        self.take_back(self.filtered(request))

    def take_back(self, gone: Collection[Notification]) -> None:
        """Take notifications away, and requests for which none is left."""
        left = [about for about in self.notifications if about not in gone]
        self.notifications[:] = left
        for request in [*self.requests]:
            if any(a.to is request.to and a.by is request.by for a in gone):
                count = len(self._held_back(request))
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

    def untell(
        self, type: str, by: User, status: Status | None, to: User | None = None
    ) -> None:
        """Take back what was told, to somebody or all, of something that is undone."""
        self.take_back(
            [
                about
                for about in self.notifications
                if (about.type, about.by, about.status) == (type, by, status)
                and (to is None or about.to is to)
            ]
        )

    def forget(self, user: User, other: User) -> None:
        """Take away what an account was told of another, and what both wrote."""
        self.notifications[:] = [
            about
            for about in self.notifications
            if (about.to, about.by) != (user, other)
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
