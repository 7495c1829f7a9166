"""Every call gives the same result through each transport as in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import mastodon_asyncio
import mastodon_trio
import pytest
import trio
import uvloop
from attrs import evolve
from every_call import Caller, call_everything
from mastodon_offline import running
from mock_server import AwaitableClass
from operations import OPERATIONS

from mastodon_core.testing import AsyncFakeMastodon, OfflineInstance, run
from mastodon_core.transport import HttpRequest, HttpResponse

CALLS = [operation for operation in OPERATIONS if not operation.is_stream]
TRANSPORTS: dict[str, tuple[Any, Callable[[Coroutine[Any, Any, Caller]], Caller]]] = {
    "requests": (AwaitableClass(), run),
    "trio": (mastodon_trio.Mastodon, lambda calls: trio.run(lambda: calls)),
    "asyncio": (mastodon_asyncio.Mastodon, asyncio.run),
    "uvloop": (mastodon_asyncio.Mastodon, uvloop.run),
}


class Served(OfflineInstance):
    """Passes requests to another instance, whose clock stands still."""

    def __init__(self, instance: OfflineInstance) -> None:
        super().__init__()
        self._instance = instance

    def handle(self, request: HttpRequest) -> HttpResponse:
        url = self._instance.base_url + request.url.removeprefix(self.base_url)
        return self._instance.handle(evolve(request, url=url))


def make_instance() -> OfflineInstance:
    instance = OfflineInstance(seed=7, rate_limits=False)
    instance.add_user("grace")
    return instance


@pytest.fixture(scope="module")
def in_memory() -> Caller:
    fake = AsyncFakeMastodon(server=make_instance(), user="ada")
    return run(call_everything(fake, CALLS))


@pytest.mark.parametrize("name", TRANSPORTS)
def test_every_call_has_the_same_result_over_a_socket(
    name: str, in_memory: Caller
) -> None:
    client_class, run = TRANSPORTS[name]
    instance = make_instance()
    token = instance.token_for("ada")
    with running(Served(instance)) as url:
        client = client_class(access_token=token, api_base_url=url)
        found = run(call_everything(client, CALLS))
    assert len(found.outcomes) == len(CALLS)
    assert shown(found) == shown(in_memory)
    assert list(found.outcomes.values()).count("ok") > 140


def shown(caller: Caller) -> dict[str, Any]:
    """All results, without random text that clients do not draw in the same order."""
    app = caller.results["app_create"]
    assert app.client_id
    assert app.client_secret
    known = evolve(app, client_id=None, client_secret=None)
    return {**caller.results, "app_create": known}
