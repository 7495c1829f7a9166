"""Requests that are lost with a kept connection, and sent again on a new one."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from playing import carry_out
from sessions import STATUS, Time, expiring_session, json_response, session

from mastodon_core import API, Empty, NetworkError, Request, ServerError
from mastodon_core.transport import HttpRequest, HttpResponse, Sleep, WireStep

api = API()
POST = Request("POST", "/api/v1/statuses/7/bookmark", answer=Empty())
KEYED = evolve(POST, idempotent=True)
GET = api.status("7")
DELETE = api.status_delete("7")
PUT = api.status_update("7", "hi")
PATCH = Request("PATCH", "/api/v1/accounts/update_credentials", answer=Empty())


def lost(*, sent: bool = True, reused: bool = True) -> NetworkError:
    return NetworkError("closed", sent=sent, reused=reused)


def messages(steps: list[WireStep]) -> list[HttpRequest]:
    return [step for step in steps if isinstance(step, HttpRequest)]


def freshness(steps: list[WireStep]) -> list[bool]:
    return [message.fresh for message in messages(steps)]


@pytest.mark.parametrize("request_", [GET, DELETE, PUT, KEYED], ids=repr)
@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.parametrize("retries", [0, 2])
def test_repeatable_request_is_resent_on_a_new_connection_without_a_pause(
    request_: Any, sent: bool, retries: int
) -> None:
    outcomes = [lost(sent=sent), json_response()]
    steps, _ = carry_out(session(retries=retries), request_, outcomes)
    assert freshness(steps) == [False, True]
    first, again = steps
    assert isinstance(first, HttpRequest)
    assert evolve(first, fresh=True) == again


@pytest.mark.parametrize("request_", [POST, PATCH], ids=repr)
def test_write_without_a_key_is_resent_only_if_nothing_was_sent(request_: Any) -> None:
    steps, _ = carry_out(session(retries=0), request_, [lost(sent=False), OK])
    assert freshness(steps) == [False, True]
    with pytest.raises(NetworkError) as caught:
        carry_out(session(retries=3), request_, [lost()])
    assert caught.value.sent


OK = json_response()


def test_loss_on_a_new_connection_is_a_failure_like_any_other() -> None:
    # A transport that claims too much must not keep the client busy for ever.
    with pytest.raises(NetworkError):
        carry_out(session(retries=0), GET, [lost(), lost()])
    with pytest.raises(NetworkError):
        carry_out(session(retries=0), DELETE, [lost(), lost()])
    with pytest.raises(NetworkError):
        carry_out(session(retries=0), GET, [lost(reused=False)])
    steps, _ = carry_out(session(retries=1), GET, [lost(), lost(), lost(), OK])
    # The retry may meet a kept connection again.
    assert freshness(steps) == [False, True, False, True]
    assert [type(step) for step in steps].count(Sleep) == 1


def test_resend_after_a_retry_and_a_redirect_leaves_the_later_messages_alone() -> None:
    moved = json_response({}, 307, location="/elsewhere")
    outcomes = [lost(), json_response({}, 503), lost(), moved, lost(), OK]
    steps, _ = carry_out(session(retries=1), GET, outcomes)
    assert freshness(steps) == [False, True] * 3
    assert messages(steps)[-1].url == "https://x.example/elsewhere"


def test_resend_takes_no_further_turn_of_a_rate_limit() -> None:
    time = Time()
    ours = session(time, rate_limit="throw")
    left = {
        "x_ratelimit_limit": "300",
        "x_ratelimit_remaining": "1",
        "x_ratelimit_reset": "2024-01-01T00:05:00Z",
    }
    carry_out(ours, GET, [json_response(**left)])
    steps, _ = carry_out(ours, GET, [lost(), OK])
    assert freshness(steps) == [False, True]


def test_lost_refresh_of_a_token_is_resent_too() -> None:
    ours = expiring_session(Time(950.0), retries=0)
    token = {
        "access_token": "new",
        "token_type": "Bearer",
        "scope": "",
        "created_at": 0,
    }
    outcomes = [lost(sent=False), json_response(token), json_response(STATUS)]
    steps, _ = carry_out(ours, GET, outcomes)
    assert [message.method for message in messages(steps)] == ["POST", "POST", "GET"]
    assert messages(steps)[-1].headers["authorization"] == "Bearer new"


requests = st.sampled_from([GET, DELETE, PUT, POST, KEYED, PATCH])
errors = st.builds(lost, sent=st.booleans(), reused=st.booleans())
responses = st.sampled_from([OK, json_response({}, 503), json_response({}, 500)])


@given(requests, st.integers(0, 3), st.lists(errors | responses, max_size=8))
def test_resends_are_bounded_and_repeat_no_write_that_may_have_arrived(
    request: Any, retries: int, outcomes: list[HttpResponse | NetworkError]
) -> None:
    left = iter([*outcomes, OK])
    sent: list[HttpRequest] = []
    met: list[HttpResponse | NetworkError] = []
    pauses, failed = 0, False
    try:
        with session(retries=retries).exchange(request) as exchange:
            step: Any = exchange.begin()
            while isinstance(step, HttpRequest | Sleep):
                if isinstance(step, Sleep):
                    pauses += 1
                    step = exchange.resume(None)
                    # A message after a pause may use a kept connection.
                    assert not step.fresh
                    continue
                sent.append(step)
                outcome = next(left)
                met.append(outcome)
                if isinstance(outcome, NetworkError):
                    step = exchange.fail(outcome)
                else:
                    step = exchange.resume(outcome)
    except (NetworkError, ServerError):
        failed = True
    last = met[-1]
    assert failed is (isinstance(last, NetworkError) or last.status >= 500)
    assert pauses <= retries
    assert len(sent) <= 2 * (retries + 1)
    assert len(sent) - pauses - 1 == sum(message.fresh for message in sent)
    assert not sent[0].fresh
    for before, after, outcome in zip(sent, sent[1:], met, strict=False):
        # All of them are the same request, with the same key.
        assert evolve(before, fresh=after.fresh) == after
        if isinstance(outcome, NetworkError):
            assert before.repeatable or not outcome.sent
        if after.fresh:
            assert isinstance(outcome, NetworkError)
            assert outcome.reused
            assert not before.fresh
    # A loss that is safe to repeat is repeated.
    if isinstance(last, NetworkError) and last.reused and not sent[-1].fresh:
        assert last.sent
        assert not sent[-1].repeatable
