"""Scopes: which ones include others, and the smallest set for some endpoints."""

import json
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import API, Empty, Request, Scope, required_scopes
from mastodon_core.oauth import parse_scopes, scopes_cover, smallest_scopes

NAMES = [
    "read",
    "read:statuses",
    "read:blocks",
    "write",
    "write:follows",
    "follow",
    "push",
    "profile",
    "admin:read",
    "admin:read:reports",
]
some = st.lists(st.sampled_from(NAMES))


@pytest.mark.parametrize(
    ("granted", "wanted"),
    [
        ("read", "read"),
        ("read", "read:statuses"),
        ("admin:read", "admin:read:accounts"),
        ("follow", "read:blocks write:blocks read:follows write:follows"),
        ("follow", "read:mutes write:mutes"),
        ("read write", "follow"),
        ("read write follow push", "push read:search write:media follow"),
        ("read", ""),
    ],
)
def test_broad_scope_covers_the_scopes_below_it(granted: str, wanted: str) -> None:
    assert scopes_cover(granted.split(), wanted.split())


@pytest.mark.parametrize(
    ("granted", "wanted"),
    [
        ("", "read"),
        ("read:statuses", "read"),
        ("read", "write"),
        ("read", "follow"),
        ("read", "admin:read"),
        ("read", "readable:statuses"),
        ("follow", "read:statuses"),
        ("read:blocks", "follow"),
        ("admin:read", "admin:write:accounts"),
        ("read write follow", "push"),
    ],
)
def test_scope_covers_no_unrelated_or_broader_scope(granted: str, wanted: str) -> None:
    assert not scopes_cover(granted.split(), wanted.split())


@given(some, some, some)
def test_scopes_cover_is_reflexive_and_transitive(
    a: list[str], b: list[str], c: list[str]
) -> None:
    assert scopes_cover(a, a)
    assert scopes_cover([*a, *b], b)
    if scopes_cover(a, b) and scopes_cover(b, c):
        assert scopes_cover(a, c)
    assert scopes_cover(a, b) == all(scopes_cover(a, [one]) for one in b)


def test_parse_scopes_takes_a_sequence_or_one_text() -> None:
    assert parse_scopes(" read  write:media ") == ("read", "write:media")
    assert parse_scopes(["read", "write:media"]) == ("read", "write:media")
    for bad in ("", " ", [], ["read write"], ["read", ""]):
        with pytest.raises(ValueError, match="scope"):
            parse_scopes(bad)
    wrong: Any = [7]
    with pytest.raises(TypeError, match="scopes must hold str, not int"):
        parse_scopes(wrong)


ROWS = json.loads(
    (Path(__file__).parents[1] / "contract" / "scopes.json").read_text("utf-8")
)


def test_scope_enum_matches_the_contract() -> None:
    assert [str(scope) for scope in Scope] == [row["name"] for row in ROWS]
    for row in ROWS:
        for parent in row["parents"]:
            assert Scope(parent).includes(row["name"])
            assert Scope(row["name"]) in Scope(parent).included
            assert not Scope(row["name"]).includes(parent)
    assert {str(s) for s in Scope.FOLLOW.included} == {
        row["name"] for row in ROWS if "follow" in row["parents"]
    }
    assert Scope("own:thing").included == ()
    assert Scope("own").includes("own:thing")


@pytest.mark.parametrize(
    ("endpoints", "scopes"),
    [
        ([], ()),
        (["instance"], ()),
        (["timeline_home", "status"], ("read:statuses",)),
        (["me"], ("profile",)),
        (["me", "account"], ("read:accounts",)),
        # All streams need read:statuses, except the stream of notifications, which
        # needs read:notifications only: streaming/index.js, checkScopes.
        (["stream"], ("read:statuses",)),
        (["stream_user"], ("read:statuses",)),
        (["stream_list", "stream_direct", "stream_local"], ("read:statuses",)),
        (["stream_user_notifications"], ("read:notifications",)),
        (
            ["stream_user", "stream_user_notifications"],
            ("read:notifications", "read:statuses"),
        ),
        # A broad scope that is needed anyway replaces the scopes below it.
        (["get_async_refresh_status", "timeline_home", "me"], ("read",)),
        ([API().status("7"), "status_post"], ("read:statuses", "write:statuses")),
    ],
)
def test_required_scopes_is_the_smallest_set_for_the_endpoints(
    endpoints: Any, scopes: tuple[str, ...]
) -> None:
    assert required_scopes(endpoints) == scopes


choices = st.lists(st.lists(st.sampled_from("abcde"), max_size=3), max_size=6)
broad = st.lists(st.lists(st.sampled_from(NAMES), max_size=2), max_size=6)


def enough(scopes: Iterable[str], wanted: list[list[str]]) -> bool:
    have = list(scopes)
    return all(any(scopes_cover(have, [s]) for s in one) for one in wanted if one)


@given(choices)
def test_smallest_scopes_finds_a_set_of_minimal_size(wanted: list[list[str]]) -> None:
    chosen = smallest_scopes(wanted)
    assert enough(chosen, wanted)
    fewer = combinations("abcde", len(chosen) - 1) if chosen else ()
    assert not any(enough(few, wanted) for few in fewer)


@given(broad)
def test_smallest_scopes_contains_no_unneeded_scope(wanted: list[list[str]]) -> None:
    chosen = smallest_scopes(wanted)
    assert enough(chosen, wanted)
    for scope in chosen:
        assert not enough({*chosen} - {scope}, wanted)


def test_required_scopes_refuses_a_single_name() -> None:
    odd: Any = 7
    with pytest.raises(TypeError, match="^endpoints must be a sequence .*, not int$"):
        required_scopes(odd)
    with pytest.raises(TypeError, match="^endpoints must be a sequence .*, not str$"):
        required_scopes("timeline_home")


def test_required_scopes_refuses_flows_and_unknown_requests() -> None:
    with pytest.raises(ValueError, match="'log_in' is not; for a flow"):
        required_scopes(["log_in"])
    nowhere: Any = Request("GET", "/nowhere", answer=Empty())
    with pytest.raises(ValueError, match="GET /nowhere is not"):
        required_scopes([nowhere])
