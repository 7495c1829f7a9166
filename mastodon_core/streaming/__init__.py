"""Streams of events: bytes in, typed events and plans to reconnect out.

https://docs.joinmastodon.org/methods/streaming/
"""

from __future__ import annotations

from ._async import AsyncEventStream, AsyncStreamSubscription
from ._blocking import EventStream, StreamSubscription
from ._call import StreamCall
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
from ._options import StreamOptions
from ._payloads import EventReader
from ._servers import StreamingUnavailable, streaming_url
from ._session import StreamSession
from ._sse import EventStreamDecoder, ServerSentEvent
from ._states import Closed, Connecting, Live, State, Via, Waiting
from ._streams import Stream, StreamName

__all__ = [
    "AnnouncementDeleteEvent",
    "AnnouncementEvent",
    "AnnouncementReactionEvent",
    "AsyncEventStream",
    "AsyncStreamSubscription",
    "Closed",
    "Connecting",
    "ConversationEvent",
    "DeleteEvent",
    "EncryptedMessageEvent",
    "Event",
    "EventReader",
    "EventStream",
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
    "StreamCall",
    "StreamEvent",
    "StreamName",
    "StreamOptions",
    "StreamSession",
    "StreamSubscription",
    "StreamingUnavailable",
    "UnknownEvent",
    "UpdateEvent",
    "Via",
    "Waiting",
    "streaming_url",
]
