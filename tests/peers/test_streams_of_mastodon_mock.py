"""Streams of mastodon_mock, a server by other authors, with all transports.

Over the WebSocket, it takes a token only in the URL, where we never send one. So its
streams are public there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from os import urandom
from pathlib import Path
from typing import Any

import mastodon_requests
import pytest
from attrs import frozen
from mock_server import AwaitableClient, approve, free_port, serving
from proxy_server import ProxyServer
from stream_readers import without_pauses
from stream_server import ids_of
from transport_classes import CLASSES, each_transport, is_blocking, run

from mastodon_core import MastodonError, Unauthorized
from mastodon_core.streaming import (
    Connecting,
    ConversationEvent,
    DeleteEvent,
    Event,
    Gap,
    Live,
    MalformedEvent,
    NotificationEvent,
    State,
    StatusUpdateEvent,
    Stream,
    UpdateEvent,
)

LONG = 60.0
"""Seconds; no test waits as long."""


@frozen
class Mock:
    """The server, with two users: ada follows grace."""

    url: str
    ada: str
    """Her token."""
    grace: mastodon_requests.Mastodon


def token_of(url: str, username: str) -> str:
    app = mastodon_requests.Mastodon.create_app("streams", api_base_url=url)
    with mastodon_requests.Mastodon(*app, api_base_url=url) as mastodon:
        page = mastodon.auth_request_url()
        code = approve(str(page), username)
        return mastodon.log_in(code=code, code_verifier=page.code_verifier)


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    with serving(tmp_path_factory.mktemp("mastodon_mock")) as url:
        ada, grace = token_of(url, "ada"), token_of(url, "grace")
        with (
            mastodon_requests.Mastodon(access_token=ada, api_base_url=url) as follower,
            mastodon_requests.Mastodon(access_token=grace, api_base_url=url) as other,
        ):
            follower.account_follow(other.me())
            yield Mock(url, ada, other)


def client_of(
    mastodon_class: Any,
    mock: Mock,
    random: Callable[[int], bytes] = without_pauses,
    **options: Any,
) -> Any:
    """A client of ada, whose methods can be awaited."""
    options = {"access_token": mock.ada, "api_base_url": mock.url} | options
    client = mastodon_class(**options)
    client.session.random = random
    return AwaitableClient(client) if is_blocking(mastodon_class) else client


async def take(events: Any, count: int) -> list[Event]:
    """Take that many events."""
    found: list[Event] = []
    while len(found) < count:
        event = await events.next_event(LONG)
        assert event is not None, found
        found.append(event)
    return found


@each_transport
def test_home_of_the_mock_streams(mastodon_class: Any, mock: Mock) -> None:
    async def main() -> None:
        async with (
            client_of(mastodon_class, mock) as ada,
            ada.stream_user() as events,
        ):
            assert events.state == Live("sse")
            posted = mock.grace.status_post("hello", language="en")
            (update,) = await take(events, 1)
            assert isinstance(update, UpdateEvent)
            assert update.stream == Stream("user")
            assert update.status.id == posted.id
            assert update.status.content == posted.content == "<p>hello</p>"

            # Its events of edits are called status_update.
            mock.grace.status_update(posted, "goodbye")
            (edit,) = await take(events, 1)
            assert isinstance(edit, StatusUpdateEvent)
            assert edit.status.content == "<p>goodbye</p>"

            mock.grace.status_delete(posted)
            assert await take(events, 1) == [DeleteEvent(Stream("user"), posted.id)]

            mention = mock.grace.status_post("@ada are you there?")
            found = {event.name: event for event in await take(events, 2)}
            assert found.keys() == {"update", "notification"}
            notification = found["notification"]
            assert isinstance(notification, NotificationEvent)
            assert notification.notification.type == "mention"
            assert notification.notification.status is not None
            assert notification.notification.status.id == mention.id

    run(mastodon_class, main)


@each_transport
def test_other_streams_of_the_mock(mastodon_class: Any, mock: Mock) -> None:
    async def main() -> None:
        async with client_of(mastodon_class, mock, strict=True) as ada:
            grace = mock.grace.me()
            list_ = await ada.list_create("close friends")
            await ada.list_accounts_add(list_, [grace])
            async with (
                ada.stream_list(list_) as of_list,
                ada.stream_hashtag_local("streams") as of_tag,
                ada.stream_user_notifications() as notifications,
            ):
                posted = mock.grace.status_post("look #streams")
                for events in (of_list, of_tag):
                    assert ids_of(await take(events, 1)) == [f"update {posted.id}"]
                # The mock has statuses on this stream as well.
                assert ids_of(await take(notifications, 1)) == [f"update {posted.id}"]
                favourite = await ada.status_post("ok", visibility="private")
                mock.grace.status_favourite(favourite)
                events = await take(notifications, 2)
                assert isinstance(events[-1], NotificationEvent)
                assert events[-1].notification.type == "favourite"
            async with ada.stream_direct(fill_limit=0) as direct:
                told = mock.grace.status_post("@ada psst", visibility="direct")
                (event,) = await take(direct, 1)
                assert isinstance(event, ConversationEvent)
                last = event.conversation.last_status
                assert last is not None
                assert last.id == told.id

    run(mastodon_class, main)


STREAMS = {
    "public": Stream("public"),
    "local": Stream("public:local"),
    "hashtag": Stream("hashtag", tag="cats"),
}


@pytest.mark.parametrize("name", STREAMS)
@each_transport
def test_public_streams_of_the_mock_over_its_websocket(
    mastodon_class: Any, name: str, mock: Mock
) -> None:
    stream = STREAMS[name]

    async def main() -> None:
        async with (
            client_of(mastodon_class, mock) as ada,
            ada.stream(stream) as events,
        ):
            assert events.state == Live("websocket")
            # It accepts a connection before it looks for events.
            await ada.timeline_public(limit=1)
            posted = mock.grace.status_post("all #cats")
            mock.grace.status_update(posted, "some #cats")
            mock.grace.status_delete(posted)
            found = await take(events, 3)
            assert {event.stream for event in found} == {stream}
            assert ids_of(found) == [
                f"update {posted.id}",
                f"status.update {posted.id}",
                f"delete {posted.id}",
            ]

    run(mastodon_class, main)


@each_transport
def test_websocket_of_the_mock_refuses_our_token(
    mastodon_class: Any, mock: Mock
) -> None:
    """It wants the token in the URL; server-sent events take it in the header."""

    async def main() -> None:
        async with (
            client_of(mastodon_class, mock) as ada,
            ada.stream_user(via="websocket"),
        ):
            raise AssertionError

    with pytest.raises(MastodonError, match="403"):
        run(mastodon_class, main)


@each_transport
def test_revoked_token_ends_the_stream(mastodon_class: Any, mock: Mock) -> None:
    async def main() -> None:
        async with (
            client_of(mastodon_class, mock, access_token="gone") as ada,
            ada.stream_user(),
        ):
            raise AssertionError

    with pytest.raises(Unauthorized):
        run(mastodon_class, main)


@pytest.mark.parametrize("via", ["sse", "websocket"])
@each_transport
def test_what_the_mock_had_meanwhile_is_fetched(
    mastodon_class: Any, via: str, mock: Mock
) -> None:
    async def main(proxy: ProxyServer) -> None:
        proxies = {"http": f"http://127.0.0.1:{proxy.port}"}
        async with (
            client_of(mastodon_class, mock, proxies=proxies) as ada,
            ada.stream_public(via=via) as events,
        ):
            await ada.timeline_public(limit=1)
            expected: list[str] = []
            for _ in range(3):
                live = mock.grace.status_post("live")
                found = await take(events, 1)
                assert ids_of(found) == [f"update {live.id}"]
                proxy.cut()
                posts = [mock.grace.status_post(f"missed {n}") for n in range(3)]
                mock.grace.status_delete(posts[1])
                kept = [posts[0], posts[2]]
                *missed, gap = await take(events, 3)
                assert ids_of(missed) == [f"update {post.id}" for post in kept]
                assert isinstance(gap, Gap)
                assert gap.since == kept[-1].id
                expected += [f"update {post.id}" for post in (live, *kept)]
            assert len(set(expected)) == 9

    with ProxyServer() as proxy:
        run(mastodon_class, main, proxy)


def short_pauses(count: int) -> bytes:
    """Return bytes that make each pause a small part of the longest one."""
    return b"\x04" + urandom(count - 1)


async def follow(
    client: Any, found: list[Event], note: Any, seen: threading.Semaphore
) -> None:
    async with client.stream_user(on_state=note, max_silence=30) as events:
        async for event in events:
            found.append(event)
            seen.release()
            if isinstance(event, UpdateEvent) and event.status.content == "<p>last</p>":
                break


@pytest.mark.fuzz
def test_streams_survive_a_restart_of_the_mock(tmp_path: Path) -> None:
    port = free_port()
    live, seen = threading.Semaphore(0), threading.Semaphore(0)
    found: dict[str, list[Event]] = {name: [] for name in CLASSES}
    states: list[State] = []

    def note(state: State) -> None:
        states.append(state)
        if isinstance(state, Live):
            live.release()

    def read(name: str, token: str) -> None:
        mastodon_class = CLASSES[name]

        async def main() -> None:
            mock = Mock(f"http://127.0.0.1:{port}", token, grace)
            async with client_of(mastodon_class, mock, short_pauses) as ada:
                await follow(ada, found[name], note, seen)

        run(mastodon_class, main)

    def wait(semaphore: threading.Semaphore) -> None:
        for _ in CLASSES:
            assert semaphore.acquire(timeout=LONG)

    threads: list[threading.Thread] = []
    with serving(tmp_path, port, keeps=True) as url:
        token, other = token_of(url, "ada"), token_of(url, "grace")
        grace = mastodon_requests.Mastodon(access_token=other, api_base_url=url)
        with mastodon_requests.Mastodon(access_token=token, api_base_url=url) as ada:
            ada.account_follow(grace.me())
        for name in CLASSES:
            threads.append(threading.Thread(target=read, args=(name, token)))
            threads[-1].start()
        wait(live)
        posts = [grace.status_post("first")]
        wait(seen)
    with serving(tmp_path, port, keeps=True), grace:
        posts.append(grace.status_post("missed"))
        wait(live)
        posts.append(grace.status_post("last"))
        for thread in threads:
            thread.join()
    for name, events in found.items():
        updates = [event for event in events if isinstance(event, UpdateEvent)]
        assert [event.status.id for event in updates] == [post.id for post in posts]
        assert sum(isinstance(event, Gap) for event in events) == 1, name
        assert not any(isinstance(event, MalformedEvent) for event in events)
    assert states.count(Live("sse")) == 2 * len(CLASSES)
    assert Connecting() in states
