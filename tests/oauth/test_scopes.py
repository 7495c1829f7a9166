"""What a scope covers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core._oauth import scopes_cover, scopes_of

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
def test_a_broad_scope_covers_what_is_below_it(granted: str, wanted: str) -> None:
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
def test_nothing_else_is_covered(granted: str, wanted: str) -> None:
    assert not scopes_cover(granted.split(), wanted.split())


@given(some, some, some)
def test_covering_is_an_order(a: list[str], b: list[str], c: list[str]) -> None:
    assert scopes_cover(a, a)
    assert scopes_cover([*a, *b], b)
    if scopes_cover(a, b) and scopes_cover(b, c):
        assert scopes_cover(a, c)
    assert scopes_cover(a, b) == all(scopes_cover(a, [one]) for one in b)


def test_scopes_are_a_sequence_or_one_text() -> None:
    assert scopes_of(" read  write:media ") == ("read", "write:media")
    assert scopes_of(["read", "write:media"]) == ("read", "write:media")
    for bad in ("", " ", [], ["read write"], ["read", ""]):
        with pytest.raises(ValueError, match="scope"):
            scopes_of(bad)
    wrong: Any = [7]
    with pytest.raises(TypeError, match="scopes must hold str, not int"):
        scopes_of(wrong)
