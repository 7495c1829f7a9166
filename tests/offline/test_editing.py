"""Edits of statuses: changes, history and notifications."""

from __future__ import annotations

from typing import Any

import pytest
from raw_http import Person, multipart, outcome

from mastodon_core.testing import OfflineInstance

STATUSES = "/api/v1/statuses"


def ada_and_bob() -> tuple[Person, Person]:
    instance = OfflineInstance()
    return Person(instance, "ada"), Person(instance, "bob")


def upload(person: Person, **fields: str) -> str:
    parts = [(name, text.encode()) for name, text in fields.items()]
    message = multipart("/api/v2/media", person.token, ("file", b"GIF89a"), *parts)
    id: str = outcome(person.instance.handle(message))[1]["id"]
    return id


def edit(person: Person, id: str, **body: Any) -> Any:
    return person.put(f"{STATUSES}/{id}", **body)


def test_edit_replaces_the_text_and_is_in_the_history() -> None:
    ada, bob = ada_and_bob()
    id = ada.toot("first #a", spoiler_text="careful", language="de")
    assert len(bob.get(f"{STATUSES}/{id}/history")) == 1
    ada.instance.pass_time(60)
    edited = edit(ada, id, status="second #b @bob")
    assert edited["edited_at"] == "2024-01-01T00:01:00.000Z"
    assert [tag["name"] for tag in edited["tags"]] == ["b"]
    assert (edited["spoiler_text"], edited["sensitive"]) == ("", False)
    assert edited["language"] == "de"
    ada.instance.pass_time(60)
    edit(ada, id, status="third", sensitive=True, language="fr")
    history = bob.get(f"{STATUSES}/{id}/history")
    assert [version["created_at"] for version in history] == [
        "2024-01-01T00:00:00.000Z",
        "2024-01-01T00:01:00.000Z",
        "2024-01-01T00:02:00.000Z",
    ]
    assert "first" in history[0]["content"]
    assert history[0]["spoiler_text"] == "careful"
    assert [version["sensitive"] for version in history] == [True, False, True]
    assert ada.get(f"{STATUSES}/{id}/source") == {
        "id": id,
        "text": "third",
        "spoiler_text": "",
    }


def test_edit_without_changes_is_not_recorded() -> None:
    ada, bob = ada_and_bob()
    id = ada.toot("same")
    bob.do("reblog", id)
    assert edit(ada, id, status="same")["edited_at"] is None
    assert bob.notification_types() == []
    assert edit(ada, id, status="same", language="fr")["edited_at"] is not None


def test_only_your_own_status_can_be_edited_and_must_stay_valid() -> None:
    ada, bob = ada_and_bob()
    id = ada.toot("x")
    boost = ada.do("reblog", id)["id"]
    for person, other in ((bob, id), (ada, boost), (ada, "1")):
        path = f"{STATUSES}/{other}"
        assert person.refused("PUT", path, status="y") == (404, "Record not found")
    for body, error in (
        ({}, "Text can't be blank"),
        ({"status": "x" * 501}, "Text character limit of 500 exceeded"),
        ({"status": "y", "quote_approval_policy": "z"}, "Quote approval policy"),
    ):
        assert error in ada.refused("PUT", f"{STATUSES}/{id}", **body)[1]
    assert ada.status(id)["content"] == "<p>x</p>"
    # A content warning without text becomes the text.
    assert edit(ada, id, spoiler_text="y")["content"] == "<p>y</p>"


def test_edit_notifies_boosters_of_the_latest_edit_only() -> None:
    ada, bob = ada_and_bob()
    eve = Person(ada.instance, "eve")
    id = ada.toot("x @eve")
    bob.do("reblog", id)
    eve.do("favourite", id)
    for text in ("y @eve", "z @eve @bob"):
        edit(ada, id, status=text)
    assert bob.notification_types() == ["update", "mention"]
    assert eve.notification_types() == ["mention"]
    about = bob.get("/api/v1/notifications")[0]
    assert (about["status"]["id"], about["account"]["id"]) == (id, ada.id)


def test_edit_notifies_quoters_with_their_own_status() -> None:
    ada, bob = ada_and_bob()
    id = ada.toot("x")
    quote = bob.toot("look", quoted_status_id=id)
    revoked = bob.toot("look again", quoted_status_id=id)
    ada.post(f"{STATUSES}/{id}/quotes/{revoked}/revoke")
    edit(ada, id, status="y")
    edit(ada, id, status="z")
    assert bob.notification_types() == ["quoted_update"]
    assert bob.get("/api/v1/notifications")[0]["status"]["id"] == quote
    # A quote needs no text.
    assert edit(bob, quote)["content"] == ""


def test_edit_adds_removes_and_describes_attachments() -> None:
    ada, _ = ada_and_bob()
    first, second = upload(ada, description="one"), upload(ada)
    id = ada.toot("", media_ids=[second, first])
    shown = [item["id"] for item in ada.status(id)["media_attachments"]]
    assert shown == [second, first]
    described = [{"id": first, "description": "uno", "focus": "0.5,0.5"}, {"id": "1"}]
    edited = edit(ada, id, media_ids=[first], media_attributes=[*described, "x"])
    (item,) = edited["media_attachments"]
    assert (item["id"], item["description"]) == (first, "uno")
    assert item["meta"]["focus"] == {"x": 0.5, "y": 0.5}
    before, after = ada.get(f"{STATUSES}/{id}/history")
    assert [m["description"] for m in before["media_attachments"]] == [None, "one"]
    assert [m["description"] for m in after["media_attachments"]] == ["uno"]
    # A removed attachment can be added again, but not to another status.
    assert ada.refused("POST", STATUSES, media_ids=[second])[0] == 422
    indexed = {"0": {"id": first, "description": "eins"}}
    edited = edit(ada, id, media_ids=[first, second], media_attributes=indexed)
    assert [m["description"] for m in edited["media_attachments"]] == ["eins", None]
    assert edit(ada, id, status="none")["media_attachments"] == []


def test_edit_with_too_long_alt_text_changes_nothing() -> None:
    ada, _ = ada_and_bob()
    media = upload(ada)
    id = ada.toot("x", media_ids=[media])
    refused = ada.refused(
        "PUT",
        f"{STATUSES}/{id}",
        status="y",
        media_ids=[media],
        media_attributes=[{"id": media, "description": "x" * 10_001}],
    )
    assert refused == (
        422,
        "Validation failed: Description is too long (maximum is 10000 characters)",
    )
    assert ada.status(id)["edited_at"] is None


@pytest.mark.parametrize(
    ("change", "votes"),
    [
        ({}, 1),
        ({"hide_totals": True}, 1),
        ({"options": ["tea", "milk"]}, 0),
        ({"multiple": True}, 0),
    ],
)
def test_edit_of_the_poll_options_removes_the_votes(
    change: dict[str, Any], votes: int
) -> None:
    ada, bob = ada_and_bob()
    poll = {"options": ["tea", "coffee"], "expires_in": 300}
    made = ada.post(STATUSES, status="?", poll=poll)
    bob.post(f"/api/v1/polls/{made['poll']['id']}/votes", choices=[0])
    edited = edit(ada, made["id"], status="?", poll=poll | change)
    assert edited["poll"]["id"] == made["poll"]["id"]
    assert edited["poll"]["votes_count"] == votes
    assert (edited["edited_at"] is None) == (change in ({}, {"hide_totals": True}))


def test_poll_that_an_edit_reopens_notifies_again() -> None:
    ada, bob = ada_and_bob()
    poll = {"options": ["tea", "coffee"], "expires_in": 300}
    made = ada.post(STATUSES, status="?", poll=poll)
    bob.post(f"/api/v1/polls/{made['poll']['id']}/votes", choices=[0])
    ada.instance.pass_time(300)
    assert edit(ada, made["id"], status="?", poll=poll)["edited_at"] is not None
    ada.instance.pass_time(300)
    assert bob.notification_types() == ["poll", "poll"]


def test_edit_adds_and_removes_a_poll() -> None:
    ada, _ = ada_and_bob()
    id = ada.toot("?")
    poll = {"options": ["1", "2"], "expires_in": 300}
    assert edit(ada, id, status="?", poll=poll)["poll"]["votes_count"] == 0
    assert edit(ada, id, status="?")["poll"] is None
    polls = [version.get("poll") for version in ada.get(f"{STATUSES}/{id}/history")]
    assert polls == [None, {"options": [{"title": "1"}, {"title": "2"}]}, None]


def test_patch_edits_a_status_too() -> None:
    ada, _ = ada_and_bob()
    id = ada.toot("x")
    assert outcome(ada.send("PATCH", f"{STATUSES}/{id}", status="y"))[0] == 200
    assert ada.refused("PATCH", "/api/v1/nothing") == (404, "Not Found")
