"""Messages of the streaming server."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity


class StreamingEvent(OpenEnum):
    """What a message of a stream tells."""

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
    """A message of a WebSocket that carries several streams.

    https://docs.joinmastodon.org/methods/streaming/#websocket
    """

    stream: tuple[str, ...]
    """The name of the stream, and behind it the hashtag or id of the list."""
    event: StreamingEvent
    payload: str | None = None
    """JSON in a text, or an id; None where the event says it all."""


@frozen(kw_only=True)
class StreamingError(Entity):
    """Why the streaming server said no."""

    error: str
    status: int | None = None
    """As of HTTP, where a subscription on a WebSocket failed; since Mastodon 4.3."""
