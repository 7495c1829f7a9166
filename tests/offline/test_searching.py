"""Search for accounts, hashtags and statuses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from raw_http import Person, outcome, send

from mastodon_core import Unauthorized
from mastodon_core.testing import FakeMastodon, OfflineInstance

SEARCH = "/api/v2/search"
HERE = "https://offline.example"


@pytest.fixture
def ada() -> Person:
    """Ada, on a server with bob and catherine."""
    instance = OfflineInstance()
    instance.add_user("bob")
    instance.add_user("catherine")
    return Person(instance, "ada")


def search(person: Person, query: str, **more: str) -> Any:
    parameters = "".join(f"&{name}={value}" for name, value in more.items())
    return person.get(f"{SEARCH}?q={quote(query)}{parameters}")


def names(found: Any) -> list[str]:
    return [account["username"] for account in found["accounts"]]


def texts(person: Person, query: str, **more: str) -> list[str]:
    """The source texts of the statuses that a search finds."""
    statuses = search(person, query, type="statuses", **more)["statuses"]
    return [
        person.get(f"/api/v1/statuses/{status['id']}/source")["text"]
        for status in statuses
    ]


def test_search_finds_accounts_hashtags_and_statuses(ada: Person) -> None:
    own = ada.toot("my cat")
    ada.toot("#catnip #Cats #cat #dog")
    both = search(ada, "cat")
    assert names(both) == ["catherine"]
    assert [tag["name"] for tag in both["hashtags"]] == ["cat", "Cats", "catnip"]
    # The words of a hashtag count as words of the status.
    assert [status["id"] for status in both["statuses"]][1:] == [own]
    assert both["collections"] == []
    assert search(ada, "nothing") == {
        "accounts": [],
        "statuses": [],
        "hashtags": [],
        "collections": [],
    }


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        ("accounts", "accounts"),
        ("hashtags", "hashtags"),
        ("statuses", "statuses"),
        ("", "accounts hashtags statuses"),
        ("what", ""),
    ],
)
def test_search_can_be_limited_to_one_type(ada: Person, kind: str, kinds: str) -> None:
    ada.toot("bob #bob")
    whole = search(ada, "bob", type=kind)
    assert " ".join(name for name in sorted(whole) if whole[name]) == kinds


def test_search_for_a_handle_or_hashtag_finds_only_that_type(ada: Person) -> None:
    ada.toot("#bob bob bob@offline.example")
    name = search(ada, "@bob@offline.example")
    assert names(name) == ["bob"]
    assert name["hashtags"] == []
    tag = search(ada, "#bob")
    assert names(tag) == []
    assert [one["name"] for one in tag["hashtags"]] == ["bob"]
    assert names(search(ada, "a b@offline.example")) == []


def test_search_is_paged_if_it_is_for_one_type(ada: Person) -> None:
    for number in range(3):
        ada.toot(f"word {number}")
    assert texts(ada, "word", limit="1") == ["word 2"]
    assert texts(ada, "word", limit="2", offset="1") == ["word 1", "word 0"]
    assert len(search(ada, "word", offset="2")["statuses"]) == 3
    ids = ada.ids(f"/api/v1/accounts/{ada.id}/statuses")
    assert texts(ada, "word", max_id=ids[1]) == ["word 0"]
    assert texts(ada, "word", min_id=ids[1]) == ["word 2"]


def test_search_finds_statuses_that_you_interacted_with(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    bob.toot("word 0")
    favourite = bob.toot("word 1")
    ada.do("favourite", favourite)
    ada.do("bookmark", bob.toot("word 2"))
    boosted = bob.toot("word 3")
    ada.do("reblog", boosted)
    bob.toot("word 4 @ada", visibility="direct")
    asked = bob.toot("word 5", poll={"options": ["a", "b"], "expires_in": 300})
    ada.post(f"/api/v1/polls/{ada.status(asked)['poll']['id']}/votes", choices=[0])
    bob.toot("word 6 @ada")
    assert texts(bob, "word 4") == ["word 4 @ada"]
    seen = [text.split()[1] for text in texts(ada, "word")]
    assert seen == ["6", "5", "4", "3", "2", "1"]
    response = bob.send("PATCH", "/api/v1/accounts/update_credentials", indexable=True)
    assert response.status == 200
    assert texts(ada, "word")[-1] == "word 0"
    assert "word 0" not in texts(ada, "word in:library")
    assert "word 4 @ada" not in texts(ada, "word in:public")
    assert len(texts(ada, "word in:all")) == 7
    ada.post(f"/api/v1/accounts/{bob.id}/mute")
    assert texts(ada, "word") == []


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("one", "1 2 3"),
        ("ONE two", "1 2"),
        ('"one two"', "1"),
        ("one -two", "3"),
        ("+one +three", "2 3"),
        ("on", ""),
        ("from:me one", "1 2 3"),
        ("from:bob one", ""),
        ("from:@nobody@elsewhere.example one", ""),
        ("has:poll", "4"),
        ("yes has:poll", "4"),
        ("-has:poll is:reply", "5"),
        ("has:link", "6"),
        ("has:media", "7"),
        ("has:image picture", "7"),
        ("is:sensitive", "8"),
        ("warning", "8"),
        ("is:quote", "9"),
        ("language:fr", "9"),
        ("before:2024-01-02", "1 2 3 4 5 6 7 8"),
        ("after:2024-01-01", "9"),
        ("during:2024-01-02", "9"),
        ("during:never", ""),
        ("colon:word", "6"),
    ],
)
def test_search_supports_operators(query: str, numbers: str) -> None:
    mastodon = FakeMastodon(server=OfflineInstance(), user="ada")
    poll = mastodon.make_poll(["yes", "no"], 300)
    first = mastodon.toot("1 one two")
    mastodon.toot("2 two three, one")
    mastodon.toot("3 one three")
    mastodon.status_post("4", poll=poll)
    mastodon.status_post("5", first)
    mastodon.toot("6 https://example.com/ colon word")
    picture = mastodon.media_post(b"GIF89a", "image/gif", description="a picture")
    mastodon.status_post("7", media_ids=[picture])
    mastodon.status_post("8", spoiler_text="warning")
    mastodon.server.pass_time(86_400)
    mastodon.status_post("9", quoted_status_id=first, language="fr")
    statuses = mastodon.search(query, type="statuses").value.statuses
    found = sorted(mastodon.status_source(status).text[0] for status in statuses)
    assert " ".join(found) == numbers


def test_search_resolves_a_url_of_the_instance(ada: Person) -> None:
    id = ada.toot("x")
    hidden = Person(ada.instance, "bob").toot("x", visibility="private")
    for url in (f"{HERE}/@ada/{id}", f"{HERE}/users/ada/statuses/{id}"):
        there = search(ada, url, resolve="true")
        assert [status["id"] for status in there["statuses"]] == [id]
        assert names(there) == []
    for url in (f"{HERE}/@bob", f"{HERE}/users/bob"):
        assert names(search(ada, url, resolve="true")) == ["bob"]
        assert names(search(ada, url)) == []
        nothing = search(ada, url, resolve="true", type="statuses")
        assert names(nothing) == nothing["statuses"] == []
    for url in (
        f"{HERE}/@bob/{id}",
        f"{HERE}/@bob/{hidden}",
        f"{HERE}/@nobody",
        f"{HERE}/@ada/1",
        f"{HERE}/about",
        "http://elsewhere.example/@ada",
    ):
        nothing = search(ada, url, resolve="true")
        assert (nothing["accounts"], nothing["statuses"]) == ([], [])
    beyond = search(ada, f"{HERE}/@bob", resolve="true", type="accounts", offset="1")
    assert names(beyond) == []


def test_search_can_be_limited_to_followed_accounts(ada: Person) -> None:
    bob = ada.get("/api/v1/accounts/lookup?acct=bob")["id"]
    ada.post(f"/api/v1/accounts/{bob}/follow")
    assert names(search(ada, "b", following="true")) == ["bob"]
    assert names(search(ada, "cat", following="true")) == []


def test_search_can_exclude_unreviewed_hashtags(ada: Person) -> None:
    ada.toot("#cat #cats")
    tags = search(ada, "cat", exclude_unreviewed="true")["hashtags"]
    assert [tag["name"] for tag in tags] == ["cat"]


def test_search_without_a_token_is_limited(ada: Person) -> None:
    ada.toot("bob #bob")
    anonymous = FakeMastodon(server=ada.instance)
    seen = anonymous.search("bob").value
    assert [account.acct for account in seen.accounts] == ["bob"]
    assert [tag.name for tag in seen.hashtags] == ["bob"]
    assert seen.statuses == ()
    for more in ({"resolve": True}, {"offset": 1, "type": "accounts"}):
        with pytest.raises(Unauthorized):
            anonymous.search("bob", **more)  # type: ignore[arg-type]  # the values come from the row


def test_search_needs_a_query(ada: Person) -> None:
    error = (400, "param is missing or the value is empty or invalid: q")
    assert ada.refused("GET", SEARCH) == error
    assert ada.refused("GET", f"{SEARCH}?q=%20") == error


def test_search_of_version_1_returns_names_of_hashtags() -> None:
    old = Person(OfflineInstance(version="2.9.0"), "ada")
    old.toot("#ada ada")
    both = old.get("/api/v1/search?q=ada")
    assert both["hashtags"] == ["ada"]
    assert names(both) == ["ada"]
    assert len(both["statuses"]) == 1
    assert "collections" not in search(old, "ada")
    new = Person(OfflineInstance(), "ada")
    assert new.refused("GET", "/api/v1/search?q=ada")[0] == 404


def test_search_for_accounts_needs_no_token(ada: Person) -> None:
    response = send(ada.instance, "GET", f"{SEARCH}?q=cat&following=true")
    assert names(outcome(response)[1]) == ["catherine"]
