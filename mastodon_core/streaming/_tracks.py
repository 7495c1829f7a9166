"""What a stream has brought, and the requests for what it has missed.

A `Track` follows one list of items that the REST API has too: a timeline, the
notifications or the conversations. Ids are opaque: they are only compared for equality,
and their order is that in which they arrived, or that of the server's pages.

After a gap, `Track.requests` goes up page by page from an item that was known before
it. That is not the last one but the oldest of the last `OVERLAP`: a status that
arrives late from another server has an older place in the timeline. Items that were
delivered before are left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from .. import entities
from ..calls import Page, Paged, Request
from ._events import (
    ConversationEvent,
    DeleteEvent,
    Event,
    NotificationEvent,
    UpdateEvent,
)
from ._streams import Stream

PAGE = 40
"""Items of a page; the most that Mastodon gives."""
OVERLAP = 20
"""Items before the gap that are fetched once more, for what came late."""
REMEMBERED = 2000
"""Items that are remembered as delivered; more than a gap can bring."""


@frozen
class Kind:
    """A list of the REST API, and how its items become events."""

    path: str
    entity: Any
    event: Callable[[Stream, Any], Event]
    cursor: Callable[[Any], str | None]
    """Returns what its pages are sorted by."""
    key: Callable[[Any], object]
    """Returns what tells an item from all others."""


class Track:
    """What is known of one list of items.

    Args:
        since: An item that the program has handled before, if it said so.
    """

    def __init__(
        self,
        stream: Stream,
        kind: Kind,
        query: Mapping[str, Any],
        path_params: Mapping[str, str],
        since: str | None,
    ) -> None:
        self.kind = kind
        self.stream = stream
        self.is_resumed = since is not None
        """Whether the stream begins where the program ended."""
        self.is_known = self.is_resumed
        """Whether it is known where the stream begins."""
        self.is_off = False
        """Whether the token may not read these items at all."""
        self.last = since
        """The cursor of the last item."""
        self._query = query
        self._path_params = path_params
        self._recent: deque[str] = deque([since] if since else [], OVERLAP)
        self._delivered: dict[object, None] = {since: None} if since else {}
        self._deleted: dict[object, None] = {}

    @property
    def since(self) -> str | None:
        """The cursor from which to fetch; None for the beginning of the list."""
        return self._recent[0] if self._recent else None

    def begin(self, newest: Page[Any]) -> None:
        """Take what is there when the stream begins, which is not delivered."""
        self.is_known = True
        for item in newest[:1]:
            self._move_to(self.kind.cursor(item))

    def is_news(self, item: Any) -> bool:
        """Tell whether an item was neither delivered nor deleted."""
        is_delivered = self.kind.key(item) in self._delivered
        return not is_delivered and item.id not in self._deleted

    def note(self, item: Any) -> bool:
        """Take note of an item; return False if it was delivered before."""
        key = self.kind.key(item)
        if key in self._delivered:
            return False
        _remember(self._delivered, key)
        self._move_to(self.kind.cursor(item))
        return True

    def _move_to(self, cursor: str | None) -> None:
        if cursor is not None:
            self.is_known = True
            self.last = cursor
            self._recent.append(cursor)

    def forget(self, id: str) -> None:
        """Take note of a deletion, so that the item is not fetched any more."""
        _remember(self._deleted, id)

    def request(
        self,
        limit: int = PAGE,
        *,
        min_id: str | None = None,
        max_id: str | None = None,
    ) -> Request[Page[Any]]:
        """Build the request of a page."""
        cursors = {"min_id": min_id, "max_id": max_id}
        return Request(
            "GET",
            self.kind.path,
            path_params=self._path_params,
            query={**self._query, **cursors, "limit": limit},
            answer=Paged(self.kind.entity),
        )


def _remember(known: dict[object, None], key: object) -> None:
    known[key] = None
    if len(known) > REMEMBERED:
        del known[next(iter(known))]


def _own_id(item: Any) -> str:
    return str(item.id)


def _last_status(conversation: entities.Conversation) -> str | None:
    # Conversations are sorted by it, and not by their own ids.
    return conversation.last_status.id if conversation.last_status else None


def _state_of(conversation: entities.Conversation) -> object:
    return conversation.id, _last_status(conversation), conversation.unread


def _timeline(path: str) -> Kind:
    return Kind(
        f"/api/v1/timelines/{path}", entities.Status, UpdateEvent, _own_id, _own_id
    )


NOTIFICATIONS = Kind(
    "/api/v1/notifications",
    entities.Notification,
    NotificationEvent,
    _own_id,
    _own_id,
)
CONVERSATIONS = Kind(
    "/api/v1/conversations",
    entities.Conversation,
    ConversationEvent,
    _last_status,
    _state_of,
)
HOME, PUBLIC, HASHTAG, LIST = map(
    _timeline, ("home", "public", "tag/{hashtag}", "list/{list_id}")
)


def tracks_of(
    stream: Stream, resume_from: str | None, notifications_from: str | None
) -> tuple[Track, ...]:
    """Return the tracks of a stream.

    Args:
        resume_from: The last item that the program has handled.
        notifications_from: The last notification, for the stream ``user``.
    """
    first, *parts = stream.name.split(":")
    query: dict[str, Any] = {
        name: True
        for name, part in (
            ("local", "local"),
            ("remote", "remote"),
            ("only_media", "media"),
        )
        if part in parts
    }
    match first:
        case "user" if parts:
            return (Track(stream, NOTIFICATIONS, {}, {}, resume_from),)
        case "user":
            return (
                Track(stream, HOME, {}, {}, resume_from),
                Track(stream, NOTIFICATIONS, {}, {}, notifications_from),
            )
        case "direct":
            return (Track(stream, CONVERSATIONS, {}, {}, resume_from),)
        case "list":
            return (
                Track(stream, LIST, {}, {"list_id": stream.list or ""}, resume_from),
            )
        case "hashtag":
            return (
                Track(
                    stream, HASHTAG, query, {"hashtag": stream.tag or ""}, resume_from
                ),
            )
        case _:
            return (Track(stream, PUBLIC, query, {}, resume_from),)


def note(tracks: tuple[Track, ...], event: Event) -> bool:
    """Take note of an event in the tracks of its stream.

    Returns:
        False if its item was delivered before.
    """
    match event:
        case UpdateEvent(status=item):
            kinds: tuple[Kind, ...] = (HOME, PUBLIC, HASHTAG, LIST)
        case NotificationEvent(notification=item):
            kinds = (NOTIFICATIONS,)
        case ConversationEvent(conversation=item):
            kinds = (CONVERSATIONS,)
        case DeleteEvent(id=id):
            for track in tracks:
                if track.kind.entity is entities.Status:
                    track.forget(id)
            return True
        case _:
            return True
    return all(track.note(item) for track in tracks if track.kind in kinds)
