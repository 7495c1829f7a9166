"""A stream that threads and tasks share, and that any of them closes at any time."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import trio
import trio.testing
from stream_server import (
    AsyncScriptedClient,
    Connection,
    ScriptedClient,
    ScriptedServer,
    event_frame,
    ids_of,
    lost,
    status,
    update,
    websocket,
)

from mastodon_core.streaming import (
    AsyncEventStream,
    Closed,
    DeleteEvent,
    Event,
    EventStream,
    Stream,
    StreamSession,
)
from mastodon_core.streaming._steps import Pause, RunExchange
from mastodon_core.streaming._subscriptions import Subscription
from mastodon_core.transport import (
    AsyncChannel,
    HttpRequest,
    HttpResponse,
    Signal,
    Sleep,
    WaitFor,
    WireStep,
)

LONG = 60.0
"""Seconds. No test takes so long unless it fails."""


class ThreadedClient(ScriptedClient):
    """One whose waits are real, until they are woken, and never take their time."""

    def perform(self, step: WireStep) -> HttpResponse | str | None:
        match step:
            case WaitFor(signal=signal):
                event = threading.Event()
                signal.on_set(event.set)
                assert event.wait(LONG), "nobody wakes this thread"
                return None
            case Sleep():
                raise AssertionError("nothing ends this wait")
            case _:
                return super().perform(step)


@pytest.fixture
def many_switches() -> Iterator[None]:
    """Have Python switch between threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def run_all(*functions: Callable[[], object]) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
        assert not thread.is_alive()


@pytest.mark.usefixtures("many_switches")
def test_threads_that_empty_what_is_full_wake_the_one_that_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mastodon_core.streaming._subscriptions.FULL", 1)
    frames = [
        event_frame([name], "delete", str(n))
        for n in range(300)
        for name in ("user", "public")
    ]
    server = ScriptedServer([websocket(*frames)])
    found: dict[str, list[Event | None]] = {}
    call = server.call("user", via="websocket")
    with EventStream(ThreadedClient(server), call) as events:
        public = events.subscribe(Stream("public"))

        def user() -> None:
            found["user"] = [events.next_event() for _ in range(300)]

        def other() -> None:
            found["public"] = [public.next_event() for _ in range(300)]

        run_all(user, other)
    expected = [f"delete {n}" for n in range(300)]
    assert [ids_of(found[name]) for name in ("user", "public")] == [expected, expected]


def signals() -> int:
    gc.collect()
    return sum(isinstance(each, Signal) for each in gc.get_objects())


def test_looking_often_while_another_thread_is_busy_takes_no_memory() -> None:
    server = ScriptedServer()
    session = StreamSession(server.session(), server.call("user"))
    busy = session.next_event(session.main)
    assert isinstance(next(busy), RunExchange)
    before = signals()
    for _ in range(100):
        other = session.next_event(session.main, server.now + 1)
        assert isinstance(next(other), Pause)
        server.now += 1
        with pytest.raises(StopIteration):
            other.send(None)
    assert signals() == before
    busy.close()


class LateNews(Subscription):
    """One to which another thread adds an event just before it is waited for."""

    @property
    def has_news(self) -> bool:
        self.put(DeleteEvent(Stream("user"), "1"))
        return super().has_news


def test_event_that_comes_when_the_role_is_free_is_not_waited_for() -> None:
    server = ScriptedServer()
    session = StreamSession(server.session(), server.call("user"))
    with pytest.raises(StopIteration) as stop:
        next(session.next_event(LateNews([Stream("user")])))
    assert ids_of([stop.value.value]) == ["delete 1"]


def test_subscription_that_was_added_while_the_stream_ended_has_ended() -> None:
    server = ScriptedServer()
    session = StreamSession(server.session(), server.call("user"))
    session.abandon()
    with pytest.raises(StopIteration) as stop:
        next(session.next_event(Subscription([Stream("user")])))
    assert stop.value.value is None


def fail(state: object) -> None:
    if isinstance(state, Closed):
        raise ZeroDivisionError


def test_exception_of_on_state_at_the_end_comes_out_of_close() -> None:
    server = ScriptedServer([Connection([])])
    events = server.open_stream(on_state=fail)
    events.__enter__()
    with pytest.raises(ZeroDivisionError):
        events.close()
    assert server.opened[0].is_closed
    events.close()


def test_streams_that_are_forgotten_warn() -> None:
    server = ScriptedServer([Connection([]), Connection([])])

    async def enter() -> None:
        await server.open_async_stream().__aenter__()

    with pytest.warns(ResourceWarning, match="unclosed EventStream"):
        server.open_stream().__enter__()
    with pytest.warns(ResourceWarning, match="unclosed AsyncEventStream"):
        trio.run(enter)


def test_repr_of_streams_has_the_state() -> None:
    server = ScriptedServer()
    assert repr(server.open_stream()) == "<EventStream Connecting()>"
    assert repr(server.open_async_stream()) == "<AsyncEventStream Connecting()>"


@pytest.mark.parametrize("parts", [[], [update("1")]], ids=["time is over", "event"])
def test_whoever_was_busy_when_it_was_closed_disconnects(parts: list[Any]) -> None:
    server = ScriptedServer()
    server.connections = [Connection([lambda: events.close(), *parts])]
    events = server.open_stream()
    events.__enter__()
    events.next_event(timeout=1)
    assert server.opened[0].is_closed
    assert events.state == Closed("the program closed it")


def throttled(path: str, query: dict[str, str]) -> Any:
    """A REST API that wants an hour for a page after a gap."""
    if "min_id" in query:
        return HttpResponse(status=429, headers={"retry-after": "3000"})
    return [status("1")]


def test_thread_that_waits_for_a_rate_limit_ends_when_another_closes_the_stream() -> (
    None
):
    is_waiting = threading.Event()

    class Client(ThreadedClient):
        def perform(self, step: WireStep) -> HttpResponse | str | None:
            if isinstance(step, WaitFor) and step.seconds == 3000:
                is_waiting.set()
            return super().perform(step)

    server = ScriptedServer([Connection([])], rest=throttled)
    events = EventStream(Client(server), server.call(resume_from="1"))

    def follow() -> None:
        with events:
            assert list(events) == []

    def close() -> None:
        assert is_waiting.wait(LONG)
        events.close()

    run_all(follow, close)
    assert server.opened[0].is_closed
    assert events.state == Closed("the program closed it")


class WaitingClient(AsyncScriptedClient):
    """One whose waits are real, until they are woken."""

    async def perform(self, step: WireStep) -> HttpResponse | str | None:
        match step:
            case WaitFor(signal=signal):
                woken = trio.Event()
                signal.on_set(woken.set)
                await woken.wait()
                return None
            case Sleep():
                raise AssertionError("nothing ends this wait")
            case _:
                return await super().perform(step)


def test_task_that_waits_for_a_rate_limit_ends_when_another_closes_the_stream() -> None:
    server = ScriptedServer([Connection([])], rest=throttled)
    events = AsyncEventStream(WaitingClient(server), server.call(resume_from="1"))

    async def follow() -> None:
        async with events:
            assert [event async for event in events] == []

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(follow)
            await trio.testing.wait_all_tasks_blocked()
            assert server.opened
            await events.aclose()

    trio.run(main)
    assert server.opened[0].is_closed


def throttled_once() -> ScriptedServer:
    responses: list[Any] = [HttpResponse(status=429, headers={"retry-after": "3000"})]

    def rest(path: str, query: dict[str, str]) -> Any:
        if "min_id" in query:
            return responses.pop() if responses else [status("2")]
        return [status("1")]

    return ScriptedServer([Connection([])], rest=rest)


def test_rate_limit_is_waited_for_by_the_clock() -> None:
    server = throttled_once()
    with server.open_stream("public", resume_from="1") as events:
        assert ids_of([next(events)]) == ["update 2"]
    assert server.now == 4000
    assert server.pauses == [3000]


def test_task_waits_for_a_rate_limit_by_the_clock() -> None:
    server = throttled_once()

    async def main() -> None:
        async with server.open_async_stream("public", resume_from="1") as events:
            assert ids_of([await anext(events)]) == ["update 2"]

    trio.run(main)
    assert server.now == 4000


def test_connection_that_opens_after_the_end_is_closed_at_once() -> None:
    may_open = trio.Event()

    class Client(AsyncScriptedClient):
        async def open_channel(self, message: HttpRequest) -> AsyncChannel:
            await may_open.wait()
            return await super().open_channel(message)

    server = ScriptedServer([websocket()])
    events = AsyncEventStream(Client(server), server.call(via="websocket"))

    async def follow() -> None:
        async with events:
            assert [event async for event in events] == []

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(follow)
            await trio.testing.wait_all_tasks_blocked()
            await events.aclose()
            may_open.set()

    trio.run(main)
    assert server.opened[0].is_closed
    assert server.opened[0].sent == []


@pytest.mark.parametrize("at", range(1, 16))
def test_task_can_close_at_any_step_of_another_one(at: int) -> None:
    server = ScriptedServer(
        [
            websocket(event_frame(["user"], "delete", "1"), lost()),
            websocket(event_frame(["user"], "delete", "2"), 30.0, lost()),
        ]
    )
    events = server.open_async_stream("user", via="websocket")
    steps = 0

    async def checkpoint() -> None:
        nonlocal steps
        steps += 1
        if steps == at:
            await events.aclose()
        await trio.lowlevel.checkpoint()

    server.checkpoint = checkpoint

    async def main() -> None:
        async with events:
            async for _ in events:
                pass

    trio.run(main)
    assert all(connection.is_closed for connection in server.opened)
    assert events.state == Closed("the program closed it")
