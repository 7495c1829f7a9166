"""Clients of tests wait for the call that refreshes the token."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import trio
import trio.testing
from attrs import define, field
from sessions import ACCOUNT, START, TOKEN, json_response

from mastodon_core import API, Credentials, Hooks, NetworkError, Unauthorized
from mastodon_core.testing import (
    AsyncFakeMastodon,
    AsyncStubbedMastodon,
    Delay,
    FakeMastodon,
    FaultPlan,
    OfflineInstance,
    Script,
    StubbedMastodon,
    StubServer,
    respond,
    run,
)
from mastodon_core.testing._stub import around
from mastodon_core.transport import (
    HttpRequest,
    HttpResponse,
    Outcome,
    Session,
    Signal,
    WaitFor,
    WireStep,
)

PATIENCE = 20.0


def expired(base_url: str = "https://mastodon.example") -> Credentials:
    return Credentials(
        base_url=base_url,
        client_id="app",
        access_token="old",
        refresh_token="refresh",
        expires_at=START - timedelta(days=365),
    )


def is_refresh(step: WireStep) -> bool:
    return isinstance(step, HttpRequest) and step.url.endswith("/oauth/token")


@define
class Server(StubServer):
    """Grants one refresh, and knows its token only."""

    before: Callable[[], object] = field(default=lambda: None)
    """Called before a refresh is granted."""
    refreshes: int = 0

    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        if is_refresh(request):
            self.refreshes += 1
            self.before()
            return json_response(TOKEN)
        is_known = request.headers["authorization"] == "Bearer new"
        return json_response(ACCOUNT if is_known else {}, 200 if is_known else 401)


def in_threads(client: Any, waiting: threading.Barrier) -> list[str]:
    """Make two calls; the second one begins during the refresh of the first."""
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.me)
        waiting.wait(PATIENCE)
        second = pool.submit(client.me)
        return [call.result(PATIENCE).acct for call in (first, second)]


def reporting(client_class: Any, waits: threading.Event) -> Any:
    class Reporting(client_class):
        def perform(self, step: Any) -> Any:
            if isinstance(step, WaitFor):
                waits.set()
            return super().perform(step)

    return Reporting


def test_stubbed_client_waits_in_a_thread() -> None:
    begun, waits = threading.Barrier(2), threading.Event()

    def hold() -> None:
        begun.wait(PATIENCE)
        assert waits.wait(PATIENCE)

    server = Server(before=hold)
    client = reporting(StubbedMastodon, waits)(server, credentials=expired())
    assert in_threads(client, begun) == ["ada", "ada"]
    assert server.refreshes == 1
    # Waiting takes no time.
    assert server.sleeps == []


def test_fake_client_waits_in_a_thread() -> None:
    begun, waits = threading.Barrier(2), threading.Event()
    instance = OfflineInstance()
    token = TOKEN | {"access_token": instance.token_for("ada")}

    class Fake(reporting(FakeMastodon, waits)):
        def perform(self, step: Any) -> Any:
            if is_refresh(step):
                begun.wait(PATIENCE)
                assert waits.wait(PATIENCE)
                return json_response(token)
            return super().perform(step)

    client = Fake(server=instance, credentials=expired(instance.base_url))
    assert in_threads(client, begun) == ["ada", "ada"]


def granting(instance: OfflineInstance, refreshes: list[object]) -> Any:
    """An async client of an instance that grants a refresh."""
    token = TOKEN | {"access_token": instance.token_for("ada")}

    def handler(step: WireStep, session: Session) -> Generator[WireStep, Any, Outcome]:
        if is_refresh(step):
            refreshes.append(step)
            return json_response(token)
        outcome: Outcome = yield step
        return outcome

    return around(AsyncFakeMastodon, handler)


@pytest.mark.parametrize(
    "options",
    [
        {"checkpoint": trio.lowlevel.checkpoint},
        {"sleep": trio.sleep},
        {"checkpoint": trio.lowlevel.checkpoint, "sleep": trio.sleep},
    ],
    ids=["checkpoint", "sleep", "both"],
)
def test_async_fake_lets_the_refreshing_task_go_on(options: dict[str, Any]) -> None:
    instance, refreshes = OfflineInstance(), list[object]()
    results: list[str] = []
    # The refresh takes 3 seconds of the clock of trio, which takes no time.
    slow = FaultPlan().at(1, Delay(3.0), path="/oauth/token")
    client_class = slow.around(granting(instance, refreshes))
    client = client_class(
        server=instance, credentials=expired(instance.base_url), **options
    )

    async def call() -> None:
        results.append((await client.me()).acct)

    async def main() -> None:
        with trio.fail_after(1000):
            async with trio.open_nursery() as nursery:
                for _ in range(8):
                    nursery.start_soon(call)

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    assert results == ["ada"] * 8
    assert len(refreshes) == 1


def test_async_fake_lets_others_run_until_the_signal_is_set() -> None:
    signal, turns = Signal(), list[int]()

    async def checkpoint() -> None:
        turns.append(len(turns))
        if len(turns) == 4:
            signal.set()

    trio.run(AsyncFakeMastodon(checkpoint=checkpoint).perform, WaitFor(signal))
    assert turns == [0, 1, 2, 3]


def test_async_client_that_cannot_let_others_run_does_not_wait() -> None:
    instance = OfflineInstance()
    server = Server()
    fake: Any = AsyncFakeMastodon(
        server=instance, credentials=expired(instance.base_url)
    )
    stubbed: Any = AsyncStubbedMastodon(server, credentials=expired())
    for client in (fake, stubbed):
        with client.session.exchange(client.api.me()) as exchange:
            step = exchange.begin()
            assert is_refresh(step)
            with client.session.exchange(client.api.me()) as other:
                wait = other.begin()
                assert isinstance(wait, WaitFor)
                assert run(client.perform(wait)) is None


def test_stub_around_a_client_leaves_the_waiting_to_it() -> None:
    waited: list[WireStep] = []

    class Client(StubbedMastodon):
        def perform(self, step: WireStep) -> Outcome:
            waited.append(step)
            return None

    script = Script([])
    client = script.around(Client)(script, credentials=expired())
    with client.session.exchange(client.api.me()) as exchange:
        exchange.begin()
        with client.session.exchange(client.api.me()) as other:
            wait = other.begin()
            assert isinstance(wait, WaitFor)
            thread = threading.Thread(target=client.perform, args=(wait,))
            thread.start()
            thread.join(PATIENCE)
    assert waited == [wait]


def test_call_in_a_hook_after_the_refresh_uses_its_token() -> None:
    accounts: list[str] = []
    hooks = Hooks(on_credentials=lambda _: accounts.append(client.me().acct))
    client = StubbedMastodon(Server(), credentials=expired(), hooks=hooks)
    assert client.me().acct == "ada"
    assert accounts == ["ada"]


def test_call_in_a_hook_during_the_refresh_ends_on_a_fake() -> None:
    """It goes out with the old token; its error does not count as a refused refresh."""
    hooks = Hooks(on_wait=lambda _: client.status("7"))
    script = Script(
        [
            (is_refresh, NetworkError("refused", sent=False)),
            (API().status("7"), respond({"error": "old"}, status=401)),
            (is_refresh, respond(TOKEN)),
            (API().me(), respond(ACCOUNT)),
        ]
    )
    client = StubbedMastodon(script, credentials=expired(), hooks=hooks)
    with pytest.raises(Unauthorized, match="401 old") as caught:
        client.me()
    assert caught.value.explanation is None
    client.session.hooks = Hooks()
    assert client.me().acct == "ada"
    script.finish()
