"""Boosts, favourites, bookmarks, pins and mutes of statuses."""

from __future__ import annotations

import pytest
from raw_http import Person, outcome, send

from mastodon_core.testing import OfflineInstance

STATUSES = "/api/v1/statuses"


def people(*names: str) -> list[Person]:
    instance = OfflineInstance()
    return [Person(instance, name) for name in names]


def test_unboost_removes_the_boost_and_its_notification() -> None:
    ada, bob = people("ada", "bob")
    id = ada.toot("x")
    boost = bob.do("reblog", id)["id"]
    assert ada.notification_types() == ["reblog"]
    for _ in range(2):
        undone = bob.do("unreblog", id)
        assert (undone["id"], undone["reblogged"]) == (id, False)
        assert undone["reblogs_count"] == 0
    assert ada.notification_types() == []
    assert bob.refused("GET", f"{STATUSES}/{boost}")[0] == 404


def test_unboost_needs_the_id_of_the_boosted_status() -> None:
    ada, bob = people("ada", "bob")
    id = ada.toot("x")
    boost = bob.do("reblog", id)["id"]
    undone = bob.do("unreblog", boost)
    assert (undone["id"], undone["reblogged"]) == (boost, False)
    assert (undone["reblog"]["id"], undone["reblog"]["reblogged"]) == (id, False)
    assert bob.status(id)["reblogged"] is True
    ada.post(f"/api/v1/accounts/{bob.id}/block")
    assert bob.refused("GET", f"{STATUSES}/{id}")[0] == 404
    assert bob.do("unreblog", id)["reblogged"] is False
    assert bob.refused("POST", f"{STATUSES}/{id}/unreblog")[0] == 404
    assert bob.refused("GET", f"{STATUSES}/{boost}")[0] == 404


@pytest.mark.parametrize(
    ("done", "undone", "field"),
    [
        ("favourite", "unfavourite", "favourited"),
        ("bookmark", "unbookmark", "bookmarked"),
    ],
)
def test_favourite_and_bookmark_are_set_once_and_removed(
    done: str, undone: str, field: str
) -> None:
    ada, bob = people("ada", "bob")
    id = ada.toot("x")
    eve = Person(ada.instance, "eve")
    eve.do(done, id)
    for _ in range(2):
        assert bob.do(done, id)[field] is True
    assert bob.ids(f"/api/v1/{done}s") == [id]
    told = ["favourite"] * (done == "favourite")
    assert ada.notification_types() == told * 2
    for _ in range(2):
        assert bob.do(undone, id)[field] is False
    assert bob.ids(f"/api/v1/{done}s") == []
    assert eve.ids(f"/api/v1/{done}s") == [id]
    assert ada.notification_types() == told


def test_bookmark_of_a_boost_bookmarks_the_boosted_status() -> None:
    ada, bob = people("ada", "bob")
    id = ada.toot("x")
    boost = bob.do("reblog", id)["id"]
    shown = ada.do("bookmark", boost)
    assert (shown["id"], shown["bookmarked"]) == (boost, True)
    assert ada.ids("/api/v1/bookmarks") == [id]


def test_favourites_are_ordered_by_when_they_were_set() -> None:
    (ada,) = people("ada")
    old, new = ada.toot("old"), ada.toot("new")
    for id in (new, old):
        ada.do("favourite", id)
    assert ada.ids("/api/v1/favourites") == [old, new]


def test_favourited_by_and_public_reblogged_by_need_no_token() -> None:
    ada, bob, eve = people("ada", "bob", "eve")
    id = ada.toot("x")
    bob.do("reblog", id)
    eve.do("reblog", id, visibility="private")
    for person in (bob, eve):
        person.do("favourite", id)
    boosted = outcome(send(ada.instance, "GET", f"{STATUSES}/{id}/reblogged_by"))[1]
    assert [account["username"] for account in boosted] == ["bob"]
    liked = outcome(send(ada.instance, "GET", f"{STATUSES}/{id}/favourited_by"))[1]
    assert [account["username"] for account in liked] == ["eve", "bob"]
    hidden = ada.toot("x", visibility="direct")
    assert bob.refused("GET", f"{STATUSES}/{hidden}/favourited_by")[0] == 404


def test_five_of_your_own_statuses_can_be_pinned() -> None:
    ada, bob = people("ada", "bob")
    ids = [ada.toot(str(number)) for number in range(6)]
    for id in ids[:4]:
        assert ada.do("pin", id)["pinned"] is True
    again = ada.refused("POST", f"{STATUSES}/{ids[0]}/pin")
    assert again == (422, "Duplicate record")
    assert ada.do("pin", ids[4])["pinned"] is True
    full = ada.refused("POST", f"{STATUSES}/{ids[5]}/pin")
    assert full == (
        422,
        "Validation failed: You have already pinned the maximum number of posts",
    )
    pinned = f"/api/v1/accounts/{ada.id}/statuses?pinned=true"
    assert bob.ids(pinned) == ids[4::-1]
    assert "pinned" not in bob.do("unpin", ids[0])
    assert ada.do("unpin", ids[0])["pinned"] is False
    assert bob.ids(pinned) == ids[4:0:-1]


def test_boosts_direct_statuses_and_those_of_others_cannot_be_pinned() -> None:
    ada, bob = people("ada", "bob")
    bobs = bob.toot("x")
    bob.do("pin", bobs)
    boost = ada.do("reblog", bobs)["id"]
    direct = ada.toot("x", visibility="direct")
    for id, error in (
        (bobs, "Someone else's post cannot be pinned"),
        (boost, "A boost cannot be pinned"),
        (direct, "Posts that are only visible to mentioned users cannot be pinned"),
    ):
        refused = ada.refused("POST", f"{STATUSES}/{id}/pin")
        assert refused == (422, f"Validation failed: {error}")
    assert "pinned" not in ada.status(direct)


def test_muted_conversation_sends_no_notifications() -> None:
    ada, bob = people("ada", "bob")
    id = ada.toot("x")
    reply = bob.toot("@ada", in_reply_to_id=id)
    assert ada.do("mute", reply)["muted"] is True
    assert ada.status(id)["muted"] is True
    assert bob.status(id)["muted"] is False
    bob.toot("@ada", in_reply_to_id=reply)
    bob.do("favourite", id)
    assert ada.notification_types() == ["mention"]
    assert ada.do("unmute", id)["muted"] is False
    bob.toot("@ada", in_reply_to_id=reply)
    assert ada.notification_types() == ["mention", "mention"]


def test_up_to_20_statuses_are_fetched_by_id() -> None:
    ada, bob = people("ada", "bob")
    ids = [ada.toot(str(number)) for number in range(21)]
    hidden = ada.toot("x", visibility="direct")
    query = "&".join(f"id[]={id}" for id in [*ids[:3], hidden, "x", ids[0]])
    assert bob.ids(f"{STATUSES}?{query}") == ids[2::-1]
    query = "&".join(f"id[]={id}" for id in ids)
    assert bob.refused("GET", f"{STATUSES}?{query}")[0] == 422
    assert bob.ids(STATUSES) == []


def test_first_link_of_a_status_has_a_card() -> None:
    (ada,) = people("ada")
    id = ada.toot("see https://example.com/a and https://example.org")
    card = ada.status(id)["card"]
    assert (card["url"], card["title"]) == ("https://example.com/a", "example.com")
    assert ada.status(ada.toot("x"))["card"] is None
    warned = ada.status(ada.toot("https://example.com/", spoiler_text="y"))["card"]
    assert warned["url"] == "https://example.com/"
    assert ada.status(ada.toot("https://[x"))["card"] is None
    old = Person(OfflineInstance(version="2.9.3"), "ada")
    warned = old.toot("https://example.com/", spoiler_text="y")
    assert old.status(warned)["card"] is None
    path = f"{STATUSES}/{old.toot('https://example.com/')}/card"
    assert old.get(path)["url"] == "https://example.com/"
    assert old.get(f"{STATUSES}/{old.toot('x')}/card") == {}
    assert ada.refused("GET", f"{STATUSES}/{id}/card") == (404, "Not Found")
