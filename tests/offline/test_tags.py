"""Reading, following and featuring hashtags."""

from __future__ import annotations

import pytest
from raw_http import Person, links, outcome, send

from mastodon_core.testing import OfflineInstance

Pair = tuple[Person, Person]


@pytest.fixture
def pair() -> Pair:
    """Ada and bob, who do not follow each other."""
    instance = OfflineInstance()
    return Person(instance, "ada"), Person(instance, "bob")


def home(person: Person) -> list[str]:
    return person.ids("/api/v1/timelines/home")


def test_hashtag_exists_before_its_first_use(pair: Pair) -> None:
    found = pair[0].get("/api/v1/tags/Cats")
    assert (found["id"], found["name"], found["url"]) == (
        "",
        "Cats",
        "https://offline.example/tags/cats",
    )
    assert {(day["accounts"], day["uses"]) for day in found["history"]} == {("0", "0")}
    assert (found["following"], found["featuring"]) == (False, False)
    anonymous = send(pair[0].instance, "GET", "/api/v1/tags/Cats")
    assert "following" not in outcome(anonymous)[1]


@pytest.mark.parametrize("name", ["123", "a%20b", "%23cats", "-"])
@pytest.mark.parametrize("verb", ["", "/follow", "/unfollow", "/feature", "/unfeature"])
def test_malformed_hashtag_is_not_found(pair: Pair, name: str, verb: str) -> None:
    method = "POST" if verb else "GET"
    assert pair[0].refused(method, f"/api/v1/tags/{name}{verb}")[0] == 404


def test_hashtag_keeps_its_first_spelling_and_counts_uses_by_day(pair: Pair) -> None:
    ada, bob = pair
    ada.toot("#BlackCats #blackcats")
    ada.toot("#blackcats", visibility="unlisted")
    ada.instance.pass_time(86400)
    boosted = ada.toot("#BLACKCATS https://offline.example/#other")
    bob.do("reblog", boosted)
    bob.do("reblog", ada.toot("x"))
    found = ada.get("/api/v1/tags/blackCATS")
    assert found["name"] == "BlackCats"
    today, yesterday, *before = found["history"]
    assert (today["accounts"], today["uses"]) == ("2", "2")
    assert (yesterday["accounts"], yesterday["uses"]) == ("1", "1")
    assert int(today["day"]) - int(yesterday["day"]) == 86400
    assert len(before) == 5


def test_statuses_with_a_followed_hashtag_are_in_home(pair: Pair) -> None:
    ada, bob = pair
    bob.toot("#cats before")
    for _ in range(2):
        assert ada.post("/api/v1/tags/Cats/follow")["following"] is True
    after = bob.toot("#CATS after")
    bob.toot("#cats", visibility="unlisted")
    bob.toot("#dogs")
    bob.do("reblog", bob.toot("x"))
    assert home(ada) == [after]
    assert ada.get("/api/v1/tags/cats")["following"] is True
    assert home(bob)[0] != after
    ada.post(f"/api/v1/accounts/{bob.id}/mute")
    assert home(ada) == []
    ada.post(f"/api/v1/accounts/{bob.id}/unmute")
    ada.post(f"/api/v1/accounts/{bob.id}/follow")
    assert len(home(ada)) == 6
    ada.post(f"/api/v1/accounts/{bob.id}/unfollow")
    assert ada.post("/api/v1/tags/cats/unfollow")["following"] is False
    assert home(ada) == []


def test_followed_hashtag_leaves_out_blocking_accounts(pair: Pair) -> None:
    ada, bob = pair
    ada.post("/api/v1/tags/cats/follow")
    bob.toot("#cats")
    bob.post(f"/api/v1/accounts/{ada.id}/block")
    assert home(ada) == []


def test_followed_hashtags_are_paged_latest_first(pair: Pair) -> None:
    ada = pair[0]
    for name in ("one", "two", "three"):
        ada.post(f"/api/v1/tags/{name}/follow")
    response = ada.send("GET", "/api/v1/followed_tags?limit=2")
    assert [tag["name"] for tag in outcome(response)[1]] == ["three", "two"]
    rest = ada.get(links(response)["next"])
    assert [(tag["name"], tag["following"]) for tag in rest] == [("one", True)]
    assert pair[1].get("/api/v1/followed_tags") == []


def test_a_featured_hashtag_counts_the_posts_of_its_account(pair: Pair) -> None:
    ada, bob = pair
    ada.toot("#cats")
    ada.toot("#cats", visibility="private")
    bob.toot("#cats")
    made = ada.post("/api/v1/featured_tags", name="#Cats")
    assert made == {
        "id": made["id"],
        "name": "Cats",
        "url": "https://offline.example/@ada/tagged/cats",
        "statuses_count": "1",
        "last_status_at": "2024-01-01",
    }
    assert ada.get("/api/v1/featured_tags") == [made]
    assert bob.get(f"/api/v1/accounts/{ada.id}/featured_tags") == [made]
    assert ada.get("/api/v1/tags/cats")["featuring"] is True
    assert ada.delete(f"/api/v1/featured_tags/{made['id']}") == {}
    assert ada.refused("DELETE", f"/api/v1/featured_tags/{made['id']}")[0] == 404
    assert ada.get("/api/v1/featured_tags") == []


def test_a_hashtag_is_featured_by_its_name(pair: Pair) -> None:
    ada = pair[0]
    for _ in range(2):
        assert ada.post("/api/v1/tags/Cats/feature")["featuring"] is True
    (featured,) = ada.get("/api/v1/featured_tags")
    assert (featured["name"], featured["last_status_at"]) == ("Cats", None)
    assert ada.post("/api/v1/tags/cats/unfeature")["featuring"] is False
    assert ada.get("/api/v1/featured_tags") == []


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "Name can't be blank"),
        (" # ", "Name can't be blank"),
        ("1", "Name is invalid"),
        ("CATS", "Name has already been taken"),
    ],
)
def test_invalid_featured_hashtag_is_refused(
    pair: Pair, name: str, problem: str
) -> None:
    pair[0].post("/api/v1/featured_tags", name="cats")
    error = pair[0].refused("POST", "/api/v1/featured_tags", name=name)
    assert error == (422, f"Validation failed: {problem}")


def test_at_most_ten_hashtags_can_be_featured(pair: Pair) -> None:
    ada = pair[0]
    for number in range(10):
        ada.post("/api/v1/featured_tags", name=f"tag{number}")
    problem = "You have already featured the maximum number of hashtags"
    for path, body in (
        ("/api/v1/featured_tags", {"name": "more"}),
        ("/api/v1/tags/more/feature", {}),
    ):
        error = ada.refused("POST", path, **body)
        assert error == (422, f"Validation failed: {problem}")


def test_most_used_hashtags_are_suggested(pair: Pair) -> None:
    ada, bob = pair
    ada.toot("#one #two")
    ada.toot("#two #three", visibility="private")
    bob.toot("#four")
    ada.post("/api/v1/featured_tags", name="three")
    suggested = ada.get("/api/v1/featured_tags/suggestions")
    assert [tag["name"] for tag in suggested] == ["two", "one"]
    for number in range(12):
        ada.toot(f"#tag{number}")
    assert len(ada.get("/api/v1/featured_tags/suggestions")) == 10


def test_older_servers_cannot_feature_or_follow_hashtags() -> None:
    old = Person(OfflineInstance(version="4.3.0"), "ada")
    assert old.refused("POST", "/api/v1/tags/cats/feature")[0] == 404
    assert "featuring" not in old.post("/api/v1/tags/cats/follow")
    older = Person(OfflineInstance(version="3.5.0"), "ada")
    assert older.refused("GET", "/api/v1/tags/cats")[0] == 404
