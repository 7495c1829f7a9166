"""Grouped notifications."""

from __future__ import annotations

from typing import Any

import pytest
from raw_http import Person, links, outcome, send

from mastodon_core.testing import FakeMastodon, OfflineInstance

PATH = "/api/v2/notifications"
HOUR = 3600
FIRST = 473_352
"""Hours from 1970 to the start of the instance's clock."""


@pytest.fixture
def ada() -> Person:
    return Person(OfflineInstance(), "ada")


def fans(ada: Person, count: int, *, start: int = 0) -> list[Person]:
    return [Person(ada.instance, f"fan{start + number}") for number in range(count)]


def groups(ada: Person, query: str = "") -> list[Any]:
    found: list[Any] = ada.get(f"{PATH}{query}")["notification_groups"]
    return found


def keys(ada: Person, query: str = "") -> list[str]:
    return [group["group_key"] for group in groups(ada, query)]


def test_favourites_boosts_and_follows_form_groups(ada: Person) -> None:
    first, second = ada.toot("x"), ada.toot("y")
    for fan in fans(ada, 2):
        fan.do("favourite", first)
        fan.do("favourite", second)
        fan.do("reblog", first)
        fan.post(f"/api/v1/accounts/{ada.id}/follow")
        fan.toot("@ada hi")
    told = {about["id"]: about for about in ada.get("/api/v1/notifications")}
    found = ada.get(PATH)
    shown = [(g["group_key"], g["notifications_count"]) for g in groups(ada)]
    (newer, *_, older) = (a["id"] for a in told.values() if a["type"] == "mention")
    assert shown == [
        (f"ungrouped-{newer}", 1),
        (f"follow-{FIRST}", 2),
        (f"reblog-{first}-{FIRST}", 2),
        (f"favourite-{second}-{FIRST}", 2),
        (f"favourite-{first}-{FIRST}", 2),
        (f"ungrouped-{older}", 1),
    ]
    for group in found["notification_groups"]:
        # The notifications themselves have the same keys.
        latest = told[group["page_max_id"]]
        assert latest["group_key"] == group["group_key"]
        assert group["most_recent_notification_id"] == int(latest["id"])
        assert group["latest_page_notification_at"] == latest["created_at"]
        assert group["sample_account_ids"][0] == latest["account"]["id"]
        assert group.get("status_id") == latest.get("status", {}).get("id")
        with_key = [a for a in told.values() if a["group_key"] == group["group_key"]]
        assert group["page_min_id"] == with_key[-1]["id"]
    assert [account["acct"] for account in found["accounts"]] == ["fan1", "fan0"]
    statuses = [status["id"] for status in found["statuses"]]
    assert len(statuses) == len(set(statuses)) == 4


def test_a_group_lasts_twelve_hours(ada: Person) -> None:
    status = ada.toot("x")
    ada.instance.pass_time(HOUR - 1)
    for fan, hours in zip(fans(ada, 4), (1, 10, 1, 0), strict=True):
        fan.do("favourite", status)
        ada.instance.pass_time(hours * HOUR)
    newer, older = groups(ada)
    assert newer["group_key"] == f"favourite-{status}-{FIRST + 12}"
    assert older["group_key"] == f"favourite-{status}-{FIRST}"
    assert (newer["notifications_count"], older["notifications_count"]) == (1, 3)


def test_grouped_types_selects_the_types_to_group(ada: Person) -> None:
    status = ada.toot("x")
    for fan in fans(ada, 2):
        fan.do("favourite", status)
        fan.do("reblog", status)
    ids = ada.ids("/api/v1/notifications")
    assert keys(ada, "?grouped_types[]=reblog") == [
        f"reblog-{status}-{FIRST}",
        f"ungrouped-{ids[1]}",
        f"ungrouped-{ids[3]}",
    ]
    assert len(keys(ada, "?grouped_types[]=odd")) == 4
    assert len(keys(ada, "?types[]=favourite")) == 1
    assert len(keys(ada, "?exclude_types[]=favourite&exclude_types[]=reblog")) == 0
    assert len(keys(ada, "?account_id=1")) == 2


def test_group_of_many_accounts_names_a_sample(ada: Person) -> None:
    status = ada.toot("x")
    people = fans(ada, 10)
    for fan in people:
        fan.do("favourite", status)
    ids = [fan.id for fan in people[::-1]]
    (group,) = groups(ada)
    assert group["notifications_count"] == 10
    assert group["sample_account_ids"] == ids[:8]
    found = ada.get(f"{PATH}?expand_accounts=partial_avatars")
    assert [account["id"] for account in found["accounts"]] == ids[:1]
    partial = found["partial_accounts"]
    assert [account["id"] for account in partial] == ids[1:8]
    names = {"id", "acct", "locked", "bot", "url", "avatar", "avatar_static"}
    assert set(partial[0]) == names
    assert "partial_accounts" not in ada.get(f"{PATH}?expand_accounts=full")
    odd = ada.refused("GET", f"{PATH}?expand_accounts=odd")
    assert odd == (
        400,
        "Invalid value for 'expand_accounts': 'odd', "
        "allowed values are 'full' and 'partial_avatars'",
    )


def test_pages_of_groups_link_by_notification_ids(ada: Person) -> None:
    first, second = ada.toot("x"), ada.toot("y")
    for fan in fans(ada, 2):
        fan.do("favourite", first)
        fan.do("favourite", second)
    newest, second_of_first, oldest_of_second, oldest = ada.ids("/api/v1/notifications")
    query = f"{PATH}?limit=1&types[]=favourite&expand_accounts=full&account_id=1"
    page = ada.send("GET", query)
    repeated = f"{PATH}?limit=1&types%5B%5D=favourite"
    assert links(page) == {
        "next": f"{repeated}&max_id={newest}",
        "prev": f"{repeated}&min_id={newest}",
    }
    (group,) = outcome(page)[1]["notification_groups"]
    # A full page ends with the notification that it shows last.
    assert (group["page_min_id"], group["page_max_id"]) == (newest, newest)
    assert group["notifications_count"] == 2
    (group,) = groups(ada, f"?limit=1&max_id={newest}")
    assert group["status_id"] == first
    assert group["page_min_id"] == second_of_first
    # The groups of a page that is not full extend to its bounds.
    (group, last) = groups(ada, f"?max_id={newest}")
    assert (group["page_min_id"], last["page_max_id"]) == (oldest, oldest_of_second)
    found = groups(ada, f"?since_id={oldest}")
    assert [group["page_min_id"] for group in found] == [
        oldest_of_second,
        second_of_first,
    ]
    found = groups(ada, f"?min_id={oldest}")
    assert [g["page_max_id"] for g in found] == [second_of_first, newest]
    found = groups(ada, f"?min_id={oldest}&max_id={newest}")
    assert [g["page_max_id"] for g in found] == [second_of_first, oldest_of_second]
    assert [g["notifications_count"] for g in found] == [2, 1]
    empty = ada.send("GET", f"{PATH}?max_id={oldest}")
    assert links(empty) == {}
    assert outcome(empty)[1]["notification_groups"] == []


def test_a_group_is_read_and_dismissed_by_its_key(ada: Person) -> None:
    status = ada.toot("x")
    people = fans(ada, 3)
    for fan in people:
        fan.do("favourite", status)
    people[0].toot("@ada hi")
    mention, favourite = keys(ada)
    (group,) = ada.get(f"{PATH}/{favourite}")["notification_groups"]
    assert group["notifications_count"] == 3
    assert "page_min_id" not in group
    assert groups(ada, f"/{mention}")[0]["group_key"] == mention
    page = ada.send("GET", f"{PATH}/{favourite}/accounts?limit=2&min_id=1")
    assert [a["acct"] for a in outcome(page)[1]] == ["fan2", "fan1"]
    ids = ada.ids("/api/v1/notifications")
    place = f"{PATH}/{favourite}/accounts?limit=2"
    assert links(page) == {
        "next": f"{place}&max_id={ids[2]}",
        "prev": f"{place}&min_id={ids[1]}",
    }
    assert ada.ids(f"{PATH}/{mention}/accounts") == [people[0].id]
    assert ada.post(f"{PATH}/{favourite}/dismiss") == {}
    assert keys(ada) == [mention]
    assert ada.post(f"{PATH}/{favourite}/dismiss") == {}
    not_found = 404, "Record not found"
    assert ada.refused("GET", f"{PATH}/{favourite}") == not_found
    assert people[0].refused("GET", f"{PATH}/{mention}") == not_found
    assert ada.get(f"{PATH}/{favourite}/accounts") == []
    assert ada.post(f"{PATH}/clear") == {}
    assert keys(ada) == []


def test_unread_count_counts_groups_after_the_marker(ada: Person) -> None:
    status = ada.toot("x")
    for fan in fans(ada, 3):
        fan.do("favourite", status)
        fan.toot("@ada hi")
    place = f"{PATH}/unread_count"
    assert ada.get(place) == {"count": 4}
    assert ada.get(f"{place}?grouped_types[]=follow") == {"count": 6}
    assert ada.get(f"{place}?types[]=favourite") == {"count": 1}
    assert ada.get(f"{place}?limit=3") == {"count": 3}
    ids = ada.ids("/api/v1/notifications")
    ada.post("/api/v1/markers", notifications={"last_read_id": ids[2]})
    assert ada.get(place) == {"count": 2}


def test_servers_before_4_3_have_no_grouped_notifications() -> None:
    for version, known in [("4.2.9", False), ("4.3.0", True)]:
        ada = Person(OfflineInstance(version=version), "ada")
        Person(ada.instance, "bob").do("favourite", ada.toot("x"))
        assert ("group_key" in ada.get("/api/v1/notifications")[0]) == known
        assert ada.send("GET", PATH).status == (200 if known else 404)


def test_grouped_notifications_need_a_token(ada: Person) -> None:
    assert outcome(send(ada.instance, "GET", PATH))[0] == 401


def test_client_pages_through_grouped_notifications() -> None:
    ada = FakeMastodon(user="ada")
    for name in ("bob", "eve"):
        fan = FakeMastodon(server=ada.server, user=name)
        fan.account_follow(ada.me())
        fan.toot("@ada hi")
    page = ada.grouped_notifications(limit=1)
    assert page.next is not None
    following = ada.send(page.next)
    (group,) = following.value.notification_groups
    assert (group.type, group.notifications_count) == ("follow", 2)
    accounts = ada.grouped_notification_accounts(group)
    assert [account.acct for account in accounts] == ["eve", "bob"]
    one = ada.grouped_notification(group)
    assert one.notification_groups[0].group_key == group.group_key
    assert ada.unread_grouped_notifications_count().count == 3
    ada.dismiss_grouped_notification(group)
    assert ada.unread_grouped_notifications_count(types=["mention"]).count == 2
    ada.clear_grouped_notifications()
    assert ada.grouped_notifications().value.notification_groups == ()
