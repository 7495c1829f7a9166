"""Whose rate limits a session keeps, and what stops it for how long."""

from contextlib import suppress
from datetime import UTC, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from playing import carry_out
from sessions import ACCOUNT, START, Time, json_response, session

from mastodon_core import (
    API,
    ApiError,
    Credentials,
    DecodeError,
    RateLimitStatus,
    Request,
    Secret,
    TooManyRequests,
    Wait,
)
from mastodon_core.session import Hooks
from mastodon_core.transport import Clock, HttpRequest, HttpResponse, Sleep
from mastodon_core.values import format_http_date

api = API()


def spent(seconds: int = 60, **fields: str) -> HttpResponse:
    """A response after which the limit is used up for some seconds."""
    return json_response(
        ACCOUNT,
        x_ratelimit_limit="300",
        x_ratelimit_remaining="0",
        x_ratelimit_reset=str(seconds),
        **fields,
    )


@given(
    st.dictionaries(
        st.sampled_from(
            ["date", "retry-after"]
            + [f"x-ratelimit-{name}" for name in ("limit", "remaining", "reset")]
        ),
        st.sampled_from(["0", "1", "30", "300", "99999", "1704067260", "nan", "-1"])
        | st.integers(0).map(str)
        | st.datetimes().map(str)
        | st.datetimes().map(
            lambda moment: format_http_date(moment.replace(tzinfo=UTC))
        )
        | st.text(),
    ),
    st.sampled_from([200, 404, 429, 503]),
    st.sampled_from(["wait", "pace"]),
    st.sampled_from([api.me(), api.status_delete("7"), api.status_update("7", "hi")]),
)
def test_no_response_stops_a_client_for_longer_than_a_day(
    fields: dict[str, str], status: int, mode: str, call: Request[Any]
) -> None:
    time = Time()
    ours = session(time, rate_limit=mode, max_wait=None, retries=0)
    with ours.exchange(call) as exchange, suppress(ApiError, DecodeError):
        exchange.begin()
        bad = HttpResponse(status=status, headers=fields, body=b"{}")
        exchange.resume(bad)
    with ours.exchange(call) as exchange:
        step = exchange.begin()
        if isinstance(step, Sleep):
            assert 0.0 < step.seconds <= 86400.0
            time.seconds += step.seconds
            step = exchange.resume(None)
        assert isinstance(step, HttpRequest)


@pytest.mark.parametrize("status", [200, 404, 429, 503])
def test_response_from_another_origin_does_not_change_the_limits(status: int) -> None:
    time = Time()
    ours = session(time, retries=0)
    moved = json_response({}, 302, location="https://y.example/")
    bad = HttpResponse(status=status, headers=spent(3600).headers)
    with ours.exchange(api.me()) as exchange, suppress(ApiError, DecodeError):
        exchange.begin()
        exchange.resume(moved)
        exchange.resume(bad)
    assert ours.rate_limit_status() == {}
    assert isinstance(ours.exchange(api.me()).begin(), HttpRequest)


def test_redirect_to_another_origin_does_not_wait_for_the_limits() -> None:
    ours = session()
    moved = HttpResponse(
        status=302, headers=dict(spent(location="https://y.example/").headers)
    )
    with ours.exchange(api.me()) as exchange:
        exchange.begin()
        assert isinstance(exchange.resume(moved), HttpRequest)
    # The next call would go to the own origin first.
    assert ours.exchange(api.me()).begin() == Sleep(60.0)


def test_429_from_another_origin_is_waited_out_as_it_says() -> None:
    waits = list[Wait]()
    ours = session(hooks=Hooks(on_wait=waits.append))
    moved = json_response({}, 302, location="https://y.example/")
    refusals = [json_response({}, 429, retry_after="60"), json_response({}, 429)]
    steps, _ = carry_out(ours, api.me(), [moved, *refusals, json_response(ACCOUNT)])
    path = "/api/v1/accounts/verify_credentials"
    assert waits == [Wait(n, "rate limit", "GET", path) for n in (60.0, 4.0)]
    too_long = json_response({}, 429, retry_after="3601")
    with pytest.raises(TooManyRequests) as caught:
        carry_out(ours, api.me(), [moved, too_long])
    assert caught.value.wait_seconds == 3601.0
    assert isinstance(ours.exchange(api.me()).begin(), HttpRequest)


def test_redirect_to_another_origin_and_back_stays_outside_of_the_limits() -> None:
    ours = session()
    moved = [
        json_response({}, 302, location=f"https://{host}.example/") for host in "yx"
    ]
    carry_out(ours, api.me(), [*moved, spent()])
    assert ours.rate_limit_status() == {}


def test_redirect_within_the_origin_counts_in_the_limits() -> None:
    ours = session()
    carry_out(ours, api.me(), [json_response({}, 302, location="/a"), spent()])
    assert ours.rate_limit_status()["general"].remaining == 0
    assert ours.exchange(api.me()).begin() == Sleep(60.0)


def own(base_url: str, token: str | None) -> Request[Any]:
    secret = None if token is None else Secret(token)
    credentials = Credentials(base_url=base_url, access_token=secret)
    return evolve(api.me(), credentials=credentials)


@pytest.mark.parametrize(
    ("other", "waits"),
    [
        (api.account("7"), True),
        (own("x.example", "token"), True),
        (own("https://x.example:443", "token"), True),
        (own("x.example", "another"), False),
        (own("x.example", None), False),
        (evolve(api.me(), anonymous=True), False),
        (own("y.example", "token"), False),
        (own("x.example:8443", "token"), False),
    ],
)
def test_limits_belong_to_an_origin_and_a_token(
    other: Request[Any], waits: bool
) -> None:
    ours = session()
    carry_out(ours, api.me(), [spent()])
    assert isinstance(ours.exchange(other).begin(), Sleep if waits else HttpRequest)
    ours = session()
    with ours.exchange(other) as exchange:
        exchange.begin()
        exchange.resume(spent())
    first = ours.exchange(api.me()).begin()
    assert isinstance(first, Sleep if waits else HttpRequest)


def test_limits_of_many_users_are_bounded() -> None:
    ours = session()
    for number in range(1001):
        user = own("x.example", str(number))
        carry_out(ours, user, [spent()])
        if number == 500:
            # Used again, so it is not the one to forget.
            assert ours.exchange(own("x.example", "0")).begin() == Sleep(60.0)
    found = [ours.exchange(own("x.example", str(n))).begin() for n in (0, 2, 1000)]
    assert found == [Sleep(60.0)] * 3
    forgotten = ours.exchange(own("x.example", "1")).begin()
    assert isinstance(forgotten, HttpRequest)


def test_rate_limit_status_is_of_the_current_instance_and_token() -> None:
    time = Time()
    ours = session(time)
    assert ours.rate_limit_status() == {}
    carry_out(ours, api.me(), [spent()])
    carry_out(ours, own("y.example", "token"), [spent()])
    time.seconds = 20.0
    assert ours.rate_limit_status() == {
        "general": RateLimitStatus(
            "general", 300, 0, 40.0, START + timedelta(seconds=60)
        )
    }
    time.seconds = 60.0
    assert ours.rate_limit_status() == {}


def test_spent_limit_does_not_outlive_a_restarted_clock() -> None:
    time = Time(100_000.0)
    wall = time.now()
    ours = session(Time())
    ours.clock = Clock(lambda: time.seconds, lambda: wall)
    carry_out(ours, api.me(), [spent()])
    time.seconds = 5.0
    assert isinstance(ours.exchange(api.me()).begin(), HttpRequest)
    # So is the pause of a paced client.
    paced = session(Time(), rate_limit="pace")
    paced.clock = ours.clock
    left = json_response(ACCOUNT, x_ratelimit_remaining="2", x_ratelimit_reset="60")
    carry_out(paced, api.me(), [left])
    carry_out(paced, api.me(), [json_response(ACCOUNT)])
    assert isinstance(paced.exchange(api.me()).begin(), Sleep)
    time.seconds = 0.0
    assert isinstance(paced.exchange(api.me()).begin(), HttpRequest)
