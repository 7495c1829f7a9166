"""`timeline` takes a timeline by name, and the filters that it supports."""

import json
import re
from typing import Any

import pytest
from sessions import json_response, session

from mastodon_core import API, Page, Request, entities, to_json
from mastodon_core.calls import parse_response
from mastodon_core.testing import FakeMastodon, OfflineInstance, make

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
        ("mentions", api.timeline_mentions()),
    ],
)
def test_timeline_takes_every_name(name: str, request_: Request[Any]) -> None:
    assert api.timeline(name) == request_


def test_timeline_without_a_name_is_home() -> None:
    assert api.timeline() == api.timeline_home()


def test_timeline_takes_cursors_and_a_limit() -> None:
    assert api.timeline("home", min_id=STATUS, limit=5) == api.timeline_home(
        min_id="8", limit=5
    )
    assert api.timeline("list/42", max_id="7", since_id="1") == api.timeline_list(
        "42", max_id="7", since_id="1"
    )


def test_timeline_takes_filters_that_the_server_supports() -> None:
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
        # This timeline is local anyway.
        ("local", "local"),
        # Its cursors are ids of notifications.
        ("mentions", "max_id"),
        ("mentions", "since_id"),
        ("mentions", "min_id"),
        ("mentions", "local"),
    ],
)
def test_timeline_refuses_parameters_that_the_server_would_ignore(
    name: str, narrowed: str
) -> None:
    own: dict[str, Any] = {narrowed: "7" if narrowed.endswith("_id") else False}
    with pytest.raises(ValueError, match=f"does not accept {narrowed}$"):
        api.timeline(name, **own)


@pytest.mark.parametrize(
    "name",
    ["", "home/x", "public/x", "local/x", "link", "link/", "mentions/x", "../x"],
)
def test_timeline_refuses_an_unknown_name(name: str) -> None:
    expected = (
        "timeline must be 'home', 'public', 'local', 'tag/NAME', 'list/ID',"
        f" 'link/URL' or 'mentions', not {name!r}"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}"):
        api.timeline(name)


@pytest.mark.parametrize("name", ["tag", "tag/", "list", "list/"])
def test_timeline_refuses_an_empty_hashtag_or_list(name: str) -> None:
    with pytest.raises(ValueError, match="^(hashtag|list_id) must be "):
        api.timeline(name)


def test_timeline_hashtag_refuses_a_leading_hash() -> None:
    with pytest.raises(
        ValueError, match="^hashtag must be a hashtag without '#': 'x', not '#x'$"
    ):
        api.timeline_hashtag("#x")


def test_timeline_mentions_requests_notifications_of_that_type() -> None:
    asked = api.timeline_mentions(limit=5, max_id="9")
    same = api.notifications(types=["mention"], limit=5, max_id="9")
    assert session().to_http(asked) == session().to_http(same)
    assert api.timeline("mentions", limit=5) == api.timeline_mentions(limit=5)


def test_timeline_mentions_returns_pages_of_statuses() -> None:
    instance = OfflineInstance()
    ada, bob = (FakeMastodon(server=instance, user=name) for name in ("ada", "bob"))
    asked = [bob.status_post(f"@ada {n}") for n in range(5)]
    bob.status_favourite(ada.status_post("not a mention"))
    first = ada.timeline("mentions", limit=2)
    assert [status.id for status in first] == [asked[4].id, asked[3].id]
    assert first.next is not None
    kept = Page.from_json(json.loads(json.dumps(first.to_json())))
    assert kept == first
    rest = ada.fetch_remaining(first)
    assert [status.id for status in rest] == [status.id for status in asked[::-1]]
    newer = bob.status_post("@ada 6")
    previous = ada.fetch_previous(first)
    assert previous is not None
    assert [status.id for status in previous] == [newer.id]


def test_timeline_mentions_leaves_out_deleted_statuses() -> None:
    mention, gone = (
        to_json(make(entities.Notification, id=id, type="mention", status=status))
        for id, status in (("2", STATUS), ("1", None))
    )
    link = '<https://a.example/api/v1/notifications?max_id=1>; rel="next"'
    page = parse_response(
        api.timeline_mentions(), json_response([mention, gone], link=link)
    )
    assert page.items == (STATUS,)
    assert page.next == api.timeline_mentions(max_id="1")


@pytest.mark.parametrize("odd", [7, None, b"home", STATUS])
def test_timeline_name_must_be_a_str(odd: Any) -> None:
    with pytest.raises(TypeError, match="^timeline must be a str"):
        api.timeline(odd)


def test_hashtag_must_be_a_str() -> None:
    number: Any = 7
    with pytest.raises(TypeError, match="^hashtag must be"):
        api.timeline_hashtag(number)
