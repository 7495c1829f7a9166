"""Creating and changing filters with their keywords and statuses."""

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
    filter_matches,
    make_filter,
)
from raw_http import outcome, send

from mastodon_core.testing import OfflineInstance


@pytest.fixture
def pair() -> Pair:
    return ada_and_bob()


def test_created_filter_is_returned_with_its_keywords(pair: Pair) -> None:
    ada = pair[0]
    made = ada.post(
        V2,
        title="Spoilers",
        context=["home", " thread ", ""],
        filter_action="hide",
        expires_in=3600,
        keywords_attributes=[{"keyword": "end"}, {"keyword": "e", "whole_word": False}],
    )
    first, second = made["keywords"]
    assert made == {
        "id": made["id"],
        "title": "Spoilers",
        "context": ["home", "thread"],
        "expires_at": "2024-01-01T01:00:00.000Z",
        "filter_action": "hide",
        "keywords": [
            {"id": first["id"], "keyword": "end", "whole_word": True},
            {"id": second["id"], "keyword": "e", "whole_word": False},
        ],
        "statuses": [],
    }
    assert ada.get(V2) == [made]
    assert ada.get(f"{V2}/{made['id']}") == made


def test_filter_warns_and_never_expires_by_default(pair: Pair) -> None:
    made = pair[0].post(V2, title="t", context=["home"], expires_in=None)
    assert (made["filter_action"], made["expires_at"]) == ("warn", None)
    assert made["keywords"] == []


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"title": " "}, "Title can't be blank"),
        ({"title": "t" * 257}, "Title is too long (maximum is 256 characters)"),
        ({"context": []}, f"Context can't be blank, {CONTEXT}"),
        ({"context": ["home", "away"]}, CONTEXT),
        ({"filter_action": "burn"}, "Action is not included in the list"),
        (
            {"keywords_attributes": [{"keyword": "k" * 513}]},
            "Keywords keyword is too long (maximum is 512 characters)",
        ),
        (
            {"title": "", "keywords_attributes": [{"whole_word": True}]},
            "Keywords keyword can't be blank, Title can't be blank",
        ),
    ],
)
def test_invalid_filter_is_refused_and_changes_nothing(
    pair: Pair, given: dict[str, Any], problem: str
) -> None:
    ada = pair[0]
    made = make_filter(ada, "cats")
    new = {"title": "u", "context": ["public"]} | given
    assert ada.refused("POST", V2, **new) == (422, INVALID + problem)
    path = f"{V2}/{made['id']}"
    assert ada.refused("PUT", path, **given) == (422, INVALID + problem)
    assert ada.get(V2) == [made]


def test_empty_filter_is_refused_with_the_documented_error(
    pair: Pair,
) -> None:
    error = f"{INVALID}Title can't be blank, Context can't be blank, {CONTEXT}"
    assert pair[0].refused("POST", V2) == (422, error)


def test_filter_texts_of_maximum_length_are_accepted(pair: Pair) -> None:
    made = make_filter(pair[0], "k" * 512, title="t" * 256)
    assert len(made["title"]) == 256
    assert len(made["keywords"][0]["keyword"]) == 512


def test_servers_before_4_4_refuse_to_blur() -> None:
    assert (
        make_filter(ada_and_bob("4.4.0")[0], filter_action="blur")["filter_action"]
        == "blur"
    )
    given = {"title": "t", "context": ["home"], "filter_action": "blur"}
    assert ada_and_bob("4.3.0")[0].refused("POST", V2, **given)[0] == 422


def test_filter_update_keeps_what_is_not_given(pair: Pair) -> None:
    ada = pair[0]
    made = make_filter(ada, "cats", filter_action="hide", expires_in=60)
    path = f"{V2}/{made['id']}"
    assert ada.put(path) == made
    assert ada.put(path, title="u") == made | {"title": "u"}
    changed = ada.put(path, context=["public"], filter_action="warn", expires_in="")
    assert (changed["context"], changed["filter_action"]) == (["public"], "warn")
    assert changed["expires_at"] is None
    assert changed["keywords"] == made["keywords"]


def test_filter_expiry_may_be_any_text_or_number(
    pair: Pair,
) -> None:
    ada = pair[0]
    assert (
        make_filter(ada, expires_in="soon")["expires_at"] == "2024-01-01T00:00:00.000Z"
    )
    assert make_filter(ada, expires_in=10**17)["expires_at"].startswith("2340-")
    assert make_filter(ada, expires_in=-(10**17))["expires_at"].startswith("1707-")


def test_filter_update_adds_changes_and_removes_keywords(pair: Pair) -> None:
    ada = pair[0]
    made = make_filter(ada, "cats", "dogs")
    cats, dogs = made["keywords"]
    lines: list[dict[str, Any]] = [
        {"id": cats["id"], "keyword": "cat", "whole_word": False},
        {"id": dogs["id"], "_destroy": True},
        {"keyword": "owls"},
        # An empty line of a form, and a keyword that is added and removed at once.
        {"keyword": " ", "whole_word": False},
        {"keyword": "newts", "_destroy": True},
    ]
    changed = ada.put(f"{V2}/{made['id']}", keywords_attributes=lines)
    first, second = changed["keywords"]
    assert first == {"id": cats["id"], "keyword": "cat", "whole_word": False}
    assert (second["keyword"], second["whole_word"]) == ("owls", True)
    assert ada.refused("GET", f"{V2}/keywords/{dogs['id']}") == NOT_FOUND


def test_filter_update_cannot_change_a_keyword_of_another_filter(pair: Pair) -> None:
    ada = pair[0]
    word = make_filter(ada, "cats")["keywords"][0]
    other = make_filter(ada, "dogs")
    lines = [{"keyword": "owls"}, {"id": word["id"], "keyword": "newts"}]
    path = f"{V2}/{other['id']}"
    assert ada.refused("PUT", path, keywords_attributes=lines) == NOT_FOUND
    assert ada.get(path) == other


def test_single_keyword_is_added_changed_and_deleted(pair: Pair) -> None:
    ada = pair[0]
    path = f"{V2}/{make_filter(ada)['id']}/keywords"
    made = ada.post(path, keyword="cats")
    assert made == {"id": made["id"], "keyword": "cats", "whole_word": True}
    own = f"{V2}/keywords/{made['id']}"
    changed = made | {"keyword": "cat", "whole_word": False}
    assert ada.put(own, keyword="cat", whole_word=False) == changed
    assert ada.put(own) == changed
    assert ada.get(own) == changed
    assert ada.get(path) == [changed]
    assert ada.delete(own) == {}
    assert ada.get(path) == []


def test_invalid_keyword_is_refused(pair: Pair) -> None:
    ada = pair[0]
    made = make_filter(ada, "cats")
    blank = 422, f"{INVALID}Keyword can't be blank"
    long = 422, f"{INVALID}Keyword is too long (maximum is 512 characters)"
    own = f"{V2}/keywords/{made['keywords'][0]['id']}"
    for method, path in (("POST", f"{V2}/{made['id']}/keywords"), ("PUT", own)):
        assert ada.refused(method, path, keyword=" ") == blank
        assert ada.refused(method, path, keyword="k" * 513) == long
    assert ada.refused("POST", f"{V2}/{made['id']}/keywords") == blank
    assert ada.get(f"{V2}/{made['id']}") == made


def test_single_status_is_added_to_a_filter_and_deleted(pair: Pair) -> None:
    ada, bob = pair
    other, id = bob.toot("y"), bob.toot("x")
    before = f"{V2}/{make_filter(ada)['id']}/statuses"
    ada.post(before, status_id=other)
    path = f"{V2}/{make_filter(ada)['id']}/statuses"
    made = ada.post(path, status_id=id)
    assert made == {"id": made["id"], "status_id": id}
    own = f"{V2}/statuses/{made['id']}"
    assert ada.get(own) == made
    assert ada.get(path) == [made]
    assert filter_matches(ada, id) == [(None, [id])]
    assert ada.delete(own) == {}
    assert ada.get(path) == []
    assert filter_matches(ada, id) == []
    assert [place["status_id"] for place in ada.get(before)] == [other]


def test_status_added_to_a_filter_must_be_new_existing_and_visible(
    pair: Pair,
) -> None:
    ada, bob = pair
    path = f"{V2}/{make_filter(ada)['id']}/statuses"
    taken, hidden = bob.toot("x"), bob.toot("x", visibility="private")
    ada.post(path, status_id=taken)
    ada.post(path, status_id=hidden)
    ada.post(f"/api/v1/accounts/{bob.id}/unfollow")

    def refused(id: str) -> tuple[int, str]:
        return ada.refused("POST", path, status_id=id)

    twice = f"{INVALID}Status has already been taken"
    assert refused(taken) == (422, twice)
    assert refused(hidden) == (422, f"{twice}, Status is invalid")
    direct = bob.toot("x", visibility="direct")
    assert refused(direct) == (422, f"{INVALID}Status is invalid")
    assert refused("1") == (422, f"{INVALID}Status must exist")
    assert len(ada.get(path)) == 2


def test_deleted_status_leaves_its_filters(pair: Pair) -> None:
    ada, bob = pair
    path = f"{V2}/{make_filter(ada)['id']}/statuses"
    gone, left = bob.toot("x"), bob.toot("y")
    for id in (gone, left):
        ada.post(path, status_id=id)
    bob.delete(f"/api/v1/statuses/{gone}")
    assert [place["status_id"] for place in ada.get(path)] == [left]


def test_deleted_filter_takes_its_keywords_along(pair: Pair) -> None:
    ada, bob = pair
    id = bob.toot("cats")
    made = make_filter(ada, "cats")
    assert filter_matches(ada, id) == [(["cats"], None)]
    assert ada.delete(f"{V2}/{made['id']}") == {}
    assert (ada.get(V2), ada.get(V1), filter_matches(ada, id)) == ([], [], [])


def test_filters_of_others_are_not_found(pair: Pair) -> None:
    ada, bob = pair
    made = make_filter(ada, "cats")
    id, word = made["id"], made["keywords"][0]["id"]
    status = bob.toot("x")
    place = ada.post(f"{V2}/{id}/statuses", status_id=status)["id"]
    before = ada.get(V2)
    for method, path in (
        *((method, f"{V2}/{id}") for method in ("GET", "PUT", "DELETE")),
        *((method, f"{V2}/{id}/keywords") for method in ("GET", "POST")),
        *((method, f"{V2}/{id}/statuses") for method in ("GET", "POST")),
        *((method, f"{V2}/keywords/{word}") for method in ("GET", "PUT", "DELETE")),
        *((method, f"{V2}/statuses/{place}") for method in ("GET", "DELETE")),
        *((method, f"{V1}/{word}") for method in ("GET", "PUT", "DELETE")),
    ):
        given = {"title": "t", "keyword": "k", "phrase": "p", "status_id": status}
        assert bob.refused(method, path, **given) == NOT_FOUND, (method, path)
    assert (bob.get(V2), bob.get(V1)) == ([], [])
    assert ada.get(V2) == before
    assert filter_matches(bob, status) == []


def test_filters_need_their_scopes() -> None:
    instance = OfflineInstance()
    reads = instance.token_for("ada", scopes=["read:filters"])
    writes = instance.token_for("ada", scopes=["write:filters"])
    given = {"title": "t", "context": ["home"]}
    assert outcome(send(instance, "POST", V2, given, token=reads))[0] == 403
    assert outcome(send(instance, "POST", V2, given, token=writes))[0] == 200
    for path in (V1, V2):
        assert outcome(send(instance, "GET", path, token=reads))[0] == 200
        assert outcome(send(instance, "GET", path, token=writes))[0] == 403
        assert outcome(send(instance, "GET", path))[0] == 401
