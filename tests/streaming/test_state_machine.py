"""Whatever breaks, a stream brings each item once, and what can be fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from mastodon_core import NetworkError
from mastodon_core.streaming import (
    DeleteEvent,
    Event,
    EventStream,
    Gap,
    GapReason,
    NotificationEvent,
    StatusUpdateEvent,
    Stream,
    StreamCall,
    StreamSubscription,
    UpdateEvent,
    Via,
)
from mastodon_core.testing import FakeMastodon, OfflineInstance
from mastodon_core.transport import Channel, HttpRequest, HttpResponse

End = Literal["reset", "end", "silence"]


class Flaky(Channel):
    """A connection that can break in several ways."""

    def __init__(self, inner: Channel, server: OfflineInstance) -> None:
        self._inner = inner
        self._server = server
        self.broken: End | None = None
        self.response = inner.response

    def receive(self, seconds: float | None) -> bytes | None:
        match self.broken:
            case "reset":
                raise NetworkError("reset")
            case "end":
                return b""
            case "silence":
                assert seconds is not None
                self._server.pass_time(seconds)
                return None
            case None:
                return self._inner.receive(seconds)

    def send(self, data: bytes) -> None:
        if self.broken == "reset":
            raise NetworkError("reset")
        self._inner.send(data)

    def wake(self) -> None:
        self._inner.wake()

    def close(self) -> None:
        self._inner.close()


class FlakyMastodon(FakeMastodon):
    """A client whose connections break when a test says so."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.channel: Flaky | None = None
        self.refusals: list[int] = []
        self.when_connected: list[Callable[[], object]] = []

    def open_channel(self, message: HttpRequest) -> Channel:
        if not self.refusals:
            self.channel = Flaky(super().open_channel(message), self.server)
            while self.when_connected:
                self.when_connected.pop()()
            return self.channel
        status = self.refusals.pop()
        if not status:
            raise NetworkError("no route", sent=False)
        headers = {"retry-after": "7", "content-type": "application/json"}
        refused = HttpResponse(status=status, headers=headers, body=b"{}")
        return Refused(refused)


class Refused(Channel):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response

    def receive(self, seconds: float | None) -> bytes | None:
        return b""

    def send(self, data: bytes) -> None: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


def ids_in(events: list[Event], kind: type[Event]) -> list[str]:
    """The ids of the items of one kind of event, in their order."""
    return [
        event.id if isinstance(event, DeleteEvent) else _item(event).id
        for event in events
        if isinstance(event, kind)
    ]


def _item(event: Any) -> Any:
    return getattr(event, "status", None) or event.notification


def assert_nothing_is_lost(
    events: list[Event], found: list[str], posted: list[str], deleted: set[str]
) -> None:
    """Each item came once, those that still exist in order, and none is missing.

    An item that was deleted while the others were fetched may come after them.
    """
    assert len(set(found)) == len(found)
    assert [id for id in found if id in posted and id not in deleted] == [
        id for id in posted if id not in deleted
    ]
    for place, event in enumerate(events):
        if isinstance(event, UpdateEvent) and event.status.id in deleted:
            assert any(is_end_of(event, later) for later in events[place:])


def is_end_of(event: UpdateEvent, later: Event) -> bool:
    """Whether an event says that an item was deleted, or may have been."""
    if isinstance(later, Gap):
        return later.reason is GapReason.EDITS_AND_DELETIONS
    return isinstance(later, DeleteEvent) and later.id == event.status.id


class Disturbed(RuleBasedStateMachine):
    @initialize(via=st.sampled_from(["sse", "websocket"]), seed=st.integers(0, 9))
    def begin(self, via: Via, seed: int) -> None:
        self.server = OfflineInstance(seed=seed, rate_limits=False)
        self.bob = FakeMastodon(server=self.server, user="bob")
        self.ada = FlakyMastodon(server=self.server, user="ada")
        self.ada.account_follow(self.bob.me())
        self.via = via
        self.bob.status_post("before")
        call = StreamCall([Stream("user")], {"via": via})
        self.stream = EventStream(self.ada, call)
        self.stream.__enter__()
        self.found: list[Event] = []
        self.posted: list[str] = []
        self.mentions: list[str] = []
        self.deleted: set[str] = set()
        self.edited: set[str] = set()
        self.public: StreamSubscription | None = None
        self.public_found: list[Event] = []
        self.public_since = 0

    @rule(count=st.integers(1, 3))
    def post(self, count: int) -> None:
        self._post(count)

    def _post(self, count: int) -> None:
        for _ in range(count):
            self.posted.append(self.bob.status_post(f"post {len(self.posted)}").id)

    @rule(how=st.sampled_from(["reset", "end"]), count=st.integers(1, 3))
    def post_when_connected(self, how: End, count: int) -> None:
        """What is posted then is fetched, and the connection brings it too."""
        self.ada.when_connected.append(lambda: self._post(count))
        self.break_connection(how)

    @rule()
    def mention(self) -> None:
        self.posted.append(self.bob.status_post("hello @ada").id)
        self.mentions.append(self.posted[-1])

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(self.posted))
        if id not in self.deleted:
            self.bob.status_delete(id)
            self.deleted.add(id)

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(self.posted))
        if id not in self.deleted:
            self.bob.status_update(id, f"edited {len(self.edited)}")
            self.edited.add(id)

    @rule(how=st.sampled_from(["reset", "end", "silence"]))
    def break_connection(self, how: End) -> None:
        if self.ada.channel is not None:
            self.ada.channel.broken = how

    @rule(statuses=st.lists(st.sampled_from([429, 503, 500, 408, 0]), max_size=3))
    def refuse(self, statuses: list[int]) -> None:
        self.ada.refusals += statuses

    @rule(count=st.integers(1, 5), timeout=st.sampled_from([0, 1, 40, 100]))
    def read(self, count: int, timeout: float) -> None:
        for _ in range(count):
            event = self.stream.next_event(timeout)
            if event is not None:
                self.found.append(event)

    @rule(seconds=st.sampled_from([1, 20, 45, 1000]))
    def pass_time(self, seconds: int) -> None:
        self.server.pass_time(seconds)

    @precondition(lambda self: self.via == "websocket" and self.public is None)
    @rule()
    def subscribe(self) -> None:
        asked, self.public_found = len(self.posted), []
        self.public = self.stream.subscribe(Stream("public"))
        # It begins between now and when the server knows.
        self._heal()
        self._settle()
        begun = ids_in(self.public_found, UpdateEvent)
        assert set(begun) <= set(self.posted[asked:])
        self.public_found = []
        self.public_since = len(self.posted)

    @precondition(lambda self: self.public is not None)
    @rule()
    def unsubscribe(self) -> None:
        self._check_public()
        assert self.public is not None
        self.public.close()
        self.public = None
        # So that the server knows.
        self._settle()

    def _heal(self) -> None:
        self.ada.refusals.clear()

    def _settle(self) -> None:
        """Read everything that there is."""
        for _ in range(2):
            while (event := self.stream.next_event(130)) is not None:
                self.found.append(event)
        while self.public is not None and (event := self.public.next_event(0)):
            self.public_found.append(event)

    def _check_public(self) -> None:
        self._heal()
        self._settle()
        since = self.posted[self.public_since :]
        updates = ids_in(self.public_found, UpdateEvent)
        assert_nothing_is_lost(self.public_found, updates, since, self.deleted)

    def teardown(self) -> None:
        try:
            self._check()
        finally:
            self.stream.close()

    def _check(self) -> None:
        if self.public is not None:
            self._check_public()
        self._heal()
        self._settle()
        updates = ids_in(self.found, UpdateEvent)
        assert_nothing_is_lost(self.found, updates, self.posted, self.deleted)
        mentioned = [
            event.notification.status.id
            for event in self.found
            if isinstance(event, NotificationEvent) and event.notification.status
        ]
        assert_nothing_is_lost([], mentioned, self.mentions, self.deleted)
        was_edited = set(ids_in(self.found, StatusUpdateEvent))
        has_gap = any(isinstance(event, Gap) for event in self.found)
        assert was_edited >= self.edited - self.deleted or has_gap


TestDisturbedStream = Disturbed.TestCase
TestDisturbedStream.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None
)
