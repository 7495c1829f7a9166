"""Lists and their accounts."""

from __future__ import annotations

import pytest
from raw_http import Person, links, outcome, send

from mastodon_core import NotFound
from mastodon_core.testing import FakeMastodon, OfflineInstance

LISTS = "/api/v1/lists"
NOT_FOUND = 404, "Record not found"


@pytest.fixture
def ada() -> Person:
    return Person(OfflineInstance(), "ada")


def followed(ada: Person, count: int) -> list[str]:
    """Let ada follow some new accounts; returns their ids in order."""
    ids = [ada.instance.add_user(f"friend{number}") for number in range(count)]
    for id in ids:
        ada.post(f"/api/v1/accounts/{id}/follow")
    return ids


def test_list_is_created_changed_and_deleted(ada: Person) -> None:
    made = ada.post(LISTS, title="cats")
    id = made["id"]
    assert made == {
        "id": id,
        "title": "cats",
        "replies_policy": "list",
        "exclusive": False,
    }
    changed = ada.put(f"{LISTS}/{id}", replies_policy="none", exclusive=True)
    assert changed == made | {"replies_policy": "none", "exclusive": True}
    assert ada.put(f"{LISTS}/{id}", title="dogs") == changed | {"title": "dogs"}
    assert ada.get(f"{LISTS}/{id}") == changed | {"title": "dogs"}
    other = ada.post(LISTS, title="x", replies_policy="followed", exclusive=True)
    assert ada.ids(LISTS) == [id, other["id"]]
    assert ada.delete(f"{LISTS}/{id}") == {}
    assert ada.ids(LISTS) == [other["id"]]
    assert ada.refused("GET", f"{LISTS}/{id}") == NOT_FOUND


def test_list_is_visible_to_its_owner_only(ada: Person) -> None:
    id = ada.post(LISTS, title="cats")["id"]
    bob = Person(ada.instance, "bob")
    assert bob.get(LISTS) == []
    for method, path in [
        ("GET", f"{LISTS}/{id}"),
        ("PUT", f"{LISTS}/{id}"),
        ("DELETE", f"{LISTS}/{id}"),
        ("GET", f"{LISTS}/{id}/accounts"),
        ("POST", f"{LISTS}/{id}/accounts"),
        ("DELETE", f"{LISTS}/{id}/accounts"),
    ]:
        assert bob.refused(method, path) == NOT_FOUND
    assert outcome(send(ada.instance, "GET", LISTS))[0] == 401


def test_list_needs_a_title_and_a_valid_replies_policy(ada: Person) -> None:
    blank = 422, "Validation failed: Title can't be blank"
    assert ada.refused("POST", LISTS) == blank
    id = ada.post(LISTS, title="cats")["id"]
    assert ada.refused("PUT", f"{LISTS}/{id}", title=" ", exclusive=True) == blank
    long = 422, "Validation failed: Title is too long (maximum is 256 characters)"
    assert ada.refused("POST", LISTS, title="x" * 257) == long
    odd = 422, "'odd' is not a valid replies_policy"
    assert ada.refused("POST", LISTS, title="x", replies_policy="odd") == odd
    assert ada.get(f"{LISTS}/{id}")["exclusive"] is False


def test_there_are_at_most_fifty_lists(ada: Person) -> None:
    for number in range(50):
        ada.post(LISTS, title=str(number))
    most = 422, "Validation failed: You have reached the maximum number of lists"
    assert ada.refused("POST", LISTS, title="x") == most


def test_only_followed_accounts_can_be_added_to_a_list(ada: Person) -> None:
    (friend,) = followed(ada, 1)
    stranger = ada.instance.add_user("stranger")
    asked = ada.instance.add_user("asked", locked=True)
    ada.post(f"/api/v1/accounts/{asked}/follow")
    accounts = f"{LISTS}/{ada.post(LISTS, title='cats')['id']}/accounts"
    for ids in ([friend, stranger], [friend, "1"]):
        assert ada.refused("POST", accounts, account_ids=ids) == NOT_FOUND
        assert ada.get(accounts) == []
    assert ada.post(accounts) == {}
    assert ada.post(accounts, account_ids=[friend, ada.id, asked]) == {}
    twice = 422, "Validation failed: Account has already been taken"
    assert ada.refused("POST", accounts, account_ids=[friend]) == twice
    removed = ada.send("DELETE", accounts, account_ids=[friend, asked, "1"])
    assert outcome(removed) == (200, {})
    assert ada.ids(accounts) == [ada.id]


def test_accounts_of_a_list_are_paged_or_sent_all_at_once(ada: Person) -> None:
    ids = followed(ada, 3)
    accounts = f"{LISTS}/{ada.post(LISTS, title='cats')['id']}/accounts"
    ada.post(accounts, account_ids=ids)
    response = ada.send("GET", f"{accounts}?limit=2&other=1")
    assert links(response) == {
        "next": f"{accounts}?limit=2&max_id={ids[1]}",
        "prev": f"{accounts}?limit=2&since_id={ids[2]}",
    }
    last = ada.send("GET", links(response)["next"])
    assert links(last) == {"prev": f"{accounts}?limit=2&since_id={ids[0]}"}
    all_accounts = ada.send("GET", f"{accounts}?limit=0")
    assert links(all_accounts) == {}
    assert [account["id"] for account in outcome(all_accounts)[1]] == ids[::-1]


def test_client_creates_reads_and_deletes_a_list() -> None:
    mastodon = FakeMastodon(user="ada")
    ids = [mastodon.server.add_user(name) for name in ("bob", "eve")]
    for id in ids:
        mastodon.account_follow(id)
    made = mastodon.list_create("cats", exclusive=True)
    mastodon.list_accounts_add(made, ids)
    found = mastodon.items(mastodon.list_accounts(made, limit=1))
    assert [account.id for account in found] == ids[::-1]
    toot = FakeMastodon(server=mastodon.server, user="bob").toot("meow")
    assert [status.id for status in mastodon.timeline_list(made)] == [toot.id]
    assert list(mastodon.timeline_home()) == []
    mastodon.list_accounts_delete(made, ids)
    assert list(mastodon.list_accounts(made)) == []
    assert mastodon.lists() == (mastodon.list(made),)
    mastodon.list_delete(made)
    with pytest.raises(NotFound):
        mastodon.list(made)
