"""Payloads of events become typed events, whatever they are."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_streams import server_sent_events, websocket_messages
from sessions import STATUS

from mastodon_core import DecodeError, entities, make_converter, rejected_of, to_json
from mastodon_core.decoding import Tries
from mastodon_core.streaming import (
    AnnouncementDeleteEvent,
    AnnouncementReactionEvent,
    ConversationEvent,
    DeleteEvent,
    EncryptedMessageEvent,
    Event,
    EventReader,
    EventStreamDecoder,
    FiltersChangedEvent,
    MalformedEvent,
    NotificationEvent,
    NotificationsMergedEvent,
    StatusUpdateEvent,
    Stream,
    UnknownEvent,
    UpdateEvent,
)
from mastodon_core.testing import make

CONTRACT: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "contract" / "streaming.json").read_text("utf-8")
)
EVENTS = CONTRACT["events"]
HOME = Stream("user")
MADE: Mapping[str, Any] = {
    name: make(getattr(entities, name))
    for name in {row["entity"] for row in EVENTS if "entity" in row}
}
OF_NO_ENTITY = {
    "delete": DeleteEvent(HOME, "01JD"),
    "announcement.delete": AnnouncementDeleteEvent(HOME, "01JD"),
    "filters_changed": FiltersChangedEvent(HOME),
    "notifications_merged": NotificationsMergedEvent(HOME),
    "encrypted_message": EncryptedMessageEvent(HOME, {"id": "01JD"}),
}
WITH_PAYLOAD = [row["name"] for row in EVENTS if row["payload"] in {"json", "id"}]
JSON = [row["name"] for row in EVENTS if row["payload"] == "json"]


def read(name: str, payload: bytes | None, **options: Any) -> Event:
    return EventReader(**options).read(HOME, name, payload)


def malformed_event(name: str, payload: bytes | None, **options: Any) -> MalformedEvent:
    event = read(name, payload, **options)
    assert isinstance(event, MalformedEvent)
    assert (event.stream, event.name) == (HOME, name)
    assert isinstance(event.error, DecodeError)
    return event


def malformed(name: str, payload: bytes | None, **options: Any) -> str:
    """Read an event that is malformed; return its error."""
    return str(malformed_event(name, payload, **options).error)


def body(**fields: Any) -> bytes:
    return json.dumps(STATUS | fields).encode()


def entity_of(event: Event) -> Any:
    """The entity of an event, which is its field besides the stream."""
    _, found = attrs.fields(type(event))
    return getattr(event, found.name)


def payload_of(row: Mapping[str, Any]) -> bytes | None:
    match row["payload"]:
        case "json" if "entity" in row:
            return json.dumps(to_json(MADE[row["entity"]])).encode()
        case "json":
            return b'{"id": "01JD"}'
        case "id":
            return b"01JD"
        case "ignored":
            return b"1"
        case _:
            return None


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("row", EVENTS, ids=lambda row: row["name"])
def test_every_event_of_the_contract_is_read(row: Any, strict: bool) -> None:
    reader, payload = EventReader(strict=strict), payload_of(row)
    # The first is read on the general path, and the others on the fast one.
    for stream in (HOME, Stream("public"), Stream("hashtag", tag="cats")):
        event = reader.read(stream, row["name"], payload)
        assert (event.name, event.stream) == (row["name"], stream)
        if "entity" in row:
            assert entity_of(event) == MADE[row["entity"]]
            assert type(entity_of(event)).__name__ == row["entity"]
            assert rejected_of(entity_of(event)) == ()
        else:
            assert event == attrs.evolve(OF_NO_ENTITY[row["name"]], stream=stream)


def test_every_class_of_an_event_is_in_the_contract() -> None:
    names = {cls.name for cls in get_args(Event) if isinstance(vars(cls)["name"], str)}
    assert names == {row["name"] for row in EVENTS} | {"gap"}


@pytest.mark.parametrize("row", CONTRACT["streams"], ids=lambda row: row["name"])
def test_every_event_of_a_stream_is_known(row: Any) -> None:
    for name in row["events"]:
        assert read(name, b"7").name == name


@pytest.mark.parametrize(
    ("spelling", "cls"),
    [
        ("status_update", StatusUpdateEvent),  # mastodon_mock
        ("announcement_reaction", AnnouncementReactionEvent),
        ("announcement_delete", AnnouncementDeleteEvent),
    ],
)
def test_spellings_of_other_servers_are_known(spelling: str, cls: Any) -> None:
    [row] = [row for row in EVENTS if row["name"] == cls.name]
    event = read(spelling, payload_of(row))
    assert type(event) is cls
    assert event == read(cls.name, payload_of(row))
    # It is shown as the server wrote it.
    assert malformed(spelling, b"").startswith(f"{spelling}: ")


@pytest.mark.parametrize(
    "id",
    [
        *("117446504684010648", "01JD3M5S3GQ0ZC4H8V6Q1Z6K2T", "0", "a b", "né"),
        *("550e8400-e29b-41d4-a716-446655440000", "AlMxTQKpQ3qmhQZjZw"),
    ],
)
def test_id_is_opaque(id: str) -> None:
    assert read("delete", id.encode()) == DeleteEvent(HOME, id)
    assert read("announcement.delete", id.encode()) == AnnouncementDeleteEvent(HOME, id)


@pytest.mark.parametrize(
    "payload", [b'"1"', b"{}", b'{"id": "1"}', b"[1]", b" 1", b"1\n"]
)
def test_json_and_white_space_are_no_ids(payload: bytes) -> None:
    expected = "delete: id expected, not JSON or white space"
    assert malformed("delete", payload) == expected


def test_id_must_be_utf_8() -> None:
    assert malformed("delete", b"\xff") == "delete: id expected, not UTF-8"


@pytest.mark.parametrize("payload", [None, b"", b"undefined", b"null"])
@pytest.mark.parametrize("name", WITH_PAYLOAD)
def test_missing_payload_is_an_error_where_one_is_needed(
    name: str, payload: bytes | None
) -> None:
    assert malformed(name, payload) == f"{name}: the payload is missing"


@pytest.mark.parametrize("payload", [None, b"", b"undefined", b"1", b"\xff", b"{}"])
@pytest.mark.parametrize("cls", [FiltersChangedEvent, NotificationsMergedEvent])
def test_payload_without_meaning_is_ignored(cls: Any, payload: bytes | None) -> None:
    assert read(cls.name, payload) == cls(HOME)


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"<html>", "not JSON but an HTML page"),
        (b'{"id":', "not JSON: it is cut off after 6 characters"),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b"NaN", "not JSON: NaN and Infinity are not numbers in JSON"),
    ],
)
@pytest.mark.parametrize("name", JSON)
def test_payload_that_is_not_json_is_malformed(
    name: str, payload: bytes, problem: str
) -> None:
    assert malformed(name, payload) == f"{name}: {problem}"


@pytest.mark.parametrize("payload", [b"[]", b'"1"', b"7", b"true"])
@pytest.mark.parametrize("name", [row["name"] for row in EVENTS if "entity" in row])
def test_json_that_is_no_object_is_no_entity(name: str, payload: bytes) -> None:
    kind = type(json.loads(payload)).__name__
    assert malformed(name, payload) == f"{name}: $: dict expected, not {kind}"


def test_malformed_event_has_the_payload_and_the_place() -> None:
    payload = body(account={"id": "1"})
    event = malformed_event("update", payload)
    assert event.payload == payload.decode()
    assert str(event.error) == "update: $.account.username: missing"
    # Neither is shown in logs, as both may be private.
    assert "statuses/7" not in repr(event)
    assert event.error.__traceback__ is None
    assert event.error.__context__ is None
    assert str(pickle.loads(pickle.dumps(event)).error) == str(event.error)


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        (b"[" + b"x" * 999, "[" + "x" * 999),
        (b"[" + b"x" * 1000, "[" + "x" * 999 + "…"),
        (b"[" + b"x" * 9000, "[" + "x" * 999 + "…"),
        (("[" + "😀" * 999).encode(), "[" + "😀" * 999),
        (("[" + "😀" * 1000).encode(), "[" + "😀" * 999 + "…"),
        (("[" + "😀" * 9000).encode(), "[" + "😀" * 999 + "…"),
        (b"[\xff", "[\ufffd"),
    ],
)
def test_long_payload_is_shortened(payload: bytes, shown: str) -> None:
    assert malformed_event("update", payload).payload == shown


@pytest.mark.parametrize(
    ("name", "payload", "kept"),
    [
        ("pleroma:chat_update", b'{"id": "1"}', '{"id": "1"}'),
        ("quote.revoked.later", b"undefined", "undefined"),
        ("emoji_reaction", None, None),
        ("message", b"", ""),
        ("Update", b"\xff", "\ufffd"),
        ("", b"x", "x"),
        ("gap", b"x", "x"),
        ("filters.changed", b"x" * 9000, "x" * 9000),
    ],
)
def test_unknown_event_keeps_its_payload(
    name: str, payload: bytes | None, kept: str | None
) -> None:
    assert read(name, payload, strict=True) == UnknownEvent(HOME, name, kept)


def test_part_that_does_not_fit_is_left_out_and_told() -> None:
    reader = EventReader()
    lossy = body(card={"url": 5}, mentions=[{"id": "1"}])
    for payload in (body(), lossy, body(), body(), lossy, body(), body()):
        event = reader.read(HOME, "update", payload)
        assert isinstance(event, UpdateEvent)
        expected = ["$.card", "$.mentions[0]"] if payload == lossy else []
        lost = rejected_of(event.status)
        assert sorted(part.path for part in lost) == expected
        assert event.status.id == "7"
        assert event.status.card is None


def test_strict_reader_takes_a_part_that_does_not_fit_for_an_error() -> None:
    reader = EventReader(strict=True)
    for name in ("update", "status.update") * 3:
        assert reader.read(HOME, name, body()).name == name
        event = reader.read(HOME, name, body(card={"url": 5}))
        assert isinstance(event, MalformedEvent)
        assert str(event.error) == f"{name}: $.card.url: str expected, not int"


class OwnStatus(entities.Status):
    local_only: bool | None = None


def test_own_classes_and_hooks_are_used() -> None:
    converter = make_converter(entities=[OwnStatus])
    converter.register_structure_hook(entities.Visibility, lambda value, _: value * 2)
    reader = EventReader(converter=converter)
    status = STATUS | {"local_only": True}
    made = to_json(MADE["Notification"]) | {"status": status}
    notification = json.dumps(made).encode()
    for _ in range(3):
        event = reader.read(HOME, "update", body(local_only=True))
        assert isinstance(event, UpdateEvent)
        assert isinstance(event.status, OwnStatus)
        assert (event.status.local_only, event.status.visibility) == (
            True,
            "public" * 2,
        )
        other = reader.read(HOME, "notification", notification)
        assert isinstance(other, NotificationEvent)
        assert isinstance(other.notification.status, OwnStatus)


def test_exception_of_a_hook_makes_the_event_malformed() -> None:
    def fail(value: Any, _: Any) -> Any:
        raise RuntimeError(value)

    converter = make_converter()
    converter.register_structure_hook(entities.Account, fail)
    # The message of the exception may be private.
    expected = "update: $.account: RuntimeError"
    assert malformed("update", body(), converter=converter) == expected


class NotedTries(Tries):
    """Notes which responses were read on the fast path."""

    def __init__(self) -> None:
        super().__init__()
        self.fast: list[bool] = []

    def read(self, *args: Any, **options: Any) -> Any:
        found = super().read(*args, **options)
        self.fast.append(found is not None)
        return found


def test_fast_path_is_used_as_for_responses() -> None:
    tries = NotedTries()
    reader = EventReader(converter=make_converter(), tries=tries)
    for payload in (body(), body(), body(), body(card={"url": 5}), body(), body()):
        reader.read(HOME, "update", payload)
    # The first has no code yet; after the bad one, one more is not tried.
    assert tries.fast == [False, True, True, False, False, True]


@given(
    name=st.sampled_from([row["name"] for row in EVENTS]) | st.text(),
    payload=st.none()
    | st.binary()
    | st.sampled_from([b"undefined", body(), b'{"id": "1"}', b"[[" * 9999])
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(lambda value: json.dumps(value).encode()),
    strict=st.booleans(),
)
def test_reader_never_raises(name: str, payload: bytes | None, strict: bool) -> None:
    event = read(name, payload, strict=strict)
    assert isinstance(event, get_args(Event))
    if not isinstance(event, UnknownEvent | MalformedEvent):
        assert event.name == name


@pytest.mark.parametrize(
    "bad",
    [
        b"event: update\ndata: {\n\n",
        b"event: update\ndata: {}\n\n",
        b"event: update\ndata: undefined\n\n",
        b"event: update\ndata: \xff\n\n",
        b"event: never.heard.of\ndata: x\n\n",
        b"event: delete\ndata: {}\n\n",
        b"data: x\n\n",
    ],
)
def test_bad_event_costs_itself_alone(bad: bytes) -> None:
    good = b"event: delete\ndata: 01JD\n\nevent: update\ndata: %b\n\n" % body()
    decoder, reader = EventStreamDecoder(), EventReader()
    events = [
        reader.read(HOME, event.name, event.data)
        for event in decoder.receive_data(b":)\n" + good + bad + good)
    ]
    kinds = [DeleteEvent, UpdateEvent]
    assert [type(event) for event in events[:2] + events[3:]] == kinds * 2
    assert isinstance(events[2], MalformedEvent | UnknownEvent)


def test_update_of_a_status_that_was_deleted_before_is_given_out() -> None:
    # Servers send both in any order, and only the program knows what it shows.
    reader = EventReader()
    events = [reader.read(HOME, "delete", b"7"), reader.read(HOME, "update", body())]
    assert [event.name for event in events] == ["delete", "update"]


def test_recorded_event_streams_are_read_strictly() -> None:
    names: list[str] = []
    for stream, data in server_sent_events():
        decoder, reader = EventStreamDecoder(), EventReader(strict=True)
        events = [
            reader.read(stream, event.name, event.data)
            for event in decoder.receive_data(data)
        ]
        assert not [e for e in events if isinstance(e, MalformedEvent | UnknownEvent)]
        assert {event.stream for event in events} == {stream}
        names += [event.name for event in events]
    assert {name: names.count(name) for name in names} == {
        "conversation": 6,
        "update": 6,
        "notification": 4,
        "status.update": 2,
        "delete": 2,
    }


def test_recorded_websockets_are_read_strictly() -> None:
    reader = EventReader(strict=True)
    converter = make_converter()
    events: list[Event] = []
    refused: list[entities.StreamingError] = []
    for messages in websocket_messages():
        for raw in messages:
            if "error" in raw:
                refused.append(converter.structure(raw, entities.StreamingError))
                continue
            message = converter.structure(raw, entities.StreamingMessage)
            name: Any = message.stream[0]
            assert message.payload is not None
            stream, payload = Stream(name), message.payload.encode()
            events.append(reader.read(stream, message.event, payload))
            assert entity_of(events[-1]).id == json.loads(payload)["id"]
    assert refused == [entities.StreamingError(error="Unknown stream type", status=400)]
    assert [(str(event.stream), type(event)) for event in events] == [
        ("user", UpdateEvent),
        ("user", NotificationEvent),
        ("direct", ConversationEvent),
    ]
