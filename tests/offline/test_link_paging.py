"""Following the links of any collection returns each item once, in order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_http import Person, links, outcome

from mastodon_core.testing import OfflineInstance

Filled = tuple[str, list[str]]
"""A path, and the ids of the items there, newest first."""


def posted(ada: Person, count: int) -> list[str]:
    return [ada.toot(f"#tag https://example.com/ {number}") for number in range(count)][
        ::-1
    ]


def _timeline(path: str) -> Callable[[Person, int], Filled]:
    return lambda ada, count: (path, posted(ada, count))


def _link(ada: Person, count: int) -> Filled:
    ada.send("PATCH", "/api/v1/accounts/update_credentials", discoverable=True)
    return "/api/v1/timelines/link?url=https://example.com/", posted(ada, count)


def _own(ada: Person, count: int) -> Filled:
    return f"/api/v1/accounts/{ada.id}/statuses", posted(ada, count)


def _marked(what: str) -> Callable[[Person, int], Filled]:
    def fill(ada: Person, count: int) -> Filled:
        # Marked from the newest to the oldest, so the oldest is first.
        ids = posted(ada, count)
        for id in ids:
            ada.do(what, id)
        return f"/api/v1/{what}s", ids[::-1]

    return fill


def _scheduled(ada: Person, count: int) -> Filled:
    made = [
        ada.post(
            "/api/v1/statuses", status="x", scheduled_at=f"2024-01-02T{hour:02}:00:00Z"
        )
        for hour in range(count)
    ]
    return "/api/v1/scheduled_statuses", [waits["id"] for waits in made][::-1]


def _by_others(what: str, path: str) -> Callable[[Person, int], Filled]:
    def fill(ada: Person, count: int) -> Filled:
        id = ada.toot("x")
        others = [Person(ada.instance, f"user{number}") for number in range(count)]
        for other in others:
            other.do(what, id)
        ids = [other.id for other in others][::-1]
        return f"/api/v1/statuses/{id}/{path}", ids

    return fill


def _quotes(ada: Person, count: int) -> Filled:
    id = ada.toot("x")
    quotes = [ada.toot(str(number), quoted_status_id=id) for number in range(count)]
    return f"/api/v1/statuses/{id}/quotes", quotes[::-1]


BOTH_WAYS: dict[str, Callable[[Person, int], Filled]] = {
    "home": _timeline("/api/v1/timelines/home"),
    "public": _timeline("/api/v1/timelines/public"),
    "hashtag": _timeline("/api/v1/timelines/tag/tag"),
    "link": _link,
    "own": _own,
    "favourites": _marked("favourite"),
    "bookmarks": _marked("bookmark"),
    "scheduled": _scheduled,
}
DOWNWARDS: dict[str, Callable[[Person, int], Filled]] = {
    "favourited by": _by_others("favourite", "favourited_by"),
    "reblogged by": _by_others("reblog", "reblogged_by"),
    "quotes": _quotes,
}


def walk(ada: Person, path: str, rel: str) -> list[list[str]]:
    """The ids of each page, along one kind of link."""
    pages: list[list[str]] = []
    while path:
        response = ada.send("GET", path)
        pages.append([item["id"] for item in outcome(response)[1]])
        path = links(response).get(rel, "")
    return pages


def with_limit(path: str, **query: object) -> str:
    mark = "&" if "?" in path else "?"
    return path + mark + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.mark.parametrize("name", [*BOTH_WAYS, *DOWNWARDS])
@settings(max_examples=25)
@given(count=st.integers(1, 15), limit=st.integers(1, 6))
def test_next_links_return_each_item_once(name: str, count: int, limit: int) -> None:
    ada = Person(OfflineInstance(), "ada")
    path, ids = (BOTH_WAYS | DOWNWARDS)[name](ada, count)
    pages = walk(ada, with_limit(path, limit=limit), "next")
    assert [id for page in pages for id in page] == ids
    assert all(len(page) == limit for page in pages[:-2])
    first = ada.send("GET", with_limit(path, limit=limit))
    assert ada.get(links(first)["prev"]) == []


@pytest.mark.parametrize("name", [*BOTH_WAYS])
@settings(max_examples=25)
@given(count=st.integers(1, 15), limit=st.integers(1, 6))
def test_prev_links_return_each_item_once(name: str, count: int, limit: int) -> None:
    ada = Person(OfflineInstance(), "ada")
    path, ids = BOTH_WAYS[name](ada, count)
    pages = walk(ada, with_limit(path, limit=limit, min_id=0), "prev")
    assert [id for page in pages[::-1] for id in page] == ids
