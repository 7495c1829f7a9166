"""Grouped notifications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from ._params import Params, texts
from ._responses import id_of, limit_of, page
from .state import GROUPED, Notification, User

USUAL = 40
MOST = 80
_MOST_ACCOUNTS = 8


@frozen
class Span:
    """The range of ids that a page covers."""

    oldest: int
    newest: int | None
    """None if it is open-ended."""


@frozen
class PagePart:
    """The part of a group that is on the page."""

    oldest_id: str
    newest_at: datetime


@frozen
class Group:
    """A notification group."""

    key: str
    notification: Notification
    """The notification that represents the group."""
    newest_id: str
    count: int
    accounts: tuple[User, ...]
    """The latest accounts, newest first; at most eight."""
    part: PagePart | None = None


@frozen
class Grouping:
    """Groups the notifications of an account.

    Args:
        notifications: All of the account's notifications, sorted by id.
        types: The types that are grouped.
    """

    notifications: Sequence[Notification]
    types: Sequence[str] = GROUPED

    def key_of(self, notification: Notification) -> str:
        grouped = notification.type in self.types
        return notification.group_key if grouped else f"ungrouped-{notification.id}"

    def page(
        self, requested: Sequence[Notification], params: Params
    ) -> list[Notification]:
        """Select a page, with one notification for each group."""
        return page(requested, params, default=USUAL, most=MOST, key=self.key_of)

    def groups(self, cut: Sequence[Notification], params: Params) -> list[Group]:
        """List the groups of a page, without members newer than the page."""
        if not cut:
            return []
        span = _span(cut, params)
        return [self.group(notification, span) for notification in cut]

    def group(self, notification: Notification, span: Span | None = None) -> Group:
        """Make the group of a notification.

        Args:
            span: The range of the page; newer members are left out.
        """
        key = self.key_of(notification)
        members = [
            one
            for one in self.notifications
            if self.key_of(one) == key
            and (span is None or span.newest is None or int(one.id) <= span.newest)
        ]
        latest = members[-1]
        accounts = tuple(one.by for one in members[::-1][:_MOST_ACCOUNTS])
        part = None
        if span is not None:
            on_page = [one.id for one in members if int(one.id) >= span.oldest]
            part = PagePart(on_page[0], latest.created_at)
        return Group(key, notification, latest.id, len(members), accounts, part)


def grouping_of(notifications: Sequence[Notification], params: Params) -> Grouping:
    """Make the grouping that a request asks for."""
    return Grouping(notifications, texts(params, "grouped_types") or GROUPED)


def _span(cut: Sequence[Notification], params: Params) -> Span:
    """The range of a page; if it isn't full, it extends to the given cursor."""
    oldest, newest = int(cut[-1].id), int(cut[0].id)
    if len(cut) == limit_of(params, USUAL, MOST):
        return Span(oldest, newest)
    if id_of(params, "min_id") is None:
        since = id_of(params, "since_id")
        return Span(0 if since is None else since + 1, newest)
    before = id_of(params, "max_id")
    return Span(oldest, None if before is None else before - 1)
