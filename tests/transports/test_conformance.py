"""All transports run the cases that every transport must pass, with and without TLS."""

from __future__ import annotations

import threading
from typing import Any

import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import pytest
from mastodon_offline.conformance import (
    ASYNC_CASES,
    CASES,
    Case,
    run_asyncio,
    run_blocking,
    run_trio,
)
from mastodon_offline.conformance._run import Run

from mastodon_core.transport import HttpResponse, WaitFor, WireStep

CLIENTS: dict[str, tuple[Any, Any, tuple[Case, ...]]] = {
    "requests": (run_blocking, mastodon_requests.Mastodon, CASES),
    "asyncio": (run_asyncio, mastodon_asyncio.Mastodon, ASYNC_CASES),
    "trio": (run_trio, mastodon_trio.Mastodon, ASYNC_CASES),
}

# TEMPORARY: cases that a transport fails today, with the transport's name. Delete an
# entry when the transport passes; the mark is strict.
FAILS_TODAY: dict[str, set[str]] = {
    "a connection of HTTP/1.0 is not kept": {"requests"},
    "more than 100 headers": {"requests"},
    "a chunked response with a content-length": {"requests"},
    "103 before the response, which comes later": {"requests"},
    "several informational responses": {"requests"},
    "199 before the response": {"requests"},
    "closed within the status line": {"requests"},
    "closed within the head": {"requests"},
    "closed within the location of a redirect": {"requests"},
    "closed before the last line of the chunks": {"requests"},
    "closed within the trailers": {"requests"},
    "reset within the head": {"requests-https"},
    "closed within the status line, for a call that returns nothing": {"requests"},
    "a content-length of '-1'": {"requests"},
    "a content-length of '+82'": {"requests"},
    "a content-length of '0x52'": {"requests"},
    "a content-length of '8_2'": {"requests"},
    "a content-length of ''": {"requests"},
    "a chunk of size '+5b'": {"requests"},
    "a chunk of size '-3'": {"requests"},
    "a chunk of size '0x5b'": {"requests"},
    "a NUL in a header": {"requests"},
    "a NUL in the name of a header": {"requests"},
    "a header without a colon": {"requests"},
    "an unknown transfer-encoding": {"requests"},
    "101 is not a response to any request": {"requests"},
    "two different locations": {"requests"},
    "an endless status line": {"requests"},
    "an endless header": {"requests"},
    "endless headers": {"requests"},
    "an endless line of a chunk": {"requests"},
    "an endless trailer": {"requests"},
    "endless trailers": {"requests"},
    "endless 100": {"requests"},
    "endless 103": {"requests"},
    "silence instead of a TLS handshake, and the timeout for it": {"requests"},
    "a server that does not read an upload, and the timeout for sending": {"requests"},
    "another response after a response": {"requests"},
    "another response a moment after a response": {"requests"},
    "one byte after a response": {"requests"},
    "another response after a chunked one": {"requests"},
    "204 with a body": {"requests"},
    "204 with another response after it": {"requests"},
    "304 with a body": {"requests"},
    "a connection is not kept after a server error": {"requests"},
    "a server that closes after each response without saying so": {"requests"},
    "a server that closes a moment after each response without saying so": {"requests"},
    "a kept connection ends before the response to a GET": {"requests"},
    "a kept connection ends before the response to a PUT": {"requests"},
    "a kept connection ends before the response to a DELETE": {"requests"},
    "a kept connection ends before the response to a POST with a key": {"requests"},
    "a kept connection is reset before the response to a PUT": {"requests"},
    "a kept connection ends before the response to a POST without a key": {"requests"},
    "a request that is repeated takes a fresh connection": {"requests"},
    "a POST without a key waits until a kept connection is proven": {"requests"},
    "an upload that is rejected early, with the connection left open": {"requests"},
    "an upload that is rejected early, with the connection half-closed": {"requests"},
    "a body over TLS that ends without close_notify": {"requests"},
    "a proxy connects to the server": {"requests"},
    "a proxy forwards a request": {"requests"},
    "a proxy that answers 407 Proxy Authentication Required": {"requests"},
    "a proxy that answers 502 Bad Gateway": {"requests"},
    "a proxy that refuses the connection": {"requests"},
    "a proxy that says nothing": {"requests"},
    "a proxy that closes the connection": {"requests"},
}
# TEMPORARY: whether these fail depends on which of two threads is faster.
RACES_TODAY = {
    "a server that closes after each response without saying so",
    "another response a moment after a response",
}


def _rows() -> list[Any]:
    """Each transport with each of its cases, once or twice."""
    rows: list[Any] = []
    for client, (*_, cases) in CLIENTS.items():
        for case in cases:
            for tls in (False, True) if case.tls is None else (case.tls,):
                name = f"{client}-{'https' if tls else 'http'}-{case}"
                fails = {client, f"{client}-{'https' if tls else 'http'}"}
                known = fails & FAILS_TODAY.get(case.name, set())
                strict = case.name not in RACES_TODAY and "ndless" not in case.name
                marks = [pytest.mark.xfail(strict=strict)] if known else []
                rows.append(pytest.param(client, case, tls, id=name, marks=marks))
    return rows


@pytest.mark.parametrize(("client", "case", "tls"), _rows())
def test_transport_conforms(
    client: str, case: Case, tls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case.name in FAILS_TODAY:  # TEMPORARY
        be_impatient(monkeypatch)
    run, mastodon_class, _ = CLIENTS[client]
    run(case, mastodon_class, tls=tls)


def be_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let cases that never end fail soon."""
    monkeypatch.setattr(Run, "patience", 1.0)


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in ASYNC_CASES}) == len(ASYNC_CASES)


REFRESH = next(case for case in CASES if "refreshes the token" in case.name)


def test_transport_that_does_not_wait_for_a_refresh_does_not_conform() -> None:
    class Impatient(mastodon_requests.Mastodon):
        def perform(self, step: WireStep) -> HttpResponse | str | None:
            return None if isinstance(step, WaitFor) else super().perform(step)

    class AsyncImpatient(mastodon_trio.Mastodon):
        async def perform(self, step: WireStep) -> HttpResponse | str | None:
            return None if isinstance(step, WaitFor) else await super().perform(step)

    runs: tuple[Any, ...] = ((run_blocking, Impatient), (run_trio, AsyncImpatient))
    for run, client_class in runs:
        with pytest.raises(AssertionError, match=REFRESH.name):
            run(REFRESH, client_class)


def test_transport_that_blocks_its_event_loop_does_not_conform(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Blocking(mastodon_trio.Mastodon):
        async def perform(self, step: WireStep) -> HttpResponse | str | None:
            if isinstance(step, WaitFor):
                event = threading.Event()
                step.signal.on_set(event.set)
                event.wait()
                return None
            return await super().perform(step)

    be_impatient(monkeypatch)
    with pytest.raises(AssertionError, match="waits for another one in vain"):
        run_trio(REFRESH, Blocking)
