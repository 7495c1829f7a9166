"""Scheduled statuses and their limits."""

from __future__ import annotations

from typing import Any

from raw_http import Person, links

from mastodon_core.testing import OfflineInstance

PATH = "/api/v1/scheduled_statuses"


def person() -> Person:
    return Person(OfflineInstance(), "ada")


def schedule(ada: Person, at: str, **more: Any) -> Any:
    body = {"status": "later", "scheduled_at": at, **more}
    return ada.post("/api/v1/statuses", **body)


def test_scheduled_status_is_read_moved_and_cancelled() -> None:
    ada = person()
    bob = Person(ada.instance, "bob")
    made = schedule(ada, "2024-01-01T03:00:00+02:00")
    assert made["scheduled_at"] == "2024-01-01T01:00:00.000Z"
    own = f"{PATH}/{made['id']}"
    assert ada.get(own) == made
    assert ada.get(PATH) == [made]
    moved = ada.put(own, scheduled_at="2024-01-02T00:00:00Z")
    assert moved["scheduled_at"] == "2024-01-02T00:00:00.000Z"
    assert ada.put(own) == moved
    for method in ("GET", "PUT", "DELETE"):
        assert bob.refused(method, own) == (404, "Record not found")
    assert bob.get(PATH) == []
    assert ada.delete(own) == {}
    ada.instance.pass_time(200_000)
    assert ada.ids("/api/v1/timelines/home") == []


def test_scheduled_time_must_be_over_five_minutes_away() -> None:
    ada = person()
    error = (
        422,
        "Validation failed: Scheduled at date must be in the future",
    )
    body = {"status": "x", "scheduled_at": "2024-01-01T00:05:00Z"}
    assert ada.refused("POST", "/api/v1/statuses", **body) == error
    own = f"{PATH}/{schedule(ada, '2024-01-01T00:05:01Z')['id']}"
    assert ada.refused("PUT", own, scheduled_at="2024-01-01T00:05:00Z") == error
    assert ada.refused("PUT", own, scheduled_at="2023-01-01") == error
    assert ada.refused("PUT", own, scheduled_at="soon")[1] == "Record invalid"


def test_status_scheduled_in_the_past_is_posted_at_once() -> None:
    ada = person()
    assert schedule(ada, "2023-12-31T00:00:00Z")["content"] == "<p>later</p>"
    assert ada.post("/api/v1/statuses", status="x", scheduled_at="")["content"]


def test_invalid_status_cannot_be_scheduled() -> None:
    ada = person()
    at = "2024-01-02T00:00:00Z"
    poll = {"options": ["1"], "expires_in": 300}
    for body in ({"status": "x" * 501}, {"status": "x", "poll": poll}, {"status": ""}):
        body["scheduled_at"] = at
        assert ada.refused("POST", "/api/v1/statuses", **body)[0] == 422


def test_25_statuses_a_day_and_300_in_all_can_be_scheduled() -> None:
    ada = person()
    for day in range(2, 14):
        for hour in range(25):
            schedule(ada, f"2024-01-{day:02}T{hour % 24:02}:{hour:02}:00Z")
            ada.instance.pass_time(60)
        if day == 2:
            full = ada.refused(
                "POST",
                "/api/v1/statuses",
                status="x",
                scheduled_at="2024-01-02T23:59:59Z",
            )
            assert full[1].endswith(
                "exceeded the limit of 25 scheduled posts for today"
            )
    full = ada.refused(
        "POST", "/api/v1/statuses", status="x", scheduled_at="2024-02-01T00:00:00Z"
    )
    assert full[1].endswith("You have exceeded the limit of 300 scheduled posts")
    # Moving a status within a full day is allowed.
    own = f"{PATH}/{ada.get(PATH)[0]['id']}"
    assert ada.put(own, scheduled_at="2024-01-13T12:34:56Z")


def test_full_page_of_scheduled_statuses_has_a_next_page() -> None:
    ada = person()
    made = [schedule(ada, f"2024-01-02T0{hour}:00:00Z")["id"] for hour in range(3)]
    page = ada.send("GET", f"{PATH}?limit=2")
    assert links(page) == {
        "next": f"{PATH}?limit=2&max_id={made[1]}",
        "prev": f"{PATH}?limit=2&min_id={made[2]}",
    }
    assert [*links(ada.send("GET", links(page)["next"]))] == ["prev"]
