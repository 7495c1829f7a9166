"""Filter results in statuses, timelines and notifications."""

from __future__ import annotations

import pytest
from filtering import (
    V1,
    V2,
    Pair,
    ada_and_bob,
    filter_matches,
    home_timeline,
    make_filter,
)
from raw_http import multipart, outcome, send

from mastodon_core import KeywordEdit, NotFound, UnprocessableEntity, entities
from mastodon_core.testing import FakeMastodon, OfflineInstance


@pytest.fixture
def pair() -> Pair:
    return ada_and_bob()


def test_status_lists_the_filters_that_it_matches(pair: Pair) -> None:
    ada, bob = pair
    made = make_filter(ada, "cats", filter_action="hide")
    make_filter(ada, "dogs")
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
def test_first_match_is_quoted_as_the_status_spells_it(
    pair: Pair, words: list[str], whole: bool, text: str, found: str | None
) -> None:
    ada, bob = pair
    make_filter(ada, *words, whole_word=whole)
    told = [] if found is None else [([found], None)]
    assert filter_matches(ada, bob.toot(text)) == told


def test_filters_match_content_warnings_polls_and_alt_text(pair: Pair) -> None:
    ada, bob = pair
    make_filter(ada, "cats")
    poll = {"options": ["dogs", "cats"], "expires_in": 300}
    form = multipart(
        "/api/v2/media", bob.token, ("file", b"x"), ("description", b"two cats")
    )
    media = outcome(bob.instance.handle(form))[1]["id"]
    bob.instance.pass_time(60)
    for id in (
        bob.toot("x", spoiler_text="cats"),
        bob.toot("x", poll=poll),
        bob.toot("x", media_ids=[media]),
    ):
        assert filter_matches(ada, id) == [(["cats"], None)]
    assert filter_matches(ada, bob.toot("x")) == []


def test_boost_and_boosted_status_have_the_same_matches(pair: Pair) -> None:
    ada, bob = pair
    status = ada.toot("cats")
    boost = bob.do("reblog", status)["id"]
    filter = make_filter(ada, "cats")["id"]
    for id in (status, boost):
        ada.post(f"{V2}/{filter}/statuses", status_id=id)
    assert filter_matches(ada, boost) == [(["cats"], [boost, status])]
    found = ada.status(boost)
    assert found["reblog"]["filtered"] == found["filtered"]
    assert filter_matches(ada, status) == [(["cats"], [status])]
    # An empty list means that the filter has statuses, but not this one.
    assert filter_matches(ada, bob.toot("cats")) == [(["cats"], [])]


def test_a_quoted_status_has_its_own_matches(pair: Pair) -> None:
    ada, bob = pair
    make_filter(ada, "cats")
    id = bob.toot("look", quoted_status_id=bob.toot("cats"))
    found = ada.status(id)
    assert found["filtered"] == []
    (result,) = found["quote"]["quoted_status"]["filtered"]
    assert result["keyword_matches"] == ["cats"]


def test_matches_are_listed_in_all_contexts_and_for_your_own_statuses(
    pair: Pair,
) -> None:
    """Mastodon lists all matches, and leaves the hiding to clients."""
    ada, bob = pair
    make_filter(ada, "cats", context=["account"], filter_action="hide")
    own, other = ada.toot("cats"), bob.toot("@ada cats")
    assert home_timeline(ada) == [other, own]
    assert filter_matches(ada, own) == filter_matches(ada, other) == [(["cats"], None)]
    assert ada.notification_types() == ["mention"]
    (about,) = ada.get("/api/v1/notifications")
    assert about["status"]["filtered"][0]["filter"]["filter_action"] == "hide"


@pytest.mark.parametrize("path", [V1, V2])
def test_hidden_statuses_are_in_the_home_timeline_since_4_0(
    pair: Pair, path: str
) -> None:
    ada, bob = pair
    given = {"context": ["home", "notifications"]}
    if path == V1:
        ada.post(V1, phrase="cats", irreversible=True, **given)
    else:
        make_filter(ada, "cats", filter_action="hide", **given)
    id = bob.toot("@ada cats")
    assert (home_timeline(ada), ada.notification_types()) == ([id], ["mention"])


def test_expired_filter_stays_but_matches_nothing(pair: Pair) -> None:
    ada, bob = pair
    id = bob.toot("cats")
    made = make_filter(ada, "cats", expires_in=60)
    ada.instance.pass_time(59)
    assert filter_matches(ada, id) == [(["cats"], None)]
    ada.instance.pass_time(1)
    assert filter_matches(ada, id) == []
    assert ada.get(V2) == [made]
    ada.put(f"{V2}/{made['id']}", expires_in=60)
    assert filter_matches(ada, id) == [(["cats"], None)]


def test_matches_are_not_shown_to_others_or_without_a_token(pair: Pair) -> None:
    ada, bob = pair
    make_filter(ada, "cats")
    id = bob.toot("cats")
    assert filter_matches(bob, id) == []
    nobody = send(ada.instance, "GET", f"/api/v1/statuses/{id}")
    assert "filtered" not in outcome(nobody)[1]


def test_client_filters_as_the_server_does() -> None:
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
