"""Paging returns each status once, in order, in both directions."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_http import send

from mastodon_core import Page, Request, entities
from mastodon_core.testing import FakeMastodon

COUNTS = st.integers(0, 25)
LIMITS = st.integers(1, 12)


def posted(count: int) -> tuple[FakeMastodon, list[str]]:
    """A client that has posted statuses, and their ids, newest first."""
    mastodon = FakeMastodon(user="ada")
    ids = [mastodon.toot(f"hi {number}").id for number in range(count)]
    return mastodon, ids[::-1]


Build = Callable[..., Request[Page[entities.Status]]]


@pytest.mark.parametrize("name", ["timeline_home", "timeline_public", "own"])
@settings(max_examples=30)
@given(count=COUNTS, limit=LIMITS)
def test_paging_in_both_directions_returns_each_status_once(
    name: str, count: int, limit: int
) -> None:
    mastodon, ids = posted(count)
    api = mastodon.api

    def timeline(**cursor: str) -> Request[Page[entities.Status]]:
        if name == "own":
            return api.account_statuses(mastodon.me().id, limit=limit, **cursor)
        build: Build = getattr(api, name)
        return build(limit=limit, **cursor)

    down = [status.id for status in mastodon.items(timeline())]
    assert down == ids
    up = list[str]()
    page: Page[entities.Status] | None = mastodon.send(timeline(min_id="0"))
    while page:
        assert len(page) <= limit
        up[:0] = [status.id for status in page]
        page = mastodon.fetch_previous(page)
    assert up == ids


@given(count=COUNTS, limit=LIMITS, place=st.integers(0, 30))
def test_since_id_returns_the_newest_and_min_id_the_nearest(
    count: int, limit: int, place: int
) -> None:
    mastodon, ids = posted(count)
    cursor = ids[place] if place < count else "0"
    newer = ids[:place] if place < count else ids
    newest = mastodon.timeline_home(since_id=cursor, limit=limit)
    assert [status.id for status in newest] == newer[:limit]
    nearest = mastodon.timeline_home(min_id=cursor, limit=limit)
    assert [status.id for status in nearest] == newer[-limit:]


def test_ids_sort_by_time_even_within_a_moment() -> None:
    mastodon, ids = posted(20)
    mastodon.server.pass_time(1)
    ids.insert(0, mastodon.toot("later").id)
    assert sorted(ids, key=int, reverse=True) == ids
    assert {len(id) for id in ids} == {18}


@pytest.mark.parametrize(
    ("limit", "count"), [("", 20), ("5", 5), ("-5", 5), ("99", 40), ("0", 0), ("x", 20)]
)
def test_limit_is_cut_to_the_allowed_range(limit: str, count: int) -> None:
    mastodon, _ = posted(45)
    token = mastodon.server.token_for("ada")
    response = send(
        mastodon.server, "GET", f"/api/v1/timelines/home?limit={limit}", token=token
    )
    assert response.body.count(b'"in_reply_to_id"') == count


def test_link_header_is_written_as_in_mastodon() -> None:
    mastodon, ids = posted(3)
    me = mastodon.me().id
    token = mastodon.server.token_for("ada")

    def links(path: str) -> list[tuple[str, str]]:
        response = send(mastodon.server, "GET", path, token=token)
        return re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers.get("link", ""))

    home = "https://offline.example/api/v1/timelines/home"
    assert links("/api/v1/timelines/home?limit=2&other=1") == [
        (f"{home}?limit=2&max_id={ids[1]}", "next"),
        (f"{home}?limit=2&min_id={ids[0]}", "prev"),
    ]
    # The statuses of an account have a next page only if this one is full.
    own = f"https://offline.example/api/v1/accounts/{me}/statuses"
    path = f"/api/v1/accounts/{me}/statuses?exclude_direct=true&exclude_replies=true"
    assert links(path) == [(f"{own}?exclude_replies=true&min_id={ids[0]}", "prev")]
    assert links(f"/api/v1/timelines/home?max_id={ids[-1]}") == []
