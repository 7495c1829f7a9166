"""https://docs.joinmastodon.org/methods/conversations/"""

from __future__ import annotations

from attrs import frozen

from ....http import HttpResponse
from .._answers import answer
from .._call import Call, Calls
from ..state import Conversation

calls = Calls()


@frozen
class _Place:
    """A conversation, where its last status puts it."""

    id: str
    known: Conversation


def _own(call: Call) -> list[Conversation]:
    return [known for known in call.state.conversations if known.owner is call.user]


def _named(call: Call) -> Conversation:
    """The conversation whose id is in the path, if it is the user's."""
    return call.named(_own(call))


@calls.for_users
def conversations(call: Call) -> HttpResponse:
    places = [_Place(known.statuses[-1].id, known) for known in _own(call)]
    return call.page(
        sorted(places, key=lambda place: int(place.id)),
        lambda place: call.render.conversation(place.known),
        default=20,
    )


@calls.for_users
def conversations_delete(call: Call) -> HttpResponse:
    call.state.conversations.remove(_named(call))
    return answer({})


@calls.for_users
def conversations_read(call: Call) -> HttpResponse:
    return _marked(call, unread=False)


@calls.for_users
def conversations_unread(call: Call) -> HttpResponse:
    return _marked(call, unread=True)


def _marked(call: Call, *, unread: bool) -> HttpResponse:
    known = _named(call)
    known.unread = unread
    return answer(call.render.conversation(known))
