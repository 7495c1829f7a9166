"""Streams of events: bytes in, typed events and plans to reconnect out.

https://docs.joinmastodon.org/methods/streaming/
"""

from __future__ import annotations

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
    GapReason,
    MalformedEvent,
    NotificationEvent,
    NotificationsMergedEvent,
    StatusUpdateEvent,
    StreamEvent,
    UnknownEvent,
    UpdateEvent,
)
from ._payloads import EventReader
from ._sse import EventStreamDecoder, ServerSentEvent
from ._states import Closed, Connecting, Live, State, Via, Waiting
from ._streams import Stream, StreamName

__all__ = [
    "AnnouncementDeleteEvent",
    "AnnouncementEvent",
    "AnnouncementReactionEvent",
    "Closed",
    "Connecting",
    "ConversationEvent",
    "DeleteEvent",
    "EncryptedMessageEvent",
    "Event",
    "EventReader",
    "EventStreamDecoder",
    "FiltersChangedEvent",
    "Gap",
    "GapReason",
    "Live",
    "MalformedEvent",
    "NotificationEvent",
    "NotificationsMergedEvent",
    "ServerSentEvent",
    "State",
    "StatusUpdateEvent",
    "Stream",
    "StreamEvent",
    "StreamName",
    "UnknownEvent",
    "UpdateEvent",
    "Via",
    "Waiting",
]
