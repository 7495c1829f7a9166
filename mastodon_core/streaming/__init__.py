"""Streams of events: bytes in, typed events and plans to reconnect out.

https://docs.joinmastodon.org/methods/streaming/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..values import ModuleGetAttr, lazy_names

if TYPE_CHECKING:
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
    from ._servers import StreamingServer, StreamingUnavailable, find_server
    from ._session import StreamSession
    from ._sse import EventStreamDecoder, ServerSentEvent
    from ._states import Closed, Connecting, Live, State, Via, Waiting
    from ._streams import Stream, StreamName
    from ._websocket import (
        Garbled,
        StreamMessage,
        StreamRefusal,
        WebSocketClosed,
        WebSocketSession,
        check_accepted,
        upgrade,
    )

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
    "Garbled",
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
    "StreamMessage",
    "StreamName",
    "StreamOptions",
    "StreamRefusal",
    "StreamSession",
    "StreamSubscription",
    "StreamingServer",
    "StreamingUnavailable",
    "UnknownEvent",
    "UpdateEvent",
    "Via",
    "Waiting",
    "WebSocketClosed",
    "WebSocketSession",
    "check_accepted",
    "find_server",
    "upgrade",
]


def _advice(name: str) -> str | None:
    from ..calls import advice_on_class

    return advice_on_class(name)


# Load these late: most programs do not stream.
__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "AnnouncementDeleteEvent": "_events",
        "AnnouncementEvent": "_events",
        "AnnouncementReactionEvent": "_events",
        "AsyncEventStream": "_async",
        "AsyncStreamSubscription": "_async",
        "Closed": "_states",
        "Connecting": "_states",
        "ConversationEvent": "_events",
        "DeleteEvent": "_events",
        "EncryptedMessageEvent": "_events",
        "Event": "_events",
        "EventReader": "_payloads",
        "EventStream": "_blocking",
        "EventStreamDecoder": "_sse",
        "FiltersChangedEvent": "_events",
        "Gap": "_events",
        "GapReason": "_events",
        "Garbled": "_websocket",
        "Live": "_states",
        "MalformedEvent": "_events",
        "NotificationEvent": "_events",
        "NotificationsMergedEvent": "_events",
        "ServerSentEvent": "_sse",
        "State": "_states",
        "StatusUpdateEvent": "_events",
        "Stream": "_streams",
        "StreamCall": "_call",
        "StreamEvent": "_events",
        "StreamMessage": "_websocket",
        "StreamName": "_streams",
        "StreamOptions": "_options",
        "StreamRefusal": "_websocket",
        "StreamSession": "_session",
        "StreamSubscription": "_blocking",
        "StreamingServer": "_servers",
        "StreamingUnavailable": "_servers",
        "UnknownEvent": "_events",
        "UpdateEvent": "_events",
        "Via": "_states",
        "Waiting": "_states",
        "WebSocketClosed": "_websocket",
        "WebSocketSession": "_websocket",
        "check_accepted": "_websocket",
        "find_server": "_servers",
        "upgrade": "_websocket",
    },
    _advice,
)
