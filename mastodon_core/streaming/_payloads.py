"""Reads the payloads of events, which makes them typed.

A payload is the JSON of an entity, an id as it is, or nothing of interest. One that
cannot be read costs its event and never the stream.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from .. import entities
from ..http import DecodeError
from ._events import (
    AnnouncementDeleteEvent,
    AnnouncementEvent,
    AnnouncementReactionEvent,
    ConversationEvent,
    DeleteEvent,
    EncryptedMessageEvent,
    Event,
    FiltersChangedEvent,
    MalformedEvent,
    NotificationEvent,
    NotificationsMergedEvent,
    StatusUpdateEvent,
    UnknownEvent,
    UpdateEvent,
)
from ._streams import Stream

if TYPE_CHECKING:
    from ..decoding import EntityConverter, Tries

V = TypeVar("V")


def _spelled(named: Mapping[str, V]) -> Mapping[str, V]:
    """Add other spellings; mastodon_mock sends ``status_update``, for example."""
    return {**named, **{name.replace(".", "_"): v for name, v in named.items()}}


_ENTITIES: Mapping[str, tuple[Callable[[Stream, Any], Event], str]] = _spelled(
    {
        "update": (UpdateEvent, "Status"),
        "status.update": (StatusUpdateEvent, "Status"),
        "notification": (NotificationEvent, "Notification"),
        "conversation": (ConversationEvent, "Conversation"),
        "announcement": (AnnouncementEvent, "Announcement"),
        "announcement.reaction": (
            AnnouncementReactionEvent,
            "AnnouncementReactionEvent",
        ),
    }
)
"""The events with an entity, and the name of its class, which is loaded late."""

_IDS: Mapping[str, Callable[[Stream, str], Event]] = _spelled(
    {"delete": DeleteEvent, "announcement.delete": AnnouncementDeleteEvent}
)

_WITHOUT_PAYLOAD: Mapping[str, Callable[[Stream], Event]] = {
    "filters_changed": FiltersChangedEvent,
    "notifications_merged": NotificationsMergedEvent,
}

_ABSENT = {b"", b"undefined", b"null"}
"""How servers say that there is no payload; Mastodon writes ``undefined``."""

_SHOWN = 1000
"""The most characters of a malformed payload that its event has."""


class EventReader:
    """Reads the payloads of events, without the parts of entities that do not fit.

    Args:
        strict: Take an event for malformed if any part of its entity does not fit.
        converter: A converter with the user's hooks and classes of entities.
        tries: The outcomes of the fast path on the responses of this server.
    """

    def __init__(
        self,
        *,
        strict: bool = False,
        converter: EntityConverter | None = None,
        tries: Tries | None = None,
    ) -> None:
        from ..decoding import Reader, Tries, converter_with

        self._tries = Tries() if tries is None else tries
        self._converter = converter_with((), None) if converter is None else converter
        self._general_reader = partial(
            Reader,
            strict=strict,
            converter=self._converter,
            tries=Tries(may_try=False),
        )

    def read(self, stream: Stream, name: str, payload: bytes | None) -> Event:
        """Read an event.

        Args:
            stream: The stream that it came on.
            name: Its name as the server wrote it.
            payload: Its payload as UTF-8, or None.

        Returns:
            A `MalformedEvent` if the payload cannot be read, and an `UnknownEvent` if
            the name is unknown. `rejected_of` the entity has the parts that it lost.
        """
        try:
            return self._read(stream, name, payload)
        except DecodeError as error:
            problem = f"{name}: {error}"
        # A new one, as the first one's traceback and context show the payload.
        return MalformedEvent(stream, name, shorten(payload), DecodeError(problem))

    def _read(self, stream: Stream, name: str, payload: bytes | None) -> Event:
        if found := _ENTITIES.get(name):
            make, entity = found
            return make(stream, self._parse(_present(payload), entity))
        if make_with_id := _IDS.get(name):
            return make_with_id(stream, _id_in(_present(payload)))
        if make_alone := _WITHOUT_PAYLOAD.get(name):
            return make_alone(stream)
        if name == EncryptedMessageEvent.name:
            from ..decoding import parse_json

            return EncryptedMessageEvent(stream, parse_json(_present(payload)))
        return UnknownEvent(stream, name, None if payload is None else _text(payload))

    def _parse(self, payload: bytes, entity: str) -> Any:
        cls: Any = getattr(entities, entity)
        # Most payloads fit, and need no `Reader` of their own.
        found = self._tries.read(self._converter, payload, cls)
        if found is not None:
            return found
        reader = self._general_reader()
        found = reader.parse(payload, cls)
        if rejected := reader.rejected:
            from ..calls import note_rejected

            note_rejected(found, rejected)
        return found


def _present(payload: bytes | None) -> bytes:
    # Longer ones are not hashed.
    if payload is None or (len(payload) < 10 and payload in _ABSENT):
        raise DecodeError("the payload is missing")
    return payload


def _id_in(payload: bytes) -> str:
    """Return a payload that is an id, in any format but JSON."""
    try:
        id = payload.decode()
    except UnicodeDecodeError:
        raise DecodeError("id expected, not UTF-8") from None
    if id != id.strip() or id.startswith(("{", "[", '"')):
        raise DecodeError("id expected, not JSON or white space")
    return id


def _text(payload: bytes) -> str:
    return payload.decode("utf-8", "replace")


def shorten(payload: bytes | None) -> str | None:
    """Return the part of a payload that a `MalformedEvent` shows."""
    if payload is None:
        return None
    # A character has at most four bytes.
    text = _text(payload[: 4 * (_SHOWN + 1)])
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
