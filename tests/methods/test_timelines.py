"""Timelines by their names, and what each of them can be narrowed by."""

import re
from typing import Any

import pytest

from mastodon_core import API, Request, entities
from mastodon_core.testing import make

api = API()
STATUS = make(entities.Status, id="8")


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("home", api.timeline_home()),
        ("public", api.timeline_public()),
        ("local", api.timeline_local()),
        ("tag/schön", api.timeline_hashtag("schön")),
        ("tag/a/b", api.timeline_hashtag("a/b")),
        ("list/42", api.timeline_list("42")),
        ("link/https://a.example/?b=c", api.timeline_link("https://a.example/?b=c")),
    ],
)
def test_each_timeline_has_a_name(name: str, request_: Request[Any]) -> None:
    assert api.timeline(name) == request_


def test_without_a_name_it_is_that_of_home() -> None:
    assert api.timeline() == api.timeline_home()


def test_it_is_read_from_any_place() -> None:
    assert api.timeline("home", min_id=STATUS, limit=5) == api.timeline_home(
        min_id="8", limit=5
    )
    assert api.timeline("list/42", max_id="7", since_id="1") == api.timeline_list(
        "42", max_id="7", since_id="1"
    )


def test_it_is_narrowed_where_the_server_can() -> None:
    assert api.timeline("public", remote=True, only_media=False) == api.timeline_public(
        remote=True, only_media=False
    )
    assert api.timeline("tag/x", local=True) == api.timeline_hashtag("x", local=True)
    assert api.timeline("local", only_media=True) == api.timeline_local(only_media=True)


@pytest.mark.parametrize(
    ("name", "narrowed"),
    [
        ("home", "only_media"),
        ("home", "local"),
        ("list/42", "remote"),
        ("link/https://a.example", "only_media"),
        # That is what it means already.
        ("local", "local"),
    ],
)
def test_what_a_server_would_ignore_is_an_error(name: str, narrowed: str) -> None:
    own: dict[str, bool] = {narrowed: False}
    with pytest.raises(ValueError, match=f"takes no {narrowed}$"):
        api.timeline(name, **own)  # type: ignore[arg-type]  # mypy takes it for any


@pytest.mark.parametrize(
    "name", ["", "mentions", "home/x", "public/x", "local/x", "link", "link/", "../x"]
)
def test_there_is_no_other_timeline(name: str) -> None:
    expected = (
        "timeline must be home, public, local, tag/NAME, list/ID or link/URL, not "
        f"{name!r}"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}"):
        api.timeline(name)


def test_who_asks_for_the_timeline_of_mentions_is_told_where_they_are() -> None:
    with pytest.raises(ValueError, match="; mentions are in timeline_mentions$"):
        api.timeline("mentions")


@pytest.mark.parametrize("name", ["tag", "tag/", "list", "list/"])
def test_a_timeline_of_nothing_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="must name something"):
        api.timeline(name)


def test_a_hashtag_comes_without_its_sign() -> None:
    with pytest.raises(ValueError, match="^hashtag must come without the #"):
        api.timeline_hashtag("#x")


def test_mentions_are_the_notifications_of_that_type() -> None:
    assert api.timeline_mentions(limit=5) == api.notifications(
        types=["mention"], limit=5
    )


@pytest.mark.parametrize("odd", [7, None, b"home", STATUS])
def test_a_name_is_a_text(odd: Any) -> None:
    with pytest.raises(TypeError, match="^timeline must be a str"):
        api.timeline(odd)


def test_a_number_is_no_hashtag() -> None:
    number: Any = 7
    with pytest.raises(TypeError, match="^hashtag must be"):
        api.timeline_hashtag(number)
