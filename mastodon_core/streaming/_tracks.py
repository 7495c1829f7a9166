"""What a stream has brought, and the requests for what it has missed.

A `Track` follows one list of items that the REST API has too: a timeline, the
notifications or the conversations. Ids are opaque: they are only compared for equality,
and their order is that in which they arrived, or that of the server's pages.

After a gap, `Track.request` goes up page by page from an item that was known before
it. That is not the last one but the oldest of the last `OVERLAP`: a status that
arrives late from another server has an older place in the timeline. Items that were
delivered before are left out.

Servers choose the ids, so an item may have none, or one that no request can carry, or
one so long that it is not worth its memory. Such an item is delivered as it comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
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
SHORT_PAGE = 20
"""No server is known that gives fewer items if there are more."""
OVERLAP = 20
"""Items before the gap that are fetched once more, for what came late."""
REMEMBERED = 2000
"""Items that are remembered as delivered; more than a gap can bring."""
LONGEST_ID = 500
"""Characters of an id that is remembered."""

_NEVER = object()


@frozen
class Kind:
    """A list of the REST API, and how its items become events."""

    path: str
    entity: Any
    event: Callable[[Stream, Any], Event]
    cursor: Callable[[Any], str | None]
    """Returns what its pages are sorted by, if a request can carry it."""
    state: Callable[[Any], object] = lambda item: None
    """Returns what makes an item news once more when it has changed."""


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
        self.is_extra = kind is NOTIFICATIONS and stream.name == "user"
        """Whether the stream brings them only to tokens with another scope."""
        self.is_off = False
        """Whether the token may not read these items at all."""
        self.last = since
        """The cursor of the last item."""
        self._query = query
        self._path_params = path_params
        self._recent: deque[str] = deque([since] if since else [], OVERLAP)
        self._delivered: dict[str, object] = {since: None} if since else {}
        """The ids of items, with the states in which they were delivered."""
        self._deleted: dict[str, object] = {}

    @property
    def since(self) -> str | None:
        """The cursor from which to fetch; None for the beginning of the list."""
        return self._recent[0] if self._recent else None

    def begin(self, newest: Page[Any]) -> None:
        """Take what is there when the stream begins, which is not delivered."""
        self.is_known = True
        for item in newest[:1]:
            self._move_to(self.kind.cursor(item))

    def after(self, page: Sequence[Any], since: str | None) -> list[Any]:
        """Return the items of a page that came after an item, the newest first.

        Servers that ignore cursors also give that item and what came before it.
        """
        cursors = [self.kind.cursor(item) for item in page]
        if since is None or since not in cursors:
            return list(page)
        return list(page[: cursors.index(since)])

    def may_have_hole(self, page: Sequence[Any], since: str | None) -> bool:
        """Tell whether a page may not begin right after the item before it.

        Servers that take ``min_id`` for ``since_id`` give the newest page, and so do
        those that ignore it.
        """
        if since is None:
            return bool(page)
        is_new = len(self.after(page, since)) == len(page) >= SHORT_PAGE
        return is_new and all(map(self.is_news, page))

    def is_news(self, item: Any) -> bool:
        """Tell whether an item was neither delivered nor deleted."""
        id = _id_of(item)
        if id is None:
            return True
        state = self._delivered.get(id, _NEVER)
        return state != self.kind.state(item) and id not in self._deleted

    def note(self, item: Any) -> bool:
        """Take note of an item; return False if it was delivered before."""
        id, state = _id_of(item), self.kind.state(item)
        if id is not None:
            if self._delivered.get(id, _NEVER) == state:
                return False
            _remember(self._delivered, id, state)
        self._move_to(self.kind.cursor(item))
        return True

    def _move_to(self, cursor: str | None) -> None:
        if cursor is not None:
            self.is_known = True
            self.last = cursor
            self._recent.append(cursor)

    def forget(self, id: str) -> None:
        """Take note of a deletion, so that the item is not fetched any more."""
        if len(id) <= LONGEST_ID:
            _remember(self._deleted, id, None)

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


def _remember(known: dict[str, object], id: str, state: object) -> None:
    known.pop(id, None)
    known[id] = state
    if len(known) > REMEMBERED:
        del known[next(iter(known))]


def _id_of(item: Any) -> str | None:
    """Return the id of an item; None if it has none that is worth remembering."""
    id: object = getattr(item, "id", None)
    is_fit = isinstance(id, str) and 0 < len(id) <= LONGEST_ID
    return id if isinstance(id, str) and is_fit else None


def _cursor(item: Any) -> str | None:
    id = _id_of(item)
    try:
        return id if id is None or id.encode() else None
    except UnicodeEncodeError:
        # JSON can have lone surrogates, and a URL cannot.
        return None


def _last_status(conversation: entities.Conversation) -> str | None:
    # Conversations are sorted by it, and not by their own ids.
    return _cursor(conversation.last_status)


def _state_of(conversation: entities.Conversation) -> object:
    return _last_status(conversation), conversation.unread


def _timeline(path: str) -> Kind:
    return Kind(f"/api/v1/timelines/{path}", entities.Status, UpdateEvent, _cursor)


NOTIFICATIONS = Kind(
    "/api/v1/notifications",
    entities.Notification,
    NotificationEvent,
    _cursor,
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
