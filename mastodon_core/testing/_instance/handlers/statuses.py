"""https://docs.joinmastodon.org/methods/statuses/"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ....http import HttpResponse
from .._call import Call, Handlers
from .._editing import Editor
from .._fan_out import FanOut
from .._params import text, texts
from .._posting import UnexpectedMentions
from .._responses import json_response, not_allowed, not_found, unprocessable
from .._status_checks import quote_policy_of
from .._threads import ANONYMOUS_LIMITS, LIMITS, ancestors_of, descendants_of
from ..state import Mark, Scheduled, Status, may_see

handlers = Handlers()

_MOST_AT_ONCE = 20


@handlers.public
def status(call: Call) -> HttpResponse:
    return json_response(call.render.status(call.status()))


@handlers.public
def status_context(call: Call) -> HttpResponse:
    middle = call.status()
    limits = ANONYMOUS_LIMITS if call.viewer is None else LIMITS

    def shown(found: list[Status]) -> list[Any]:
        seen = [s for s in found if may_see(call.viewer, s)]
        hidden = [s for s in seen if call.viewer and call.viewer.hides(s.user.id)]
        return [call.render.status(s) for s in seen if s not in hidden]

    below_it = descendants_of(call.state, middle, limits)
    return json_response(
        {
            "ancestors": shown(ancestors_of(middle, limits)),
            "descendants": shown(below_it),
        }
    )


@handlers.for_users
def status_post(call: Call) -> HttpResponse:
    try:
        made = call.poster.post(call.params, call.idempotency_key)
    except UnexpectedMentions as refusal:
        others = [call.render.account(user) for user in refusal.users]
        refusal.body["unexpected_accounts"] = others
        raise
    if isinstance(made, Scheduled):
        return json_response(call.render.scheduled(made))
    return json_response(call.render.status(made))


@handlers.for_users
def status_update(call: Call) -> HttpResponse:
    status = call.status()
    Editor(call.state, call.poster, call.version_numbers).edit(status, call.params)
    return json_response(call.render.status(status))


@handlers.for_users
def status_delete(call: Call) -> HttpResponse:
    gone = call.status()
    body = call.render.status(gone, source=True)
    call.reactions.delete(gone, call.params)
    return json_response(body)


@handlers.public
def statuses(call: Call) -> HttpResponse:
    ids = set(texts(call.params, "id") or [])
    if len(ids) > _MOST_AT_ONCE:
        raise unprocessable("Mastodon::ValidationError")
    found = [status for status in call.state.statuses if status.id in ids]
    seen = [status for status in found if may_see(call.viewer, status)]
    return json_response([call.render.status(status) for status in reversed(seen)])


@handlers.for_apps
def status_source(call: Call) -> HttpResponse:
    status = call.status()
    source = {"text": status.text, "spoiler_text": status.spoiler_text}
    return json_response({"id": status.id} | source)


@handlers.public
def status_history(call: Call) -> HttpResponse:
    status = call.status()
    edits = status.edits or [status.version(status.created_at)]
    return json_response([call.render.edit(status, edit) for edit in edits])


@handlers.for_users
def status_translate(call: Call) -> HttpResponse:
    status = call.status()
    if status.visibility not in {"public", "unlisted"}:
        raise not_allowed()
    if not call.state.translations and call.version_numbers < (4, 2):
        raise not_found()
    source, given = status.proper.language or "und", text(call.params, "lang") or "en"
    # Some releases of Mastodon strip the region from the language.
    for language in (given, re.split("[-_]", given)[0]):
        words = call.state.translations.get((source, language))
        if words is not None:
            return json_response(
                call.render.translation(status.proper, language, words)
            )
    raise not_allowed()


@handlers.public
def status_card_old(call: Call) -> HttpResponse:
    return json_response(call.render.card(call.status()) or {})


@handlers.public
def status_reblogged_by(call: Call) -> HttpResponse:
    boosted = call.status()
    boosts = [
        status
        for status in call.state.statuses
        if status.reblog is boosted and status.visibility in {"public", "unlisted"}
    ]
    return _accounts(call, boosts)


@handlers.public
def status_favourited_by(call: Call) -> HttpResponse:
    return _accounts(call, call.status().favourites)


def _accounts(call: Call, by: Sequence[Status | Mark]) -> HttpResponse:
    viewer = call.viewer
    shown = [item for item in by if viewer is None or not viewer.excludes(item.user)]
    return call.page(
        shown,
        lambda item: call.render.account(item.user),
        newer="since_id",
    )


@handlers.for_users
def status_reblog(call: Call) -> HttpResponse:
    boost = call.reactions.boost(call.status(), call.params)
    return json_response(call.render.status(boost))


@handlers.for_users
def status_unreblog(call: Call) -> HttpResponse:
    status = call.find(call.state.statuses)
    # A user can undo a boost even when the original is not visible to them.
    if not call.reactions.unboost(status) and not may_see(call.user, status):
        raise not_found()
    # As in Mastodon, the id of a boost undoes nothing, though the response says so.
    shown: dict[str, Any] = call.render.status(status) | {"reblogged": False}
    if shown["reblog"] is not None:
        shown["reblog"]["reblogged"] = False
    return json_response(shown)


@handlers.for_users
def status_favourite(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.favourite)


@handlers.for_users
def status_unfavourite(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.unfavourite)


@handlers.for_users
def status_bookmark(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.bookmark)


@handlers.for_users
def status_unbookmark(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.unbookmark)


@handlers.for_users
def status_pin(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.pin)


@handlers.for_users
def status_unpin(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.unpin)


@handlers.for_users
def status_mute(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.mute)


@handlers.for_users
def status_unmute(call: Call) -> HttpResponse:
    return _act_on(call, call.reactions.unmute)


def _act_on(call: Call, act: Callable[[Status], None]) -> HttpResponse:
    """Act on a status, and make the response with the status afterwards."""
    status = call.status()
    act(status)
    return json_response(call.render.status(status))


@handlers.for_users
def status_quotes(call: Call) -> HttpResponse:
    quoted = call.status()
    found = [
        status
        for status in call.state.statuses
        if status.quote is quoted
        and status.quote_state == "accepted"
        and may_see(call.user, status)
    ]
    return call.page(found, call.render.status, default=20, newer="since_id")


@handlers.for_users
def status_quote_revoke(call: Call) -> HttpResponse:
    id = call.path["quoting_status_id"]
    return json_response(call.render.status(call.reactions.revoke(call.status(), id)))


@handlers.for_users
def status_update_quote_approval_policy(call: Call) -> HttpResponse:
    status = call.status()
    if status.user is not call.user:
        raise not_allowed()
    status.quote_policy = quote_policy_of(call.user, call.params, status.visibility)
    FanOut(call.state).edited(status)
    return json_response(call.render.status(status))
