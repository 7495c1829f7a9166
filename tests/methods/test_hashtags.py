"""Every argument that is a hashtag takes its name or an entity, and refuses ``#``."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions import session

from mastodon_core import API, Request, catalog, entities
from mastodon_core.streaming import StreamCall
from mastodon_core.testing import make

api = API()
Call = Callable[[Any], Request[Any] | StreamCall]

ONE: list[tuple[str, Call]] = [
    ("name", api.tag),
    ("name", api.tag_follow),
    ("name", api.tag_unfollow),
    ("name", api.tag_feature),
    ("name", api.tag_unfeature),
    ("name", api.featured_tag_create),
    ("hashtag", api.timeline_hashtag),
    ("tagged", lambda tag: api.account_statuses("9", tagged=tag)),
    (
        "tag_name",
        lambda tag: api.collection_create(
            "x", sensitive=False, discoverable=True, tag_name=tag
        ),
    ),
    ("tag_name", lambda tag: api.collection_update("9", tag_name=tag)),
    (
        "tag_name",
        lambda tag: api.collection_create_alpha(
            "x", sensitive=False, discoverable=True, tag_name=tag
        ),
    ),
    ("tag_name", lambda tag: api.collection_update_alpha("9", tag_name=tag)),
    ("tag", api.stream_hashtag),
    ("tag", api.stream_hashtag_local),
]
SEVERAL: list[tuple[str, Call]] = [
    ("any", lambda tag: api.timeline_hashtag("x", any=[tag])),
    ("all", lambda tag: api.timeline_hashtag("x", all=[tag])),
    ("none", lambda tag: api.timeline_hashtag("x", none=[tag])),
]
TAGS = [
    make(entities.Tag, name="cats"),
    make(entities.AdminTag, name="cats"),
    make(entities.FeaturedTag, name="cats"),
    make(entities.ShallowTag, name="cats"),
]

each = pytest.mark.parametrize(("name", "call"), ONE + SEVERAL)


@each
@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: type(tag).__name__)
def test_hashtag_is_accepted_as_an_entity(name: str, call: Call, tag: Any) -> None:
    assert call(tag) == call("cats")
    assert "cats" in f"{call(tag)!r}"


@each
@pytest.mark.parametrize("sign", ["#", "##", " #", "\uff03"])
def test_leading_sign_of_a_hashtag_is_refused(name: str, call: Call, sign: str) -> None:
    verb = "be a hashtag" if (name, call) in ONE else "hold hashtags"
    with pytest.raises(ValueError, match="^") as caught:
        call(f"{sign}cats")
    expected = f"{name} must {verb} without '#': 'cats', not {f'{sign}cats'!r}"
    assert str(caught.value) == expected


@each
@pytest.mark.parametrize("empty", ["", "#", " # "])
def test_empty_name_of_a_hashtag_is_refused(name: str, call: Call, empty: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must .* without '#': 'cats', not "):
        call(empty)


@each
@pytest.mark.parametrize("odd", [7, True, b"cats", make(entities.Account), ["cats"]])
def test_hashtag_of_a_wrong_type_is_refused(name: str, call: Call, odd: Any) -> None:
    with pytest.raises(TypeError, match=f"^{name} must "):
        call(odd)


def test_sequence_of_hashtags_refuses_a_single_one_and_none() -> None:
    alone: Any = "cats"
    with pytest.raises(TypeError, match="^any must be a sequence of hashtags, not one"):
        api.timeline_hashtag("x", any=alone)
    nothing: Any = [None]
    with pytest.raises(TypeError, match="^any must hold hashtags, by name or as an"):
        api.timeline_hashtag("x", any=nothing)
    assert api.timeline_hashtag("x", any=None) == api.timeline_hashtag("x")


@given(
    st.text(min_size=1).filter(
        lambda name: not name.strip().startswith(("#", "\uff03", "."))
    )
)
def test_other_signs_in_a_hashtag_are_left_to_the_server(name: str) -> None:
    assert api.timeline_hashtag("x", any=[name]).query["any"] == (name,)
    assert api.tag(name).path_params["name"] == name


def test_tag_of_a_collection_can_be_kept_or_cleared() -> None:
    kept, cleared = (
        api.collection_update("9"),
        api.collection_update("9", tag_name=None),
    )
    bodies = [session().to_http(request).body for request in (kept, cleared)]
    assert [json.loads(body) for body in bodies if isinstance(body, bytes)] == [
        {},
        {"tag_name": None},
    ]


def test_every_argument_with_a_name_like_a_hashtag_is_in_the_table() -> None:
    listed = {name for name, _ in ONE + SEVERAL}
    found = {
        parameter
        for entry in catalog
        for parameter, about in inspect.signature(
            getattr(API, entry.name)
        ).parameters.items()
        if "entities.ShallowTag" in str(about.annotation)
    }
    assert found == listed
