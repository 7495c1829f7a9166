"""Threads and tasks wait for the call that refreshes the token."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import mastodon_requests
from attrs import define, field
from sessions import ACCOUNT, TOKEN
from transport_classes import (
    cancellable,
    each_async_transport,
    each_transport,
    in_thread,
    is_blocking,
    run,
    together,
)

from mastodon_core import Credentials, Hooks, Unauthorized
from mastodon_core.transport import HttpRequest, WaitFor

CALLS = 8
PATIENCE = 20.0
"""Seconds after which a test that hangs fails."""


@define
class Grants:
    """A server that grants one refresh, and from then on knows the new token only."""

    url: str = ""
    may_grant: threading.Event = field(factory=threading.Event)
    """The refresh is answered once this is set."""
    arrived: threading.Event = field(factory=threading.Event)
    """Set by the first refresh."""
    granted: int = 1
    """Which refresh is granted, counted from 1; the others are refused."""
    refreshes: int = 0
    bearers: list[str | None] = field(factory=list[str | None])

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        size = int(handler.headers.get("content-length") or 0)
        handler.rfile.read(size)
        if handler.path == "/oauth/token":
            self.refreshes += 1
            self.arrived.set()
            assert self.may_grant.wait(PATIENCE), "nobody waits"
            status = 200 if self.refreshes == self.granted else 400
            answer = TOKEN if status == 200 else {"error": "invalid_grant"}
        else:
            self.bearers.append(handler.headers["authorization"])
            status = 200 if self.bearers[-1] == "Bearer new" else 401
            answer = ACCOUNT if status == 200 else {"error": "The token is invalid"}
        body = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def serving() -> Generator[Grants]:
    grants = Grants()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE

        def do_GET(self) -> None:
            grants.respond(self)

        def do_POST(self) -> None:
            grants.respond(self)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        grants.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield grants
        finally:
            grants.may_grant.set()
            server.shutdown()
            thread.join()


def options(grants: Grants, **more: Any) -> dict[str, Any]:
    expired = Credentials(
        base_url=grants.url,
        client_id="app",
        access_token="old",
        refresh_token="refresh",
        expires_at=datetime.now(UTC) - timedelta(minutes=1),
    )
    return {"credentials": expired, "retries": 0, **more}


def counting(client_class: Any, number: int, reached: threading.Event) -> Any:
    """A subclass that reports when a number of its calls wait for another one."""
    lock, seen = threading.Lock(), list[object]()

    class Counting(client_class):
        def perform(self, step: Any) -> Any:
            if isinstance(step, WaitFor):
                with lock:
                    seen.append(step)
                if len(seen) == number:
                    reached.set()
            return super().perform(step)

    return Counting


def call_at_once(mastodon_class: Any, grants: Grants, **more: Any) -> list[Any]:
    """Make eight calls with one client; returns their results or errors."""
    if is_blocking(mastodon_class):
        return _in_threads(grants, more)
    found: list[Any] = run(mastodon_class, _in_tasks, mastodon_class, grants, more)
    return found


def _in_threads(grants: Grants, more: Any) -> list[Any]:
    client_class = counting(mastodon_requests.Mastodon, CALLS - 1, grants.may_grant)
    with (
        client_class(**options(grants, **more)) as mastodon,
        ThreadPoolExecutor(CALLS) as pool,
    ):
        calls = [pool.submit(mastodon.me) for _ in range(CALLS)]
        return [
            call.exception(PATIENCE) or call.result().acct  # wait for each
            for call in calls
        ]


async def _in_tasks(mastodon_class: Any, grants: Grants, more: Any) -> list[Any]:
    client_class = counting(mastodon_class, CALLS - 1, grants.may_grant)
    results: list[Any] = []

    async with client_class(**options(grants, **more)) as mastodon:

        async def call() -> None:
            try:
                results.append((await mastodon.me()).acct)
            except Exception as error:
                results.append(error)

        # The server fails after `PATIENCE` if a call does not arrive.
        await together(mastodon_class, [call] * CALLS)
    return results


@each_transport
def test_eight_calls_with_an_expired_token_share_one_refresh(
    mastodon_class: Any,
) -> None:
    reported: list[Credentials] = []
    with serving() as grants:
        hooks = Hooks(on_credentials=reported.append)
        assert call_at_once(mastodon_class, grants, hooks=hooks) == ["ada"] * CALLS
    assert grants.refreshes == 1
    assert grants.bearers == ["Bearer new"] * CALLS
    assert [each.refresh_token.reveal() for each in reported if each.refresh_token] == [
        "refresh-2"
    ]


@each_transport
def test_eight_calls_share_one_refused_refresh(mastodon_class: Any) -> None:
    with serving() as grants:
        grants.granted = 0
        errors = call_at_once(mastodon_class, grants)
    assert grants.refreshes == 1
    assert grants.bearers == ["Bearer old"] * CALLS
    for error in errors:
        assert isinstance(error, Unauthorized)
        assert "refused to refresh it: 400 invalid_grant" in str(error)


@each_transport
def test_error_of_the_hook_reaches_one_of_eight_calls(mastodon_class: Any) -> None:
    def fail(credentials: Credentials) -> None:
        raise ZeroDivisionError("the disk is full")

    with serving() as grants:
        results = call_at_once(mastodon_class, grants, hooks=Hooks(on_credentials=fail))
    errors = [result for result in results if result != "ada"]
    assert [type(error) for error in errors] == [ZeroDivisionError]
    assert grants.bearers == ["Bearer new"] * (CALLS - 1)


def test_call_in_the_hook_of_a_refresh_goes_through() -> None:
    with serving() as grants:
        grants.may_grant.set()
        client: Any = mastodon_requests.Mastodon(
            **options(grants, hooks=Hooks(on_credentials=lambda _: client.me()))
        )
        with client:
            assert client.me().acct == "ada"
    assert grants.bearers == ["Bearer new"] * 2


@each_async_transport
def test_cancelled_tasks_do_not_disturb_the_others(mastodon_class: Any) -> None:
    """One of them waits, and one refreshes; another one takes its place."""
    waiting, results = threading.Event(), list[str]()
    cancels: list[Callable[[], object]] = []
    refreshing: list[Callable[[], object]] = []
    own: ContextVar[Callable[[], object]] = ContextVar("own")

    class Mastodon(counting(mastodon_class, 3, waiting)):
        def perform(self, step: Any) -> Any:
            if isinstance(step, HttpRequest) and step.url.endswith("/oauth/token"):
                refreshing.append(own.get())
            return super().perform(step)

    async def main(grants: Grants) -> None:
        async with Mastodon(**options(grants)) as mastodon:

            async def call() -> None:
                async def me() -> None:
                    results.append((await mastodon.me()).acct)

                await cancellable(mastodon_class, me, told)

            def told(cancel: Callable[[], object]) -> None:
                own.set(cancel)
                cancels.append(cancel)

            async def disturb() -> None:
                for event in (waiting, grants.arrived):
                    await in_thread(mastodon_class, partial(event.wait, PATIENCE))
                (first,) = refreshing
                next(cancel for cancel in cancels if cancel != first)()
                first()
                grants.may_grant.set()

            await together(mastodon_class, [*[call] * 4, disturb])

    with serving() as grants:
        grants.granted = 2
        run(mastodon_class, main, grants)
    assert results == ["ada", "ada"]
    assert grants.refreshes == 2
    assert grants.bearers == ["Bearer new"] * 2
