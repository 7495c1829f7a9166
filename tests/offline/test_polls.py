"""Polls: voting, results and visibility."""

from __future__ import annotations

from typing import Any

import pytest
from raw_http import Person, outcome, send

from mastodon_core.testing import OfflineInstance


def post_poll(**how: Any) -> tuple[Person, Person, str, str]:
    """Let ada post a poll; returns ada, bob, the status id and the poll path."""
    instance = OfflineInstance()
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    poll = {"options": ["tea", "coffee", "none"], "expires_in": 3600} | how
    made = ada.post("/api/v1/statuses", status="well?", poll=poll)
    return ada, bob, made["id"], f"/api/v1/polls/{made['poll']['id']}"


def counts(poll: Any) -> list[int | None]:
    return [option["votes_count"] for option in poll["options"]]


def test_vote_counts_once_and_cannot_be_repeated() -> None:
    ada, bob, id, poll = post_poll()
    assert bob.get(poll)["voted"] is False
    voted = bob.post(f"{poll}/votes", choices=[1])
    assert (voted["voted"], voted["own_votes"]) == (True, [1])
    assert (counts(voted), voted["votes_count"]) == ([0, 1, 0], 1)
    again = bob.refused("POST", f"{poll}/votes", choices=[0])
    assert again == (422, "Validation failed: You have already voted on this poll")
    assert ada.status(id)["poll"] == ada.get(poll)
    assert ada.get(poll)["voted"] is True
    assert "voted" not in outcome(send(ada.instance, "GET", poll))[1]


def test_poll_with_multiple_choices_takes_further_votes() -> None:
    _, bob, _, poll = post_poll(multiple=True)
    bob.post(f"{poll}/votes", choices=["0", "2"])
    assert bob.refused("POST", f"{poll}/votes", choices=[1, 2])[0] == 422
    assert bob.get(poll)["own_votes"] == [0, 2]
    done = bob.post(f"{poll}/votes", choices=[1])
    assert (done["votes_count"], done["voters_count"]) == (3, 1)


@pytest.mark.parametrize("choice", [3, -1, "tea", 10**12, "²"])
def test_vote_for_a_missing_option_is_refused(choice: Any) -> None:
    _, bob, _, poll = post_poll()
    assert bob.refused("POST", f"{poll}/votes", choices=[choice]) == (
        422,
        "Validation failed: The chosen vote option does not exist",
    )


def test_refused_vote_lists_all_reasons() -> None:
    ada, bob, _, poll = post_poll()
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


def test_poll_can_hide_its_totals_until_it_ends() -> None:
    ada, bob, _, poll = post_poll(hide_totals=True)
    hidden = bob.post(f"{poll}/votes", choices=[0])
    assert (counts(hidden), hidden["votes_count"]) == ([None] * 3, 1)
    ada.instance.pass_time(3600)
    assert counts(bob.get(poll)) == [1, 0, 0]


def test_end_of_a_poll_notifies_its_author_and_voters() -> None:
    ada, bob, id, poll = post_poll()
    eve = Person(ada.instance, "eve")
    bob.post(f"{poll}/votes", choices=[0])
    ada.instance.pass_time(3600)
    ada.instance.pass_time(3600)
    assert (
        ada.notification_types(),
        bob.notification_types(),
        eve.notification_types(),
    ) == (["poll"], ["poll"], [])
    about = bob.get("/api/v1/notifications")[0]
    assert (about["account"]["id"], about["status"]["id"]) == (ada.id, id)


def test_poll_is_visible_to_those_who_see_its_status() -> None:
    instance = OfflineInstance()
    ada, bob = Person(instance, "ada"), Person(instance, "bob")
    poll = {"options": ["1", "2"], "expires_in": 300}
    made = ada.post("/api/v1/statuses", status="?", poll=poll, visibility="direct")
    path = f"/api/v1/polls/{made['poll']['id']}"
    assert ada.get(path)["expired"] is False
    assert bob.refused("GET", path) == (404, "Record not found")
    assert bob.refused("POST", f"{path}/votes", choices=[0])[0] == 404
    assert bob.refused("GET", "/api/v1/polls/0")[0] == 404
