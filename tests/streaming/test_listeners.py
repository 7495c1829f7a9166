"""A listener's methods get what events are about."""

from __future__ import annotations

from typing import Any

import pytest

from mastodon_core import NetworkError, entities
from mastodon_core.streaming import (
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
    Stream,
    UnknownEvent,
    UpdateEvent,
)
from mastodon_core.streaming._deliver import METHODS, call_listener, check_listener
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, make, run

HOME = Stream("user")
STATUS = make(entities.Status)
NOTIFICATION = make(entities.Notification)
CONVERSATION = make(entities.Conversation)
ANNOUNCEMENT = make(entities.Announcement)
REACTION = make(entities.AnnouncementReactionEvent)
MALFORMED = MalformedEvent(HOME, "update", "{", NetworkError("x"))
GAP = Gap(HOME, "7", GapReason.LIMIT)
CALLS: dict[str, tuple[Event, tuple[object, ...]]] = {
    "on_update": (UpdateEvent(HOME, STATUS), (STATUS,)),
    "on_status_update": (StatusUpdateEvent(HOME, STATUS), (STATUS,)),
    "on_delete": (DeleteEvent(HOME, "7"), ("7",)),
    "on_notification": (NotificationEvent(HOME, NOTIFICATION), (NOTIFICATION,)),
    "on_conversation": (ConversationEvent(HOME, CONVERSATION), (CONVERSATION,)),
    "on_announcement": (AnnouncementEvent(HOME, ANNOUNCEMENT), (ANNOUNCEMENT,)),
    "on_announcement_reaction": (
        AnnouncementReactionEvent(HOME, REACTION),
        (REACTION,),
    ),
    "on_announcement_delete": (AnnouncementDeleteEvent(HOME, "7"), ("7",)),
    "on_filters_changed": (FiltersChangedEvent(HOME), ()),
    "on_notifications_merged": (NotificationsMergedEvent(HOME), ()),
    "on_encrypted_message": (EncryptedMessageEvent(HOME, {"a": 1}), ({"a": 1},)),
    "on_unknown_event": (UnknownEvent(HOME, "party", "x"), ("party", "x")),
    "on_malformed_event": (MALFORMED, (MALFORMED,)),
    "on_gap": (GAP, (GAP,)),
}


def listener_with(*names: str) -> tuple[Any, list[tuple[object, ...]]]:
    calls: list[tuple[object, ...]] = []

    class Listener:
        helper = "not for events"

    for name in names:
        setattr(
            Listener, name, lambda self, *args, name=name: calls.append((name, *args))
        )
    return Listener(), calls


def test_every_method_gets_its_event_and_no_other() -> None:
    assert CALLS.keys() == METHODS
    for name in CALLS:
        listener, calls = listener_with(name)
        check_listener(listener)
        for event, _ in CALLS.values():
            call_listener(listener, event)
        assert calls == [(name, *CALLS[name][1])]


def test_result_of_a_method_is_returned() -> None:
    class Listener:
        def on_delete(self, id: str) -> str:
            return f"deleted {id}"

    assert call_listener(Listener(), DeleteEvent(HOME, "7")) == "deleted 7"
    assert call_listener(Listener(), UpdateEvent(HOME, STATUS)) is None


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "^listener must have methods such as on_update and on_notificat"),
        (["update"], "; Listener has none$"),
        (["on_update", "on_updat"], "on_updat, .*; did you mean on_update"),
        (
            ["on_lengthy_zebras"],
            "^listener has a method on_lengthy_zebras, which no e.*s$",
        ),
        (["on_update", "on_abort"], "; an error comes out of deliver"),
    ],
)
def test_listener_whose_methods_no_event_calls_is_refused(
    names: list[str], message: str
) -> None:
    listener, _ = listener_with(*names)
    with pytest.raises(TypeError, match=message):
        check_listener(listener)


class Oops(Exception):
    pass


class Failing:
    def on_update(self, status: entities.Status) -> None:
        raise Oops(status.content)


def test_exception_of_a_method_comes_out_and_nothing_connects_again() -> None:
    mastodon = FakeMastodon(user="ada")
    with mastodon.stream_user() as events:
        mastodon.toot("one")
        with pytest.raises(Oops, match="one"):
            events.deliver(Failing())
        mastodon.toot("two")
        with pytest.raises(TypeError, match="^listener must have methods"):
            events.deliver(None)
    assert events.state.__class__.__name__ == "Closed"


def test_async_methods_of_a_listener_are_awaited() -> None:
    heard: list[str | None] = []

    async def main() -> None:
        mastodon = AsyncFakeMastodon(user="ada")

        class Listener:
            async def on_update(self, status: entities.Status) -> None:
                heard.append(status.content)

            def on_delete(self, id: str) -> None:
                heard.append(id)
                raise Oops

        async with mastodon.stream_user() as events:
            status = await mastodon.toot("one")
            await mastodon.status_delete(status)
            with pytest.raises(Oops):
                await events.deliver(Listener())
            assert heard == ["<p>one</p>", status.id]

    run(main())
