"""Uploads before they are attached."""

from __future__ import annotations

import pytest
from raw_http import Person, multipart, outcome

from mastodon_core.testing import OfflineInstance

PATH = "/api/v1/media"


def uploaded(version: str = "4.7.0") -> tuple[Person, str]:
    ada = Person(OfflineInstance(version=version), "ada")
    message = multipart("/api/v2/media", ada.token, ("file", b"GIF89a"))
    id: str = outcome(ada.instance.handle(message))[1]["id"]
    return ada, id


def test_upload_can_be_changed_until_it_is_attached() -> None:
    ada, id = uploaded()
    bob = Person(ada.instance, "bob")
    described = ada.put(f"{PATH}/{id}", description="a cat", focus="2,-0.5")
    assert described["description"] == "a cat"
    assert described["meta"]["focus"] == {"x": 1.0, "y": -0.5}
    assert ada.put(f"{PATH}/{id}") == described
    assert bob.refused("PUT", f"{PATH}/{id}") == (404, "Record not found")
    ada.toot("x", media_ids=[id])
    assert ada.refused("PUT", f"{PATH}/{id}")[0] == 404


@pytest.mark.parametrize(("version", "longest"), [("4.5.9", 1500), ("4.6.0", 10_000)])
def test_alt_text_has_a_maximum_length(version: str, longest: int) -> None:
    ada, id = uploaded(version)
    assert ada.put(f"{PATH}/{id}", description="x" * longest)
    status, error = ada.refused("PUT", f"{PATH}/{id}", description="x" * (longest + 1))
    assert status == 422
    assert error == (
        f"Validation failed: Description is too long (maximum is {longest} characters)"
    )


def test_change_of_an_unprocessed_upload_returns_206() -> None:
    ada, _ = uploaded()
    kind = b"video/mp4"
    message = multipart("/api/v2/media", ada.token, ("file", b"movie"), kind=kind)
    id = outcome(ada.instance.handle(message))[1]["id"]
    assert ada.send("PUT", f"{PATH}/{id}", description="x").status == 206


def test_upload_can_be_deleted_unless_it_is_attached() -> None:
    ada, id = uploaded()
    bob = Person(ada.instance, "bob")
    assert bob.refused("DELETE", f"{PATH}/{id}") == (404, "Record not found")
    status = ada.toot("x", media_ids=[id])
    used = ada.refused("DELETE", f"{PATH}/{id}")
    assert used == (422, "Media attachment is currently used by a status")
    ada.delete(f"/api/v1/statuses/{status}")
    assert ada.delete(f"{PATH}/{id}") == {}
    assert ada.refused("GET", f"{PATH}/{id}")[0] == 404


def test_servers_before_4_4_cannot_delete_uploads() -> None:
    ada, id = uploaded("4.3.0")
    assert ada.refused("DELETE", f"{PATH}/{id}") == (404, "Not Found")
