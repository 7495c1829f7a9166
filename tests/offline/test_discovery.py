"""Directory, suggestions, endorsements, familiar followers and domain blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from raw_http import Person, links, outcome, send

from mastodon_core.testing import OfflineInstance

ACCOUNTS = "/api/v1/accounts"
BLOCKS = "/api/v1/domain_blocks"


class People:
    """Users by name, all of them discoverable."""

    def __init__(self, names: str, version: str = "4.7.0") -> None:
        self.instance = OfflineInstance(version=version)
        self._known = {name: Person(self.instance, name) for name in names.split()}
        for person in self._known.values():
            self.set_discoverable(person)

    def __getitem__(self, name: str) -> Person:
        return self._known[name]

    def set_discoverable(self, person: Person, *, value: bool = True) -> None:
        """Make a user discoverable, or not."""
        path = f"{ACCOUNTS}/update_credentials"
        assert person.send("PATCH", path, discoverable=value).status == 200

    def follow(self, *pairs: str) -> None:
        """Follow by pairs of names, written ``follower>followed``."""
        for pair in pairs:
            one, other = pair.split(">")
            self[one].post(f"{ACCOUNTS}/{self[other].id}/follow")


def names(accounts: Iterable[Any]) -> str:
    return " ".join(account["username"] for account in accounts)


def test_directory_is_ordered_by_latest_status_or_newest_account() -> None:
    people = People("ada bob cat dan")
    people.set_discoverable(people["dan"], value=False)
    for name in ("bob", "ada", "dan"):
        people[name].toot("x")
    assert names(people["cat"].get("/api/v1/directory")) == "ada bob cat"
    assert names(people["cat"].get("/api/v1/directory?order=new")) == "cat bob ada"
    page = people["cat"].get("/api/v1/directory?offset=1&limit=1")
    assert names(page) == "bob"


def test_directory_leaves_out_muted_and_blocking_accounts() -> None:
    people = People("ada bob cat dan")
    ada = people["ada"]
    ada.post(f"{ACCOUNTS}/{people['bob'].id}/mute")
    people["cat"].post(f"{ACCOUNTS}/{ada.id}/block")
    assert names(ada.get("/api/v1/directory")) == "dan ada"
    nobody = send(people.instance, "GET", "/api/v1/directory?local=true")
    assert names(outcome(nobody)[1]) == "dan cat bob ada"


def test_friends_of_friends_are_suggested_before_others() -> None:
    people = People("me friend pal known liked shy asked muted")
    people.follow("me>friend", "me>pal", "friend>known", "pal>known", "friend>liked")
    people.follow("known>shy", "liked>muted", "friend>me")
    people.set_discoverable(people["shy"], value=False)
    me = people["me"]
    people["asked"].send("PATCH", f"{ACCOUNTS}/update_credentials", locked=True)
    people.follow("me>asked")
    me.post(f"{ACCOUNTS}/{people['muted'].id}/mute")
    found = me.get("/api/v2/suggestions")
    assert names(one["account"] for one in found) == "known liked"
    assert [(one["source"], one["sources"]) for one in found] == [
        ("past_interactions", ["friends_of_friends"])
    ] * 2


def test_accounts_with_most_followers_are_suggested() -> None:
    people = People("me bob cat")
    people.follow("bob>cat")
    found = people["me"].get("/api/v2/suggestions")
    assert names(one["account"] for one in found) == "cat bob"
    assert [(one["source"], one["sources"]) for one in found] == [
        ("global", ["most_followed"])
    ] * 2
    assert names(people["me"].get("/api/v1/suggestions?offset=1")) == "bob"


def test_removed_suggestion_is_not_suggested_again() -> None:
    people = People("me bob cat")
    assert people["me"].delete(f"/api/v1/suggestions/{people['cat'].id}") == {}
    assert people["me"].delete("/api/v1/suggestions/1") == {}
    assert names(people["me"].get("/api/v1/suggestions")) == "bob"
    assert len(people["bob"].get("/api/v1/suggestions")) == 2


def test_suggestions_of_older_servers_have_a_single_source() -> None:
    people = People("me bob", version="4.2.0")
    (found,) = people["me"].get("/api/v2/suggestions")
    assert found["source"] == "global"
    assert "sources" not in found


@pytest.mark.parametrize(("on", "off"), [("endorse", "unendorse"), ("pin", "unpin")])
def test_only_followed_accounts_can_be_endorsed(on: str, off: str) -> None:
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
    response = me.send("GET", "/api/v1/endorsements?limit=1")
    assert names(outcome(response)[1]) == "cat"
    assert names(me.get(links(response)["next"])) == "bob"
    assert names(me.get("/api/v1/endorsements?limit=0")) == "bob cat"
    assert bob.get("/api/v1/endorsements") == []
    assert names(bob.get(f"{ACCOUNTS}/{me.id}/endorsements")) == "cat bob"
    assert me.post(f"{ACCOUNTS}/{bob.id}/{off}")["endorsed"] is False
    me.post(f"{ACCOUNTS}/{people['cat'].id}/unfollow")
    assert me.get("/api/v1/endorsements") == []


def test_familiar_followers_are_those_that_you_follow() -> None:
    people = People("me bob cat dan eve")
    people.follow("me>bob", "me>cat", "bob>dan", "cat>dan", "eve>dan", "bob>cat")
    me, dan, cat = (people[name] for name in ("me", "dan", "cat"))
    path = f"{ACCOUNTS}/familiar_followers"
    found = me.get(f"{path}?id[]={dan.id}&id[]={cat.id}&id[]=1&id[]={dan.id}")
    assert [one["id"] for one in found] == [dan.id, cat.id]
    assert [names(one["accounts"]) for one in found] == ["bob cat", "bob"]
    people["bob"].send("PATCH", f"{ACCOUNTS}/update_credentials", hide_collections=True)
    (one,) = me.get(f"{path}?id={dan.id}")
    assert names(one["accounts"]) == "cat"
    dan.send("PATCH", f"{ACCOUNTS}/update_credentials", hide_collections=True)
    assert me.get(f"{path}?id={dan.id}")[0]["accounts"] == []


def test_domains_are_blocked_and_unblocked() -> None:
    me = People("me")["me"]
    for domain in ("One.Example", "two.example", "one.example"):
        assert me.post(BLOCKS, domain=domain) == {}
    response = me.send("GET", f"{BLOCKS}?limit=1")
    assert outcome(response)[1] == ["two.example"]
    assert me.get(links(response)["next"]) == ["one.example"]
    assert outcome(me.send("DELETE", BLOCKS, domain="one.example")) == (200, {})
    assert outcome(me.send("DELETE", BLOCKS, domain="one.example")) == (200, {})
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
def test_malformed_domain_is_not_blocked(
    domain: str | None, problem: str, method: str
) -> None:
    response = People("me")["me"].send(method, BLOCKS, domain=domain)
    assert outcome(response) == (422, f"Validation failed: {problem}")
