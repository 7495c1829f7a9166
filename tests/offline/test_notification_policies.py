"""Notification policies, and requests for filtered notifications."""

from __future__ import annotations

from typing import Any

import pytest
from raw_http import Person, links, outcome

from mastodon_core.testing import FakeMastodon, OfflineInstance

PATH = "/api/v1/notifications"
POLICY = "/api/v2/notifications/policy"
POLICY_V1 = "/api/v1/notifications/policy"
REQUESTS = "/api/v1/notifications/requests"
CONVERSATIONS = "/api/v1/conversations"
NOT_FOUND = 404, "Record not found"
DAY = 86_400
Two = tuple[Person, Person]


@pytest.fixture
def two() -> Two:
    """Ada and bob, who do not follow each other."""
    instance = OfflineInstance()
    return Person(instance, "ada"), Person(instance, "bob")


def direct(person: Person, text: str, to: str | None = None) -> str:
    return person.toot(text, visibility="direct", in_reply_to_id=to)


def follow(person: Person, other: Person) -> None:
    person.post(f"/api/v1/accounts/{other.id}/follow")


def patch(person: Person, path: str, **actions: Any) -> Any:
    status, document = outcome(person.send("PATCH", path, **actions))
    assert status == 200, document
    return document


def filtered_types(person: Person) -> list[str]:
    found = person.get(f"{PATH}?include_filtered=true")
    return [about["type"] for about in found if about.get("filtered")]


def test_direct_status_of_a_stranger_is_filtered(two: Two) -> None:
    ada, bob = two
    status = direct(bob, "@ada psst")
    assert (ada.notification_types(), ada.get(CONVERSATIONS)) == ([], [])
    assert filtered_types(ada) == ["mention"]
    (request,) = ada.get(REQUESTS)
    assert request["account"]["id"] == bob.id
    assert request["last_status"]["id"] == status
    assert request["notifications_count"] == "1"
    assert ada.get(f"{REQUESTS}/{request['id']}") == request
    (about,) = ada.get(f"{PATH}?account_id={bob.id}")
    assert about["filtered"] is True
    assert about["group_key"] == f"ungrouped-{about['id']}"
    assert ada.get(f"{PATH}/unread_count") == {"count": 0}
    assert bob.get(REQUESTS) == []


def test_direct_status_of_a_followed_or_addressed_account_is_not_filtered(
    two: Two,
) -> None:
    ada, bob = two
    first = direct(ada, "@bob psst")
    answer = direct(bob, "@ada yes?", direct(bob, "to myself", first))
    assert ada.notification_types() == ["mention"]
    # A direct reply to a public status of ada is filtered too.
    direct(bob, "@ada psst", ada.toot("@bob hi", in_reply_to_id=answer))
    direct(bob, "@ada psst", ada.toot("hi"))
    assert ada.notification_types() == ["mention"]
    follow(ada, bob)
    direct(bob, "@ada psst")
    assert ada.notification_types() == ["mention", "mention"]


def test_new_account_has_the_default_policy(two: Two) -> None:
    ada = two[0]
    nothing = {"pending_requests_count": 0, "pending_notifications_count": 0}
    assert ada.get(POLICY) == {
        "for_not_following": "accept",
        "for_not_followers": "accept",
        "for_new_accounts": "accept",
        "for_private_mentions": "filter",
        "for_limited_accounts": "filter",
        "for_bots": "accept",
        "summary": nothing,
    }
    assert ada.get(POLICY_V1) == {
        "filter_not_following": False,
        "filter_not_followers": False,
        "filter_new_accounts": False,
        "filter_private_mentions": True,
        "filter_bots": False,
        "summary": nothing,
    }


def test_policy_update_changes_what_is_given(two: Two) -> None:
    ada, bob = two
    direct(bob, "@ada psst")
    direct(bob, "@ada psst")
    before = ada.get(POLICY)
    assert before["summary"] == {
        "pending_requests_count": 1,
        "pending_notifications_count": 2,
    }
    changed = patch(ada, POLICY, for_bots="drop", for_not_following="filter")
    assert changed == before | {"for_bots": "drop", "for_not_following": "filter"}
    odd = 422, "'odd' is not a valid for_not_followers"
    bad = {"for_bots": "accept", "for_not_followers": "odd"}
    assert ada.refused("PATCH", POLICY, **bad) == odd
    assert ada.get(POLICY) == changed
    by_v1 = patch(
        ada, POLICY_V1, filter_private_mentions=False, filter_new_accounts=True
    )
    assert by_v1["filter_bots"] is True
    assert ada.get(POLICY) == changed | {
        "for_private_mentions": "accept",
        "for_new_accounts": "filter",
    }
    assert bob.get(POLICY)["for_bots"] == "accept"


@pytest.mark.parametrize("action", ["filter", "drop"])
@pytest.mark.parametrize(
    "rule", ["not_following", "not_followers", "new_accounts", "bots"]
)
def test_policy_filters_or_drops_notifications_by_rule(rule: str, action: str) -> None:
    instance = OfflineInstance()
    ada = Person(instance, "ada")
    if rule == "new_accounts":
        instance.pass_time(31 * DAY)
    instance.add_user("bob", bot=rule == "bots")
    bob = Person(instance, "bob")
    patch(ada, POLICY, **{f"for_{rule}": action})
    follow(bob, ada)
    bob.toot("@ada hi")
    bob.do("favourite", ada.toot("x"))
    assert ada.notification_types() == []
    kept = ["favourite", "mention", "follow"] if action == "filter" else []
    assert filtered_types(ada) == kept
    counts = [request["notifications_count"] for request in ada.get(REQUESTS)]
    assert counts == (["1"] if action == "filter" else [])
    # A follow, or enough time, ends the effect of each rule.
    if rule == "not_followers":
        instance.pass_time(3 * DAY)
    elif rule == "new_accounts":
        instance.pass_time(30 * DAY)
    else:
        follow(ada, bob)
    bob.toot("@ada hi")
    assert ada.notification_types() == ["mention"]


def test_policy_does_not_filter_statuses_that_you_subscribed_to(two: Two) -> None:
    ada, bob = two
    patch(ada, POLICY, for_not_followers="drop")
    ada.post(f"/api/v1/accounts/{bob.id}/follow", notify=True)
    bob.toot("x")
    assert ada.notification_types() == ["status"]


def test_accepted_request_shows_earlier_and_later_notifications(two: Two) -> None:
    ada, bob = two
    first = direct(bob, "@ada 1")
    bob.do("favourite", ada.toot("x"))
    (request,) = ada.get(REQUESTS)
    place = f"{REQUESTS}/{request['id']}"
    for method, path in [
        ("GET", place),
        ("POST", f"{place}/accept"),
        ("POST", f"{place}/dismiss"),
    ]:
        assert bob.refused(method, path) == NOT_FOUND
    assert ada.post(f"{place}/accept") == {}
    assert ada.get(f"{REQUESTS}/merged") == {"merged": True}
    assert ada.notification_types() == ["favourite", "mention"]
    (known,) = ada.get(CONVERSATIONS)
    assert (known["unread"], known["last_status"]["id"]) == (True, first)
    assert (ada.get(REQUESTS), filtered_types(ada)) == ([], [])
    assert ada.refused("GET", place) == NOT_FOUND
    direct(bob, "@ada 2")
    assert ada.notification_types() == ["mention", "favourite", "mention"]
    # After a block the account has to be accepted again.
    ada.post(f"/api/v1/accounts/{bob.id}/block")
    ada.post(f"/api/v1/accounts/{bob.id}/unblock")
    direct(bob, "@ada 3")
    assert ada.notification_types() == []
    assert len(ada.get(REQUESTS)) == 1


def test_older_accepted_status_is_sorted_into_its_conversation(two: Two) -> None:
    ada, bob = two
    first = direct(bob, "@ada 1")
    last = direct(ada, "@bob 2", first)
    (request,) = ada.get(REQUESTS)
    ada.post(f"{REQUESTS}/{request['id']}/accept")
    (known,) = ada.get(CONVERSATIONS)
    assert known["last_status"]["id"] == last


def test_dismissed_request_is_removed(two: Two) -> None:
    ada, bob = two
    direct(bob, "@ada psst")
    bob.toot("@ada hi")
    (request,) = ada.get(REQUESTS)
    assert ada.post(f"{REQUESTS}/{request['id']}/dismiss") == {}
    assert (ada.get(REQUESTS), filtered_types(ada), ada.notification_types()) == (
        [],
        [],
        ["mention"],
    )
    direct(bob, "@ada psst")
    assert len(ada.get(REQUESTS)) == 1


def test_several_requests_are_accepted_or_dismissed_at_once(two: Two) -> None:
    ada, bob = two
    people = [Person(ada.instance, f"fan{number}") for number in range(4)]
    for person in people:
        direct(person, "@ada psst")
    direct(ada, "@bob psst")
    ids = ada.ids(REQUESTS)
    (other,) = bob.ids(REQUESTS)
    assert ada.post(f"{REQUESTS}/accept", id=[ids[0], other, "1"]) == {}
    assert ada.post(f"{REQUESTS}/dismiss", id=[ids[1], other]) == {}
    assert ada.post(f"{REQUESTS}/dismiss", id=ids[2]) == {}
    assert ada.ids(REQUESTS) == ids[3:]
    assert bob.ids(REQUESTS) == [other]
    assert ada.notification_types() == ["mention"]


def test_notification_requests_are_paged(two: Two) -> None:
    ada = two[0]
    for number in range(3):
        direct(Person(ada.instance, f"fan{number}"), "@ada psst")
    ids = ada.ids(REQUESTS)
    assert ids == sorted(ids, key=int, reverse=True)
    assert ada.get(f"{REQUESTS}/{ids[0]}")["id"] == ids[0]
    page = ada.send("GET", f"{REQUESTS}?limit=2&other=1")
    assert links(page) == {
        "next": f"{REQUESTS}?limit=2&max_id={ids[1]}",
        "prev": f"{REQUESTS}?limit=2&min_id={ids[0]}",
    }
    last = ada.send("GET", links(page)["next"])
    assert links(last) == {"prev": f"{REQUESTS}?limit=2&min_id={ids[2]}"}


def test_request_is_removed_with_its_last_notification(two: Two) -> None:
    ada, bob = two
    eve = Person(ada.instance, "eve")
    first, second = direct(bob, "@ada 1"), direct(bob, "@ada 2")
    direct(eve, "@ada psst")
    ada.instance.pass_time(1)
    bob.delete(f"/api/v1/statuses/{second}")
    request = ada.get(REQUESTS)[1]
    assert (request["notifications_count"], request["last_status"]) == ("1", None)
    assert request["updated_at"] == "2024-01-01T00:00:01.000Z"
    bob.delete(f"/api/v1/statuses/{first}")
    (left,) = ada.get(REQUESTS)
    assert left["account"]["id"] == eve.id
    # Clearing notifications keeps the requests, as in Mastodon.
    ada.post(f"{PATH}/clear")
    assert ada.get(REQUESTS) == [left]
    ada.post(f"/api/v1/accounts/{eve.id}/mute")
    assert ada.get(REQUESTS) == []


def test_favourites_do_not_change_a_notification_request(two: Two) -> None:
    ada, bob = two
    patch(ada, POLICY, for_not_following="filter")
    bob.toot("@ada hi")
    before = ada.get(REQUESTS)
    status = ada.toot("x")
    ada.instance.pass_time(1)
    bob.do("favourite", status)
    bob.do("unfavourite", status)
    assert ada.get(REQUESTS) == before


def test_older_servers_filter_nothing_and_have_no_rule_for_bots() -> None:
    ada = Person(OfflineInstance(version="4.2.9"), "ada")
    direct(Person(ada.instance, "bob"), "@ada psst")
    assert ada.notification_types() == ["mention"]
    assert ada.send("GET", POLICY).status == 404
    ada = Person(OfflineInstance(version="4.5.0"), "ada")
    assert "for_bots" not in patch(ada, POLICY, for_bots="drop")
    assert "filter_bots" not in patch(ada, POLICY_V1, filter_bots=True)
    ada.instance.add_user("robot", bot=True)
    Person(ada.instance, "robot").toot("@ada hi")
    assert ada.notification_types() == ["mention"]


def test_client_sets_policies_and_handles_requests() -> None:
    ada = FakeMastodon(user="ada")
    bob = FakeMastodon(server=ada.server, user="bob")
    policy = ada.update_notifications_policy(for_not_following="filter")
    assert ada.notifications_policy() == policy
    assert ada.notifications_policy_v1().filter_not_following
    assert not ada.update_notifications_policy_v1(
        filter_not_following=False
    ).filter_not_following
    bob.status_post("@ada psst", visibility="direct")
    (request,) = ada.notification_requests()
    assert ada.notification_request(request) == request
    ada.dismiss_notification_request(request)
    ada.dismiss_multiple_notification_requests([request])
    bob.status_post("@ada psst", visibility="direct")
    (request,) = ada.notification_requests()
    ada.accept_multiple_notification_requests([request])
    assert ada.notifications_merged().merged
    assert [about.type for about in ada.notifications()] == ["mention"]
