"""The events of a stream.

https://docs.joinmastodon.org/methods/streaming/#events
"""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar, TypeAlias

from attrs import field, frozen

from .. import entities
from ..values import MastodonError
from ._streams import Stream


@frozen
class StreamEvent:
    """Base class of all events."""

    stream: Stream
    """The stream that it belongs to."""


@frozen
class UpdateEvent(StreamEvent):
    """A new status."""

    name: ClassVar[str] = "update"
    status: entities.Status


@frozen
class StatusUpdateEvent(StreamEvent):
    """A status was edited."""

    name: ClassVar[str] = "status.update"
    status: entities.Status


@frozen
class DeleteEvent(StreamEvent):
    """A status was deleted, or left the timeline."""

    name: ClassVar[str] = "delete"
    id: str
    """The id of the status, in any format."""


@frozen
class NotificationEvent(StreamEvent):
    """A new notification."""

    name: ClassVar[str] = "notification"
    notification: entities.Notification


@frozen
class ConversationEvent(StreamEvent):
    """A direct conversation has changed, mostly by a new status."""

    name: ClassVar[str] = "conversation"
    conversation: entities.Conversation


@frozen
class AnnouncementEvent(StreamEvent):
    """An announcement was published or edited, without the user's own state in it."""

    name: ClassVar[str] = "announcement"
    announcement: entities.Announcement


@frozen
class AnnouncementReactionEvent(StreamEvent):
    """A reaction to an announcement was added or removed."""

    name: ClassVar[str] = "announcement.reaction"
    reaction: entities.AnnouncementReactionEvent


@frozen
class AnnouncementDeleteEvent(StreamEvent):
    """An announcement was deleted."""

    name: ClassVar[str] = "announcement.delete"
    id: str
    """The id of the announcement."""


@frozen
class FiltersChangedEvent(StreamEvent):
    """The user's filters have changed. Mastodon before 4.3 sends it."""

    name: ClassVar[str] = "filters_changed"


@frozen
class NotificationsMergedEvent(StreamEvent):
    """Notifications of accepted requests have arrived: get them with `notifications`.

    Since Mastodon 4.3.
    """

    name: ClassVar[str] = "notifications_merged"


@frozen
class EncryptedMessageEvent(StreamEvent):
    """An experiment of Mastodon 3.2 to 4.2."""

    name: ClassVar[str] = "encrypted_message"
    message: Any = field(repr=False)
    """The JSON of the message."""


@frozen
class UnknownEvent(StreamEvent):
    """An event of a name that this version does not know."""

    name: str
    payload: str | None = field(repr=False)
    """The payload as it came, which may be JSON."""


@frozen
class MalformedEvent(StreamEvent):
    """An event whose payload cannot be read. The stream goes on."""

    name: str
    payload: str | None = field(repr=False)
    """The payload as it came, shortened if it is long."""
    error: MastodonError
    """The error that reading it raised."""


class GapReason(Enum):
    """Why events may be missing."""

    EDITS_AND_DELETIONS = "edits and deletions meanwhile are unknown"
    """The new items were fetched. Mastodon has no list of what else happened."""
    LIMIT = "there were more items than the limit"
    """Items after `Gap.since` were left out."""
    UNKNOWN_START = "no item is known from before"
    """So it is unknown which items are new."""
    NOT_FETCHED = "the items could not be fetched"
    """`Gap.error` says why."""


@frozen
class Gap(StreamEvent):
    """Events may be missing here, as the connection was broken.

    There is at least one after each new connection, as deletions that were missed
    cannot be fetched.
    """

    name: ClassVar[str] = "gap"
    since: str | None
    """The id of the last item before the gap; None if no item is known."""
    reason: GapReason
    error: MastodonError | None = None
    """Why the items could not be fetched."""


Event: TypeAlias = (
    UpdateEvent
    | StatusUpdateEvent
    | DeleteEvent
    | NotificationEvent
    | ConversationEvent
    | AnnouncementEvent
    | AnnouncementReactionEvent
    | AnnouncementDeleteEvent
    | FiltersChangedEvent
    | NotificationsMergedEvent
    | EncryptedMessageEvent
    | UnknownEvent
    | MalformedEvent
    | Gap
)
"""Any event of a stream, for ``match``."""
