"""Statuses as they are sent, and the responses to them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from playing import carry_out
from sessions import STATUS, json_response, session

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


def test_toot_sends_its_text_and_nothing_else() -> None:
    assert body(api.toot("hi")) == {"status": "hi"}
    assert api.toot("hi") == api.status_post("hi")


def test_status_post_accepts_empty_text() -> None:
    # The server decides whether attachments, a quote or a warning are enough.
    assert body(api.status_post("", media_ids=["7"])) == {
        "status": "",
        "media_ids": ["7"],
    }
    assert body(api.status_post("", quoted_status_id="8"))["status"] == ""


def test_status_post_sends_false_but_not_none() -> None:
    assert body(api.status_post("x", sensitive=False, spoiler_text=None)) == {
        "status": "x",
        "sensitive": False,
    }


def test_account_follow_sends_an_empty_list() -> None:
    # An empty list lifts the restriction to languages; None leaves it as it is.
    assert body(api.account_follow("9", languages=[])) == {"languages": []}
    assert body(api.account_follow("9")) == {}


def test_poll_is_sent_with_the_types_of_json() -> None:
    poll = NewPoll(["a", "b"], timedelta(minutes=5), multiple=True)
    assert body(api.status_post("x", poll=poll))["poll"] == {
        "options": ["a", "b"],
        "expires_in": 300,
        "multiple": True,
        "hide_totals": False,
    }


def test_status_schedule_differs_from_status_post_by_its_time_only() -> None:
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


def test_scheduled_status_that_was_posted_at_once_is_a_decode_error() -> None:
    later = api.status_schedule("x", datetime(2030, 1, 1, tzinfo=UTC))
    with pytest.raises(DecodeError) as caught:
        carry_out(session(), later, [json_response(STATUS)])
    assert caught.value.response is not None
    assert json.loads(caught.value.response.body)["id"] == "7"


def test_retried_status_post_keeps_its_idempotency_key() -> None:
    steps, status = carry_out(
        session(), api.status_post("x"), [NetworkError("gone"), json_response(STATUS)]
    )
    messages = [step for step in steps if isinstance(step, HttpRequest)]
    keys = {message.headers["idempotency-key"] for message in messages}
    assert (len(messages), len(keys)) == (2, 1)
    assert status.id == "7"


def test_two_equal_statuses_have_different_idempotency_keys() -> None:
    own = session()
    same = api.status_post("x")
    keys = {own.to_http(same).headers["idempotency-key"] for _ in range(2)}
    assert len(keys) == 2


def test_idempotency_key_of_the_caller_is_sent() -> None:
    message = session().to_http(api.status_post("x", idempotency_key="mine"))
    assert message.headers["idempotency-key"] == "mine"


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFound), (422, UnprocessableEntity)]
)
def test_refused_status_post_raises_the_error_of_its_status_code(
    status: int, error: type[Exception]
) -> None:
    refused = json_response({"error": "no"}, status)
    with pytest.raises(error, match=r"POST /api/v1/statuses"):
        carry_out(session(), api.status_post("x"), [refused])


def test_status_delete_returns_the_source_or_none() -> None:
    deleted = {**STATUS, "text": "hi"}
    assert (
        carry_out(session(), api.status_delete("7"), [json_response(deleted)])[1]
        is not None
    )
    nothing = HttpResponse(status=200)
    assert carry_out(session(), api.status_delete("7"), [nothing])[1] is None
