"""Single notifications: reading, counting and dismissing them."""

from __future__ import annotations

import pytest
from raw_http import Person, outcome, send

from mastodon_core import NotFound
from mastodon_core.testing import FakeMastodon, OfflineInstance

PATH = "/api/v1/notifications"
MARKERS = "/api/v1/markers"
NOT_FOUND = 404, "Record not found"


@pytest.fixture
def ada() -> Person:
    return Person(OfflineInstance(), "ada")


def count(person: Person, query: str = "") -> int:
    found: int = person.get(f"{PATH}/unread_count{query}")["count"]
    return found


def test_notification_is_fetched_and_dismissed_by_id(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    status = ada.toot("x")
    bob.do("favourite", status)
    bob.do("reblog", status)
    newer, older = ada.get(PATH)
    assert ada.get(f"{PATH}/{older['id']}") == older
    assert older["type"] == "favourite"
    assert ada.post(f"{PATH}/{older['id']}/dismiss") == {}
    assert ada.get(PATH) == [newer]
    assert ada.refused("GET", f"{PATH}/{older['id']}") == NOT_FOUND
    assert ada.refused("POST", f"{PATH}/{older['id']}/dismiss") == NOT_FOUND


def test_notification_is_visible_to_its_recipient_only(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    bob.do("favourite", ada.toot("x"))
    (id,) = ada.ids(PATH)
    assert bob.refused("GET", f"{PATH}/{id}") == NOT_FOUND
    assert bob.refused("POST", f"{PATH}/{id}/dismiss") == NOT_FOUND
    assert outcome(send(ada.instance, "GET", f"{PATH}/{id}"))[0] == 401
    assert ada.ids(PATH) == [id]


def test_clearing_leaves_the_notifications_of_others(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    bob.do("favourite", ada.toot("x"))
    ada.do("favourite", bob.toot("x"))
    assert ada.post(f"{PATH}/clear") == {}
    assert ada.notification_types() == []
    assert bob.notification_types() == ["favourite"]


def test_unread_count_counts_notifications_after_the_marker(ada: Person) -> None:
    bob, eve = Person(ada.instance, "bob"), Person(ada.instance, "eve")
    assert count(ada) == 0
    for person in (bob, eve):
        status = ada.toot("x")
        person.do("favourite", status)
        person.do("reblog", status)
    ids = ada.ids(PATH)
    assert count(ada) == 4
    ada.post(MARKERS, notifications={"last_read_id": ids[2]}, home={"last_read_id": 9})
    assert count(ada) == 2
    assert count(ada, f"?account_id={bob.id}") == 0
    assert count(ada, "?types[]=reblog") == 1
    assert count(ada, "?exclude_types[]=reblog&exclude_types[]=favourite") == 0
    ada.post(MARKERS, notifications={"last_read_id": ids[0]})
    assert count(ada) == 0
    assert len(ada.ids(PATH)) == 4


def test_unread_count_stops_at_100_or_its_limit(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    for number in range(101):
        # Fewer than the 300 statuses that an account may post in 3 hours.
        bob.do("favourite", ada.toot(str(number)))
    assert count(ada) == 100
    assert count(ada, "?limit=7") == 7
    assert count(ada, "?limit=2000") == 101


def test_servers_before_4_3_have_no_unread_count() -> None:
    for version, status in [("4.2.9", 404), ("4.3.0", 200)]:
        ada = Person(OfflineInstance(version=version), "ada")
        assert ada.send("GET", f"{PATH}/unread_count").status == status


def test_empty_types_select_all_notifications_and_unknown_ones_none(
    ada: Person,
) -> None:
    Person(ada.instance, "bob").do("favourite", ada.toot("x"))
    assert len(outcome(ada.send("GET", PATH, types=[]))[1]) == 1
    assert outcome(ada.send("GET", PATH, types=["odd"])) == (200, [])


def test_client_reads_counts_and_clears_notifications() -> None:
    ada = FakeMastodon(user="ada")
    bob = FakeMastodon(server=ada.server, user="bob")
    for text in ("x", "y"):
        bob.status_favourite(ada.toot(text))
    newer, older = ada.notifications()
    assert ada.notification(newer) == newer
    ada.markers_set(notifications=older)
    assert ada.notifications_unread_count().count == 1
    ada.notifications_dismiss(newer)
    assert ada.notifications_unread_count().count == 0
    with pytest.raises(NotFound):
        ada.notification(newer)
    ada.notifications_clear()
    assert list(ada.notifications()) == []
