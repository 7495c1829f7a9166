"""What is sent again, and after what pause."""

from typing import Any

import pytest
from playing import carry_out
from sessions import STATUS, Time, answer, session

from mastodon_core import (
    API,
    NetworkError,
    RateLimitReached,
    ServerError,
    TooManyRequests,
    Wait,
)
from mastodon_core.session import Hooks
from mastodon_core.transport import HttpRequest, Sleep, WireStep

api = API()


def sent(steps: list[WireStep]) -> list[str]:
    return [step.method for step in steps if isinstance(step, HttpRequest)]


def pauses(steps: list[WireStep]) -> list[float]:
    return [step.seconds for step in steps if isinstance(step, Sleep)]


LOST = NetworkError("reset")
NOT_SENT = NetworkError("refused", sent=False)


@pytest.mark.parametrize(
    ("call", "failure", "again"),
    [
        (api.status("7"), LOST, True),
        (api.status("7"), NOT_SENT, True),
        (api.status("7"), answer({}, 500), False),
        (api.status("7"), answer({}, 502), True),
        (api.status("7"), answer({}, 503), True),
        (api.status("7"), answer({}, 504), True),
        (api.status("7"), answer({}, 404), False),
        (api.toot("hi"), LOST, True),
        (api.toot("hi"), answer({}, 503), False),
        (api.status_delete("7"), LOST, False),
        (api.status_delete("7"), NOT_SENT, True),
        (api.status_delete("7"), answer({}, 502), False),
    ],
)
def test_only_what_is_safe_is_sent_again(call: Any, failure: Any, again: bool) -> None:
    if again:
        steps, status = carry_out(session(), call, [failure, answer()])
        assert status.id == "7"
        assert sent(steps) == [call.method] * 2
    else:
        with pytest.raises((NetworkError, ServerError, Exception)) as caught:
            carry_out(session(), call, [failure])
        assert isinstance(caught.value, NetworkError) == (failure is LOST)


def test_it_gives_up_after_the_retries() -> None:
    for retries in range(4):
        with pytest.raises(NetworkError, match="reset"):
            carry_out(session(retries=retries), api.me(), [LOST] * (retries + 1))


def test_pauses_grow_to_a_cap_and_never_pass_it() -> None:
    full = session(retries=12)
    full.random = lambda size: b"\xff" * size
    steps, _ = carry_out(full, api.status("7"), [LOST] * 12 + [answer()])
    assert pauses(steps) == pytest.approx([2, 4, 8, 16] + [30] * 8, abs=0.1)


def test_the_server_may_ask_for_a_longer_pause() -> None:
    for asked in ("9", "Mon, 01 Jan 2024 00:00:09 GMT"):
        down = answer({}, 503, retry_after=asked)
        steps, _ = carry_out(session(), api.status("7"), [down, answer()])
        assert pauses(steps) == pytest.approx([9.0], abs=0.1)
    garbage = answer({}, 503, retry_after="later")
    steps, _ = carry_out(session(), api.status("7"), [garbage, answer()])
    assert pauses(steps) == pytest.approx([0.0], abs=0.1)
    too_long = answer({}, 503, retry_after="86400")
    with pytest.raises(ServerError):
        carry_out(session(), api.status("7"), [too_long])


def test_a_refusal_for_the_rate_limit_is_waited_out_even_by_a_write() -> None:
    time, told = Time(), list[Wait]()
    ours = session(time, hooks=Hooks(on_wait=told.append))
    with ours.exchange(api.status_delete("7")) as exchange:
        exchange.begin()
        wait = exchange.resume(answer({}, 429, retry_after="60"))
        assert wait == Sleep(60.0)
        time.seconds += 60
        assert isinstance(exchange.resume(None), HttpRequest)
    assert told == [Wait(60.0, "rate limit", "DELETE", "/api/v1/statuses/{id}")]


def test_a_refusal_that_does_not_say_until_when_is_waited_out_ever_longer() -> None:
    refusal = answer({"error": "Too many requests"}, 429)
    steps, _ = carry_out(session(), api.me(), [refusal] * 3 + [answer(ME)])
    assert pauses(steps) == [2.0, 4.0, 8.0]
    with pytest.raises(TooManyRequests):
        carry_out(session(), api.me(), [refusal] * 6)


ME = STATUS["account"]


def test_a_wait_above_the_ceiling_is_an_error() -> None:
    for options in ({"max_wait": 59.0}, {"rate_limit": "throw"}):
        ours = session(**options)
        refusal = answer({}, 429, retry_after="60")
        with pytest.raises(TooManyRequests) as caught:
            carry_out(ours, api.me(), [refusal])
        assert caught.value.wait_seconds == 60.0
        # From then on it is known beforehand, and nothing is sent.
        with pytest.raises(RateLimitReached, match="GET .* another 60 s") as known:
            carry_out(ours, api.me(), [])
        assert known.value.wait_seconds == 60.0


def test_a_limit_that_is_used_up_is_waited_for_before_it_is_hit() -> None:
    time = Time()
    ours = session(time)
    spent = {
        "x_ratelimit_limit": "300",
        "x_ratelimit_remaining": "0",
        "x_ratelimit_reset": "2024-01-01T00:00:30Z",
    }
    carry_out(ours, api.me(), [answer(ME, **spent)])
    with ours.exchange(api.me()) as exchange:
        assert exchange.begin() == Sleep(30.0)
        time.seconds = 29.0
        assert exchange.resume(None) == Sleep(1.0)
        time.seconds = 30.0
        assert isinstance(exchange.resume(None), HttpRequest)


def test_pacing_spreads_requests() -> None:
    time = Time()
    ours = session(time, rate_limit="pace")
    left = {
        "x_ratelimit_limit": "300",
        "x_ratelimit_remaining": "11",
        "x_ratelimit_reset": "2024-01-01T00:01:40Z",
    }
    carry_out(ours, api.me(), [answer(ME, **left)])
    carry_out(ours, api.me(), [answer(ME)])
    with ours.exchange(api.me()) as exchange:
        assert exchange.begin() == Sleep(10.0)
