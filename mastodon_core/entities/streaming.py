"""Messages of the streaming API."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity


class StreamingEvent(OpenEnum):
    """The type of a message in a stream."""

    UPDATE = "update"
    DELETE = "delete"
    NOTIFICATION = "notification"
    FILTERS_CHANGED = "filters_changed"
    CONVERSATION = "conversation"
    ANNOUNCEMENT = "announcement"
    ANNOUNCEMENT_REACTION = "announcement.reaction"
    ANNOUNCEMENT_DELETE = "announcement.delete"
    STATUS_UPDATE = "status.update"
    NOTIFICATIONS_MERGED = "notifications_merged"


@frozen(kw_only=True)
class StreamingMessage(Entity):
    """A message on a WebSocket that carries several streams.

    https://docs.joinmastodon.org/methods/streaming/#websocket
    """

    stream: tuple[str, ...]
    """The name of the stream, followed by the hashtag or list id if it has one."""
    event: StreamingEvent
    payload: str | None = None
    """JSON as text, or an id; None for events without data."""


@frozen(kw_only=True)
class StreamingError(Entity):
    """An error from the streaming server."""

    error: str
    status: int | None = None
    """The HTTP status, if a subscription over a WebSocket failed; since Mastodon
    4.3."""
