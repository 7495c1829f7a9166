"""https://docs.joinmastodon.org/methods/grouped_notifications/"""

from __future__ import annotations

from attrs import evolve

from ....http import HttpResponse
from .._answers import Refusal, answer, limit_of, link, not_found
from .._call import Call, Calls
from .._grouping import Grouping, grouping_of
from .._params import text
from ..state import Notification
from ._told import asked, clear, told, unread

calls = Calls()

_REPEATED = (
    "limit",
    "include_filtered",
    "types",
    "exclude_types",
    "grouped_types",
    "supported_types",
)


def _members(call: Call) -> list[Notification]:
    """The notifications of the group whose key is in the path."""
    key = call.path["group_key"]
    # Each can be named by its id, too.
    return [a for a in told(call) if key in {a.group_key, f"ungrouped-{a.id}"}]


def _expands_all(call: Call) -> bool:
    """Whether all accounts are sent whole."""
    given = text(call.params, "expand_accounts")
    if given not in {None, "full", "partial_avatars"}:
        raise Refusal(
            400,
            f"Invalid value for 'expand_accounts': '{given}', "
            "allowed values are 'full' and 'partial_avatars'",
        )
    return given != "partial_avatars"


@calls.for_users
def grouped_notifications(call: Call) -> HttpResponse:
    whole = _expands_all(call)
    grouping = grouping_of(told(call), call.params)
    cut = grouping.page(asked(call, by_account=False), call.params)
    found = grouping.groups(cut, call.params)
    body = call.render.groups(found, whole=whole)
    if not cut:
        return answer(body)
    repeated = call.repeated(*_REPEATED)
    return answer(body, link=link(call.url, repeated, cut[0].id, cut[-1].id))


@calls.for_users
def grouped_notification(call: Call) -> HttpResponse:
    members = _members(call)
    if not members:
        raise not_found()
    group = Grouping(told(call)).group(members[0])
    return answer(call.render.groups([group]))


@calls.for_users
def grouped_notification_accounts(call: Call) -> HttpResponse:
    # It links to what is newer by a cursor that it does not read.
    params = {name: call.params[name] for name in call.params if name != "min_id"}
    return evolve(call, params=params).page(
        _members(call),
        lambda about: call.render.account(about.by),
    )


@calls.for_users
def dismiss_grouped_notification(call: Call) -> HttpResponse:
    call.state.take_back(_members(call))
    return answer({})


@calls.for_users
def clear_grouped_notifications(call: Call) -> HttpResponse:
    clear(call)
    return answer({})


@calls.for_users
def unread_grouped_notifications_count(call: Call) -> HttpResponse:
    grouping = grouping_of(told(call), call.params)
    found = unread(call, asked(call, by_account=False))
    keys = {grouping.key_of(about) for about in found}
    return answer({"count": min(len(keys), limit_of(call.params, 100, 1000))})
