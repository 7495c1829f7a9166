"""What people are told, one by one: reading it, counting it, putting it away."""

from __future__ import annotations

import pytest
from asking import Person, ask, said

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


def test_a_notification_is_read_and_dismissed_by_itself(ada: Person) -> None:
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


def test_a_notification_is_there_only_for_whom_it_tells(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    bob.do("favourite", ada.toot("x"))
    (id,) = ada.ids(PATH)
    assert bob.refused("GET", f"{PATH}/{id}") == NOT_FOUND
    assert bob.refused("POST", f"{PATH}/{id}/dismiss") == NOT_FOUND
    assert said(ask(ada.instance, "GET", f"{PATH}/{id}"))[0] == 401
    assert ada.ids(PATH) == [id]


def test_clearing_leaves_the_notifications_of_others(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    bob.do("favourite", ada.toot("x"))
    ada.do("favourite", bob.toot("x"))
    assert ada.post(f"{PATH}/clear") == {}
    assert ada.told() == []
    assert bob.told() == ["favourite"]


def test_what_came_after_the_marker_is_not_read_yet(ada: Person) -> None:
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


def test_counting_ends_at_a_hundred_or_where_it_is_asked_to(ada: Person) -> None:
    bob = Person(ada.instance, "bob")
    for number in range(101):
        # Nobody posts more than 300 times in three hours.
        bob.do("favourite", ada.toot(str(number)))
    assert count(ada) == 100
    assert count(ada, "?limit=7") == 7
    assert count(ada, "?limit=2000") == 101


def test_only_servers_since_4_3_count_what_is_not_read() -> None:
    for version, status in [("4.2.9", 404), ("4.3.0", 200)]:
        ada = Person(OfflineInstance(version=version), "ada")
        assert ada.ask("GET", f"{PATH}/unread_count").status == status


def test_a_type_that_is_not_named_is_as_good_as_any(ada: Person) -> None:
    Person(ada.instance, "bob").do("favourite", ada.toot("x"))
    assert len(said(ada.ask("GET", PATH, types=[]))[1]) == 1
    assert said(ada.ask("GET", PATH, types=["odd"])) == (200, [])


def test_a_client_reads_counts_and_clears_what_it_is_told() -> None:
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
