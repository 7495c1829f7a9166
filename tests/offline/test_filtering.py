"""What people are told, and not told, of statuses that match a filter."""

from __future__ import annotations

import pytest
from asking import ask, multipart, said
from filtering import V1, V2, Pair, home, make, matched, people

from mastodon_core import NotFound, UnprocessableEntity, entities
from mastodon_core.methods.filters import KeywordEdit
from mastodon_core.testing import FakeMastodon, OfflineInstance


@pytest.fixture
def pair() -> Pair:
    return people()


def test_a_status_tells_which_filters_it_matches(pair: Pair) -> None:
    ada, bob = pair
    made = make(ada, "cats", filter_action="hide")
    make(ada, "dogs")
    (result,) = ada.status(bob.toot("all CATS"))["filtered"]
    alone = {k: v for k, v in made.items() if k not in ("keywords", "statuses")}
    assert result == {
        "filter": alone,
        "keyword_matches": ["CATS"],
        "status_matches": None,
    }


@pytest.mark.parametrize(
    ("words", "whole", "text", "found"),
    [
        (["cat"], True, "cats", None),
        (["cat"], False, "cats", "cat"),
        (["dog", "cat"], True, "a cat and a dog", "cat"),
        (["cat", "cat nap"], True, "a cat nap", "cat"),
        (["#cats"], True, "x#cats", "#cats"),
        (["straße"], True, "Die STRASSE lang", "STRASSE"),
        (["strasse"], True, "Die große Straße", "Straße"),
        (["ende"], True, "ßß ende", "ende"),
    ],
)
def test_a_match_is_told_as_the_status_has_it_first(
    pair: Pair, words: list[str], whole: bool, text: str, found: str | None
) -> None:
    ada, bob = pair
    make(ada, *words, whole_word=whole)
    told = [] if found is None else [([found], None)]
    assert matched(ada, bob.toot(text)) == told


def test_filters_look_at_warnings_polls_and_descriptions(pair: Pair) -> None:
    ada, bob = pair
    make(ada, "cats")
    poll = {"options": ["dogs", "cats"], "expires_in": 300}
    form = multipart(
        "/api/v2/media", bob.token, ("file", b"x"), ("description", b"two cats")
    )
    media = said(bob.instance.handle(form))[1]["id"]
    bob.instance.pass_time(60)
    for id in (
        bob.toot("x", spoiler_text="cats"),
        bob.toot("x", poll=poll),
        bob.toot("x", media_ids=[media]),
    ):
        assert matched(ada, id) == [(["cats"], None)]
    assert matched(ada, bob.toot("x")) == []


def test_a_boost_and_what_it_boosts_match_the_same(pair: Pair) -> None:
    ada, bob = pair
    status = ada.toot("cats")
    boost = bob.do("reblog", status)["id"]
    filter = make(ada, "cats")["id"]
    for id in (status, boost):
        ada.post(f"{V2}/{filter}/statuses", status_id=id)
    assert matched(ada, boost) == [(["cats"], [boost, status])]
    found = ada.status(boost)
    assert found["reblog"]["filtered"] == found["filtered"]
    assert matched(ada, status) == [(["cats"], [status])]
    # That is told too, and means that there are statuses, but not this one.
    assert matched(ada, bob.toot("cats")) == [(["cats"], [])]


def test_a_quoted_status_has_its_own_matches(pair: Pair) -> None:
    ada, bob = pair
    make(ada, "cats")
    id = bob.toot("look", quoted_status_id=bob.toot("cats"))
    found = ada.status(id)
    assert found["filtered"] == []
    (result,) = found["quote"]["quoted_status"]["filtered"]
    assert result["keyword_matches"] == ["cats"]


def test_contexts_are_left_to_the_client_and_so_is_whose_status_it_is(
    pair: Pair,
) -> None:
    """Mastodon tells of all matches, and lets what is to be hidden come home."""
    ada, bob = pair
    make(ada, "cats", context=["account"], filter_action="hide")
    own, other = ada.toot("cats"), bob.toot("@ada cats")
    assert home(ada) == [other, own]
    assert matched(ada, own) == matched(ada, other) == [(["cats"], None)]
    assert ada.told() == ["mention"]
    (about,) = ada.get("/api/v1/notifications")
    assert about["status"]["filtered"][0]["filter"]["filter_action"] == "hide"


@pytest.mark.parametrize("path", [V1, V2])
def test_hidden_statuses_come_home_since_4_0(pair: Pair, path: str) -> None:
    ada, bob = pair
    given = {"context": ["home", "notifications"]}
    if path == V1:
        ada.post(V1, phrase="cats", irreversible=True, **given)
    else:
        make(ada, "cats", filter_action="hide", **given)
    id = bob.toot("@ada cats")
    assert (home(ada), ada.told()) == ([id], ["mention"])


def test_an_ended_filter_stays_but_matches_nothing(pair: Pair) -> None:
    ada, bob = pair
    id = bob.toot("cats")
    made = make(ada, "cats", expires_in=60)
    ada.instance.pass_time(59)
    assert matched(ada, id) == [(["cats"], None)]
    ada.instance.pass_time(1)
    assert matched(ada, id) == []
    assert ada.get(V2) == [made]
    ada.put(f"{V2}/{made['id']}", expires_in=60)
    assert matched(ada, id) == [(["cats"], None)]


def test_nobody_and_others_are_told_nothing(pair: Pair) -> None:
    ada, bob = pair
    make(ada, "cats")
    id = bob.toot("cats")
    assert matched(bob, id) == []
    nobody = ask(ada.instance, "GET", f"/api/v1/statuses/{id}")
    assert "filtered" not in said(nobody)[1]


def test_a_client_filters_as_the_server_tells_it() -> None:
    instance = OfflineInstance()
    ada = FakeMastodon(server=instance, user="ada")
    bob = FakeMastodon(server=instance, user="bob")
    made = ada.create_filter_v2(
        "pets",
        ["public"],
        filter_action="hide",
        keywords_attributes=[KeywordEdit("cats"), KeywordEdit("dogs")],
    )
    bob.status_post("two dogs")
    bob.status_post("an owl")
    owl, dogs = ada.timeline_public()
    assert owl.filtered == ()
    (result,) = dogs.filtered or ()
    assert result.filter.id == made.id
    assert result.filter.filter_action is entities.FilterAction.HIDE
    assert (result.keyword_matches, result.status_matches) == (("dogs",), None)
    assert ada.filters_apply([owl, dogs], [made], "public") == (owl,)
    word = (made.keywords or ())[1]
    edit = KeywordEdit(id=word, destroy=True)
    changed = ada.update_filter_v2(made, expires_in=60, keywords_attributes=[edit])
    assert [left.keyword for left in changed.keywords or ()] == ["cats"]
    assert ada.status(dogs).filtered == ()
    with pytest.raises(NotFound):
        ada.filter_keyword_v2(word)
    with pytest.raises(UnprocessableEntity):
        ada.add_filter_status_v2(made, "1")
    assert ada.update_filter_v2(made, expires_in=None).expires_at is None
