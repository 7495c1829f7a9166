from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core.session._rate_limit import (
    APPS,
    CONFIRMATIONS,
    DELETES,
    EDITS,
    FOLLOWS,
    GENERAL,
    MEDIA,
    PAGING,
    REPORTS,
    SIGN_UP,
    STATUSES,
    Bucket,
    BucketState,
    Limit,
    RateLimit,
    limits_of,
)

WALL = datetime(2024, 1, 1, tzinfo=UTC)
MINUTE, HOUR = 60, 3600
moments = st.datetimes(
    min_value=datetime(2001, 1, 1), max_value=datetime(2100, 1, 1)
).map(lambda moment: moment.replace(microsecond=0, tzinfo=UTC))


def headers(
    date: datetime, reset: datetime, remaining: int, count: int = 300
) -> dict[str, str]:
    return {
        "date": format_datetime(date, usegmt=True),
        "x-ratelimit-limit": str(count),
        "x-ratelimit-reset": reset.isoformat(),
        "x-ratelimit-remaining": str(remaining),
    }


def limit_headers(remaining: int, seconds: float, count: int = 300) -> dict[str, str]:
    return headers(WALL, WALL + timedelta(seconds=seconds), remaining, count)


@given(moments, moments, st.integers(0, 900), st.floats(0, 1e6), st.floats(0, 900))
@example(WALL, WALL, 1, 0.0, 0.99999)
def test_delay_is_the_rest_of_the_window_whatever_the_clocks_say(
    date: datetime, wall: datetime, window: int, now: float, later: float
) -> None:
    limit = RateLimit()
    reset = date + timedelta(seconds=window)
    limit.observe((GENERAL,), headers(date, reset, 0), now=now, wall=wall)

    delay = limit.delay((GENERAL,), now + later)

    assert 0.0 <= delay <= window + 1e-6
    # Delays shorter than 1 ms, one clock tick, are skipped.
    assert abs(delay - max(0.0, window - later)) <= 0.001


@pytest.mark.parametrize(
    "reset",
    [
        "2024-01-01T00:02:00.000000Z",
        "2024-01-01T00:02:00+00:00",
        "1704067320",
        "1704067320.0",
        "120",
        "Mon, 01 Jan 2024 00:02:00 GMT",
    ],
)
def test_rate_limit_reads_every_form_of_a_reset(reset: str) -> None:
    limit = RateLimit()
    spent = limit_headers(0, 0) | {"x-ratelimit-reset": reset}
    limit.observe((GENERAL,), spent, now=7.0, wall=WALL)
    assert limit.delay((GENERAL,), 7.0) == pytest.approx(120.0)


@pytest.mark.parametrize("reset", ["2023-12-31T23:59:00Z", "1704067000", "0"])
def test_reset_in_the_past_causes_no_delay(reset: str) -> None:
    limit = RateLimit()
    spent = limit_headers(0, 0) | {"x-ratelimit-reset": reset}
    limit.observe((GENERAL,), spent, now=7.0, wall=WALL)
    assert limit.delay((GENERAL,), 7.0) == 0.0


@given(
    st.dictionaries(
        st.sampled_from(
            ["date", "retry-after"]
            + [f"x-ratelimit-{name}" for name in ("limit", "remaining", "reset")]
        ),
        st.text() | st.integers().map(str) | st.datetimes().map(str),
    ),
    st.booleans(),
)
def test_rate_limit_accepts_any_headers(fields: dict[str, str], refused: bool) -> None:
    limit = RateLimit()
    limit.observe((MEDIA, GENERAL), fields, now=0.0, wall=WALL, refused=refused)
    assert limit.delay((MEDIA, GENERAL), now=0.0) >= 0.0


@given(st.floats(0, 2e9), st.floats(0, 900), st.integers(0, 5))
def test_no_delay_remains_after_waiting_on_any_clock(
    now: float, seconds: float, remaining: int
) -> None:
    limit = RateLimit()
    limit.observe((GENERAL,), limit_headers(remaining, seconds), now=now, wall=WALL)
    limit.take((GENERAL,), now)
    delay = limit.delay((GENERAL,), now, pace=True)
    # A clock that ticks in microseconds, as a datetime does.
    later = now + timedelta(seconds=delay).total_seconds()
    assert limit.delay((GENERAL,), later, pace=True) == 0.0


def test_spent_upload_limit_does_not_delay_timelines() -> None:
    limit = RateLimit()
    uploads = limits_of("POST", "/api/v2/media", {})
    limit.observe(uploads, limit_headers(0, 900, count=30), now=0.0, wall=WALL)
    assert limit.delay(uploads, 0.0) == 900.0
    assert limit.delay(limits_of("GET", "/api/v1/timelines/home", {}), 0.0) == 0.0


def test_response_to_an_upload_may_report_the_general_limit() -> None:
    limit = RateLimit()
    uploads = limits_of("POST", "/api/v2/media", {})
    limit.observe(uploads, limit_headers(0, 100, count=300), now=0.0, wall=WALL)
    assert limit.delay((GENERAL,), 0.0) == 100.0


def test_response_to_an_upload_may_report_a_general_limit_of_another_size() -> None:
    limit = RateLimit()
    uploads = limits_of("POST", "/api/v2/media", {})
    limit.observe((GENERAL,), limit_headers(5, 100, count=1000), now=0.0, wall=WALL)
    limit.observe(uploads, limit_headers(0, 100, count=1000), now=0.0, wall=WALL)
    assert limit.delay((GENERAL,), 0.0) == 100.0
    # A response without a maximum leaves it unchanged.
    limit.observe((GENERAL,), limit_headers(5, 200) | {"x-ratelimit-limit": ""},
                  now=0.0, wall=WALL)  # fmt: skip
    limit.observe(uploads, limit_headers(0, 300, count=1000), now=0.0, wall=WALL)
    assert limit.delay((GENERAL,), 0.0) == 300.0


def test_headers_without_remaining_or_reset_change_nothing() -> None:
    limit = RateLimit()
    limit.observe((GENERAL,), limit_headers(0, 60), now=0.0, wall=WALL)
    for missing in ("x-ratelimit-remaining", "x-ratelimit-reset"):
        fields = limit_headers(7, 120) | {missing: ""}
        assert limit.observe((GENERAL,), fields, now=0.0, wall=WALL) is None
        assert limit.delay((GENERAL,), 0.0) == 60.0


@pytest.mark.parametrize("later", [1.0, 1.5, 60.0])
def test_reset_a_second_later_begins_another_period(later: float) -> None:
    limit = RateLimit()
    limit.observe((GENERAL,), limit_headers(0, 60), now=0.0, wall=WALL)
    limit.observe((GENERAL,), limit_headers(9, 60 + later), now=0.0, wall=WALL)
    assert limit.delay((GENERAL,), 0.0) == 0.0


@pytest.mark.parametrize("later", [-0.9, 0.0, 0.9])
def test_reset_within_a_second_belongs_to_the_same_period(
    later: float,
) -> None:
    limit = RateLimit()
    limit.observe((GENERAL,), limit_headers(0, 60), now=0.0, wall=WALL)
    limit.observe((GENERAL,), limit_headers(9, 60 + later), now=0.0, wall=WALL)
    assert limit.delay((GENERAL,), 0.0) == 60.0 + later


@pytest.mark.parametrize(
    ("remaining", "now", "state"),
    [
        (None, 0.0, BucketState.UNKNOWN),
        # A monotonic clock may start anywhere.
        (None, -60.0, BucketState.UNKNOWN),
        (1, 0.0, BucketState.OPEN),
        (0, 0.0, BucketState.SPENT),
        (0, 59.0, BucketState.SPENT),
        (0, 59.9999, BucketState.UNKNOWN),
        (1, 60.0, BucketState.UNKNOWN),
        (1, 61.0, BucketState.UNKNOWN),
    ],
)
def test_bucket_has_three_states(
    remaining: int | None, now: float, state: BucketState
) -> None:
    bucket = Bucket(300, remaining, reset_at=0.0 if remaining is None else 60.0)
    assert bucket.state(now) is state
    bucket.take(now)
    left = None if state is BucketState.UNKNOWN or remaining is None else remaining - 1
    assert bucket.remaining == left


def test_wait_of_a_millisecond_is_kept() -> None:
    bucket = Bucket(300, 0, reset_at=0.001)
    assert bucket.state(0.0) is BucketState.SPENT
    assert bucket.delay(0.0, pace=False) == 0.001
    paced = Bucket(300, 1, reset_at=60.0, next_at=0.001)
    assert paced.delay(0.0, pace=True) == 0.001
    assert paced.delay(0.0005, pace=True) == 0.0


def test_edit_reports_the_status_limit_but_is_not_delayed_by_it() -> None:
    limit = RateLimit()
    edits = limits_of("PUT", "/api/v1/statuses/{id}", {})
    limit.observe(edits, limit_headers(0, 9000, count=300), now=0.0, wall=WALL)
    assert limit.delay(edits, 0.0) == 0.0
    limit.take(edits, 0.0)
    assert limit.delay(limits_of("POST", "/api/v1/statuses", {}), 0.0) == 9000.0


def test_unknown_maximum_is_taken_for_the_strictest_limit() -> None:
    limit = RateLimit()
    limit.observe((DELETES, GENERAL), limit_headers(0, 9, count=77), now=0.0, wall=WALL)
    assert limit.delay((GENERAL,), 0.0) == 0.0
    assert limit.delay((DELETES, GENERAL), 0.0) == 9.0


@pytest.mark.parametrize(
    ("method", "path", "query", "limits"),
    [
        ("GET", "/api/v1/timelines/home", {}, (GENERAL,)),
        ("GET", "/api/v1/timelines/home", {"max_id": None}, (GENERAL,)),
        ("GET", "/api/v1/timelines/home", {"max_id": "7"}, (GENERAL, PAGING)),
        ("GET", "/api/v1/timelines/home", {"min_id": "7"}, (GENERAL, PAGING)),
        ("GET", "/api/v1/timelines/home", {"since_id": "7"}, (GENERAL, PAGING)),
        ("GET", "/api/v1/timelines/home", {"page": 2}, (GENERAL, PAGING)),
        ("GET", "/api/v1/timelines/home", {"offset": 2}, (GENERAL,)),
        ("POST", "/api/v1/media", {}, (MEDIA, GENERAL)),
        ("POST", "/api/v2/media", {}, (MEDIA, GENERAL)),
        ("PUT", "/api/v1/media/{id}", {}, (GENERAL,)),
        ("POST", "/api/v1/statuses", {}, (STATUSES, GENERAL)),
        ("POST", "/api/v1/statuses/{id}/reblog", {}, (STATUSES, GENERAL)),
        ("PUT", "/api/v1/statuses/{id}", {}, (EDITS, GENERAL)),
        ("DELETE", "/api/v1/statuses/{id}", {}, (DELETES, GENERAL)),
        ("POST", "/api/v1/statuses/{id}/unreblog", {}, (DELETES, GENERAL)),
        ("POST", "/api/v1/accounts", {}, (SIGN_UP, GENERAL)),
        ("POST", "/api/v1/apps", {}, (APPS, GENERAL)),
        ("POST", "/api/v1/emails/confirmations", {}, (CONFIRMATIONS, GENERAL)),
        ("POST", "/api/v1/accounts/{id}/follow", {}, (FOLLOWS, GENERAL)),
        ("POST", "/api/v1/tags/{name}/follow", {}, (FOLLOWS, GENERAL)),
        ("POST", "/api/v1/reports", {}, (REPORTS, GENERAL)),
    ],
)
def test_limits_of_lists_the_limits_of_a_request(
    method: str, path: str, query: dict[str, object], limits: object
) -> None:
    assert limits_of(method, path, query) == limits


# As in Mastodon's config/initializers/rack_attack.rb and app/lib/rate_limiter.rb.
@pytest.mark.parametrize(
    ("limit", "count", "period"),
    [
        (GENERAL, 300, 5 * MINUTE),
        (PAGING, 300, 15 * MINUTE),
        (MEDIA, 30, 30 * MINUTE),
        (DELETES, 30, 30 * MINUTE),
        (SIGN_UP, 5, 30 * MINUTE),
        (APPS, 5, 10 * MINUTE),
        (CONFIRMATIONS, 5, 30 * MINUTE),
        (STATUSES, 300, 3 * HOUR),
        (EDITS, 300, 3 * HOUR),
        (FOLLOWS, 400, 24 * HOUR),
        (REPORTS, 400, 24 * HOUR),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_limit_has_the_size_and_period_of_mastodon(
    limit: Limit, count: int, period: int
) -> None:
    assert (limit.count, limit.period) == (count, period)
    assert limit.counts is (limit is not EDITS)


@pytest.mark.parametrize(
    ("seconds", "spent"), [(299, GENERAL), (300, GENERAL), (301, PAGING), (900, PAGING)]
)
def test_reset_after_the_period_of_a_limit_is_about_the_next_limit(
    seconds: int, spent: Limit
) -> None:
    limit = RateLimit()
    limit.observe((GENERAL, PAGING), limit_headers(0, seconds), now=0.0, wall=WALL)
    delays = {each.name: limit.delay((each,), 0.0) for each in (GENERAL, PAGING)}
    assert delays == {"general": 0.0, "paging": 0.0} | {spent.name: seconds}


def test_requests_in_flight_are_counted_before_their_responses() -> None:
    limit = RateLimit()
    limit.observe((GENERAL,), limit_headers(2, 60), now=0.0, wall=WALL)
    for _ in range(2):
        assert limit.delay((GENERAL,), 0.0) == 0.0
        limit.take((GENERAL,), 0.0)
    assert limit.delay((GENERAL,), 0.0) == 60.0
    # The response to the first request does not count the second.
    limit.observe((GENERAL,), limit_headers(1, 60), now=0.0, wall=WALL)
    assert limit.delay((GENERAL,), 0.0) == 60.0
    # After the reset the count is unknown until the next response.
    assert limit.delay((GENERAL,), 60.0) == 0.0
    limit.take((GENERAL,), 60.0)
    limit.observe((GENERAL,), limit_headers(299, 120), now=60.0, wall=WALL)
    assert limit.delay((GENERAL,), 60.0) == 0.0


def test_pacing_never_exhausts_the_limit() -> None:
    limit = RateLimit()
    limit.observe((GENERAL,), limit_headers(10, 100), now=0.0, wall=WALL)
    now, waits = 0.0, list[float]()
    for _ in range(10):
        waits.append(limit.delay((GENERAL,), now, pace=True))
        now += waits[-1]
        limit.take((GENERAL,), now)
    assert waits[0] == 0.0
    assert all(5.0 < wait < 25.0 for wait in waits[1:])
    assert now <= 100.0
    # The last request goes when the limit is lifted.
    last = RateLimit()
    last.observe((GENERAL,), limit_headers(2, 60), now=0.0, wall=WALL)
    last.take((GENERAL,), 0.0)
    assert last.delay((GENERAL,), 0.0, pace=True) == 60.0
    # Idle past the reset: no debt, no error.
    assert limit.delay((GENERAL,), 5000.0, pace=True) == 0.0


def test_observe_returns_the_seconds_until_a_429_ends() -> None:
    limit = RateLimit()

    def refuse(**fields: str) -> float | None:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        return limit.observe((GENERAL,), named, now=0.0, wall=WALL, refused=True)

    assert refuse(retry_after="7") == 7.0
    assert refuse(retry_after="Mon, 01 Jan 2024 00:00:09 GMT") == 9.0
    assert refuse(x_ratelimit_reset="2024-01-01T00:01:00Z") == 60.0
    assert refuse(retry_after="soon") is None
    assert refuse() is None
