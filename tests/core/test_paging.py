"""Paging gets each item once from servers that deviate from Mastodon, and ends."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import define, evolve, field
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sessions import ACCOUNT, STATUS, json_response, session

from mastodon_core import (
    API,
    AsyncMastodon,
    BlockingMastodon,
    Page,
    Paged,
    Request,
    catalog,
    entities,
    to_json,
)
from mastodon_core.calls._trail import MOST_BARREN
from mastodon_core.testing import make, run
from mastodon_core.transport import HttpRequest, HttpResponse, Session, WireStep

api = API()
Query = dict[str, str]


def status(id: str, **fields: Any) -> dict[str, Any]:
    return STATUS | {"id": id} | fields


def linked(*items: Any, next: str = "", prev: str = "") -> HttpResponse:
    """A page with links; without, it has no header."""
    named = {"next": next, "prev": prev}
    link = ", ".join(f'<?{to}>; rel="{rel}"' for rel, to in named.items() if to)
    shown = [status(item) if isinstance(item, str) else item for item in items]
    return json_response(shown, link=link) if link else json_response(shown)


@define(slots=False)
class Client(BlockingMastodon):
    """Gets its responses from a function of the query, and counts the requests."""

    answer: Callable[[Query], HttpResponse]
    session: Session
    asked: list[Query]

    def __init__(self, answer: Callable[[Query], HttpResponse]) -> None:
        self.answer, self.session, self.asked = answer, session(rate_limit="throw"), []

    def perform(self, step: WireStep) -> HttpResponse:
        assert isinstance(step, HttpRequest)
        found = parse_qs(urlsplit(step.url).query)
        query = {name: values[0] for name, values in found.items()}
        self.asked.append(query)
        assert len(self.asked) < 2000, "paging does not end"
        return self.answer(query)


class AsyncOf(AsyncMastodon):
    def __init__(self, blocking: Client) -> None:
        self.blocking, self.session = blocking, blocking.session

    async def perform(self, step: WireStep) -> HttpResponse:
        return self.blocking.perform(step)


def by_cursor(pages: dict[str, HttpResponse], key: str = "max_id") -> Client:
    """A server with one page for each cursor; the first has the cursor ``""``."""
    return Client(lambda query: pages[query.get(key, "")])


def ids(page: Any) -> list[str]:
    return [item.id for item in page]


def walk(client: Client, request: Request[Page[Any]]) -> tuple[list[str], Page[Any]]:
    """All ids in the order of paging, and the last page."""
    pages = list(client.pages(request))
    return [id for page in pages for id in ids(page)], pages[-1]


HOME = api.timeline_home()
BLOCKS = api.blocks()


def test_page_that_is_empty_but_has_a_next_link_is_not_the_end() -> None:
    client = by_cursor(
        {
            "": linked(next="max_id=8"),
            "8": linked(next="max_id=6"),
            "6": linked("5", next="max_id=5"),
            "5": linked(),
        }
    )
    found, last = walk(client, HOME)
    assert found == ["5"]
    assert last.end_is_proven
    assert ids(client.fetch_remaining(client.timeline_home())) == ["5"]


def test_paging_ends_at_a_link_to_itself() -> None:
    for page in (linked(next="max_id=8"), linked("8", next="max_id=8")):
        client = by_cursor({"": page, "8": linked(next="max_id=8")})
        last = walk(client, HOME)[1]
        assert (last.next, last.end_is_proven) == (None, False)
        assert len(client.asked) == 2


@pytest.mark.parametrize("length", [2, 3, 60, 99, 250])
@pytest.mark.parametrize("items", [True, False])
def test_paging_ends_at_a_cycle_of_links(
    length: int, items: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(query: Query) -> HttpResponse:
        number = int(query.get("page", "0"))
        shown = (str(number),) if items else ()
        return linked(*shown, next=f"page={number % length + 1}")

    client = Client(answer)
    found, last = walk(client, HOME)
    assert sorted(found) == sorted(map(str, range(length + 1) if items else ()))
    assert not last.end_is_proven
    assert len(client.asked) <= (length + 1 if length < 100 else 2 * MOST_BARREN + 250)
    reason = f"{MOST_BARREN} pages in a row" if length > 100 else "the page leads back"
    assert [reason in line for line in caplog.messages] == [True]
    assert caplog.messages[0].startswith("GET /api/v1/timelines/home: paging ended: ")


def test_paging_ends_at_a_cycle_that_is_longer_than_its_memory() -> None:
    """The memory of items is full too: new ones come on each page of the cycle."""

    def answer(query: Query) -> HttpResponse:
        number = int(query.get("page", "0"))
        shown = [f"{number}-{each}" for each in range(5)]
        return linked(*shown, next=f"page={number % 150 + 1}")

    client = Client(answer)
    found, last = walk(client, HOME)
    assert len(set(found)) == 151 * 5
    assert (last.next, last.end_is_proven) == (None, False)
    assert len(client.asked) < 600


def test_paging_ends_after_many_empty_pages_in_a_row(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def answer(query: Query) -> HttpResponse:
        page = int(query.get("page", "0"))
        return linked(*(["5"] if page in {0, 90} else []), next=f"page={page + 1}")

    client = Client(answer)
    found, last = walk(client, BLOCKS_OF_STATUSES)
    assert found == ["5"]
    assert (last.next, last.end_is_proven) == (None, False)
    assert len(client.asked) == MOST_BARREN + 1
    assert [record.name for record in caplog.records] == ["mastodon_core.paging"]
    assert caplog.records[0].levelno == logging.WARNING


BLOCKS_OF_STATUSES: Request[Page[entities.Status]] = Request(
    "GET", "/api/v1/blocks", answer=Paged(entities.Status)
)


def test_pages_without_links_go_on_from_the_last_id() -> None:
    pages = {"": linked("z", "C"), "C": linked("m"), "m": linked("x"), "x": linked()}
    client = by_cursor(pages)
    found, last = walk(client, api.account_statuses("1", limit=2))
    assert found == ["z", "C", "m", "x"]
    assert last.end_is_proven
    assert client.asked[1] == {"limit": "2", "max_id": "C"}
    mixed = by_cursor({"": linked("9", {"id": "8"}), "8": linked("7"), "7": linked()})
    assert walk(mixed, api.account_statuses("1"))[0] == ["9", "7"]


def test_pages_without_links_end_where_ids_are_no_cursors() -> None:
    accounts = [ACCOUNT | {"id": str(id)} for id in range(40)]
    client = Client(lambda query: json_response(accounts))
    [page] = client.pages(api.account_followers("1"))
    assert (len(page), page.end_is_proven, len(client.asked)) == (40, False, 1)
    mixed = by_cursor({"": linked("9", next="max_id=8"), "8": linked("7")})
    found, last = walk(mixed, BLOCKS_OF_STATUSES)
    assert (found, last.next, last.end_is_proven) == (["9", "7"], None, False)


def test_pinned_statuses_without_links_are_one_page() -> None:
    """Mastodon before 4.3 sends no links. They are in the order of pinning, so their
    ids are no cursors.
    """
    client = Client(lambda query: linked("5", "9", "7"))
    pinned = api.account_statuses("1", pinned=True)
    [page] = client.pages(pinned)
    assert (page.next, page.previous, page.end_is_proven) == (None, None, False)
    assert len(client.asked) == 1
    match = catalog.match("GET", "/api/v1/accounts/1/statuses?pinned=true&limit=3")
    assert match is not None
    page = match.parse(client.answer({}))
    assert (page.next, page.end_is_proven) == (None, False)
    match = catalog.match("GET", "/api/v1/accounts/1/statuses?pinned=false")
    assert match is not None
    assert match.parse(client.answer({})).next.query["max_id"] == "7"


def test_pinned_statuses_are_paginated_by_links() -> None:
    pages = {"": linked("5", "9", next="max_id=9"), "9": linked("7", prev="min_id=7")}
    client = by_cursor(pages)
    found, last = walk(client, api.account_statuses("1", pinned=True, limit=2))
    assert (found, last.end_is_proven) == (["5", "9", "7"], True)


def test_page_without_links_after_pages_with_links_is_not_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Hollo's last page has none, and neither has any page that a proxy changed."""
    pages = {"": linked("9", "8", next="max_id=8"), "8": linked("7"), "7": linked()}
    client = by_cursor(pages)
    found, last = walk(client, HOME)
    assert found == ["9", "8", "7"]
    assert (last.next, last.end_is_proven, len(client.asked)) == (None, True, 3)
    assert caplog.messages == []


@pytest.mark.parametrize("page", [linked(), linked("9", prev="min_id=9")])
@pytest.mark.parametrize("request_", [HOME, BLOCKS_OF_STATUSES])
def test_page_of_a_feed_that_is_being_regenerated_proves_no_end(
    page: HttpResponse, request_: Request[Page[Any]]
) -> None:
    """Mastodon's home timeline has a status of 206 as long as it is incomplete."""
    client = Client(lambda query: evolve(page, status=206))
    last = walk(client, request_)[1]
    assert (last.next, last.end_is_proven, len(client.asked)) == (None, False, 1)
    assert client.fetch_next(client.send(request_)) is None


def test_page_that_repeats_ends_paging_without_links() -> None:
    client = Client(lambda query: linked("9", "8"))
    found, last = walk(client, HOME)
    assert (found, last.end_is_proven, len(client.asked)) == (["9", "8"], False, 2)
    assert client.fetch_next(client.timeline_home()) is None
    assert client.fetch_previous(client.timeline_home()) is None


def test_link_that_skips_an_item_is_not_followed() -> None:
    """Hollo's does, at each boundary."""
    everything = [str(id) for id in range(99, 24, -1)]

    def answer(query: Query) -> HttpResponse:
        start = 0
        if "max_id" in query:
            start = everything.index(query["max_id"]) + 1
        end = start + 15
        after = f"max_id={everything[end]}" if end < len(everything) else ""
        return linked(*everything[start:end], next=after)

    found, last = walk(Client(answer), HOME)
    assert found == everything
    assert last.end_is_proven


def test_link_is_followed_if_the_last_id_leads_nowhere() -> None:
    """GoToSocial filters items, and links to the last one before filtering."""
    pages = {
        "": linked("9", next="max_id=5"),
        "9": linked(),
        "5": linked("4", next="max_id=4"),
        "4": linked("4", next="max_id=2"),
        "2": linked("1"),
        "1": linked(),
    }
    found, last = walk(by_cursor(pages), HOME)
    assert found == ["9", "4", "1"]
    assert last.end_is_proven


@pytest.mark.parametrize(
    ("by_id", "by_link", "expected"),
    [
        # The first that leads on is taken, whatever the other is.
        (linked(), linked(next="max_id=4"), ["9", "3"]),
        (linked(next="max_id=4"), linked(), ["9", "3"]),
        (linked(next="max_id=4"), linked(next="max_id=6"), ["9", "3"]),
        (linked("9", next="max_id=4"), linked(), ["9", "3"]),
        (linked("9", next="max_id=9"), linked("9", next="max_id=4"), ["9", "3"]),
        (linked("9", next="max_id=9"), linked("9", next="max_id=5"), ["9"]),
        (linked(), linked("9", next="max_id=5"), ["9"]),
        (linked(), linked(), ["9"]),
    ],
)
def test_of_two_ways_on_the_one_that_leads_further_is_taken(
    by_id: HttpResponse, by_link: HttpResponse, expected: list[str]
) -> None:
    pages = {"": linked("9", next="max_id=5"), "9": by_id, "5": by_link}
    pages |= {"4": linked("3"), "6": linked(), "3": linked()}
    client = by_cursor(pages)
    found, last = walk(client, HOME)
    assert found == expected
    is_proven = by_id.body == b"[]" and last == []
    assert last.end_is_proven == (is_proven or expected == ["9", "3"])
    asked = [query.get("max_id") for query in client.asked]
    assert len(set(asked)) == len(asked)


def test_boost_without_links_goes_on_from_the_boosted_status() -> None:
    boost = status("ABC", reblog=status("abc"))
    pages = {"": linked("9", boost), "ABC": linked(), "abc": linked("1")}
    pages["1"] = linked()
    assert walk(by_cursor(pages), HOME)[0] == ["9", "ABC", "1"]
    same = status("8", reblog=status("8"))
    client = by_cursor({"": linked("9", same), "8": linked()})
    assert walk(client, HOME)[0] == ["9", "8"]
    assert len(client.asked) == 2


def test_boosts_of_one_status_by_several_accounts_are_several_items() -> None:
    boosts = [status("ABC", account=ACCOUNT | {"id": id}) for id in "12"]
    client = by_cursor({"": linked(*boosts, next="max_id=ABC"), "ABC": linked()})
    found = [each.account.id for each in client.items(HOME)]
    assert found == ["1", "2"]


def test_items_that_a_server_repeats_are_left_out() -> None:
    pages = {
        "": linked("9", "9", "8", next="max_id=8"),
        "8": linked("8", "7", "9", next="max_id=9"),
        "9": linked("7", next="max_id=7"),
        "7": linked("6", "8", next="max_id=6"),
        "6": linked("5", next="max_id=5"),
        "5": linked(),
    }
    client = by_cursor(pages)
    shown = [ids(page) for page in client.pages(HOME)]
    assert shown == [["9", "8"], ["7"], [], ["6"], ["5"], []]
    assert ids(client.items(HOME, limit=3)) == ["9", "8", "7"]
    assert ids(client.fetch_remaining(client.timeline_home())) == [
        "9",
        "8",
        "7",
        "6",
        "5",
    ]
    second = client.fetch_next(client.timeline_home())
    assert second is not None
    assert ids(second) == ["7"]


def test_fetch_next_and_previous_take_turns() -> None:
    pages = {
        ("", ""): linked("9", "8", next="max_id=8", prev="min_id=9"),
        ("8", ""): linked("7", "6", next="max_id=6", prev="min_id=7"),
        ("", "7"): linked("9", "8", next="max_id=8", prev="min_id=9"),
    }
    client = Client(lambda q: pages[q.get("max_id", ""), q.get("min_id", "")])
    page: Page[Any] | None = client.timeline_home()
    for _ in range(3):
        assert page is not None
        page = client.fetch_next(page)
        assert page is not None
        assert ids(page) == ["7", "6"]
        page = client.fetch_previous(page)
        assert page is not None
        assert ids(page) == ["9", "8"]


def test_fetch_previous_goes_up_without_links_until_an_empty_page() -> None:
    pages = {"5": linked("7", "6"), "7": linked("8"), "8": linked()}
    client = by_cursor(pages, "min_id")
    page: Page[Any] | None = client.timeline_home(min_id="5", limit=2)
    found: list[str] = []
    while page is not None:
        found[:0] = ids(page)
        page = client.fetch_previous(page)
    assert found == ["8", "7", "6"]
    assert client.asked[-1] == {"limit": "2", "min_id": "8"}


def test_previous_link_is_followed_if_the_first_id_leads_nowhere() -> None:
    pages = {"": linked("5", prev="min_id=7"), "5": linked(), "7": linked("8")}
    client = by_cursor(pages, "min_id")
    newer = client.fetch_previous(client.timeline_home())
    assert newer is not None
    assert ids(newer) == ["8"]


def test_offset_that_a_server_ignores_ends_paging(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tags = [to_json(make(entities.Tag, name=name, url=name)) for name in "ab"]
    client = Client(lambda query: json_response(tags))
    [page] = client.pages(api.trending_tags())
    assert ([tag.name for tag in page], page.end_is_proven) == (["a", "b"], False)
    assert len(client.asked) == 2
    assert caplog.messages == [
        "GET /api/v1/trends/tags: paging ended: the offset brought no new item"
    ]


def test_offset_that_repeats_some_items_goes_on() -> None:
    tags = [to_json(make(entities.Tag, name=name, url=name)) for name in "abcde"]

    def answer(query: Query) -> HttpResponse:
        start = max(0, int(query.get("offset", "0")) - 1)
        return json_response(tags[start : start + 3] if start < 4 else [])

    pages = list(Client(answer).pages(api.trending_tags(limit=3)))
    assert [tag.name for page in pages for tag in page] == ["a", "b", "c", "d", "e"]
    assert pages[-1].end_is_proven


def grouped(*group_ids: int) -> HttpResponse:
    found = to_json(make(entities.GroupedNotificationsResults))
    groups = [
        to_json(make(entities.NotificationGroup, most_recent_notification_id=str(id)))
        for id in group_ids
    ]
    return json_response(found | {"notification_groups": groups})


def test_objects_are_paginated_by_the_ids_of_their_groups() -> None:
    pages = {"": grouped(9, 8), "8": grouped(7), "7": grouped()}
    client = by_cursor(pages)
    found = list(client.pages(api.grouped_notifications()))
    shown = [
        [group.most_recent_notification_id for group in page.value.notification_groups]
        for page in found
    ]
    assert shown == [["9", "8"], ["7"], []]
    assert found[-1].end_is_proven
    again = Client(lambda query: grouped(9, 8))
    assert len(list(again.pages(api.grouped_notifications()))) == 1


@pytest.mark.parametrize(
    "items",
    [
        # Each with another, and once more.
        [["a"], ["b"], ["a"]],
        [[{"x": 1}], [{"x": 2}], [{"x": 1}]],
        [[{"account": ACCOUNT}], [{"account": ACCOUNT | {"id": "2"}}]],
    ],
)
def test_items_without_an_id_are_told_apart_by_their_value(items: list[Any]) -> None:
    answer: Any = Paged(object)
    request: Request[Page[Any]] = Request("GET", "/x", answer=answer)

    def respond(query: Query) -> HttpResponse:
        page = int(query.get("page", "0"))
        if page >= len(items):
            return linked()
        return json_response(items[page], link=f'<?page={page + 1}>; rel="next"')

    found = list(Client(respond).items(request))
    assert found == [page[0] for page in items[:2]]


@define
class Odd:
    """A server that deviates from Mastodon in several ways at once."""

    everything: list[str]
    """Ids, newest first. They say nothing about the order."""
    hidden: set[str]
    """What the server leaves out of its pages after it cut them."""
    size: int
    links: str
    """``all``; ``none``; ``next``: none to a previous page; ``last``: none there."""
    unlinked: set[str]
    """Pages that have no links because their first item is one of these."""
    skips: bool
    """Links to the next page skip an item, as in Hollo."""
    overlap: int
    """How many items of the page before a page repeats."""
    ignores_cursors: bool
    ignores_limit: bool
    leads_back: int | None
    """The number of items after which the next link leads back to the start."""
    asked: list[Query] = field(factory=list[Query])

    @property
    def visible(self) -> list[str]:
        return [id for id in self.everything if id not in self.hidden]

    def __call__(self, query: Query) -> HttpResponse:
        size = self.size if self.ignores_limit else int(query["limit"])
        start, end = self._cut(query, size)
        cut = self.everything[start:end]
        shown = [id for id in cut if id not in self.hidden]
        if self.links == "none" or not cut or self.unlinked & {*shown[:1]}:
            return linked(*shown)
        if self.links == "last" and end >= len(self.everything):
            return linked(*shown)
        to = cut[-1]
        if self.skips and end < len(self.everything):
            to = self.everything[end]
        if self.leads_back is not None and end >= self.leads_back:
            to = self.everything[0]
        prev = "" if self.links == "next" else f"min_id={cut[0]}"
        return linked(*shown, next=f"max_id={to}", prev=prev)

    def _cut(self, query: Query, size: int) -> tuple[int, int]:
        place = {id: index for index, id in enumerate(self.everything)}
        if self.ignores_cursors or not {"max_id", "min_id"} & query.keys():
            return 0, size
        if "max_id" in query:
            start = place[query["max_id"]] + 1
            # An overlap as long as a page would never go on.
            start = max(0, start - min(self.overlap, size - 1))
            return start, start + size
        end = place[query["min_id"]]
        return max(0, end - size), end

    def walked_by_id(self, limit: int) -> list[str]:
        """What a simple client gets that only uses the last id of each page."""
        found: list[str] = []
        query: Query = {"limit": str(limit)}
        while new := [
            item["id"]
            for item in json.loads(self(query).body)
            if item["id"] not in found
        ]:
            found += new
            query["max_id"] = new[-1]
        return found


SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "size": st.integers(1, 6),
    "links": st.sampled_from(["all", "none", "next", "last"]),
    "skips": st.booleans(),
    "overlap": st.sampled_from([0, 0, 1, 3]),
    "ignores_cursors": st.booleans(),
    "ignores_limit": st.booleans(),
    "leads_back": st.none() | st.integers(1, 30),
}


@st.composite
def odd_servers(draw: st.DrawFn) -> Odd:
    everything = draw(
        st.lists(st.text("abAB01", min_size=1, max_size=4), max_size=30, unique=True)
    )
    some = st.sets(st.sampled_from(everything)) if everything else st.just(set[str]())
    settings = draw(st.fixed_dictionaries(SETTINGS))
    return Odd(everything, hidden=draw(some), unlinked=draw(some), **settings)


REQUESTS: dict[str, Callable[[int], Request[Page[Any]]]] = {
    "id": lambda limit: api.timeline_home(limit=limit),
    "link": lambda limit: evolve(BLOCKS_OF_STATUSES, query={"limit": limit}),
}


def walk_async(client: Client, request: Request[Page[Any]]) -> tuple[list[str], Any]:
    async def main() -> tuple[list[str], Any]:
        pages = [page async for page in AsyncOf(client).pages(request)]
        return [id for page in pages for id in ids(page)], pages[-1]

    return run(main())


@pytest.mark.parametrize("by", REQUESTS)
@settings(max_examples=300)
@given(server=odd_servers(), limit=st.integers(1, 6))
def test_each_item_comes_once_or_the_end_is_not_proven(
    by: str, server: Odd, limit: int
) -> None:
    # Where ids are no cursors, nothing shows that a link skips an item.
    assume(by == "id" or not server.skips)
    client = Client(server)
    found, last = walk(client, REQUESTS[by](limit))
    assert len(client.asked) <= 3 * len(server.everything) + 3
    assert len(set(found)) == len(found)
    by_id = server.walked_by_id(limit)
    if last.end_is_proven:
        assert set(by_id) <= set(found)
    if by == "id" and not (server.overlap or server.leads_back):
        assert set(by_id) <= set(found)
        assert found == [id for id in server.everything if id in found]
    is_sound = server.links != "none" and not server.unlinked and server.links != "last"
    # An empty page has no id to go on from, if its link skips an item.
    is_sound = is_sound and not (server.skips and server.hidden)
    if is_sound and not (server.ignores_cursors or server.leads_back):
        assert found == server.visible
    # The async client makes the same decisions.
    again = Client(server)
    assert walk_async(again, REQUESTS[by](limit)) == (found, last)
    assert again.asked == client.asked


def climb(client: Client, page: Page[Any] | None) -> Iterator[Page[Any]]:
    while page is not None:
        yield page
        page = client.fetch_previous(page)


@settings(max_examples=300)
@given(server=odd_servers(), limit=st.integers(1, 6))
def test_fetch_previous_gets_each_newer_item_once_and_ends(
    server: Odd, limit: int
) -> None:
    assume(server.everything)
    oldest = server.everything[-1]
    client = Client(server)
    pages = [*climb(client, client.timeline_home(min_id=oldest, limit=limit))]
    assert len(client.asked) <= 3 * len(server.everything) + 3
    found = [id for page in reversed(pages) for id in ids(page)]
    assert len(set(found)) == len(found)
    if not (server.ignores_cursors or server.hidden):
        assert found == server.everything[:-1]
    if not server.ignores_cursors and server.links == "all" and not server.unlinked:
        assert found == [id for id in server.visible if id != oldest]
