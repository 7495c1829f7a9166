"""Streams of async clients: the same as blocking ones, and cancellable anywhere."""

from __future__ import annotations

from math import nan
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from stream_server import (
    AsyncScriptedChannel,
    AsyncScriptedClient,
    Connection,
    ScriptedServer,
    event_frame,
    ids_of,
    lost,
    refused,
    status,
    update,
    websocket,
)

from mastodon_core import AsyncMastodon, Gone, MastodonError
from mastodon_core.streaming import (
    AsyncEventStream,
    Closed,
    Event,
    Stream,
    StreamCall,
    StreamingUnavailable,
)
from mastodon_core.transport import (
    AsyncChannel,
    HttpRequest,
    HttpResponse,
    Session,
    WireStep,
)

GONE = refused(410, "that is all")


async def read(events: AsyncEventStream) -> tuple[list[str], MastodonError | None]:
    found: list[Event] = []
    try:
        async with events:
            async for event in events:
                found.append(event)
    except MastodonError as error:
        return ids_of(found), error
    return ids_of(found), None


def test_misuse_of_an_async_stream_is_an_error() -> None:
    async def main() -> None:
        server = ScriptedServer([websocket(event_frame(["user"], "delete", "1"))])
        events = server.open_async_stream(via="websocket")
        with pytest.raises(RuntimeError, match="opened in an async with statement"):
            events.subscribe(Stream("public"))
        async with events:
            with pytest.raises(TypeError, match="^streams must be Streams"):
                events.subscribe("public")  # type: ignore[arg-type]  # it is refused
            with pytest.raises(ValueError, match="^timeout must be seconds"):
                await events.next_event(nan)
            with pytest.raises(RuntimeError, match="can be opened once"):
                await events.__aenter__()
            assert ids_of([await anext(events)]) == ["delete 1"]
        with pytest.raises(RuntimeError, match="can be opened once"):
            await events.__aenter__()
        assert len(server.opened) == 1

    trio.run(main)


def test_async_stream_without_streams_is_not_read_for_ever() -> None:
    async def main() -> None:
        server = ScriptedServer([websocket()])
        async with AsyncEventStream(
            AsyncScriptedClient(server), StreamCall([])
        ) as events:
            with pytest.raises(RuntimeError, match=r"that subscribe\(\) returns$"):
                await anext(events)

    trio.run(main)


def test_async_stream_can_be_read_without_waiting() -> None:
    async def main() -> None:
        parts = [b":thump\n", update("1"), 1.0, update("2")]
        server = ScriptedServer([Connection(parts)])
        async with server.open_async_stream() as events:
            found = [await events.next_event(timeout=0) for _ in range(3)]
        assert found[0] is found[2] is None
        assert ids_of(found[1:2]) == ["update 1"]

    trio.run(main)


def test_async_stream_does_what_a_blocking_one_does() -> None:
    def server() -> ScriptedServer:
        parts: list[Any] = [update("1"), update("2"), lost()]
        connections = [Connection(parts), refused(503), Connection([update("4")]), GONE]
        pages = {None: [], "1": [status("3")]}
        return ScriptedServer(
            [*connections],
            rest=lambda path, query: pages.get(query.get("min_id"), []),
        )

    one, other = server(), server()
    found, error = trio.run(read, one.open_async_stream("public"))
    assert isinstance(error, Gone)
    assert found == ["update 1", "update 2", "update 3", *found[3:]]
    events = other.open_stream("public")
    blocking: list[Event] = []

    def loop() -> None:
        with events:
            blocking.extend(events)

    with pytest.raises(Gone):
        loop()
    assert found == ids_of(blocking)
    assert one.pauses == other.pauses
    assert one.asked == other.asked
    assert [type(s) for s in one.states] == [type(s) for s in other.states]


def test_exception_of_an_async_loop_comes_out_alone() -> None:
    server = ScriptedServer([Connection([update("1")])])

    async def main() -> None:
        async with server.open_async_stream() as events:
            async for _ in events:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        trio.run(main)
    assert server.opened[0].is_closed
    assert server.states[-1] == Closed("the program closed it")


def test_async_stream_needs_a_with_statement() -> None:
    async def main() -> None:
        await anext(ScriptedServer().open_async_stream())

    with pytest.raises(RuntimeError, match="must be opened in an async with statement"):
        trio.run(main)


def test_async_transport_that_does_not_stream_is_an_error() -> None:
    class Plain(AsyncMastodon):
        def __init__(self, session: Session) -> None:
            self.session = session

        async def perform(self, step: WireStep) -> HttpResponse | str | None:
            raise AssertionError(step)

    async def main() -> None:
        client = Plain(ScriptedServer().session())
        with pytest.raises(NotImplementedError, match="Plain does not stream"):
            await client.open_channel(None)  # type: ignore[arg-type]  # it is not looked at
        async with AsyncEventStream(client, StreamCall([Stream("user")])):
            raise AssertionError

    with pytest.raises(StreamingUnavailable, match="Plain does not stream"):
        trio.run(main)


def test_tasks_share_a_websocket_each_with_its_own_iterator() -> None:
    names = ["public", "direct", "user", "public", "user", "direct"] * 20
    frames = [event_frame([name], "delete", str(n)) for n, name in enumerate(names)]
    server = ScriptedServer([websocket(*frames), GONE])
    found: dict[str, list[Event]] = {"user": [], "public": [], "direct": []}

    async def follow(name: str, events: Any) -> None:
        async def loop() -> None:
            async for event in events:
                found[name].append(event)

        with pytest.raises(Gone):
            await loop()

    async def main() -> None:
        async with (
            server.open_async_stream(via="websocket") as events,
            events.subscribe(Stream("public")) as public,
            events.subscribe(Stream("direct")) as direct,
            trio.open_nursery() as nursery,
        ):
            nursery.start_soon(follow, "user", events)
            nursery.start_soon(follow, "public", public)
            nursery.start_soon(follow, "direct", direct)

    trio.run(main)
    for name, events in found.items():
        deleted = [event for event in events if event.name == "delete"]
        assert ids_of(deleted) == [
            f"delete {n}" for n, other in enumerate(names) if other == name
        ]


class EndlessChannel(AsyncScriptedChannel):
    """One whose `receive` waits for real, until it is woken."""

    def __init__(self, server: ScriptedServer, message: HttpRequest) -> None:
        super().__init__(server, message)
        self._woken = trio.Event()

    async def receive(self, seconds: float | None) -> bytes | None:
        await self._woken.wait()
        return None

    def wake(self) -> None:
        self._woken.set()


class EndlessClient(AsyncScriptedClient):
    async def open_channel(self, message: HttpRequest) -> AsyncChannel:
        return EndlessChannel(self._server, message)


def test_tasks_that_wait_end_when_another_one_closes_the_stream() -> None:
    server = ScriptedServer([websocket()])
    ends: list[str] = []

    async def main() -> None:
        call = server.call(via="websocket")
        async with (
            AsyncEventStream(EndlessClient(server), call) as events,
            trio.open_nursery() as nursery,
        ):

            async def follow() -> None:
                async for _ in events:
                    raise AssertionError
                ends.append("end")

            nursery.start_soon(follow)
            nursery.start_soon(follow)
            await trio.testing.wait_all_tasks_blocked()
            assert ends == []
            await events.aclose()

    trio.run(main)
    assert ends == ["end", "end"]
    assert server.opened[0].is_closed


class Listener:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def on_update(self, status: Any) -> None:
        self.heard.append(status.id)

    async def on_delete(self, id: str) -> None:
        await trio.lowlevel.checkpoint()
        self.heard.append(f"-{id}")


def test_listener_has_functions_of_both_kinds() -> None:
    server = ScriptedServer(
        [Connection([update("1"), b"event: delete\ndata: 1\n\n"]), GONE]
    )
    listener = Listener()

    async def main() -> None:
        async with server.open_async_stream() as events:
            await events.deliver(listener)

    with pytest.raises(Gone):
        trio.run(main)
    assert listener.heard == ["1", "-1"]


@given(st.integers(0, 80), st.booleans())
def test_loop_that_is_cancelled_at_any_step_can_go_on(at: int, is_sse: bool) -> None:
    """A task that waits for an event is cancelled; the next one loses nothing."""
    names = [str(n) for n in range(2, 8)]
    via: Any = "sse" if is_sse else "websocket"

    def connection(ids: list[str], *after: Any) -> Connection:
        if is_sse:
            return Connection([*map(update, ids), *after])
        frames = [event_frame(["public"], "update", status(id)) for id in ids]
        return websocket(*frames, *after)

    server = ScriptedServer(
        [
            connection(names[:2], lost()),
            connection(names[3:4], lost()),
            connection(names[5:]),
            GONE,
        ],
        rest=lambda path, query: (
            [status("1")]
            if query["limit"] == "1"
            else [
                status(id)
                for id in names[: 3 if len(server.opened) == 2 else 5][::-1]
                if int(id) > int(query["min_id"])
            ]
        ),
    )
    steps = 0
    scopes: list[trio.CancelScope] = []

    async def checkpoint() -> None:
        nonlocal steps
        steps += 1
        if steps == at and scopes:
            scopes[-1].cancel()
        await trio.lowlevel.checkpoint()

    server.checkpoint = checkpoint
    found: list[Event] = []

    async def main() -> None:
        async with server.open_async_stream("public", via=via) as events:
            while True:
                with trio.CancelScope() as scope:
                    scopes.append(scope)
                    found.append(await anext(events))
                scopes.pop()

    with pytest.raises(Gone):
        trio.run(main)
    updates = [event for event in found if event.name == "update"]
    assert ids_of(updates) == [f"update {id}" for id in names]
    assert all(each.is_closed for each in server.opened[:-1])


@given(st.integers(0, 60))
def test_stream_that_is_cancelled_at_any_step_disconnects(at: int) -> None:
    server = ScriptedServer(
        [websocket(event_frame(["user"], "delete", "1"), lost()), websocket(), GONE]
    )
    steps = 0
    scope = trio.CancelScope()

    async def checkpoint() -> None:
        nonlocal steps
        steps += 1
        if steps == at:
            scope.cancel()
        await trio.lowlevel.checkpoint()

    server.checkpoint = checkpoint

    async def main() -> None:
        with scope:
            await read(server.open_async_stream(via="websocket"))

    trio.run(main)
    assert all(each.is_closed for each in server.opened[:-1])
    assert isinstance(server.states[-1], Closed)
