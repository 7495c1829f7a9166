"""The notifications that a request asks for."""

from __future__ import annotations

from .._call import Call
from .._params import flag, text, texts
from ..state import Notification


def own_notifications(call: Call) -> list[Notification]:
    """List all of the user's notifications, sorted by id."""
    return [
        notification
        for notification in call.state.notifications
        if notification.to is call.user
    ]


def requested_notifications(call: Call, *, by_account: bool) -> list[Notification]:
    """List the notifications that the parameters ask for, sorted by id.

    Args:
        by_account: Whether the endpoint knows ``account_id``.
    """
    types = texts(call.params, "types")
    without = texts(call.params, "exclude_types") or []
    by = text(call.params, "account_id") if by_account else None
    whole = bool(by) or flag(call.params, "include_filtered")
    return [
        notification
        for notification in own_notifications(call)
        if (whole or not notification.filtered)
        and (not types or notification.type in types)
        and notification.type not in without
        and (not by or notification.by.id == by)
    ]


def unread(call: Call, found: list[Notification]) -> list[Notification]:
    """Keep the notifications after the read marker."""
    marker = call.user.markers.get("notifications")
    last_read = marker.last_read if marker else 0
    return [notification for notification in found if int(notification.id) > last_read]


def clear(call: Call) -> None:
    """Delete the user's notifications; requests stay, as in Mastodon."""
    others = [
        notification
        for notification in call.state.notifications
        if notification.to is not call.user
    ]
    call.state.notifications[:] = others
