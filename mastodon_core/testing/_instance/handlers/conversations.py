"""https://docs.joinmastodon.org/methods/conversations/"""

from __future__ import annotations

from attrs import frozen

from ....http import HttpResponse
from .._call import Call, Handlers
from .._responses import json_response
from ..state import Conversation

handlers = Handlers()


@frozen
class _Entry:
    """A conversation with the id of its last status, which pages are sorted by."""

    id: str
    known: Conversation


def _own(call: Call) -> list[Conversation]:
    return [known for known in call.state.conversations if known.owner is call.user]


def _find(call: Call) -> Conversation:
    """Find the user's conversation whose id is in the path."""
    return call.find(_own(call))


@handlers.for_users
def conversations(call: Call) -> HttpResponse:
    entries = [_Entry(known.statuses[-1].id, known) for known in _own(call)]
    return call.page(
        sorted(entries, key=lambda entry: int(entry.id)),
        lambda entry: call.render.conversation(entry.known),
        default=20,
    )


@handlers.for_users
def conversations_delete(call: Call) -> HttpResponse:
    call.state.conversations.remove(_find(call))
    return json_response({})


@handlers.for_users
def conversations_read(call: Call) -> HttpResponse:
    return _set_unread(call, unread=False)


@handlers.for_users
def conversations_unread(call: Call) -> HttpResponse:
    return _set_unread(call, unread=True)


def _set_unread(call: Call, *, unread: bool) -> HttpResponse:
    known = _find(call)
    if known.unread is not unread:
        known.unread = unread
        call.state.publish_conversation(known)
    return json_response(call.render.conversation(known))
