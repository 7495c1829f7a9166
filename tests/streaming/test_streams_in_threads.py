"""Streams of the blocking client in threads: closed from another one, or many."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import mastodon_requests
import pytest
from mastodon_offline import running
from stream_readers import TOKEN, without_pauses
from streaming_server import until_it_waits
from websocket_peer import Peer, Socket, refusal

from mastodon_core import ClientClosed
from mastodon_core.streaming import (
    Closed,
    Event,
    EventStream,
    Live,
    State,
    UpdateEvent,
    Waiting,
)
from mastodon_core.testing import OfflineInstance

LONG = 60.0
"""Seconds; no test waits as long."""


async def stay(socket: Socket) -> None:
    await socket.post("2")
    await socket.wait_closed()


async def reset(socket: Socket) -> None:
    await socket.post("2")
    socket.reset()


@contextmanager
def client(url: str) -> Iterator[mastodon_requests.Mastodon]:
    with mastodon_requests.Mastodon(access_token=TOKEN, api_base_url=url) as mastodon:
        mastodon.session.random = without_pauses
        yield mastodon


class Reader:
    """Reads a stream in a thread, and notes when it gets into a state."""

    def __init__(
        self, mastodon: mastodon_requests.Mastodon, is_it: Callable[[State], bool]
    ) -> None:
        self.is_there = threading.Event()
        self.found: list[Event] = []
        self.has_read = threading.Event()
        self.errors: list[BaseException] = []

        def note(state: State) -> None:
            if is_it(state):
                self.is_there.set()

        self.events: EventStream = mastodon.stream_public(
            via="websocket", on_state=note
        )
        self.thread = threading.Thread(target=self._read)

    def _read(self) -> None:
        try:
            with self.events:
                for event in self.events:
                    self.found.append(event)
                    self.has_read.set()
        except BaseException as error:
            self.errors.append(error)

    def start(self) -> None:
        self.thread.start()
        assert self.is_there.wait(LONG)

    def end(self) -> None:
        self.thread.join(LONG)
        assert not self.thread.is_alive()
        assert self.errors == []
        assert self.events.state == Closed("the program closed it")
        assert self.events.next_event() is None


def is_live(state: State) -> bool:
    return isinstance(state, Live)


def is_waiting(state: State) -> bool:
    return isinstance(state, Waiting) and state.seconds > 1000


def test_another_thread_closes_a_stream_that_waits_for_data() -> None:
    with Peer(stay) as peer, client(peer.url) as mastodon:
        reader = Reader(mastodon, is_live)
        reader.start()
        assert reader.has_read.wait(LONG)
        until_it_waits(reader.thread)
        reader.events.close()
        reader.end()
        assert [event.name for event in reader.found] == ["update"]
        # It has said goodbye.
        asyncio.run_coroutine_threadsafe(
            peer.sockets[0].wait_closed(), peer.loop
        ).result(LONG)
        assert peer.sockets[0].close_code == 1000


@pytest.mark.parametrize("was_live", [True, False])
def test_another_thread_closes_a_stream_between_connections(was_live: bool) -> None:
    busy = refusal(503, retry_after="3600")
    scripts = [reset, busy] if was_live else [busy]
    with Peer(*scripts, stay) as peer, client(peer.url) as mastodon:
        reader = Reader(mastodon, is_waiting)
        reader.start()
        until_it_waits(reader.thread, "perform")
        reader.events.close()
        reader.end()
        assert len(reader.found) == int(was_live)
        assert len(peer.handshakes) == len(scripts)


def test_another_thread_closes_a_stream_that_fetches_what_it_missed() -> None:
    release, fetches = threading.Event(), threading.Event()

    async def before_fetch() -> None:
        if len(peer.handshakes) == 2:
            fetches.set()
            await asyncio.to_thread(release.wait)

    with Peer(reset, stay) as peer, client(peer.url) as mastodon:
        peer.before_fetch = before_fetch
        reader = Reader(mastodon, lambda state: fetches.is_set() or is_live(state))
        reader.start()
        assert fetches.wait(LONG)
        # It does not wait for the response.
        reader.events.close()
        release.set()
        reader.end()
        assert [event.name for event in reader.found] == ["update"]


def test_client_that_is_closed_ends_its_streams() -> None:
    with Peer(stay, stay) as peer, client(peer.url) as mastodon:
        reader = Reader(mastodon, is_live)
        reader.start()
        until_it_waits(reader.thread)
        mastodon.close()
        reader.thread.join(LONG)
        assert not reader.thread.is_alive()
        assert [type(error) for error in reader.errors] == [ClientClosed]
        assert isinstance(reader.events.state, Closed)
        assert len(peer.handshakes) == 1


def test_many_threads_have_a_stream_each_and_make_calls() -> None:
    count = 12
    instance = OfflineInstance(rate_limits=False)
    instance.add_user("ada")
    connected = threading.Barrier(count)

    def follow(mastodon: mastodon_requests.Mastodon, number: int) -> list[str]:
        via: Any = "websocket" if number % 2 else "sse"
        found: list[str] = []
        with mastodon.stream_hashtag(f"tag{number}", via=via) as events:
            connected.wait(LONG)
            for turn in range(5):
                other = (number + 1) % count
                mastodon.status_post(f"{turn} #tag{other}")
                event = next(events)
                assert isinstance(event, UpdateEvent)
                found.append(str(event.status.content).removeprefix("<p>")[0])
                assert mastodon.me().acct == "ada"
        return found

    with running(instance) as url:
        token = instance.token_for("ada")
        with (
            mastodon_requests.Mastodon(access_token=token, api_base_url=url) as ada,
            ThreadPoolExecutor(count) as threads,
        ):
            results = threads.map(lambda number: follow(ada, number), range(count))
            assert list(results) == [list("01234")] * count


def test_ctrl_c_ends_a_loop_over_events() -> None:
    def interrupt() -> None:
        until_it_waits(main)
        os.kill(os.getpid(), signal.SIGINT)

    def loop() -> None:
        with events:
            found.extend(events)

    main, found = threading.current_thread(), list[Event]()
    other = threading.Thread(target=interrupt)
    with Peer(stay) as peer, client(peer.url) as mastodon:
        events = mastodon.stream_public(via="websocket")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        other.start()
        with pytest.raises(KeyboardInterrupt):
            loop()
        other.join()
        assert isinstance(events.state, Closed)
        asyncio.run_coroutine_threadsafe(
            peer.sockets[0].wait_closed(), peer.loop
        ).result(LONG)
        assert peer.sockets[0].close_code == 1000
