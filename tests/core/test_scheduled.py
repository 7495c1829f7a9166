"""A status that is to be scheduled is never published unnoticed."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve
from playing import carry_out
from sessions import START, STATUS, Time, json_response, session

from mastodon_core import (
    API,
    CarriedOut,
    DecodeError,
    One,
    PublishedNow,
    Request,
    entities,
    to_json,
)
from mastodon_core.testing import FakeMastodon, make
from mastodon_core.transport import HttpResponse

api = API()
SOON = START + timedelta(hours=1)
SCHEDULED = to_json(make(entities.ScheduledStatus, id="3", scheduled_at=SOON))


def test_status_is_scheduled_for_a_time_to_come() -> None:
    call = api.status_schedule("hi", SOON)
    _, scheduled = carry_out(session(), call, [json_response(SCHEDULED)])
    assert (scheduled.id, scheduled.scheduled_at) == ("3", SOON)
    raw = call.with_response()
    assert carry_out(session(), raw, [json_response(SCHEDULED)])[1].value == scheduled


@pytest.mark.parametrize(
    "past",
    [
        START,
        START - timedelta(microseconds=1),
        datetime(1999, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))),
    ],
)
@pytest.mark.parametrize("raw", [False, True])
def test_past_time_is_refused_before_anything_is_sent(
    past: datetime, raw: bool
) -> None:
    call: Request[Any] = api.status_schedule("hi", past)
    if raw:
        call = call.with_response()
    with pytest.raises(
        ValueError, match="scheduled_at must be in the future"
    ) as caught:
        carry_out(session(), call, [])
    assert "2024-01-01 00:00:00 UTC" in str(caught.value)


def test_clock_of_the_session_decides_when_the_request_is_sent() -> None:
    call, time = api.status_schedule("hi", SOON), Time()
    ours = session(time)
    time.seconds = 3599
    carry_out(ours, call, [json_response(SCHEDULED)])
    time.seconds = 3600
    with pytest.raises(ValueError, match=r"not 2024-01-01 01:00:00 UTC; the clock of"):
        carry_out(ours, call, [])


def test_client_refuses_a_past_time() -> None:
    with FakeMastodon(user="ada") as mastodon:
        past = mastodon.server.now - timedelta(minutes=1)
        with pytest.raises(ValueError, match="must be in the future"):
            mastodon.status_schedule("hi", past)
        assert len(mastodon.timeline_home()) == 0
        later = mastodon.server.now + timedelta(minutes=6)
        assert mastodon.status_schedule("hi", later).scheduled_at == later


def test_backdated_status_can_be_posted_by_a_request_of_your_own() -> None:
    """GoToSocial takes ``scheduled_at`` in the past for the date of the status."""
    post = api.status_post("hi")
    old = evolve(post, json={**(post.json or {}), "scheduled_at": START})
    [message], status = carry_out(session(), old, [json_response()])
    assert json.loads(message.body)["scheduled_at"] == "2024-01-01T00:00:00.000Z"
    assert status.id == "7"


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("strict", [False, True])
def test_status_that_comes_back_raises_published_now(raw: bool, strict: bool) -> None:
    call: Request[Any] = api.status_schedule("hi", SOON)
    if raw:
        call = call.with_response()
    with pytest.raises(PublishedNow) as caught:
        carry_out(session(strict=strict, retries=5), call, [json_response()])
    error = caught.value
    assert isinstance(error, CarriedOut)
    assert error.status == make_status()
    assert error.id == "7"
    assert str(error) == (
        "POST /api/v1/statuses (200): the status was published now (id 7) and not"
        " scheduled, so don't send it again; status_delete removes it"
    )
    assert error.response is not None
    again = pickle.loads(pickle.dumps(error))
    assert (again.status, str(again)) == (error.status, str(error))


def make_status() -> entities.Status:
    status: entities.Status = carry_out(session(), api.status("7"), [json_response()])[
        1
    ]
    return status


def test_status_with_a_misfit_is_still_published_now() -> None:
    body = {**STATUS, "media_attachments": [{}]}
    call = api.status_schedule("hi", SOON)
    with pytest.raises(PublishedNow) as caught:
        carry_out(session(strict=True), call, [json_response(body)])
    assert caught.value.status.media_attachments == ()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": "3"}', b"<html>"])
def test_anything_else_is_carried_out(body: bytes) -> None:
    call = api.status_schedule("hi", SOON)
    with pytest.raises(CarriedOut) as caught:
        carry_out(session(), call, [HttpResponse(status=200, body=body)])
    assert type(caught.value) is CarriedOut


def test_other_requests_may_have_a_past_time() -> None:
    request = Request(
        "POST",
        "/api/own",
        json={"scheduled_at": START},
        answer=One(entities.ScheduledStatus),
    )
    carry_out(session(), request, [json_response(SCHEDULED)])
    with pytest.raises(DecodeError) as caught:
        carry_out(session(), request, [json_response()])
    assert not isinstance(caught.value, PublishedNow)


def test_scheduled_request_survives_being_stored() -> None:
    call = api.status_schedule("hi", SOON)
    again = Request.from_json(json.loads(json.dumps(call.to_json())))
    assert again == call
    with pytest.raises(ValueError, match="in the future"):
        carry_out(session(Time(4000)), again, [])
