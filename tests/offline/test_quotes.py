"""Quotes: policies, revocation and visibility."""

from __future__ import annotations

from raw_http import Person, links

from mastodon_core.testing import OfflineInstance

STATUSES = "/api/v1/statuses"


def people(*names: str, version: str = "4.7.0") -> list[Person]:
    instance = OfflineInstance(version=version)
    return [Person(instance, name) for name in names]


def test_quote_policy_is_shown_and_enforced() -> None:
    ada, bob, eve = people("ada", "bob", "eve")
    bob.post(f"/api/v1/accounts/{ada.id}/follow")
    id = ada.toot("x", quote_approval_policy="followers")

    def says(person: Person) -> str:
        word: str = person.status(id)["quote_approval"]["current_user"]
        return word

    assert [says(person) for person in (ada, bob, eve)] == [
        "automatic",
        "automatic",
        "denied",
    ]
    assert bob.toot("look", quoted_status_id=id)
    assert eve.refused("POST", STATUSES, status="look", quoted_status_id=id)[0] == 404
    direct = ada.toot("x", visibility="direct")
    assert ada.refused("POST", STATUSES, status="x", quoted_status_id=direct)[0] == 404
    policy = f"{STATUSES}/{id}/interaction_policy"
    assert ada.put(policy, quote_approval_policy="nobody")["edited_at"] is None
    assert says(bob) == "denied"
    assert ada.put(policy)["quote_approval"]["automatic"] == ["public"]
    assert says(eve) == "automatic"
    assert bob.refused("PUT", policy) == (403, "This action is not allowed")
    edited = ada.put(f"{STATUSES}/{id}", status="x", quote_approval_policy="nobody")
    assert (edited["quote_approval"]["automatic"], says(bob)) == ([], "denied")


def test_quote_is_revoked_by_the_quoted_author() -> None:
    ada, bob = people("ada", "bob")
    id = ada.toot("x")
    quote = bob.toot("look", quoted_status_id=id)
    path = f"{STATUSES}/{id}/quotes/{quote}/revoke"
    assert bob.refused("POST", path) == (403, "This action is not allowed")
    for other in (
        f"{STATUSES}/{id}/quotes/{id}/revoke",
        f"{STATUSES}/{id}/quotes/1/revoke",
    ):
        assert ada.refused("POST", other) == (404, "Record not found")
    assert ada.status(id)["quotes_count"] == 1
    revoked = ada.post(path)
    assert revoked["id"] == quote
    assert revoked["quote"] == {"state": "revoked", "quoted_status": None}
    assert ada.status(id)["quotes_count"] == 0
    assert ada.get(f"{STATUSES}/{id}/quotes") == []


def test_quotes_are_listed_for_those_who_can_see_them() -> None:
    ada, bob, eve = people("ada", "bob", "eve")
    id = ada.toot("x")
    first = bob.toot("1", quoted_status_id=id)
    private = bob.toot("2", quoted_status_id=id, visibility="private")
    last = bob.toot("3", quoted_status_id=id)
    path = f"{STATUSES}/{id}/quotes"
    assert bob.ids(path) == [last, private, first]
    assert eve.ids(path) == [last, first]
    page = eve.send("GET", f"{path}?limit=1")
    assert links(page) == {
        "next": f"{path}?limit=1&max_id={last}",
        "prev": f"{path}?limit=1&since_id={last}",
    }
    assert eve.ids(links(page)["next"]) == [first]
    assert eve.ids(links(page)["prev"]) == []


def test_quote_hides_a_status_that_is_not_visible() -> None:
    ada, bob = people("ada", "bob")
    id = ada.toot("x", visibility="private")
    quote = ada.toot("y", quoted_status_id=id)
    shown = bob.status(quote)["quote"]
    assert shown == {"state": "unauthorized", "quoted_status": None}


def test_servers_before_4_5_have_no_quotes() -> None:
    (ada,) = people("ada", version="4.4.9")
    id = ada.toot("x")
    assert "quote" not in ada.status(id)
    assert ada.refused("GET", f"{STATUSES}/{id}/quotes") == (404, "Not Found")
