"""The directory, suggestions, endorsements, common acquaintances, blocked servers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from asking import Person, ask, links, said

from mastodon_core.testing import OfflineInstance

ACCOUNTS = "/api/v1/accounts"
BLOCKS = "/api/v1/domain_blocks"


class People:
    """Whoever is named, each one who wants to be found."""

    def __init__(self, names: str, version: str = "4.7.0") -> None:
        self.instance = OfflineInstance(version=version)
        self._known = {name: Person(self.instance, name) for name in names.split()}
        for person in self._known.values():
            self.found(person)

    def __getitem__(self, name: str) -> Person:
        return self._known[name]

    def found(self, person: Person, *, wants: bool = True) -> None:
        """Let somebody be found or not."""
        path = f"{ACCOUNTS}/update_credentials"
        assert person.ask("PATCH", path, discoverable=wants).status == 200

    def follow(self, *pairs: str) -> None:
        """Let the first of each two names follow the second."""
        for pair in pairs:
            one, other = pair.split(">")
            self[one].post(f"{ACCOUNTS}/{self[other].id}/follow")


def names(accounts: Iterable[Any]) -> str:
    return " ".join(account["username"] for account in accounts)


def test_the_directory_has_those_first_who_posted_last() -> None:
    people = People("ada bob cat dan")
    people.found(people["dan"], wants=False)
    for name in ("bob", "ada", "dan"):
        people[name].toot("x")
    assert names(people["cat"].get("/api/v1/directory")) == "ada bob cat"
    assert names(people["cat"].get("/api/v1/directory?order=new")) == "cat bob ada"
    page = people["cat"].get("/api/v1/directory?offset=1&limit=1")
    assert names(page) == "bob"


def test_the_directory_leaves_out_who_is_hidden_from_one() -> None:
    people = People("ada bob cat dan")
    ada = people["ada"]
    ada.post(f"{ACCOUNTS}/{people['bob'].id}/mute")
    people["cat"].post(f"{ACCOUNTS}/{ada.id}/block")
    assert names(ada.get("/api/v1/directory")) == "dan ada"
    nobody = ask(people.instance, "GET", "/api/v1/directory?local=true")
    assert names(said(nobody)[1]) == "dan cat bob ada"


def test_friends_of_friends_are_suggested_before_others() -> None:
    people = People("me friend pal known liked shy asked muted")
    people.follow("me>friend", "me>pal", "friend>known", "pal>known", "friend>liked")
    people.follow("known>shy", "liked>muted", "friend>me")
    people.found(people["shy"], wants=False)
    me = people["me"]
    people["asked"].ask("PATCH", f"{ACCOUNTS}/update_credentials", locked=True)
    people.follow("me>asked")
    me.post(f"{ACCOUNTS}/{people['muted'].id}/mute")
    found = me.get("/api/v2/suggestions")
    assert names(one["account"] for one in found) == "known liked"
    assert [(one["source"], one["sources"]) for one in found] == [
        ("past_interactions", ["friends_of_friends"])
    ] * 2


def test_who_has_most_followers_is_suggested_too() -> None:
    people = People("me bob cat")
    people.follow("bob>cat")
    found = people["me"].get("/api/v2/suggestions")
    assert names(one["account"] for one in found) == "cat bob"
    assert [(one["source"], one["sources"]) for one in found] == [
        ("global", ["most_followed"])
    ] * 2
    assert names(people["me"].get("/api/v1/suggestions?offset=1")) == "bob"


def test_who_was_refused_is_suggested_no_more() -> None:
    people = People("me bob cat")
    assert people["me"].delete(f"/api/v1/suggestions/{people['cat'].id}") == {}
    assert people["me"].delete("/api/v1/suggestions/1") == {}
    assert names(people["me"].get("/api/v1/suggestions")) == "bob"
    assert len(people["bob"].get("/api/v1/suggestions")) == 2


def test_older_servers_name_one_reason() -> None:
    people = People("me bob", version="4.2.0")
    (found,) = people["me"].get("/api/v2/suggestions")
    assert found["source"] == "global"
    assert "sources" not in found


@pytest.mark.parametrize(("on", "off"), [("endorse", "unendorse"), ("pin", "unpin")])
def test_whom_one_follows_may_be_endorsed(on: str, off: str) -> None:
    people = People("me bob cat")
    me, bob = people["me"], people["bob"]
    assert me.refused("POST", f"{ACCOUNTS}/{bob.id}/{on}") == (
        422,
        "Validation failed: You must be already following the person you want to"
        " endorse",
    )
    people.follow("me>bob", "me>cat")
    for person in (bob, people["cat"], bob):
        done = me.post(f"{ACCOUNTS}/{person.id}/{on}")
        assert done["endorsed"] is True
    response = me.ask("GET", "/api/v1/endorsements?limit=1")
    assert names(said(response)[1]) == "cat"
    assert names(me.get(links(response)["next"])) == "bob"
    assert names(me.get("/api/v1/endorsements?limit=0")) == "bob cat"
    assert bob.get("/api/v1/endorsements") == []
    assert names(bob.get(f"{ACCOUNTS}/{me.id}/endorsements")) == "cat bob"
    assert me.post(f"{ACCOUNTS}/{bob.id}/{off}")["endorsed"] is False
    me.post(f"{ACCOUNTS}/{people['cat'].id}/unfollow")
    assert me.get("/api/v1/endorsements") == []


def test_whom_one_follows_may_follow_another_too() -> None:
    people = People("me bob cat dan eve")
    people.follow("me>bob", "me>cat", "bob>dan", "cat>dan", "eve>dan", "bob>cat")
    me, dan, cat = (people[name] for name in ("me", "dan", "cat"))
    path = f"{ACCOUNTS}/familiar_followers"
    found = me.get(f"{path}?id[]={dan.id}&id[]={cat.id}&id[]=1&id[]={dan.id}")
    assert [one["id"] for one in found] == [dan.id, cat.id]
    assert [names(one["accounts"]) for one in found] == ["bob cat", "bob"]
    people["bob"].ask("PATCH", f"{ACCOUNTS}/update_credentials", hide_collections=True)
    (one,) = me.get(f"{path}?id={dan.id}")
    assert names(one["accounts"]) == "cat"
    dan.ask("PATCH", f"{ACCOUNTS}/update_credentials", hide_collections=True)
    assert me.get(f"{path}?id={dan.id}")[0]["accounts"] == []


def test_servers_are_blocked_and_unblocked() -> None:
    me = People("me")["me"]
    for domain in ("One.Example", "two.example", "one.example"):
        assert me.post(BLOCKS, domain=domain) == {}
    response = me.ask("GET", f"{BLOCKS}?limit=1")
    assert said(response)[1] == ["two.example"]
    assert me.get(links(response)["next"]) == ["one.example"]
    assert said(me.ask("DELETE", BLOCKS, domain="one.example")) == (200, {})
    assert said(me.ask("DELETE", BLOCKS, domain="one.example")) == (200, {})
    assert me.get(BLOCKS) == ["two.example"]
    preview = me.get(f"{BLOCKS}/preview?domain=two.example")
    assert preview == {"following_count": 0, "followers_count": 0}


@pytest.mark.parametrize(
    ("domain", "problem"),
    [
        (None, "Domain can't be blank"),
        (" ", "Domain can't be blank"),
        ("example", "Domain is not a valid domain name"),
        ("https://example.com", "Domain is not a valid domain name"),
        ("x." * 130 + "example", "Domain is not a valid domain name"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_what_is_no_server_is_not_blocked(
    domain: str | None, problem: str, method: str
) -> None:
    response = People("me")["me"].ask(method, BLOCKS, domain=domain)
    assert said(response) == (422, f"Validation failed: {problem}")
