"""https://docs.joinmastodon.org/methods/grouped_notifications/"""

from __future__ import annotations

from attrs import evolve

from ....http import HttpResponse
from .._call import Call, Handlers
from .._grouping import Grouping, grouping_of
from .._params import text
from .._responses import ErrorResponse, json_response, limit_of, link_header, not_found
from ..state import Notification
from ._notification_queries import (
    clear,
    own_notifications,
    requested_notifications,
    unread,
)

handlers = Handlers()

_REPEATED = (
    "limit",
    "include_filtered",
    "types",
    "exclude_types",
    "grouped_types",
    "supported_types",
)


def _members(call: Call) -> list[Notification]:
    """Find the notifications of the group whose key is in the path."""
    key = call.path["group_key"]
    # A single notification also has the group key "ungrouped-<id>".
    return [
        a for a in own_notifications(call) if key in {a.group_key, f"ungrouped-{a.id}"}
    ]


def _expands_all(call: Call) -> bool:
    """Whether to render every account in full."""
    given = text(call.params, "expand_accounts")
    if given not in {None, "full", "partial_avatars"}:
        raise ErrorResponse(
            400,
            f"Invalid value for 'expand_accounts': '{given}', "
            "allowed values are 'full' and 'partial_avatars'",
        )
    return given != "partial_avatars"


@handlers.for_users
def grouped_notifications(call: Call) -> HttpResponse:
    whole = _expands_all(call)
    grouping = grouping_of(own_notifications(call), call.params)
    cut = grouping.page(requested_notifications(call, by_account=False), call.params)
    found = grouping.groups(cut, call.params)
    body = call.render.groups(found, whole=whole)
    if not cut:
        return json_response(body)
    repeated = call.repeated(*_REPEATED)
    return json_response(
        body, link=link_header(call.url, repeated, cut[0].id, cut[-1].id)
    )


@handlers.for_users
def grouped_notification(call: Call) -> HttpResponse:
    members = _members(call)
    if not members:
        raise not_found()
    group = Grouping(own_notifications(call)).group(members[0])
    return json_response(call.render.groups([group]))


@handlers.for_users
def grouped_notification_accounts(call: Call) -> HttpResponse:
    # The endpoint puts min_id in its links, but ignores it.
    params = {name: call.params[name] for name in call.params if name != "min_id"}
    return evolve(call, params=params).page(
        _members(call),
        lambda notification: call.render.account(notification.by),
    )


@handlers.for_users
def dismiss_grouped_notification(call: Call) -> HttpResponse:
    call.state.remove_notifications(_members(call))
    return json_response({})


@handlers.for_users
def clear_grouped_notifications(call: Call) -> HttpResponse:
    clear(call)
    return json_response({})


@handlers.for_users
def unread_grouped_notifications_count(call: Call) -> HttpResponse:
    grouping = grouping_of(own_notifications(call), call.params)
    found = unread(call, requested_notifications(call, by_account=False))
    keys = {grouping.key_of(notification) for notification in found}
    return json_response({"count": min(len(keys), limit_of(call.params, 100, 1000))})
