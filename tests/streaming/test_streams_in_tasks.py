"""Streams in tasks of asyncio and uvloop: groups, timeouts, and the end of the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import mastodon_asyncio
import pytest
import uvloop
from stream_readers import TOKEN, without_pauses
from stream_server import ids_of
from websocket_peer import Peer, Socket

from mastodon_core.streaming import Closed, Event, Live, Stream

Main = Callable[[], Coroutine[Any, Any, Any]]
each_loop = pytest.mark.parametrize("run", [asyncio.run, uvloop.run])


@asynccontextmanager
async def client(url: str) -> AsyncIterator[mastodon_asyncio.Mastodon]:
    async with mastodon_asyncio.Mastodon(
        access_token=TOKEN, api_base_url=url
    ) as mastodon:
        mastodon.session.random = without_pauses
        yield mastodon


async def stay(socket: Socket) -> None:
    await socket.post("2")
    await socket.wait_closed()


async def on_demand(socket: Socket) -> None:
    """Send a status for each subscription; then stay."""
    number = 1
    async for _ in socket:
        number += 1
        await socket.post(str(number))


def closed(peer: Peer) -> list[int | None]:
    """The close codes that the server saw, once all its connections have ended."""
    for socket in peer.sockets:
        asyncio.run_coroutine_threadsafe(socket.wait_closed(), peer.loop).result()
    return [socket.close_code for socket in peer.sockets]


@each_loop
def test_tasks_of_a_group_have_a_stream_each(run: Any) -> None:
    found: list[list[str]] = []

    async def follow(mastodon: mastodon_asyncio.Mastodon) -> None:
        async with mastodon.stream_public(via="websocket") as events:
            found.append(ids_of([await anext(events)]))

    async def main() -> None:
        async with client(peer.url) as mastodon, asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(follow(mastodon))

    with Peer(*[stay] * 20) as peer:
        run(main())
        assert found == [["update 2"]] * 20
        assert closed(peer) == [1000] * 20


@each_loop
def test_failure_in_a_group_ends_the_streams_of_the_others(run: Any) -> None:
    events: list[Any] = []

    async def follow(mastodon: mastodon_asyncio.Mastodon) -> None:
        async with mastodon.stream_public(via="websocket") as stream:
            events.append(stream)
            async for _ in stream:
                pass

    async def fail() -> None:
        while sum(each.state == Live("websocket") for each in events) < 3:
            await asyncio.sleep(0)
        raise ZeroDivisionError

    async def main() -> None:
        async with client(peer.url) as mastodon, asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(follow(mastodon))
            group.create_task(fail())

    with Peer(*[stay] * 3) as peer:
        with pytest.raises(ExceptionGroup) as caught:
            run(main())
        assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
        assert all(each.state == Closed("the program closed it") for each in events)
        assert len(closed(peer)) == 3


async def in_wait_for(events: Any) -> Event:
    event: Event = await asyncio.wait_for(anext(events), 0.001)
    return event


async def in_timeout(events: Any) -> Event:
    async with asyncio.timeout(0.001):
        event: Event = await anext(events)
        return event


@pytest.mark.parametrize("attempt", [in_wait_for, in_timeout])
@each_loop
def test_timeouts_around_events_lose_none(run: Any, attempt: Any) -> None:
    async def main() -> list[str]:
        found: list[Event] = []
        # A request that is cancelled again and again would never end.
        async with (
            client(peer.url) as mastodon,
            mastodon.stream_public(via="websocket", fill_limit=0) as events,
        ):
            for number in range(10):
                with pytest.raises(TimeoutError):
                    await attempt(events)
                # The server sends something now.
                part = events.subscribe(Stream("hashtag", tag=f"tag{number}"))
                while len(found) <= number:
                    try:
                        found.append(await attempt(events))
                    except TimeoutError:
                        continue
                await part.aclose()
                # And once more, as this unsubscribes.
                while (event := await events.next_event(0.001)) is None:
                    continue
                assert event.name == "update"
        return ids_of(found)

    with Peer(on_demand) as peer:
        found = run(main())
    assert found == [f"update {number}" for number in range(2, 22, 2)]


@each_loop
def test_stream_that_is_open_when_the_loop_ends_is_closed(run: Any) -> None:
    events: list[Any] = []
    complaints: list[Any] = []

    async def follow() -> None:
        async with (
            client(peer.url) as mastodon,
            mastodon.stream_public(via="websocket") as stream,
        ):
            events.append(stream)
            async for event in stream:
                events.append(event)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: complaints.append(context))
        events.append(asyncio.create_task(follow()))
        while len(events) < 3:
            await asyncio.sleep(0)

    with Peer(stay) as peer:
        run(main())
        task, stream, event = events
        assert event.name == "update"
        assert task.cancelled()
        assert stream.state == Closed("the program closed it")
        assert len(closed(peer)) == 1
    assert complaints == []


@each_loop
def test_stream_is_cancelled_while_it_connects(run: Any) -> None:
    asked: list[None] = []

    async def wait(socket: Any, request: Any, response: Any) -> None:
        asked.append(None)
        await socket.wait_closed()

    async def main() -> None:
        async with client(peer.url) as mastodon:
            stream = mastodon.stream_public(via="websocket")
            task = asyncio.create_task(stream.__aenter__())
            while not asked:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert isinstance(stream.state, Closed)

    with Peer(stay, process_response=wait) as peer:
        run(main())
    assert peer.sockets == []
