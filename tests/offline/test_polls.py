"""Who may vote on what, and who sees what of it."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Person, ask, said

from mastodon_core.testing import OfflineInstance


def asked(**how: Any) -> tuple[Person, Person, str, str]:
    """Ada, who asks; bob; the ids of the status and of the poll."""
    instance = OfflineInstance()
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    poll = {"options": ["tea", "coffee", "none"], "expires_in": 3600} | how
    made = ada.post("/api/v1/statuses", status="well?", poll=poll)
    return ada, bob, made["id"], f"/api/v1/polls/{made['poll']['id']}"


def counts(poll: Any) -> list[int | None]:
    return [option["votes_count"] for option in poll["options"]]


def test_a_vote_counts_once() -> None:
    ada, bob, id, poll = asked()
    assert bob.get(poll)["voted"] is False
    voted = bob.post(f"{poll}/votes", choices=[1])
    assert (voted["voted"], voted["own_votes"]) == (True, [1])
    assert (counts(voted), voted["votes_count"]) == ([0, 1, 0], 1)
    again = bob.refused("POST", f"{poll}/votes", choices=[0])
    assert again == (422, "Validation failed: You have already voted on this poll")
    assert ada.status(id)["poll"] == ada.get(poll)
    assert ada.get(poll)["voted"] is True
    assert "voted" not in said(ask(ada.instance, "GET", poll))[1]


def test_of_several_choices_more_can_be_made_later() -> None:
    _, bob, _, poll = asked(multiple=True)
    bob.post(f"{poll}/votes", choices=["0", "2"])
    assert bob.refused("POST", f"{poll}/votes", choices=[1, 2])[0] == 422
    assert bob.get(poll)["own_votes"] == [0, 2]
    done = bob.post(f"{poll}/votes", choices=[1])
    assert (done["votes_count"], done["voters_count"]) == (3, 1)


@pytest.mark.parametrize("choice", [3, -1, "tea", 10**12, "²"])
def test_only_what_is_there_can_be_chosen(choice: Any) -> None:
    _, bob, _, poll = asked()
    assert bob.refused("POST", f"{poll}/votes", choices=[choice]) == (
        422,
        "Validation failed: The chosen vote option does not exist",
    )


def test_refusals_are_told_together() -> None:
    ada, bob, _, poll = asked()
    own = ada.refused("POST", f"{poll}/votes", choices=[0])
    assert own == (422, "Validation failed: You cannot vote in your own polls")
    assert bob.refused("POST", f"{poll}/votes", choices=[0, 1])[0] == 422
    assert bob.post(f"{poll}/votes", choices=[])["voted"] is False
    assert bob.post(f"{poll}/votes")["voted"] is False
    ada.instance.pass_time(3600)
    late = bob.refused("POST", f"{poll}/votes", choices=[7])
    assert late == (
        422,
        "Validation failed: The poll has already ended,"
        " The chosen vote option does not exist",
    )


def test_totals_can_be_hidden_until_the_end() -> None:
    ada, bob, _, poll = asked(hide_totals=True)
    hidden = bob.post(f"{poll}/votes", choices=[0])
    assert (counts(hidden), hidden["votes_count"]) == ([None] * 3, 1)
    ada.instance.pass_time(3600)
    assert counts(bob.get(poll)) == [1, 0, 0]


def test_its_end_is_told_to_those_who_asked_and_voted() -> None:
    ada, bob, id, poll = asked()
    eve = Person(ada.instance, "eve")
    bob.post(f"{poll}/votes", choices=[0])
    ada.instance.pass_time(3600)
    ada.instance.pass_time(3600)
    assert (ada.told(), bob.told(), eve.told()) == (["poll"], ["poll"], [])
    about = bob.get("/api/v1/notifications")[0]
    assert (about["account"]["id"], about["status"]["id"]) == (ada.id, id)


def test_a_poll_is_seen_by_those_who_see_its_status() -> None:
    instance = OfflineInstance()
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    poll = {"options": ["1", "2"], "expires_in": 300}
    made = ada.post("/api/v1/statuses", status="?", poll=poll, visibility="direct")
    path = f"/api/v1/polls/{made['poll']['id']}"
    assert ada.get(path)["expired"] is False
    assert bob.refused("GET", path) == (404, "Record not found")
    assert bob.refused("POST", f"{path}/votes", choices=[0])[0] == 404
    assert bob.refused("GET", "/api/v1/polls/0")[0] == 404
