"""Lookup and search of accounts."""

from __future__ import annotations

import pytest
from raw_http import Person

from mastodon_core.testing import OfflineInstance

ACCOUNTS = "/api/v1/accounts"


@pytest.fixture
def ada() -> Person:
    """Ada, who follows cat; there are also catherine and a dog called Cat."""
    instance = OfflineInstance()
    person = Person(instance, "ada")
    person.post(f"{ACCOUNTS}/{instance.add_user('cat')}/follow")
    instance.add_user("Catherine")
    instance.add_user("dog", display_name="A Cat")
    return person


@pytest.mark.parametrize(
    "acct", ["Cat", "@cat", "cat@offline.example", "%20@cat@offline.example"]
)
def test_lookup_finds_an_account_by_its_name(ada: Person, acct: str) -> None:
    assert ada.get(f"{ACCOUNTS}/lookup?acct={acct}")["username"] == "cat"


@pytest.mark.parametrize("acct", ["", "nobody", "cat@elsewhere.example"])
def test_lookup_of_an_unknown_account_is_not_found(ada: Person, acct: str) -> None:
    path = f"{ACCOUNTS}/lookup?acct={acct}"
    assert ada.refused("GET", path) == (404, "Record not found")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=cat", ["cat", "Catherine", "dog"]),
        ("q=catherine", ["Catherine"]),
        ("q=@dog@offline.example", ["dog"]),
        ("q=cat&following=true", ["cat"]),
        ("q=cat&limit=1&offset=1", ["Catherine"]),
        ("q=cat&offset=-1", ["cat", "Catherine", "dog"]),
        ("q=", []),
        ("", []),
    ],
)
def test_accounts_are_searched_by_name(
    ada: Person, query: str, found: list[str]
) -> None:
    accounts = ada.get(f"{ACCOUNTS}/search?{query}")
    assert [account["username"] for account in accounts] == found


def test_several_accounts_are_fetched_by_id(ada: Person) -> None:
    assert ada.ids(f"{ACCOUNTS}?id[]={ada.id}&id[]=1") == [ada.id]
    assert ada.get(ACCOUNTS) == []
