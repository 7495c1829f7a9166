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
    from ._steps import (
        Connect,
        Disconnect,
        Pause,
        Receive,
        RunExchange,
        Send,
        StreamStep,
        StreamSteps,
        drive_stream,
        drive_stream_async,
    )
    from ._streams import Stream, StreamName
    from ._subscriptions import Subscription
    from ._websocket import (
        MalformedMessage,
        StreamMessage,
        StreamRefusal,
        WebSocketClosed,
        WebSocketSession,
        check_accepted,
        upgrade_request,
    )

__all__ = [
    "AnnouncementDeleteEvent",
    "AnnouncementEvent",
    "AnnouncementReactionEvent",
    "AsyncEventStream",
    "AsyncStreamSubscription",
    "Closed",
    "Connect",
    "Connecting",
    "ConversationEvent",
    "DeleteEvent",
    "Disconnect",
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
    "MalformedMessage",
    "NotificationEvent",
    "NotificationsMergedEvent",
    "Pause",
    "Receive",
    "RunExchange",
    "Send",
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
    "StreamStep",
    "StreamSteps",
    "StreamSubscription",
    "StreamingServer",
    "StreamingUnavailable",
    "Subscription",
    "UnknownEvent",
    "UpdateEvent",
    "Via",
    "Waiting",
    "WebSocketClosed",
    "WebSocketSession",
    "check_accepted",
    "drive_stream",
    "drive_stream_async",
    "find_server",
    "upgrade_request",
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
        "Connect": "_steps",
        "Connecting": "_states",
        "ConversationEvent": "_events",
        "DeleteEvent": "_events",
        "Disconnect": "_steps",
        "EncryptedMessageEvent": "_events",
        "Event": "_events",
        "EventReader": "_payloads",
        "EventStream": "_blocking",
        "EventStreamDecoder": "_sse",
        "FiltersChangedEvent": "_events",
        "Gap": "_events",
        "GapReason": "_events",
        "Live": "_states",
        "MalformedEvent": "_events",
        "MalformedMessage": "_websocket",
        "NotificationEvent": "_events",
        "NotificationsMergedEvent": "_events",
        "Pause": "_steps",
        "Receive": "_steps",
        "RunExchange": "_steps",
        "Send": "_steps",
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
        "StreamStep": "_steps",
        "StreamSteps": "_steps",
        "StreamSubscription": "_blocking",
        "StreamingServer": "_servers",
        "StreamingUnavailable": "_servers",
        "Subscription": "_subscriptions",
        "UnknownEvent": "_events",
        "UpdateEvent": "_events",
        "Via": "_states",
        "Waiting": "_states",
        "WebSocketClosed": "_websocket",
        "WebSocketSession": "_websocket",
        "check_accepted": "_websocket",
        "drive_stream": "_steps",
        "drive_stream_async": "_steps",
        "find_server": "_servers",
        "upgrade_request": "_websocket",
    },
    _advice,
)
