"""Blocking and async clients, each with a transport that replays responses."""

import inspect
import pickle
from collections.abc import Generator, Iterable
from typing import Any

import pytest
from attrs import define, evolve
from sessions import STATUS, json_response, session

from mastodon_core import (
    API,
    AsyncMastodon,
    BlockingMastodon,
    ClientClosed,
    Flow,
    NetworkError,
    Page,
    Paged,
    entities,
)
from mastodon_core.testing import run
from mastodon_core.transport import (
    HttpRequest,
    HttpResponse,
    ReadFile,
    Session,
    WireStep,
)


def numbered(*ids: int, link: str = "") -> HttpResponse:
    return json_response([STATUS | {"id": str(id)} for id in ids], link=link)


OLDER = '<?max_id=4>; rel="next", <?min_id=5>; rel="prev"'
PAGES = [
    numbered(5, 4, link=OLDER),
    numbered(3, 2, link=OLDER.replace("4", "2")),
    numbered(1),
    numbered(),
]
SHOWN = [["5", "4"], ["3", "2"], ["1"], []]


@define(slots=False)
class Blocking(BlockingMastodon):
    """Returns the next response of a list, or raises the next exception."""

    outcomes: list[Any]
    session: Session
    steps: list[WireStep]

    def __init__(self, outcomes: Iterable[Any] = ()) -> None:
        self.outcomes, self.session, self.steps = list(outcomes), session(), []

    def perform(self, step: WireStep) -> HttpResponse | str | None:
        self.steps.append(step)
        if not isinstance(step, HttpRequest):
            return None
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        assert isinstance(outcome, HttpResponse)
        return outcome


class Async(AsyncMastodon):
    def __init__(self, outcomes: Iterable[Any] = ()) -> None:
        self.blocking = Blocking(outcomes)
        self.session = self.blocking.session

    async def perform(self, step: WireStep) -> HttpResponse | str | None:
        return self.blocking.perform(step)


def ids(page: Page[Any] | list[Any] | None) -> list[str] | None:
    return None if page is None else [status.id for status in page]


def test_blocking_client_pages_forwards_and_backwards() -> None:
    client = Blocking(PAGES)
    pages = list(client.pages(client.timeline_home()))
    assert [ids(page) for page in pages] == SHOWN
    client = Blocking(PAGES)
    assert ids(list(client.items(client.api.timeline_home(), limit=3))) == list("543")
    # The last pages were not needed, so they were not requested.
    assert len(client.outcomes) == 2
    client = Blocking(PAGES)
    first = client.timeline_home()
    assert ids(client.fetch_remaining(first)) == list("54321")
    client = Blocking([PAGES[1], PAGES[2], numbered()])
    assert ids(client.fetch_next(first)) == ["3", "2"]
    assert ids(client.fetch_previous(first)) == ["1"]
    last = pages[2]
    client.close()
    assert client.fetch_next(pages[3]) is None
    client.closed = False
    newest = client.fetch_previous(last)
    assert newest == []
    assert client.fetch_previous(newest) is None


def test_async_client_pages_forwards_and_backwards() -> None:
    async def main() -> None:
        client = Async(PAGES)
        pages = [page async for page in client.pages(client.timeline_home())]
        assert [ids(page) for page in pages] == SHOWN
        client = Async(PAGES)
        request = client.api.timeline_home()
        assert ids([s async for s in client.items(request, limit=3)]) == list("543")
        assert len(client.blocking.outcomes) == 2
        client = Async(PAGES)
        first = await client.timeline_home()
        assert ids(await client.fetch_remaining(first)) == list("54321")
        client = Async([PAGES[1], PAGES[2], numbered()])
        assert ids(await client.fetch_next(first)) == ["3", "2"]
        assert ids(await client.fetch_previous(first)) == ["1"]
        assert await client.fetch_next(pages[3]) is None
        newest = await client.fetch_previous(pages[2])
        assert newest == []
        assert await client.fetch_previous(newest) is None

    run(main())


def test_paging_ends_when_a_page_repeats() -> None:
    """Some servers ignore the offset and send their first page again and again."""
    again = numbered(5, 4)
    request = evolve(API().timeline_home(), answer=Paged(entities.Status, by="offset"))
    assert [ids(page) for page in Blocking([again] * 9).pages(request)] == [["5", "4"]]
    client = Blocking([again] * 2)
    assert client.fetch_next(client.send(request)) is None
    left_out = [
        HttpResponse(status=200, body=b"[1]"),
        HttpResponse(status=200, body=b"[2]"),
    ]
    pages = list(Blocking([*left_out, numbered(1), numbered()]).pages(request))
    assert [ids(page) for page in pages] == [[], [], ["1"], []]

    async def main() -> None:
        client = Async([again] * 9)
        assert [ids(page) async for page in client.pages(request)] == [["5", "4"]]
        client = Async([again] * 2)
        assert await client.fetch_next(await client.send(request)) is None

    run(main())


def test_items_with_a_limit_requests_no_more_pages_than_needed() -> None:
    client = Blocking(PAGES)
    assert ids(list(client.items(client.api.timeline_home(), limit=2))) == ["5", "4"]
    assert len(client.outcomes) == 3
    assert list(client.items(client.api.timeline_home(), limit=0)) == []
    assert len(client.outcomes) == 3

    async def main() -> None:
        client = Async(PAGES)
        request = client.api.timeline_home()
        assert ids([s async for s in client.items(request, limit=2)]) == ["5", "4"]
        assert len(client.blocking.outcomes) == 3
        assert [s async for s in client.items(request, limit=0)] == []
        assert len(client.blocking.outcomes) == 3
        # The coroutine is closed: it is not sent later, and Python does not warn
        # that it was never awaited.
        begun = client.timeline_home()
        assert [s async for s in client.items(begun, limit=0)] == []
        assert len(client.blocking.outcomes) == 3
        assert inspect.getcoroutinestate(begun) == inspect.CORO_CLOSED
        page = await client.fetch_next(await client.timeline_home())
        assert [s async for s in client.items(page or (), limit=0)] == []

    run(main())


def test_client_retries_after_a_network_error() -> None:
    lost = NetworkError("reset")
    assert Blocking([lost, json_response()]).status("7").id == "7"
    assert run(Async([lost, json_response()]).status("7")).id == "7"
    for failure in (lost, OSError("disk"), KeyboardInterrupt()):
        if isinstance(failure, Exception):
            with pytest.raises(type(failure)):
                Blocking([failure] * 3).status("7")
            with pytest.raises(type(failure)):
                run(Async([failure] * 3).status("7"))


def test_a_closed_client_sends_nothing() -> None:
    with Blocking([json_response()]) as client:
        client.status("7")
    for use in (client.me, lambda: client.send(API().me())):
        with pytest.raises(ClientClosed, match="closed"):
            use()

    async def main() -> None:
        async with Async([json_response()]) as client:
            await client.status("7")
        with pytest.raises(ClientClosed):
            await client.me()

    run(main())


def test_a_client_does_not_pickle_and_shows_no_token() -> None:
    for client in (Blocking(), Async()):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(client)
        assert "Bearer" not in repr(client)


def test_send_raw_returns_the_value_and_its_response() -> None:
    raw = Blocking([json_response()]).send_raw(API().status("7"))
    assert (raw.value.id, raw.response.status) == ("7", 200)
    raw = run(Async([json_response()]).send_raw(API().status("7")))
    assert (raw.value.id, raw.response.status) == ("7", 200)


def two_statuses() -> Flow[str]:
    first = yield from API().status("1")
    second = yield from API().status("2")
    return first.id + second.id


def test_send_runs_a_flow_of_the_caller() -> None:
    assert Blocking([json_response(), json_response()]).send(two_statuses()) == "77"
    assert run(Async([json_response(), json_response()]).send(two_statuses())) == "77"


def read_or_default() -> Flow[str]:
    try:
        return (yield from ReadFile("user.txt"))
    except FileNotFoundError:
        return "default"


class BlockingWithoutFiles(Blocking):
    def perform(self, step: WireStep) -> HttpResponse | str | None:
        raise FileNotFoundError


class AsyncWithoutFiles(Async):
    async def perform(self, step: WireStep) -> HttpResponse | str | None:
        raise FileNotFoundError


def test_flow_can_handle_a_missing_file() -> None:
    assert BlockingWithoutFiles().send(read_or_default()) == "default"
    assert run(AsyncWithoutFiles().send(read_or_default())) == "default"


def test_methods_have_the_docs_and_signature_of_their_client() -> None:
    for owner in (API, BlockingMastodon, AsyncMastodon):
        assert callable(owner.status)
        assert owner.status.__doc__
    signature = inspect.signature(Blocking().status)
    assert str(signature.return_annotation) == "entities.Status"
    assert inspect.iscoroutinefunction(Async().status)
    assert isinstance(API().media_post(b"", "image/png"), Generator)
