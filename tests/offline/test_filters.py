"""Filters: what people do not want to see, and how they are told of it."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Person, ask, multipart, said

from mastodon_core import NotFound, UnprocessableEntity, entities
from mastodon_core.methods.filters import KeywordEdit
from mastodon_core.testing import FakeMastodon, OfflineInstance

V1, V2 = "/api/v1/filters", "/api/v2/filters"
NOT_FOUND = 404, "Record not found"
INVALID = "Validation failed: "
CONTEXT = "Context None or invalid context supplied"
Pair = tuple[Person, Person]


def people(version: str = "4.7.0") -> Pair:
    """Ada, who follows bob."""
    instance = OfflineInstance(version=version)
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    ada.post(f"/api/v1/accounts/{bob.id}/follow")
    return ada, bob


@pytest.fixture
def pair() -> Pair:
    return people()


def make(person: Person, *words: str, whole_word: bool = True, **more: Any) -> Any:
    """Make a filter of some words, for home if nothing else is said."""
    lines = [{"keyword": word, "whole_word": whole_word} for word in words]
    given = {"title": "t", "context": ["home"], "keywords_attributes": lines}
    return person.post(V2, **(given | more))


def matched(person: Person, id: str) -> list[tuple[Any, Any]]:
    """By what somebody sees a status match."""
    found = person.status(id)["filtered"]
    return [(one["keyword_matches"], one["status_matches"]) for one in found]


def home(person: Person) -> list[str]:
    return person.ids("/api/v1/timelines/home")


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


def test_each_keyword_is_a_filter_of_version_1(pair: Pair) -> None:
    ada = pair[0]
    made = make(ada, "cats", "dogs", filter_action="hide", expires_in=60)
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


def test_a_filter_of_version_1_is_one_of_version_2(pair: Pair) -> None:
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
    # What is deleted is the keyword: the filter stays, without any.
    assert ada.delete(path) == {}
    assert ada.get(V1) == []
    assert ada.get(V2) == [found | {"keywords": []}]


def test_filters_of_version_1_are_in_the_order_of_their_ids(pair: Pair) -> None:
    ada = pair[0]
    first = make(ada, "a")
    make(ada, "b")
    ada.post(f"{V2}/{first['id']}/keywords", keyword="c")
    assert [known["phrase"] for known in ada.get(V1)] == ["a", "b", "c"]


def test_version_1_changes_no_filter_of_several_keywords(pair: Pair) -> None:
    ada = pair[0]
    made = make(ada, "cats", "dogs", title="cats")
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
    # What concerns the keyword alone may change, where the title stays.
    given = {"phrase": "cats", "context": ["home"], "irreversible": False}
    assert ada.put(path, whole_word=False, **given)["whole_word"] is False


@pytest.mark.parametrize(
    ("given", "made", "changed"),
    [
        ({"phrase": ""}, "Title can't be blank", "Keyword can't be blank"),
        ({"context": ["away"]}, CONTEXT, CONTEXT),
    ],
)
def test_version_1_checks_what_it_is_given(
    pair: Pair, given: dict[str, Any], made: str, changed: str
) -> None:
    ada = pair[0]
    whole = {"phrase": "cats", "context": ["home"]} | given
    assert ada.refused("POST", V1, **whole) == (422, INVALID + made)
    path = f"{V1}/{make(ada, 'dogs')['keywords'][0]['id']}"
    assert ada.refused("PUT", path, **given) == (422, INVALID + changed)
    assert [known["phrase"] for known in ada.get(V1)] == ["dogs"]


def test_before_4_0_there_was_only_version_1() -> None:
    ada, bob = people("3.5.0")
    assert ada.refused("GET", V2) == (404, "Not Found")
    blank = f"{INVALID}Phrase can't be blank"
    assert ada.refused("POST", V1, context=["home"]) == (422, blank)
    made = ada.post(V1, phrase="cats", context=["home"])
    assert ada.refused("PUT", f"{V1}/{made['id']}", phrase="") == (422, blank)
    id = bob.toot("cats")
    assert home(ada) == [id]
    assert "filtered" not in ada.status(id)


def test_before_4_0_the_server_left_out_what_was_filtered_for_good() -> None:
    ada, bob = people("3.5.0")
    list_id = ada.post("/api/v1/lists", title="l")["id"]
    ada.post(f"/api/v1/lists/{list_id}/accounts", account_ids=[bob.id])
    before = bob.toot("cats")
    given = {"irreversible": True, "context": ["home"]}
    made = ada.post(V1, phrase="cats", **given)
    ada.post(V1, phrase="dogs", **(given | {"context": ["notifications"]}))
    own, eve = ada.toot("cats"), Person(ada.instance, "eve")
    kept = [bob.toot("@ada cats"), bob.toot("@ada dogs")]
    bob.do("reblog", eve.toot("Cats!"))
    assert ada.told() == ["mention"]
    assert home(ada) == [kept[1], own, before]
    assert ada.ids(f"/api/v1/timelines/list/{list_id}") == [kept[1], before]
    # It does not come back, and can still be looked up.
    ada.delete(f"{V1}/{made['id']}")
    assert home(ada) == [kept[1], own, before]
    assert ada.status(kept[0])["id"] == kept[0]
    again = bob.toot("cats")
    assert home(ada)[0] == again


def test_before_4_0_only_home_and_notifications_were_left_out_of() -> None:
    ada = people("3.5.0")[0]
    given = {"phrase": "cats", "context": ["public"], "irreversible": True}
    status, error = ada.refused("POST", V1, **given)
    assert status == 422
    assert error.endswith("only works with home or notifications context")
    made = ada.post(V1, **(given | {"irreversible": False}))
    path = f"{V1}/{made['id']}"
    assert ada.refused("PUT", path, irreversible=True) == (422, error)
    assert ada.get(V1) == [made]
    assert ada.put(path, irreversible=True, context=["home"])["irreversible"] is True


def test_a_client_filters_as_the_server_tells_it() -> None:
    instance = OfflineInstance()
    ada = FakeMastodon(instance, user="ada")
    bob = FakeMastodon(instance, user="bob")
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
