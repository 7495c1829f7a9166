"""Which method of a listener gets an event, and with what."""

from __future__ import annotations

from typing import Any

from ..calls import advice_on_listener
from ..values import nearest
from ._events import (
    AnnouncementDeleteEvent,
    AnnouncementEvent,
    AnnouncementReactionEvent,
    ConversationEvent,
    DeleteEvent,
    EncryptedMessageEvent,
    Event,
    FiltersChangedEvent,
    Gap,
    MalformedEvent,
    NotificationEvent,
    NotificationsMergedEvent,
    StatusUpdateEvent,
    UnknownEvent,
    UpdateEvent,
)

METHODS = {
    "on_update",
    "on_status_update",
    "on_delete",
    "on_notification",
    "on_conversation",
    "on_announcement",
    "on_announcement_reaction",
    "on_announcement_delete",
    "on_filters_changed",
    "on_notifications_merged",
    "on_encrypted_message",
    "on_unknown_event",
    "on_malformed_event",
    "on_gap",
}
"""The methods that a listener may have."""


def check_listener(listener: object) -> None:
    """Check that a listener has methods for events, and no others that look like it.

    Raises:
        TypeError: it has none, or one that would never be called.
    """
    own = {
        name
        for name in dir(listener)
        if name.startswith("on_") or advice_on_listener(name)
    }
    for name in sorted(own - METHODS):
        close = nearest(name, METHODS)
        advice = f"; did you mean {close}?" if close else ""
        if instead := advice_on_listener(name):
            advice = f"; {instead}"
        raise TypeError(f"listener has a method {name}, which no event calls{advice}")
    if not own:
        kind = type(listener).__name__
        raise TypeError(
            f"listener must have methods such as on_update and on_notification; {kind}"
            " has none"
        )


def call_listener(listener: object, event: Event) -> Any:
    """Call the method of a listener for an event, if it has one, and return its result.

    The argument is the entity or the id. ``on_unknown_event`` gets the name and the
    payload; ``on_malformed_event`` and ``on_gap`` get the event itself.
    """
    arguments: tuple[object, ...]
    match event:
        case UpdateEvent(status=item):
            name, arguments = "on_update", (item,)
        case StatusUpdateEvent(status=item):
            name, arguments = "on_status_update", (item,)
        case DeleteEvent(id=id):
            name, arguments = "on_delete", (id,)
        case NotificationEvent(notification=item):
            name, arguments = "on_notification", (item,)
        case ConversationEvent(conversation=item):
            name, arguments = "on_conversation", (item,)
        case AnnouncementEvent(announcement=item):
            name, arguments = "on_announcement", (item,)
        case AnnouncementReactionEvent(reaction=item):
            name, arguments = "on_announcement_reaction", (item,)
        case AnnouncementDeleteEvent(id=id):
            name, arguments = "on_announcement_delete", (id,)
        case FiltersChangedEvent():
            name, arguments = "on_filters_changed", ()
        case NotificationsMergedEvent():
            name, arguments = "on_notifications_merged", ()
        case EncryptedMessageEvent(message=item):
            name, arguments = "on_encrypted_message", (item,)
        case UnknownEvent(name=own_name, payload=payload):
            name, arguments = "on_unknown_event", (own_name, payload)
        case MalformedEvent():
            name, arguments = "on_malformed_event", (event,)
        case Gap():
            name, arguments = "on_gap", (event,)
    method = getattr(listener, name, None)
    return None if method is None else method(*arguments)
