"""Statuses as they go over the wire, and what comes back."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from playing import carry_out
from sessions import STATUS, answer, session

from mastodon_core import (
    API,
    DecodeError,
    NetworkError,
    NewPoll,
    NotFound,
    Request,
    UnprocessableEntity,
)
from mastodon_core.transport import HttpRequest, HttpResponse

api = API()


def body(request: Request[Any]) -> Any:
    message = session().to_http(request)
    assert isinstance(message.body, bytes)
    assert message.headers["content-type"] == "application/json"
    return json.loads(message.body)


def test_a_toot_is_its_text_and_nothing_else() -> None:
    assert body(api.toot("hi")) == {"status": "hi"}
    assert api.toot("hi") == api.status_post("hi")


def test_a_status_may_be_without_text() -> None:
    # The server knows what stands for it: files, a quote or a content warning.
    assert body(api.status_post("", media_ids=["7"])) == {
        "status": "",
        "media_ids": ["7"],
    }
    assert body(api.status_post("", quoted_status_id="8"))["status"] == ""


def test_false_is_sent_and_none_is_not() -> None:
    assert body(api.status_post("x", sensitive=False, spoiler_text=None)) == {
        "status": "x",
        "sensitive": False,
    }


def test_an_empty_list_is_sent() -> None:
    # In account_follow it lifts the restriction; None would leave it.
    assert body(api.account_follow("9", languages=[])) == {"languages": []}
    assert body(api.account_follow("9")) == {}


def test_a_poll_keeps_the_types_of_json() -> None:
    poll = NewPoll(["a", "b"], timedelta(minutes=5), multiple=True)
    assert body(api.status_post("x", poll=poll))["poll"] == {
        "options": ["a", "b"],
        "expires_in": 300,
        "multiple": True,
        "hide_totals": False,
    }


def test_a_status_that_is_posted_later_differs_by_its_moment_alone() -> None:
    east = timezone(timedelta(hours=2))
    moment = datetime(2030, 1, 1, 14, tzinfo=east)
    more: Any = {
        "in_reply_to_id": "8",
        "media_ids": ["7"],
        "visibility": "private",
        "poll": NewPoll(["a", "b"], 300),
        "idempotency_key": "once",
    }
    now, later = api.status_post("x", **more), api.status_schedule("x", moment, **more)
    own = body(later)
    assert datetime.fromisoformat(own.pop("scheduled_at")) == moment.astimezone(UTC)
    assert own == body(now)
    assert (later.scopes, later.idempotent) == (now.scopes, now.idempotent)


def test_a_schedule_that_was_posted_at_once_is_no_scheduled_status() -> None:
    later = api.status_schedule("x", datetime(2030, 1, 1, tzinfo=UTC))
    with pytest.raises(DecodeError) as caught:
        carry_out(session(), later, [answer(STATUS)])
    assert caught.value.response is not None
    assert json.loads(caught.value.response.body)["id"] == "7"


def test_a_lost_connection_posts_no_second_status() -> None:
    steps, status = carry_out(
        session(), api.status_post("x"), [NetworkError("gone"), answer(STATUS)]
    )
    messages = [step for step in steps if isinstance(step, HttpRequest)]
    keys = {message.headers["idempotency-key"] for message in messages}
    assert (len(messages), len(keys)) == (2, 1)
    assert status.id == "7"


def test_two_equal_statuses_are_two() -> None:
    own = session()
    same = api.status_post("x")
    keys = {own.to_http(same).headers["idempotency-key"] for _ in range(2)}
    assert len(keys) == 2


def test_the_caller_s_key_is_the_key() -> None:
    message = session().to_http(api.status_post("x", idempotency_key="mine"))
    assert message.headers["idempotency-key"] == "mine"


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFound), (422, UnprocessableEntity)]
)
def test_a_refusal_comes_as_its_class(status: int, error: type[Exception]) -> None:
    refused = answer({"error": "no"}, status)
    with pytest.raises(error, match=r"POST /api/v1/statuses"):
        carry_out(session(), api.status_post("x"), [refused])


def test_a_deletion_answers_the_source_or_nothing() -> None:
    deleted = {**STATUS, "text": "hi"}
    assert (
        carry_out(session(), api.status_delete("7"), [answer(deleted)])[1] is not None
    )
    nothing = HttpResponse(status=200)
    assert carry_out(session(), api.status_delete("7"), [nothing])[1] is None
