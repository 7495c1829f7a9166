"""Version 1 of filters, on servers before 4.0 and as newer servers show it."""

from __future__ import annotations

from typing import Any

import pytest
from filtering import (
    CONTEXT,
    INVALID,
    NOT_FOUND,
    V1,
    V2,
    Pair,
    ada_and_bob,
    home_timeline,
    make_filter,
)
from raw_http import Person


@pytest.fixture
def pair() -> Pair:
    return ada_and_bob()


def test_each_keyword_is_a_filter_of_version_1(pair: Pair) -> None:
    ada = pair[0]
    made = make_filter(ada, "cats", "dogs", filter_action="hide", expires_in=60)
    cats, dogs = ada.get(V1)
    assert cats == {
        "id": made["keywords"][0]["id"],
        "phrase": "cats",
        "context": ["home"],
        "whole_word": True,
        "expires_at": made["expires_at"],
        "irreversible": True,
    }
    assert dogs == cats | {"id": made["keywords"][1]["id"], "phrase": "dogs"}
    assert ada.get(f"{V1}/{dogs['id']}") == dogs
    assert ada.refused("GET", f"{V1}/{made['id']}") == NOT_FOUND


def test_filter_of_version_1_is_also_one_of_version_2(pair: Pair) -> None:
    ada = pair[0]
    made = ada.post(V1, phrase="cats", context=["home"], whole_word=False)
    assert made == {
        "id": made["id"],
        "phrase": "cats",
        "context": ["home"],
        "whole_word": False,
        "expires_at": None,
        "irreversible": False,
    }
    (found,) = ada.get(V2)
    assert (found["title"], found["filter_action"]) == ("cats", "warn")
    word = {"id": made["id"], "keyword": "cats", "whole_word": False}
    assert found["keywords"] == [word]
    path = f"{V1}/{made['id']}"
    changed = ada.put(path, phrase="dogs", context=["public"], irreversible=True)
    assert changed == made | {
        "phrase": "dogs",
        "context": ["public"],
        "irreversible": True,
    }
    (found,) = ada.get(V2)
    assert (found["title"], found["filter_action"]) == ("dogs", "hide")
    # This deletes the keyword; the filter stays, without keywords.
    assert ada.delete(path) == {}
    assert ada.get(V1) == []
    assert ada.get(V2) == [found | {"keywords": []}]


def test_filters_of_version_1_are_ordered_by_id(pair: Pair) -> None:
    ada = pair[0]
    first = make_filter(ada, "a")
    make_filter(ada, "b")
    ada.post(f"{V2}/{first['id']}/keywords", keyword="c")
    assert [known["phrase"] for known in ada.get(V1)] == ["a", "b", "c"]


def test_version_1_cannot_change_a_filter_with_several_keywords(pair: Pair) -> None:
    ada = pair[0]
    made = make_filter(ada, "cats", "dogs", title="cats")
    path = f"{V1}/{made['keywords'][0]['id']}"
    for given in (
        {"phrase": "owls"},
        {"context": ["public"]},
        {"irreversible": True},
        {"expires_in": 60},
    ):
        status, error = ada.refused("PUT", path, whole_word=False, **given)
        assert status == 422
        assert error.startswith("These parameters cannot be changed from this app")
    assert ada.get(V2) == [made]
    # The keyword alone may change, as long as the title stays the same.
    given = {"phrase": "cats", "context": ["home"], "irreversible": False}
    assert ada.put(path, whole_word=False, **given)["whole_word"] is False


@pytest.mark.parametrize(
    ("given", "made", "changed"),
    [
        ({"phrase": ""}, "Title can't be blank", "Keyword can't be blank"),
        ({"context": ["away"]}, CONTEXT, CONTEXT),
    ],
)
def test_version_1_refuses_an_invalid_filter(
    pair: Pair, given: dict[str, Any], made: str, changed: str
) -> None:
    ada = pair[0]
    whole = {"phrase": "cats", "context": ["home"]} | given
    assert ada.refused("POST", V1, **whole) == (422, INVALID + made)
    path = f"{V1}/{make_filter(ada, 'dogs')['keywords'][0]['id']}"
    assert ada.refused("PUT", path, **given) == (422, INVALID + changed)
    assert [known["phrase"] for known in ada.get(V1)] == ["dogs"]


def test_servers_before_4_0_have_only_version_1_of_filters() -> None:
    ada, bob = ada_and_bob("3.5.0")
    assert ada.refused("GET", V2) == (404, "Not Found")
    blank = f"{INVALID}Phrase can't be blank"
    assert ada.refused("POST", V1, context=["home"]) == (422, blank)
    made = ada.post(V1, phrase="cats", context=["home"])
    assert ada.refused("PUT", f"{V1}/{made['id']}", phrase="") == (422, blank)
    id = bob.toot("cats")
    assert home_timeline(ada) == [id]
    assert "filtered" not in ada.status(id)


def test_servers_before_4_0_drop_irreversibly_filtered_statuses() -> None:
    ada, bob = ada_and_bob("3.5.0")
    list_id = ada.post("/api/v1/lists", title="l")["id"]
    ada.post(f"/api/v1/lists/{list_id}/accounts", account_ids=[bob.id])
    before = bob.toot("cats")
    given = {"irreversible": True, "context": ["home"]}
    made = ada.post(V1, phrase="cats", **given)
    ada.post(V1, phrase="dogs", **(given | {"context": ["notifications"]}))
    own, eve = ada.toot("cats"), Person(ada.instance, "eve")
    kept = [bob.toot("@ada cats"), bob.toot("@ada dogs")]
    bob.do("reblog", eve.toot("Cats!"))
    assert ada.notification_types() == ["mention"]
    assert home_timeline(ada) == [kept[1], own, before]
    assert ada.ids(f"/api/v1/timelines/list/{list_id}") == [kept[1], before]
    # It stays dropped without the filter, but can still be fetched by id.
    ada.delete(f"{V1}/{made['id']}")
    assert home_timeline(ada) == [kept[1], own, before]
    assert ada.status(kept[0])["id"] == kept[0]
    again = bob.toot("cats")
    assert home_timeline(ada)[0] == again


def test_irreversible_filter_before_4_0_needs_home_or_notifications() -> None:
    ada = ada_and_bob("3.5.0")[0]
    given = {"phrase": "cats", "context": ["public"], "irreversible": True}
    status, error = ada.refused("POST", V1, **given)
    assert status == 422
    assert error.endswith("only works with home or notifications context")
    made = ada.post(V1, **(given | {"irreversible": False}))
    path = f"{V1}/{made['id']}"
    assert ada.refused("PUT", path, irreversible=True) == (422, error)
    assert ada.get(V1) == [made]
    assert ada.put(path, irreversible=True, context=["home"])["irreversible"] is True
