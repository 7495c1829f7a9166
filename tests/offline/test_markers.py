"""Markers of the read position, and preferences."""

from __future__ import annotations

import pytest
from raw_http import Person, outcome, send

from mastodon_core.testing import FakeMastodon, OfflineInstance

PATH = "/api/v1/markers"


@pytest.fixture
def ada() -> Person:
    return Person(OfflineInstance(), "ada")


def test_version_of_a_marker_counts_its_changes(ada: Person) -> None:
    made = ada.post(PATH, home={"last_read_id": "7"})
    at = "2024-01-01T00:00:00.000Z"
    assert made == {"home": {"last_read_id": "7", "version": 1, "updated_at": at}}
    ada.instance.pass_time(2)
    again = ada.post(PATH, home={"last_read_id": "7"})
    assert again == made
    changed = ada.post(PATH, home={"last_read_id": "6"})
    at = "2024-01-01T00:00:02.000Z"
    assert changed == {"home": {"last_read_id": "6", "version": 2, "updated_at": at}}


def test_markers_are_returned_for_the_named_timelines_only(ada: Person) -> None:
    home = ada.post(PATH, home={"last_read_id": "1"}, list={"last_read_id": "1"})
    assert list(home) == ["home"]
    told = ada.post(PATH, notifications={"last_read_id": "2"})
    assert list(told) == ["notifications"]
    assert ada.get(f"{PATH}?timeline[]=home") == home
    assert ada.get(f"{PATH}?timeline[]=home&timeline[]=notifications") == home | told
    assert ada.get(f"{PATH}?timeline=notifications") == told
    assert ada.get(PATH) == {}
    assert ada.post(PATH, home="1") == {}
    assert Person(ada.instance, "bob").get(f"{PATH}?timeline[]=home") == {}
    assert outcome(send(ada.instance, "GET", PATH))[0] == 401


def test_last_read_id_of_a_marker_is_a_number(ada: Person) -> None:
    blank = 422, "Validation failed: Last read can't be blank"
    for nothing in ("", None):
        assert ada.refused("POST", PATH, home={"last_read_id": nothing}) == blank
    assert ada.post(PATH, home={})["home"]["version"] == 0
    assert ada.post(PATH, home={"last_read_id": "x"})["home"]["last_read_id"] == "0"
    assert ada.post(PATH, home={"last_read_id": 12})["home"]["last_read_id"] == "12"


def test_client_sets_and_gets_markers() -> None:
    ada = FakeMastodon(user="ada")
    status = ada.toot("x")
    marked = ada.markers_set(home=status)
    assert marked["home"].last_read_id == status.id
    assert ada.markers_get(["home", "notifications"]) == marked


def test_new_account_has_the_default_preferences() -> None:
    instance = OfflineInstance()
    instance.add_user("shy", locked=True)
    found = Person(instance, "ada").get("/api/v1/preferences")
    assert found == {
        "posting:default:visibility": "public",
        "posting:default:sensitive": False,
        "posting:default:language": "en",
        "posting:default:quote_policy": "public",
        "reading:expand:media": "default",
        "reading:expand:spoilers": False,
        "reading:autoplay:gifs": False,
    }
    shy = FakeMastodon(server=instance, user="shy").preferences()
    assert shy.posting_default_visibility == "private"


@pytest.mark.parametrize(
    ("version", "without"),
    [
        ("4.4.0", {"posting:default:quote_policy"}),
        ("4.0.0", {"posting:default:quote_policy", "reading:autoplay:gifs"}),
    ],
)
def test_older_servers_have_fewer_preferences(version: str, without: set[str]) -> None:
    found = Person(OfflineInstance(version=version), "ada").get("/api/v1/preferences")
    newest = Person(OfflineInstance(), "ada").get("/api/v1/preferences")
    assert set(newest) - set(found) == without
