"""Requests that are retried, and the pauses before that."""

from typing import Any

import pytest
from playing import carry_out
from sessions import STATUS, Time, json_response, session

from mastodon_core import (
    API,
    CertificateError,
    NetworkError,
    NotFound,
    RateLimitReached,
    Request,
    ServerError,
    TooManyRequests,
    Wait,
    entities,
)
from mastodon_core.calls import One
from mastodon_core.session import Hooks
from mastodon_core.transport import HttpRequest, HttpResponse, Sleep, WireStep

api = API()


def sent(steps: list[WireStep]) -> list[str]:
    return [step.method for step in steps if isinstance(step, HttpRequest)]


def pauses(steps: list[WireStep]) -> list[float]:
    return [step.seconds for step in steps if isinstance(step, Sleep)]


HEAD = Request("HEAD", "/api/v1/statuses/7", answer=One(entities.Status))
LOST = NetworkError("reset")
NOT_SENT = NetworkError("refused", sent=False)
REFUSED = CertificateError("the server's certificate has expired", sent=False)


@pytest.mark.parametrize(
    ("call", "failure", "error"),
    [
        (api.status("7"), LOST, None),
        (api.status("7"), NOT_SENT, None),
        (api.status("7"), json_response({}, 500), ServerError),
        (api.status("7"), json_response({}, 502), None),
        (api.status("7"), json_response({}, 503), None),
        (api.status("7"), json_response({}, 504), None),
        (api.status("7"), json_response({}, 505), ServerError),
        (HEAD, LOST, None),
        (HEAD, json_response({}, 503), None),
        (api.status("7"), json_response({}, 404), NotFound),
        (api.toot("hi"), LOST, None),
        (api.toot("hi"), json_response({}, 503), ServerError),
        (api.status_delete("7"), LOST, NetworkError),
        (api.status_delete("7"), NOT_SENT, None),
        (api.status_delete("7"), json_response({}, 502), ServerError),
        (api.status("7"), REFUSED, CertificateError),
        (api.toot("hi"), REFUSED, CertificateError),
        (api.status_delete("7"), REFUSED, CertificateError),
    ],
)
def test_only_safe_requests_are_retried(
    call: Any, failure: Any, error: type[Exception] | None
) -> None:
    if error is None:
        steps, status = carry_out(session(), call, [failure, json_response()])
        assert status.id == "7"
        assert sent(steps) == [call.method] * 2
    else:
        with pytest.raises(error):
            carry_out(session(), call, [failure])


def test_session_gives_up_after_its_number_of_retries() -> None:
    for retries in range(4):
        with pytest.raises(NetworkError, match="reset"):
            carry_out(session(retries=retries), api.me(), [LOST] * (retries + 1))
    # Two retries, unless a client says otherwise.
    with pytest.raises(NetworkError, match="reset"):
        carry_out(session(), api.me(), [LOST] * 3)


def test_retry_pauses_double_up_to_30_seconds() -> None:
    full = session(retries=12)
    full.random = lambda size: b"\xff" * size
    steps, _ = carry_out(full, api.status("7"), [LOST] * 12 + [json_response()])
    assert pauses(steps) == pytest.approx([2, 4, 8, 16] + [30] * 8, abs=0.1)


def test_retry_after_of_a_503_lengthens_the_pause() -> None:
    for asked in ("9", "Mon, 01 Jan 2024 00:00:09 GMT"):
        down = json_response({}, 503, retry_after=asked)
        steps, _ = carry_out(session(), api.status("7"), [down, json_response()])
        assert pauses(steps) == pytest.approx([9.0], abs=0.1)
    # The jitter comes on top, so that many clients do not come back at once.
    jittery = session()
    jittery.random = lambda size: b"\xff" * size
    steps, _ = carry_out(jittery, api.status("7"), [down, json_response()])
    assert pauses(steps) == pytest.approx([11.0], abs=0.1)
    # What is over a day away is not believed.
    for garbage in ("later", "86401", "Wed, 03 Jan 2024 00:00:00 GMT"):
        down = json_response({}, 503, retry_after=garbage)
        steps, _ = carry_out(session(), api.status("7"), [down, json_response()])
        assert pauses(steps) == pytest.approx([0.0], abs=0.1)


@pytest.mark.parametrize(
    ("max_wait", "asked", "waited"),
    [
        (60.0, "58", 60.0),
        (60.0, "59", None),
        (3600.0, "3598", 3600.0),
        (3600.0, "3599", None),
        (None, "3599", 3601.0),
        # A day is the end, jitter included.
        (None, "86399", 86400.0),
    ],
)
def test_pause_before_a_retry_is_at_most_max_wait(
    max_wait: float | None, asked: str, waited: float | None
) -> None:
    # The jitter makes it two seconds more.
    ours = session(max_wait=max_wait)
    ours.random = lambda size: b"\xff" * size
    down = json_response({}, 503, retry_after=asked)
    if waited is None:
        with pytest.raises(ServerError):
            carry_out(ours, api.status("7"), [down])
    else:
        steps, _ = carry_out(ours, api.status("7"), [down, json_response()])
        assert pauses(steps) == pytest.approx([waited], abs=0.1)


def test_429_is_waited_out_even_for_a_write() -> None:
    time, waits = Time(), list[Wait]()
    ours = session(time, hooks=Hooks(on_wait=waits.append))
    with ours.exchange(api.status_delete("7")) as exchange:
        exchange.begin()
        wait = exchange.resume(json_response({}, 429, retry_after="60"))
        assert wait == Sleep(60.0)
        time.seconds += 60
        assert isinstance(exchange.resume(None), HttpRequest)
    path = "/api/v1/statuses/{id}"
    assert waits == [Wait(60.0, "rate limit", "DELETE", path, "deletions")]


def test_429_to_an_edit_is_waited_out_though_edits_count_in_no_status_limit() -> None:
    time = Time()
    with session(time).exchange(api.status_update("7", "hi")) as exchange:
        exchange.begin()
        assert exchange.resume(json_response({}, 429, retry_after="60")) == Sleep(60.0)
        time.seconds += 60
        assert isinstance(exchange.resume(None), HttpRequest)


def test_429_without_a_reset_is_retried_after_doubling_waits() -> None:
    refusal = json_response({"error": "Too many requests"}, 429)
    steps, _ = carry_out(session(), api.me(), [refusal] * 3 + [json_response(ME)])
    assert pauses(steps) == [2.0, 4.0, 8.0]
    with pytest.raises(TooManyRequests):
        carry_out(session(), api.me(), [refusal] * 6)
    with pytest.raises(TooManyRequests):
        carry_out(session(max_wait=7.0), api.me(), [refusal] * 3)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"retry_after": "soon"},
        {"retry_after": "86401"},
        {"x_ratelimit_reset": "9999-12-31T00:00:00Z"},
        # The limit should be lifted by now, but the server refused all the same.
        {"retry_after": "0"},
        {"x_ratelimit_reset": "2023-12-31T23:59:59Z"},
    ],
)
@pytest.mark.parametrize("mode", ["wait", "throw"])
def test_429_without_a_believable_reset_says_to_wait_for_five_minutes(
    fields: dict[str, str], mode: str
) -> None:
    refusal = json_response({}, 429, **fields)
    with pytest.raises(TooManyRequests) as caught:
        carry_out(
            session(rate_limit=mode),
            api.me(),
            [refusal] * (6 if mode == "wait" else 1),
        )
    assert caught.value.wait_seconds == 300.0


ME = STATUS["account"]


def test_rate_limit_wait_above_max_wait_is_an_error() -> None:
    for options in ({"max_wait": 59.0}, {"rate_limit": "throw"}):
        ours = session(**options)
        refusal = json_response({}, 429, retry_after="60")
        with pytest.raises(TooManyRequests) as caught:
            carry_out(ours, api.me(), [refusal])
        assert caught.value.wait_seconds == 60.0
        # From then on the session knows the limit, and sends nothing.
        with pytest.raises(RateLimitReached) as known:
            carry_out(ours, api.me(), [])
        assert known.value.wait_seconds == 60.0
        assert str(known.value) == (
            "GET /api/v1/accounts/verify_credentials: the rate limit 'general' is used"
            " up for another 60 s"
        )


@pytest.mark.parametrize(
    ("options", "longest"),
    [
        ({}, 3600),
        ({"max_wait": 60.0}, 60),
        ({"max_wait": 0}, 0),
        ({"max_wait": None}, 86400),
    ],
)
def test_rate_limit_wait_up_to_max_wait_is_waited(
    options: dict[str, Any], longest: int
) -> None:
    def refused(seconds: int) -> Any:
        ours = session(**options)
        with ours.exchange(api.me()) as exchange:
            exchange.begin()
            return exchange.resume(json_response({}, 429, retry_after=str(seconds)))

    if longest:
        assert refused(longest) == Sleep(longest)
    if longest == 86400:
        # It is not believed, and the refusal counts as one without a reset.
        assert refused(longest + 1) == Sleep(2.0)
    else:
        with pytest.raises(TooManyRequests):
            refused(longest + 1)


def test_session_waits_for_a_spent_limit_before_sending() -> None:
    time = Time()
    ours = session(time)
    spent = {
        "x_ratelimit_limit": "300",
        "x_ratelimit_remaining": "0",
        "x_ratelimit_reset": "2024-01-01T00:00:30Z",
    }
    carry_out(ours, api.me(), [json_response(ME, **spent)])
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
    carry_out(ours, api.me(), [json_response(ME, **left)])
    carry_out(ours, api.me(), [json_response(ME)])
    with ours.exchange(api.me()) as exchange:
        assert exchange.begin() == Sleep(10.0)


def hop(place: str) -> HttpResponse:
    return json_response({}, 302, location=place)


DOWN = json_response({}, 503)


@pytest.mark.parametrize(
    "outcomes",
    [
        [DOWN, DOWN, hop("/a"), DOWN],
        [DOWN, hop("/a"), LOST, hop("https://y.example/"), DOWN],
        [hop("/a"), hop("/b"), LOST, DOWN, hop("/c"), LOST],
    ],
)
def test_retries_are_counted_over_all_redirects(outcomes: list[Any]) -> None:
    # Two retries: the third failure stands.
    with pytest.raises((ServerError, NetworkError)):
        carry_out(session(), api.me(), outcomes)


def test_retries_that_are_left_serve_a_redirected_request() -> None:
    outcomes = [DOWN, hop("/a"), LOST, json_response(ME)]
    steps, _ = carry_out(session(), api.me(), outcomes)
    assert len(sent(steps)) == 4
    # A second call has its own retries.
    assert len(sent(carry_out(session(), api.me(), outcomes)[0])) == 4


def test_429_are_counted_over_all_redirects() -> None:
    refusal = json_response({}, 429)
    outcomes = [refusal] * 3 + [hop("/a")] + [refusal] * 2
    steps, _ = carry_out(session(), api.me(), [*outcomes, json_response(ME)])
    assert pauses(steps) == [2.0, 4.0, 8.0, 16.0, 32.0]
    with pytest.raises(TooManyRequests):
        carry_out(session(), api.me(), [*outcomes, hop("https://y.example/"), refusal])
