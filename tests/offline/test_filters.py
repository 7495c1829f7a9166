"""Filters, with their keywords and statuses, are made and changed."""

from __future__ import annotations

from typing import Any

import pytest
from asking import ask, said
from filtering import CONTEXT, INVALID, NOT_FOUND, V1, V2, Pair, make, matched, people

from mastodon_core.testing import OfflineInstance


@pytest.fixture
def pair() -> Pair:
    return people()


def test_a_filter_is_given_with_all_its_rules(pair: Pair) -> None:
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


def test_a_filter_that_does_not_say_warns_and_never_ends(pair: Pair) -> None:
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
def test_what_is_not_acceptable_is_said_and_changes_nothing(
    pair: Pair, given: dict[str, Any], problem: str
) -> None:
    ada = pair[0]
    made = make(ada, "cats")
    new = {"title": "u", "context": ["public"]} | given
    assert ada.refused("POST", V2, **new) == (422, INVALID + problem)
    path = f"{V2}/{made['id']}"
    assert ada.refused("PUT", path, **given) == (422, INVALID + problem)
    assert ada.get(V2) == [made]


def test_a_filter_without_anything_is_refused_in_the_words_of_the_documentation(
    pair: Pair,
) -> None:
    said = f"{INVALID}Title can't be blank, Context can't be blank, {CONTEXT}"
    assert pair[0].refused("POST", V2) == (422, said)


def test_the_longest_texts_are_taken(pair: Pair) -> None:
    made = make(pair[0], "k" * 512, title="t" * 256)
    assert len(made["title"]) == 256
    assert len(made["keywords"][0]["keyword"]) == 512


def test_older_servers_do_not_blur() -> None:
    assert make(people("4.4.0")[0], filter_action="blur")["filter_action"] == "blur"
    given = {"title": "t", "context": ["home"], "filter_action": "blur"}
    assert people("4.3.0")[0].refused("POST", V2, **given)[0] == 422


def test_what_is_not_given_stays(pair: Pair) -> None:
    ada = pair[0]
    made = make(ada, "cats", filter_action="hide", expires_in=60)
    path = f"{V2}/{made['id']}"
    assert ada.put(path) == made
    assert ada.put(path, title="u") == made | {"title": "u"}
    changed = ada.put(path, context=["public"], filter_action="warn", expires_in="")
    assert (changed["context"], changed["filter_action"]) == (["public"], "warn")
    assert changed["expires_at"] is None
    assert changed["keywords"] == made["keywords"]


def test_a_time_that_is_no_number_is_over_at_once_and_none_is_too_long(
    pair: Pair,
) -> None:
    ada = pair[0]
    assert make(ada, expires_in="soon")["expires_at"] == "2024-01-01T00:00:00.000Z"
    assert make(ada, expires_in=10**17)["expires_at"].startswith("2340-")
    assert make(ada, expires_in=-(10**17))["expires_at"].startswith("1707-")


def test_an_update_adds_changes_and_takes_out_keywords(pair: Pair) -> None:
    ada = pair[0]
    made = make(ada, "cats", "dogs")
    cats, dogs = made["keywords"]
    lines: list[dict[str, Any]] = [
        {"id": cats["id"], "keyword": "cat", "whole_word": False},
        {"id": dogs["id"], "_destroy": True},
        {"keyword": "owls"},
        # Lines of a form left empty, and what comes and goes at once.
        {"keyword": " ", "whole_word": False},
        {"keyword": "newts", "_destroy": True},
    ]
    changed = ada.put(f"{V2}/{made['id']}", keywords_attributes=lines)
    first, second = changed["keywords"]
    assert first == {"id": cats["id"], "keyword": "cat", "whole_word": False}
    assert (second["keyword"], second["whole_word"]) == ("owls", True)
    assert ada.refused("GET", f"{V2}/keywords/{dogs['id']}") == NOT_FOUND


def test_a_keyword_of_another_filter_is_not_changed_by_an_update(pair: Pair) -> None:
    ada = pair[0]
    word = make(ada, "cats")["keywords"][0]
    other = make(ada, "dogs")
    lines = [{"keyword": "owls"}, {"id": word["id"], "keyword": "newts"}]
    path = f"{V2}/{other['id']}"
    assert ada.refused("PUT", path, keywords_attributes=lines) == NOT_FOUND
    assert ada.get(path) == other


def test_keywords_are_kept_one_by_one(pair: Pair) -> None:
    ada = pair[0]
    path = f"{V2}/{make(ada)['id']}/keywords"
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


def test_a_keyword_is_checked(pair: Pair) -> None:
    ada = pair[0]
    made = make(ada, "cats")
    blank = 422, f"{INVALID}Keyword can't be blank"
    long = 422, f"{INVALID}Keyword is too long (maximum is 512 characters)"
    own = f"{V2}/keywords/{made['keywords'][0]['id']}"
    for method, path in (("POST", f"{V2}/{made['id']}/keywords"), ("PUT", own)):
        assert ada.refused(method, path, keyword=" ") == blank
        assert ada.refused(method, path, keyword="k" * 513) == long
    assert ada.refused("POST", f"{V2}/{made['id']}/keywords") == blank
    assert ada.get(f"{V2}/{made['id']}") == made


def test_statuses_are_kept_one_by_one(pair: Pair) -> None:
    ada, bob = pair
    other, id = bob.toot("y"), bob.toot("x")
    before = f"{V2}/{make(ada)['id']}/statuses"
    ada.post(before, status_id=other)
    path = f"{V2}/{make(ada)['id']}/statuses"
    made = ada.post(path, status_id=id)
    assert made == {"id": made["id"], "status_id": id}
    own = f"{V2}/statuses/{made['id']}"
    assert ada.get(own) == made
    assert ada.get(path) == [made]
    assert matched(ada, id) == [(None, [id])]
    assert ada.delete(own) == {}
    assert ada.get(path) == []
    assert matched(ada, id) == []
    assert [place["status_id"] for place in ada.get(before)] == [other]


def test_a_status_is_in_a_filter_once_and_must_be_there_and_to_be_seen(
    pair: Pair,
) -> None:
    ada, bob = pair
    path = f"{V2}/{make(ada)['id']}/statuses"
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


def test_a_status_leaves_the_filters_when_it_is_deleted(pair: Pair) -> None:
    ada, bob = pair
    path = f"{V2}/{make(ada)['id']}/statuses"
    gone, left = bob.toot("x"), bob.toot("y")
    for id in (gone, left):
        ada.post(path, status_id=id)
    bob.delete(f"/api/v1/statuses/{gone}")
    assert [place["status_id"] for place in ada.get(path)] == [left]


def test_a_deleted_filter_is_gone_with_all_that_was_in_it(pair: Pair) -> None:
    ada, bob = pair
    id = bob.toot("cats")
    made = make(ada, "cats")
    assert matched(ada, id) == [(["cats"], None)]
    assert ada.delete(f"{V2}/{made['id']}") == {}
    assert (ada.get(V2), ada.get(V1), matched(ada, id)) == ([], [], [])


def test_nobody_reaches_the_filters_of_others(pair: Pair) -> None:
    ada, bob = pair
    made = make(ada, "cats")
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
    assert matched(bob, status) == []


def test_filters_ask_for_their_scopes() -> None:
    instance = OfflineInstance()
    reads = instance.token_for("ada", scopes=["read:filters"])
    writes = instance.token_for("ada", scopes=["write:filters"])
    given = {"title": "t", "context": ["home"]}
    assert said(ask(instance, "POST", V2, given, token=reads))[0] == 403
    assert said(ask(instance, "POST", V2, given, token=writes))[0] == 200
    for path in (V1, V2):
        assert said(ask(instance, "GET", path, token=reads))[0] == 200
        assert said(ask(instance, "GET", path, token=writes))[0] == 403
        assert said(ask(instance, "GET", path))[0] == 401
