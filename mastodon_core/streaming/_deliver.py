"""Which method of a listener gets an event, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import iscoroutinefunction
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

_CALLS: Mapping[type[Event], tuple[str, tuple[str, ...] | None]] = {
    UpdateEvent: ("on_update", ("status",)),
    StatusUpdateEvent: ("on_status_update", ("status",)),
    DeleteEvent: ("on_delete", ("id",)),
    NotificationEvent: ("on_notification", ("notification",)),
    ConversationEvent: ("on_conversation", ("conversation",)),
    AnnouncementEvent: ("on_announcement", ("announcement",)),
    AnnouncementReactionEvent: ("on_announcement_reaction", ("reaction",)),
    AnnouncementDeleteEvent: ("on_announcement_delete", ("id",)),
    FiltersChangedEvent: ("on_filters_changed", ()),
    NotificationsMergedEvent: ("on_notifications_merged", ()),
    EncryptedMessageEvent: ("on_encrypted_message", ("message",)),
    UnknownEvent: ("on_unknown_event", ("name", "payload")),
    MalformedEvent: ("on_malformed_event", None),
    Gap: ("on_gap", None),
}
"""The method of each event, and the fields that it gets; None for the event itself."""

METHODS = {name for name, _ in _CALLS.values()}
"""The methods that a listener may have."""


def check_listener(listener: object, *, may_be_async: bool = False) -> None:
    """Check that a listener has methods for events, and no others that look like it.

    Args:
        may_be_async: Whether what its methods return is awaited.

    Raises:
        TypeError: it has none, or one that would never be called, or not be awaited.
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
    if isinstance(listener, type):
        name = listener.__name__
        raise TypeError(f"listener must be an object, not a class: pass {name}()")
    for name in sorted(own):
        method = getattr(listener, name)
        if not callable(method):
            kind = type(method).__name__
            raise TypeError(f"{name} of the listener must be a method, not {kind}")
        if iscoroutinefunction(method) and not may_be_async:
            raise TypeError(
                f"{name} of the listener is async, which only an async client can await"
            )


def call_listener(listener: object, event: Event) -> Any:
    """Call the method of a listener for an event, if it has one, and return its result.

    The argument is the entity or the id. ``on_unknown_event`` gets the name and the
    payload; ``on_malformed_event`` and ``on_gap`` get the event itself.
    """
    name, fields = _CALLS[type(event)]
    method = getattr(listener, name, None)
    if method is None:
        return None
    if fields is None:
        return method(event)
    return method(*(getattr(event, field) for field in fields))
