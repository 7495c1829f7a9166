"""Small programs that stream, and the worlds in which they run.

The programs are written once, as async functions. In the worlds without an event loop,
their clients block, and what runs together has threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from re import sub
from typing import Any, TypeAlias

import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import trio
import uvloop
from attrs import frozen
from mastodon_offline import running
from mock_server import AwaitableClient
from stream_readers import without_pauses

from mastodon_core import entities
from mastodon_core.streaming import (
    ConversationEvent,
    DeleteEvent,
    Event,
    Gap,
    NotificationEvent,
    StatusUpdateEvent,
    Stream,
    UpdateEvent,
)
from mastodon_core.testing import (
    AsyncFakeMastodon,
    FakeMastodon,
    FaultPlan,
    OfflineInstance,
    run,
)

Task: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


@frozen
class World:
    """A place where programs run: one instance, and the clients of one transport."""

    instance: OfflineInstance
    run: Callable[[Callable[[], Coroutine[Any, Any, Any]]], Any]
    together: Callable[..., Awaitable[None]]
    """Runs async functions at the same time, until all have returned."""
    client_class: Any
    options: Callable[[str], dict[str, Any]]
    """Returns the arguments that a user's client needs."""
    is_real: bool
    """Whether it has sockets, and waits in real time."""

    def client(self, user: str, plan: FaultPlan | None = None) -> Any:
        """Make a client, whose methods can be awaited."""
        client_class = (
            self.client_class if plan is None else plan.around(self.client_class)
        )
        client = client_class(**self.options(user))
        if self.is_real:
            client.session.random = without_pauses
        return AwaitableClient(client) if self.run is in_no_loop else client


def in_no_loop(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return run(main())


async def in_threads(*tasks: Task) -> None:
    with ThreadPoolExecutor(len(tasks)) as threads:
        for future in [threads.submit(in_no_loop, task) for task in tasks]:
            future.result()


async def in_nursery(*tasks: Task) -> None:
    async with trio.open_nursery() as nursery:
        for task in tasks:
            nursery.start_soon(task)


async def in_task_group(*tasks: Task) -> None:
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(task())


def in_asyncio(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(main())


def in_uvloop(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return uvloop.run(main())


async def asyncio_checkpoint() -> None:
    await asyncio.sleep(0)


def make_instance() -> OfflineInstance:
    instance = OfflineInstance(seed=7, rate_limits=False)
    for user in ("ada", "grace"):
        instance.add_user(user)
    return instance


def _in_memory(runner: Any, together: Any, client_class: Any, **options: Any) -> World:
    instance = make_instance()
    return World(
        instance,
        runner,
        together,
        client_class,
        lambda user: {"server": instance, "user": user, **options},
        False,
    )


@contextmanager
def _over_sockets(runner: Any, together: Any, client_class: Any) -> Generator[World]:
    instance = make_instance()
    with running(instance) as url:
        yield World(
            instance,
            runner,
            together,
            client_class,
            lambda user: {
                "api_base_url": url,
                "access_token": instance.token_for(user),
            },
            True,
        )


IN_MEMORY: dict[str, Callable[[], World]] = {
    "blocking fake": lambda: _in_memory(in_no_loop, in_threads, FakeMastodon),
    "fake in trio": lambda: _in_memory(
        trio.run, in_nursery, AsyncFakeMastodon, checkpoint=trio.lowlevel.checkpoint
    ),
    "fake in asyncio": lambda: _in_memory(
        in_asyncio, in_task_group, AsyncFakeMastodon, checkpoint=asyncio_checkpoint
    ),
}
OVER_SOCKETS: dict[str, tuple[Any, Any, Any]] = {
    "requests": (in_no_loop, in_threads, mastodon_requests.Mastodon),
    "trio": (trio.run, in_nursery, mastodon_trio.Mastodon),
    "asyncio": (in_asyncio, in_task_group, mastodon_asyncio.Mastodon),
    "uvloop": (in_uvloop, in_task_group, mastodon_asyncio.Mastodon),
}
WORLDS = [*IN_MEMORY, *OVER_SOCKETS]


@contextmanager
def world_of(name: str) -> Generator[World]:
    if name in IN_MEMORY:
        yield IN_MEMORY[name]()
    else:
        with _over_sockets(*OVER_SOCKETS[name]) as world:
            yield world


def text_of(status: Any) -> str:
    return unescape(sub("<[^>]*>", "", status.content))


def shown(event: Event | None) -> str:
    """Name an event in the same way in all worlds, whose ids differ."""
    match event:
        case UpdateEvent(status=status) | StatusUpdateEvent(status=status):
            return f"{event.name}: {text_of(status)}"
        case NotificationEvent(notification=notification):
            return f"{notification.type} by {notification.account.acct}"
        case ConversationEvent(conversation=conversation):
            return f"conversation: {text_of(conversation.last_status)}"
        case Gap(reason=reason):
            return f"gap: {reason.name}"
        case None:
            return "none"
        case _:
            return event.name


MARKER = "are you there?"


async def take(events: Any, count: int) -> list[Event]:
    found: list[Event] = []
    while len(found) < count:
        # Without a timeout: the clock of a fake may advance by hours in another thread.
        event = await events.next_event()
        assert event is not None, [shown(event) for event in found]
        if shown(event) != f"update: {MARKER}":
            found.append(event)
    return found


async def next_notification(events: Any) -> entities.Notification:
    """Wait for a notification, and skip gaps.

    Threads with fakes advance each other's clock, which cuts connections.
    """
    while True:
        (event,) = await take(events, 1)
        if isinstance(event, NotificationEvent):
            return event.notification
        assert isinstance(event, Gap)


async def follow_home(world: World, **options: Any) -> list[str]:
    """Read the home timeline as it changes."""
    found: list[Event] = []
    async with world.client("ada") as ada, world.client("grace") as grace:
        await ada.account_follow(await grace.me())
        async with ada.stream_user(**options) as events:
            posted = await grace.status_post("one")
            found += await take(events, 1)
            await grace.status_update(posted, "one, edited")
            own = await ada.status_post("two")
            await ada.status_reblog(posted)
            await grace.status_favourite(own)
            found += await take(events, 4)
            await grace.status_delete(posted)
            found += await take(events, 2)
        assert isinstance(found[-1], DeleteEvent)
        deleted = {event.id for event in found if isinstance(event, DeleteEvent)}
        assert posted.id in deleted
    return [shown(event) for event in found]


HOME = [
    "update: one",
    "status.update: one, edited",
    "update: two",
    "update: one, edited",
    "favourite by grace",
    "delete",
    "delete",
]


async def answer_mentions(world: World, **options: Any) -> list[str]:
    """A bot replies to its mentions; a visitor talks to it over another stream."""
    found: list[str] = []

    async def bot() -> None:
        async with (
            world.client("ada") as ada,
            ada.stream_user_notifications(**options) as events,
        ):
            await ready()
            while True:
                notification = await next_notification(events)
                found.append(f"mention by {notification.account.acct}")
                about = notification.status
                if text_of(about).endswith("bye"):
                    break
                await ada.status_reply(about, f"re: {text_of(about)[-1]}")

    async def visitor() -> None:
        async with (
            world.client("grace") as grace,
            grace.stream_user_notifications(**options) as events,
        ):
            await ready()
            for number in range(5):
                await grace.status_post(f"@ada {number}")
                notification = await next_notification(events)
                found.append(text_of(notification.status))
            await grace.status_post("@ada bye")

    connected: list[None] = []

    async def ready() -> None:
        """Wait until both are connected, as nothing is fetched from before."""
        connected.append(None)
        async with world.client("ada") as ada:
            while len(connected) < 2:
                await ada.me()

    await world.together(bot, visitor)
    return found


ANSWERS = [
    line for number in range(5) for line in ("mention by grace", f"@grace re: {number}")
] + ["mention by grace"]


async def read_several(world: World) -> list[str]:
    """Read streams that share one WebSocket, each in a task of its own."""
    found: dict[str, list[str]] = {}
    async with world.client("ada") as ada, world.client("grace") as grace:
        await ada.account_follow(await grace.me())
        list_ = await ada.list_create("friends")
        await ada.list_accounts_add(list_, [await grace.me()])
        cats, friends = Stream("hashtag", tag="cats"), Stream("list", list=list_.id)
        async with ada.stream(Stream("user"), cats) as events:
            local = events.subscribe(Stream("public:local"))
            listed = events.subscribe(friends)
            for part in (local, listed):
                # Until the server knows that it is subscribed to.
                while await part.next_event(0.01) is None:
                    await grace.status_post(MARKER)

            async def read(name: str, part: Any, count: int) -> None:
                events = await take(part, count)
                found[name] = sorted(f"{e.stream.name} {shown(e)}" for e in events)

            async def post() -> None:
                for number in range(4):
                    tag = " #cats" if number % 2 else ""
                    await grace.status_post(f"{number}{tag}")

            await world.together(
                lambda: read("main", events, 6),
                lambda: read("local", local, 4),
                lambda: read("listed", listed, 4),
                post,
            )
            await listed.aclose()
            await grace.status_post("5")
            while (event := await listed.next_event()) is not None:
                assert shown(event) == f"update: {MARKER}"
            found["local"] += [shown(event) for event in await take(local, 1)]
    return [f"{name}: {line}" for name in sorted(found) for line in found[name]]


SEVERAL = [
    *(f"listed: list update: {n}" for n in ("0", "1 #cats", "2", "3 #cats")),
    *(f"local: public:local update: {n}" for n in ("0", "1 #cats", "2", "3 #cats")),
    "local: update: 5",
    *(f"main: hashtag update: {n}" for n in ("1 #cats", "3 #cats")),
    *(f"main: user update: {n}" for n in ("0", "1 #cats", "2", "3 #cats")),
]


async def resume(world: World, **options: Any) -> list[str]:
    """Stop, and go on later from the last status that was read."""
    found: list[Event] = []
    async with world.client("grace") as grace:
        async with (
            world.client("ada") as ada,
            ada.stream_public(**options) as events,
        ):
            for text in ("one", "two"):
                await grace.status_post(text)
            found += await take(events, 2)
        last = found[-1]
        assert isinstance(last, UpdateEvent)
        for number in range(50):
            await grace.status_post(f"missed {number}")
        async with (
            world.client("ada") as ada,
            ada.stream_public(resume_from=last.status, **options) as events,
        ):
            found += await take(events, 51)
            await grace.status_post("three")
            found += await take(events, 1)
    return [shown(event) for event in found]


RESUMED = [
    "update: one",
    "update: two",
    *(f"update: missed {number}" for number in range(50)),
    "gap: EDITS_AND_DELETIONS",
    "update: three",
]


async def close_elsewhere(world: World, **options: Any) -> list[str]:
    """Close a stream from another thread or task while a loop waits for events."""
    found: list[str] = []
    async with world.client("ada") as ada, world.client("grace") as grace:
        async with ada.stream_local(**options) as events:

            async def loop() -> None:
                async for event in events:
                    found.append(shown(event))
                found.append("end")

            async def close() -> None:
                await grace.status_post("one")
                while not found:
                    await grace.me()
                await events.aclose()

            await world.together(loop, close)
        found += [type(events.state).__name__, shown(await events.next_event())]
    return found


CLOSED = ["update: one", "end", "Closed", "none"]


async def survive(world: World, plan: FaultPlan, **options: Any) -> list[str]:
    """Lose the connection after an event, with a status published meanwhile."""
    found: list[Event] = []
    async with (
        world.client("ada", plan) as ada,
        world.client("grace") as grace,
        ada.stream_public(**options) as events,
    ):
        for number in range(2):
            await grace.status_post(f"live {number}")
            found += await take(events, 1)
            # It is the one that a torn connection breaks off.
            await grace.status_post(f"missed {number}")
            found += await take(events, 2)
        await grace.status_post("last")
        found += await take(events, 1)
    return [shown(event) for event in found]


SURVIVED = [
    line
    for number in range(2)
    for line in (
        f"update: live {number}",
        f"update: missed {number}",
        "gap: EDITS_AND_DELETIONS",
    )
] + ["update: last"]
