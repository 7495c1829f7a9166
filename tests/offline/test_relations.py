"""Follows, blocks and mutes, and their effects."""

from __future__ import annotations

import pytest
from raw_http import Person, links

from mastodon_core.testing import FakeMastodon, OfflineInstance

ACCOUNTS = "/api/v1/accounts"
REQUESTS = "/api/v1/follow_requests"
NOT_FOUND = 404, "Record not found"
NOT_ALLOWED = 403, "This action is not allowed"
Three = tuple[Person, Person, Person]


@pytest.fixture
def three() -> Three:
    """Ada, bob and eve; ada and bob follow each other, and both follow eve."""
    instance = OfflineInstance()
    ada, bob, eve = (Person(instance, name) for name in ("ada", "bob", "eve"))
    for one, other in ((ada, bob), (bob, ada), (ada, eve), (bob, eve)):
        act(one, "follow", other)
    return ada, bob, eve


def act(one: Person, what: str, other: Person, **body: object) -> dict[str, object]:
    """Act on an account; returns the fields of the relationship that are set."""
    path = f"{ACCOUNTS}/{other.id}/{what}"
    found: dict[str, object] = one.post(path, **body)
    return {name: value for name, value in found.items() if value and name != "id"}


def relationship(one: Person, other: Person) -> set[str]:
    (found,) = one.get(f"{ACCOUNTS}/relationships?id[]={other.id}")
    return {name for name, value in found.items() if value is True}


def test_unfollow_removes_the_account_from_home_lists_and_notifications(
    three: Three,
) -> None:
    ada, bob, _ = three
    kept = f"/api/v1/lists/{ada.post('/api/v1/lists', title='x')['id']}/accounts"
    ada.post(kept, account_ids=[bob.id])
    (listed,) = ada.get(f"{ACCOUNTS}/{bob.id}/lists")
    assert listed["title"] == "x"
    status = bob.toot("hi")
    assert ada.ids("/api/v1/timelines/home") == [status]
    assert act(ada, "unfollow", bob) == {"followed_by": True}
    assert ada.ids("/api/v1/timelines/home") == []
    assert ada.get(kept) == ada.get(f"{ACCOUNTS}/{bob.id}/lists") == []
    assert bob.notification_types() == []
    assert act(ada, "remove_from_followers", bob) == {}
    assert relationship(bob, ada) == set()


def test_follow_request_is_authorized_or_rejected(three: Three) -> None:
    ada, bob, _ = three
    ada.instance.add_user("shy", locked=True)
    shy = Person(ada.instance, "shy")
    for person in (ada, bob):
        act(person, "follow", shy)
    asked = ada.post(f"{ACCOUNTS}/{shy.id}/follow", reblogs=False, notify=True)
    assert (asked["requested"], asked["showing_reblogs"]) == (True, False)
    assert asked["notifying"]
    assert shy.ids(REQUESTS) == [bob.id, ada.id]
    first = shy.send("GET", f"{REQUESTS}?limit=1")
    assert set(links(first)) == {"next", "prev"}
    assert shy.ids(links(first)["next"]) == [ada.id]
    known = shy.post(f"{REQUESTS}/{ada.id}/authorize")
    assert known["followed_by"]
    assert relationship(ada, shy) == {"following", "notifying"}
    known = shy.post(f"{REQUESTS}/{bob.id}/reject")
    assert not known["requested_by"]
    assert relationship(bob, shy) == set()
    assert shy.notification_types() == ["follow"]
    for what in ("authorize", "reject"):
        assert shy.refused("POST", f"{REQUESTS}/{bob.id}/{what}") == NOT_FOUND
    act(bob, "follow", shy)
    assert act(bob, "unfollow", shy) == {}
    assert shy.get(REQUESTS) == []


def test_followers_are_ordered_by_when_they_followed(three: Three) -> None:
    ada, bob, eve = three
    followers = f"{ACCOUNTS}/{eve.id}/followers"
    assert eve.ids(followers) == [bob.id, ada.id]
    assert ada.ids(f"{ACCOUNTS}/{ada.id}/following") == [eve.id, bob.id]
    page = ada.send("GET", f"{followers}?limit=1")
    assert links(page)["prev"].startswith(f"{followers}?limit=1&since_id=")
    assert ada.ids(links(page)["next"]) == [ada.id]
    assert ada.ids(links(page)["prev"]) == []


def test_block_ends_follows_and_hides_both_accounts(three: Three) -> None:
    ada, bob, eve = three
    before = ada.toot("public")
    bob.toot("@ada hi")
    eves = eve.toot("@bob hi")
    assert "mention" in ada.notification_types()
    assert act(ada, "block", bob) == act(ada, "block", bob) == {"blocking": True}
    assert relationship(bob, ada) == {"blocked_by"}
    assert ada.notification_types() == []
    assert bob.refused("GET", f"/api/v1/statuses/{before}") == NOT_FOUND
    for one, other in ((ada, bob), (bob, ada)):
        path = f"{ACCOUNTS}/{other.id}/follow"
        assert one.refused("POST", path) == NOT_ALLOWED
    for what in ("following", "followers", "statuses"):
        assert bob.get(f"{ACCOUNTS}/{ada.id}/{what}") == []
    late = bob.toot("@ada again")
    assert ada.notification_types() == []
    assert ada.get("/api/v1/timelines/home") == [ada.status(before)]
    assert late not in ada.ids("/api/v1/timelines/public")
    assert eves not in ada.ids("/api/v1/timelines/home")
    assert before not in bob.ids("/api/v1/timelines/public")
    assert ada.ids("/api/v1/blocks") == [bob.id]
    assert act(ada, "unblock", bob) == act(ada, "unblock", bob) == {}
    assert bob.status(before)["content"] == "<p>public</p>"


@pytest.mark.parametrize("what", ["block", "mute", "blocked by"])
def test_profiles_and_favourited_by_hide_blocked_and_muted_accounts(
    three: Three, what: str
) -> None:
    ada, bob, eve = three
    status = ada.toot("x")
    boosts = [eve.do("reblog", id)["id"] for id in (status, bob.toot("y"))]
    for person in (bob, eve):
        person.do("favourite", status)
        person.do("reblog", status)
    if what == "blocked by":
        act(bob, "block", ada)
    else:
        act(ada, what, bob)
    for told in ("favourited_by", "reblogged_by"):
        assert ada.ids(f"/api/v1/statuses/{status}/{told}") == [eve.id]
        assert set(eve.ids(f"/api/v1/statuses/{status}/{told}")) == {bob.id, eve.id}
    profile = f"{ACCOUNTS}/{eve.id}/statuses"
    assert ada.ids(profile) == boosts[:1]
    seen = boosts if what == "mute" else boosts[1:]
    assert bob.ids(profile) == seen[::-1]
    assert eve.ids(profile) == boosts[::-1]


def test_boost_of_a_blocking_account_is_not_in_home(three: Three) -> None:
    ada, bob, eve = three
    act(eve, "block", ada)
    bob.do("reblog", eve.toot("x"))
    assert ada.get("/api/v1/timelines/home") == []


def test_block_removes_a_follow_request(three: Three) -> None:
    ada = three[0]
    ada.instance.add_user("shy", locked=True)
    shy = Person(ada.instance, "shy")
    act(ada, "follow", shy)
    act(shy, "block", ada)
    assert shy.get(REQUESTS) == shy.notification_types() == []


def test_mute_hides_an_account_until_it_expires(three: Three) -> None:
    ada, bob, eve = three
    how = act(ada, "mute", bob, duration=3600)
    assert how["muting_expires_at"] == "2024-01-01T01:00:00.000Z"
    assert {"muting", "muting_notifications", "following"} <= set(how)
    status = bob.toot("@ada hi")
    thread = f"/api/v1/statuses/{eve.toot('x')}/context"
    bob.toot("y", in_reply_to_id=thread.split("/")[4])
    assert ada.get(thread)["descendants"] == []
    assert len(eve.get(thread)["descendants"]) == 1
    assert status not in ada.ids("/api/v1/timelines/home")
    assert status not in ada.ids("/api/v1/timelines/public")
    # Earlier notifications are removed too, as by a block.
    assert ada.notification_types() == []
    (muted,) = ada.get("/api/v1/mutes")
    assert muted["mute_expires_at"] == "2024-01-01T01:00:00.000Z"
    ada.instance.pass_time(3600)
    assert ada.get("/api/v1/mutes") == []
    assert status in ada.ids("/api/v1/timelines/home")


def test_mute_may_be_permanent_and_allow_notifications(three: Three) -> None:
    ada, bob, _ = three
    act(ada, "mute", bob, notifications=False)
    how = act(ada, "mute", bob, notifications=False, duration=10**17)
    assert "muting_notifications" not in how
    (muted,) = ada.get("/api/v1/mutes")
    assert muted["mute_expires_at"] is None
    bob.toot("@ada hi")
    assert ada.notification_types() == ["mention", "follow"]
    ada.instance.pass_time(1)
    assert act(ada, "unmute", bob)["following"]
    assert ada.get("/api/v1/mutes") == []


@pytest.mark.parametrize("what", ["block", "mute"])
def test_block_and_mute_of_yourself_have_no_effect(three: Three, what: str) -> None:
    assert act(three[0], what, three[0]) == {}


def test_follow_of_yourself_is_refused(three: Three) -> None:
    ada = three[0]
    assert ada.refused("POST", f"{ACCOUNTS}/{ada.id}/follow") == NOT_FOUND


def test_note_on_an_account_is_visible_to_its_author_only(three: Three) -> None:
    ada, bob, _ = three
    assert act(ada, "note", bob, comment="met in Rome")["note"] == "met in Rome"
    assert "note" not in act(bob, "follow", ada)
    assert "note" not in act(ada, "note", bob)


def test_note_on_an_account_has_at_most_2000_characters(three: Three) -> None:
    ada, bob, _ = three
    longest = "x" * 2000
    assert act(ada, "note", bob, comment=longest)["note"] == longest
    assert ada.refused("POST", f"{ACCOUNTS}/{bob.id}/note", comment=longest + "x") == (
        422,
        "Validation failed: Comment is too long (maximum is 2000 characters)",
    )
    assert act(ada, "follow", bob)["note"] == longest


def test_relationships_are_returned_for_known_accounts(three: Three) -> None:
    ada, bob, eve = three
    path = f"{ACCOUNTS}/relationships"
    assert ada.ids(f"{path}?id={bob.id}") == [bob.id]
    many = f"id[]={eve.id}&id[]=1&id[]={bob.id}&id[]={eve.id}&with_suspended=true"
    assert ada.ids(f"{path}?{many}") == [eve.id, bob.id]
    assert ada.get(path) == []


def test_client_mutes_and_blocks(three: Three) -> None:
    mastodon = FakeMastodon(server=three[0].instance, user="ada")
    bob = three[1].id
    assert mastodon.account_mute(bob, duration=60).muting_expires_at is not None
    assert [muted.id for muted in mastodon.items(mastodon.mutes(limit=1))] == [bob]
    assert mastodon.account_block(bob).blocking
    assert [blocked.id for blocked in mastodon.blocks()] == [bob]
    assert mastodon.account_relationships(bob)[0].blocking
