"""Methods of a listener are called with what they are about; misspelt ones refused."""

from __future__ import annotations

import warnings
from typing import Any, get_args

import pytest
from mastodon import StreamListener
from stream_server import (
    Connection,
    ScriptedServer,
    lost,
    refused,
    sse,
    update,
)

from mastodon_core import Unauthorized, entities
from mastodon_core.http import DecodeError
from mastodon_core.streaming import (
    AnnouncementDeleteEvent,
    AnnouncementEvent,
    AnnouncementReactionEvent,
    Closed,
    ConversationEvent,
    DeleteEvent,
    EncryptedMessageEvent,
    Event,
    EventStream,
    FiltersChangedEvent,
    Gap,
    GapReason,
    MalformedEvent,
    NotificationEvent,
    NotificationsMergedEvent,
    StatusUpdateEvent,
    Stream,
    StreamCall,
    StreamSubscription,
    UnknownEvent,
    UpdateEvent,
)
from mastodon_core.streaming._deliver import METHODS, call_listener, check_listener
from mastodon_core.testing import make

USER = Stream("user")
STATUS = make(entities.Status)
NOTIFICATION = make(entities.Notification)
CONVERSATION = make(entities.Conversation)
ANNOUNCEMENT = make(entities.Announcement)
REACTION = make(entities.AnnouncementReactionEvent)
MALFORMED = MalformedEvent(USER, "update", "{", DecodeError("no"))
GAP = Gap(USER, "7", GapReason.LIMIT)

# Each event, the method that it calls, and the arguments of that.
CALLS: list[tuple[Event, str, tuple[Any, ...]]] = [
    (UpdateEvent(USER, STATUS), "on_update", (STATUS,)),
    (StatusUpdateEvent(USER, STATUS), "on_status_update", (STATUS,)),
    (DeleteEvent(USER, "01HZ"), "on_delete", ("01HZ",)),
    (NotificationEvent(USER, NOTIFICATION), "on_notification", (NOTIFICATION,)),
    (ConversationEvent(USER, CONVERSATION), "on_conversation", (CONVERSATION,)),
    (AnnouncementEvent(USER, ANNOUNCEMENT), "on_announcement", (ANNOUNCEMENT,)),
    (
        AnnouncementReactionEvent(USER, REACTION),
        "on_announcement_reaction",
        (REACTION,),
    ),
    (AnnouncementDeleteEvent(USER, "8"), "on_announcement_delete", ("8",)),
    (FiltersChangedEvent(USER), "on_filters_changed", ()),
    (NotificationsMergedEvent(USER), "on_notifications_merged", ()),
    (EncryptedMessageEvent(USER, {"a": 1}), "on_encrypted_message", ({"a": 1},)),
    (UnknownEvent(USER, "x.y", None), "on_unknown_event", ("x.y", None)),
    (MALFORMED, "on_malformed_event", (MALFORMED,)),
    (GAP, "on_gap", (GAP,)),
]


class Noting:
    """Has every method that an event calls."""

    def __init__(self) -> None:
        self.called: list[tuple[str, tuple[Any, ...]]] = []

    def note(self, name: str, arguments: tuple[Any, ...]) -> str:
        self.called.append((name, arguments))
        return f"result of {name}"


def noting_method(name: str) -> Any:
    def method(self: Noting, *arguments: Any) -> str:
        return self.note(name, arguments)

    return method


for each in METHODS:
    setattr(Noting, each, noting_method(each))


def test_every_event_has_a_method_and_every_method_an_event():
    assert {type(event) for event, _, _ in CALLS} == set(get_args(Event))
    names = [name for _, name, _ in CALLS]
    assert set(names) == METHODS
    assert len(names) == len(METHODS) == 14


@pytest.mark.parametrize(
    ("event", "name", "arguments"), CALLS, ids=lambda x: str(x)[:9]
)
def test_event_calls_its_method_alone(event: Event, name: str, arguments: Any):
    listener = Noting()
    check_listener(listener)
    assert call_listener(listener, event) == f"result of {name}"
    assert listener.called == [(name, arguments)]


class Deleting:
    def on_delete(self, id: str) -> str:
        return id


@pytest.mark.parametrize(
    ("event", "name", "arguments"), CALLS, ids=lambda x: str(x)[:9]
)
def test_event_without_a_method_is_skipped(event: Event, name: str, arguments: Any):
    expected = "01HZ" if name == "on_delete" else None
    assert call_listener(Deleting(), event) == expected


class Nothing:
    def update(self) -> None: ...


class Misspelt:
    def on_update(self, status: object) -> None: ...
    def on_notificaton(self, notification: object) -> None: ...


class Absent:
    on_delete = None

    def on_update(self, status: object) -> None: ...


class Asynchronous:
    async def on_update(self, status: object) -> None: ...


class Static:
    @staticmethod
    def on_delete(id: str) -> str:
        return f"static {id}"


REFUSED: list[tuple[Any, str]] = [
    (Nothing(), "must have methods such as on_update and on_notification; Nothing has"),
    (None, "must have methods such as on_update and on_notification; NoneType has"),
    (print, "must have methods such as on_update"),
    (Misspelt(), "a method on_notificaton, which no event calls; did you mean on_not"),
    (Absent(), "on_delete of the listener must be a method, not NoneType"),
    (Deleting, "must be an object, not a class: pass Deleting()"),
    (StreamListener(), "which no event calls"),
]


@pytest.mark.parametrize(("listener", "words"), REFUSED, ids=str)
def test_listener_that_would_miss_events_is_refused(listener: Any, words: str):
    with pytest.raises(TypeError) as caught:
        check_listener(listener)
    assert words in str(caught.value)


def test_attributes_and_static_methods_are_methods_too():
    taken: list[Any] = []

    class Holder:
        def __init__(self) -> None:
            self.on_delete = taken.append

    for listener in (Holder(), Static()):
        check_listener(listener)
    call_listener(Holder(), DeleteEvent(USER, "7"))
    assert taken == ["7"]
    assert call_listener(Static(), DeleteEvent(USER, "7")) == "static 7"


# Over a stream.


def opened(*parts: Any, then: Any = None) -> EventStream:
    connections = [Connection(list(parts)), then or refused(401)]
    server = ScriptedServer(connections)
    return EventStream(server.client(), StreamCall((USER,), {"fill_limit": 0}))


def test_deliver_calls_the_methods_until_the_stream_ends():
    listener = Noting()
    parts = [update("1"), sse("x", "y") + sse("delete", "1"), b""]
    with pytest.raises(Unauthorized), opened(*parts) as events:
        events.deliver(listener)
    assert [name for name, _ in listener.called] == [
        "on_update",
        "on_unknown_event",
        "on_delete",
    ]


def test_exception_of_a_method_comes_out_and_nothing_reconnects():
    class Failing:
        def on_update(self, status: entities.Status) -> None:
            raise KeyError(status.id)

    server = ScriptedServer([Connection([update("1")]), Connection([update("2")])])
    stream = EventStream(server.client(), StreamCall((USER,)))
    with pytest.raises(KeyError, match="1"), stream as events:
        events.deliver(Failing())
    assert len(server.opened) == 1
    assert server.opened[0].is_closed
    assert isinstance(stream.state, Closed)


def test_network_error_of_a_method_comes_out_too():
    class Failing:
        def on_update(self, status: entities.Status) -> None:
            raise lost()

    with (
        pytest.raises(Exception, match="reset") as caught,
        opened(update("1")) as events,
    ):
        events.deliver(Failing())
    assert type(caught.value).__name__ == "NetworkError"
    assert isinstance(events.state, Closed)
    assert events.state.error is None


def test_method_may_close_the_stream():
    class Closing:
        def __init__(self, events: EventStream) -> None:
            self.events = events
            self.seen: list[str] = []

        def on_update(self, status: entities.Status) -> None:
            self.seen.append(status.id)
            self.events.close()

    with opened(update("1"), update("2")) as events:
        listener = Closing(events)
        events.deliver(listener)
    assert listener.seen == ["1"]


def test_async_method_needs_an_async_client():
    # It would never run, and its events would be lost.
    with opened(update("1")) as events, warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(
            TypeError, match="on_update of the listener is async, which"
        ):
            events.deliver(Asynchronous())
        assert next(events).name == "update"
    check_listener(Asynchronous(), may_be_async=True)


def test_wrong_listener_takes_no_event():
    with opened(update("1")) as events:
        for listener, _ in REFUSED:
            with pytest.raises(TypeError):
                events.deliver(listener)
        assert next(events).name == "update"


def test_subscription_delivers_too():
    from stream_server import event_frame, status, websocket

    cats = Stream("hashtag", tag="cats")
    frames = [
        event_frame(["hashtag", "cats"], "update", status("7")),
        event_frame(["user"], "update", status("8")),
    ]
    server = ScriptedServer([websocket(*frames), refused(401)])
    listener = Noting()
    call = StreamCall((USER,), {"fill_limit": 0, "via": "websocket"})

    class Stopping(Noting):
        def note(self, name: str, arguments: tuple[Any, ...]) -> str:
            subscription.close()
            return super().note(name, arguments)

    listener = Stopping()
    with EventStream(server.client(), call) as events:
        subscription: StreamSubscription = events.subscribe(cats)
        subscription.deliver(listener)
        assert next(events).name == "update"
    assert [name for name, _ in listener.called] == ["on_update"]
