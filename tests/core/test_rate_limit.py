"""What headers say about rate limits, and how long requests wait for them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core import RateLimitStatus
from mastodon_core.session._rate_limit import (
    APPS,
    CONFIRMATIONS,
    DELETIONS,
    EDITS,
    FOLLOWS,
    GENERAL,
    PAGING,
    REPORTS,
    SIGN_UPS,
    STATUSES,
    UPLOADS,
    Announcement,
    Bucket,
    BucketState,
    Deadline,
    Limit,
    Moment,
    RateLimit,
    announced,
    limits_of,
    seconds_announced,
)

WALL = datetime(2024, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = 60, 3600, 86400
moments = st.datetimes(
    min_value=datetime(2001, 1, 1), max_value=datetime(2100, 1, 1)
).map(lambda moment: moment.replace(microsecond=0, tzinfo=UTC))


def at(seconds: float) -> Moment:
    return Moment(seconds, WALL + timedelta(seconds=seconds))


BEGAN = at(0.0)


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


def observe(
    limit: RateLimit,
    limits: tuple[Limit, ...],
    fields: Mapping[str, str],
    now: Moment = BEGAN,
) -> None:
    told = announced(fields, now.wall, refused=False)
    if told is not None:
        limit.update(limits, told, now)


def delay(
    limit: RateLimit,
    limits: tuple[Limit, ...],
    seconds: float = 0.0,
    *,
    pace: bool = False,
) -> float:
    return limit.delay(limits, at(seconds), pace=pace)[0]


@given(
    moments,
    st.integers(-DAY, DAY),
    st.integers(0, 900),
    st.floats(0, 1e6),
    st.floats(0, 900),
)
@example(WALL, 0, 1, 0.0, 0.99999)
@example(WALL, DAY, 1, 0.0, 0.0)
@example(WALL, -DAY, 1, 0.0, 0.0)
def test_delay_is_the_rest_of_the_window_though_our_clock_is_a_day_off(
    date: datetime, skew: int, window: int, monotonic: float, later: float
) -> None:
    limit = RateLimit()
    wall = date + timedelta(seconds=skew)
    spent = headers(date, date + timedelta(seconds=window), 0)
    observe(limit, (GENERAL,), spent, Moment(monotonic, wall))

    now = Moment(monotonic + later, wall + timedelta(seconds=later))
    delay, name = limit.delay((GENERAL,), now)

    assert name == "general"
    assert 0.0 <= delay <= window + 1e-6
    # Delays shorter than 1 ms, one clock tick, are skipped.
    assert abs(delay - max(0.0, window - later)) <= 0.00101


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
    observe(limit, (GENERAL,), limit_headers(0, 0) | {"x-ratelimit-reset": reset})
    assert delay(limit, (GENERAL,)) == pytest.approx(120.0)


@pytest.mark.parametrize("reset", ["2023-12-31T23:59:00Z", "1704067000", "0"])
def test_reset_in_the_past_causes_no_delay(reset: str) -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(0, 0) | {"x-ratelimit-reset": reset})
    assert delay(limit, (GENERAL,)) == 0.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("86400", DAY),
        ("86401", None),
        ("86400.001", None),
        ("1704153600", DAY),
        ("1704153601", None),
        # Milliseconds since 1970.
        ("1704067320000", None),
        ("2024-01-02T00:00:00Z", DAY),
        ("2024-01-02T00:00:00.000001Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("0001-01-01T00:00:00+23:59", 0),
        ("Tue, 02 Jan 2024 00:00:00 GMT", DAY),
        ("Tue, 02 Jan 2024 00:00:01 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("-1", None),
        ("9" * 15, None),
        ("9" * 16, None),
        ("9" * 5000, None),
        ("1e3", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        ("soon", None),
    ],
)
@pytest.mark.parametrize("name", ["x-ratelimit-reset", "retry-after"])
def test_time_in_a_header_is_believed_up_to_a_day(
    name: str, text: str, seconds: float | None
) -> None:
    assert seconds_announced({name: text}, name, WALL) == seconds
    # A limit that is spent until then is not spent if then is never.
    fields = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": text}
    limit = RateLimit()
    observe(limit, (GENERAL,), fields)
    assert delay(limit, (GENERAL,)) == (seconds or 0.0)


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        # The server's clock is wrong by up to a day: its Date tells by how much.
        ("Sun, 31 Dec 2023 00:00:00 GMT", DAY + 60),
        ("Sun, 31 Dec 2023 23:59:00 GMT", 120),
        ("Mon, 01 Jan 2024 00:00:30 GMT", 30),
        ("Tue, 02 Jan 2024 00:00:00 GMT", 0),
        # Anything else cannot be the time of the response.
        ("Sat, 30 Dec 2023 23:59:59 GMT", 60),
        ("Tue, 02 Jan 2024 00:00:01 GMT", 60),
        ("Mon, 01 Jan 0001 00:00:00 GMT", 60),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60),
        ("Mon, 32 Jan 2024 00:00:00 GMT", 60),
        ("2024-01-01T00:00:30Z", 60),
        ("", 60),
    ],
)
def test_date_of_a_response_is_believed_within_a_day_of_our_clock(
    date: str, seconds: float
) -> None:
    fields = {"date": date, "x-ratelimit-reset": "2024-01-01T00:01:00Z"}
    believed = seconds if seconds <= DAY else None
    assert seconds_announced(fields, "x-ratelimit-reset", WALL) == believed


fields_of_a_response = st.dictionaries(
    st.sampled_from(
        ["date", "retry-after"]
        + [f"x-ratelimit-{name}" for name in ("limit", "remaining", "reset")]
    ),
    st.text()
    | st.integers().map(str)
    | st.floats().map(str)
    | st.datetimes().map(str)
    | moments.map(lambda moment: format_datetime(moment, usegmt=True)),
)


@given(fields_of_a_response, st.booleans())
def test_announcement_is_within_a_day_whatever_the_headers_say(
    fields: dict[str, str], refused: bool
) -> None:
    told = announced(fields, WALL, refused=refused)
    assert told is None or 0.0 <= told.reset <= DAY


@given(st.floats(0, 2e9), st.floats(0, 900), st.integers(0, 5))
def test_no_delay_remains_after_waiting_on_any_clock(
    now: float, seconds: float, remaining: int
) -> None:
    limit = RateLimit()
    began = Moment(now, WALL)
    observe(limit, (GENERAL,), limit_headers(remaining, seconds), began)
    limit.take((GENERAL,), began)
    pause, _ = limit.delay((GENERAL,), began, pace=True)
    # A clock that ticks in microseconds, as a datetime does.
    passed = timedelta(seconds=pause)
    later = Moment(now + passed.total_seconds(), WALL + passed)
    assert limit.delay((GENERAL,), later, pace=True)[0] == 0.0


HOURS = timedelta(hours=5)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (Moment(1000.0, WALL), 60.0),
        (Moment(1020.0, WALL + timedelta(seconds=20)), 40.0),
        # The time of day was set, back or forth.
        (Moment(1020.0, WALL - HOURS), 40.0),
        (Moment(1020.0, WALL + HOURS), 0.0),
        # The computer slept, and its monotonic clock with it.
        (Moment(1001.0, WALL + timedelta(seconds=45)), 15.0),
        # Another monotonic clock, as each run of an event loop has.
        (Moment(119_493.0, WALL + timedelta(seconds=20)), 0.0),
        (Moment(1010.0, WALL + timedelta(seconds=20)), 40.0),
        (Moment(999.9, WALL + timedelta(seconds=20)), 0.0),
        (Moment(3.0, WALL), 0.0),
        (Moment(-5.0, WALL - HOURS), 0.0),
        # No monotonic clock at all.
        (Moment(float("nan"), WALL + timedelta(seconds=20)), 40.0),
        # One tick of a clock.
        (Moment(1059.998, WALL), pytest.approx(0.002)),
        (Moment(1059.9995, WALL), 0.0),
        (Moment(1060.0, WALL), 0.0),
        (Moment(1061.0, WALL), 0.0),
    ],
)
def test_deadline_has_passed_when_either_clock_says_so(
    now: Moment, left: float
) -> None:
    assert Deadline(Moment(1000.0, WALL), 60.0).left(now) == left


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(-DAY, DAY))
def test_no_clock_makes_a_wait_longer_than_the_server_said(
    before: float, after: float, step: int
) -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(0, 60), Moment(before, WALL))
    now = Moment(after, WALL + timedelta(seconds=step))
    assert limit.delay((GENERAL,), now)[0] <= 60.0


def test_pace_starts_anew_with_another_clock() -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(2, 60), Moment(1000.0, WALL))
    limit.take((GENERAL,), Moment(1000.0, WALL))
    assert limit.delay((GENERAL,), Moment(1000.0, WALL), pace=True)[0] == 60.0
    assert limit.delay((GENERAL,), Moment(3.0, WALL), pace=True)[0] == 0.0


def test_spent_upload_limit_does_not_delay_timelines() -> None:
    limit = RateLimit()
    uploads = limits_of("POST", "/api/v2/media", {})
    observe(limit, uploads, limit_headers(0, 900, count=30))
    assert limit.delay(uploads, at(0.0)) == (900.0, "uploads")
    assert delay(limit, limits_of("GET", "/api/v1/timelines/home", {})) == 0.0


def test_response_to_an_upload_may_report_the_general_limit() -> None:
    limit = RateLimit()
    uploads = limits_of("POST", "/api/v2/media", {})
    observe(limit, uploads, limit_headers(0, 100, count=300))
    assert limit.delay(uploads, at(0.0)) == (100.0, "general")
    assert delay(limit, (GENERAL,)) == 100.0


def test_response_to_an_upload_may_report_a_general_limit_of_another_size() -> None:
    limit = RateLimit()
    uploads = limits_of("POST", "/api/v2/media", {})
    observe(limit, (GENERAL,), limit_headers(5, 100, count=1000))
    observe(limit, uploads, limit_headers(0, 100, count=1000))
    assert delay(limit, (GENERAL,)) == 100.0
    # A response without a maximum leaves it unchanged.
    observe(limit, (GENERAL,), limit_headers(5, 200) | {"x-ratelimit-limit": ""})
    observe(limit, uploads, limit_headers(0, 300, count=1000))
    assert delay(limit, (GENERAL,)) == 300.0


def test_headers_without_remaining_or_reset_change_nothing() -> None:
    for missing in ("x-ratelimit-remaining", "x-ratelimit-reset"):
        fields = limit_headers(7, 120) | {missing: ""}
        assert announced(fields, WALL, refused=False) is None


@pytest.mark.parametrize("later", [1.0, 1.5, 60.0])
def test_reset_a_second_later_begins_another_period(later: float) -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(0, 60))
    observe(limit, (GENERAL,), limit_headers(9, 60 + later))
    assert delay(limit, (GENERAL,)) == 0.0


@pytest.mark.parametrize("later", [-0.9, 0.0, 0.9])
def test_reset_within_a_second_belongs_to_the_same_period(
    later: float,
) -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(0, 60))
    observe(limit, (GENERAL,), limit_headers(9, 60 + later))
    assert delay(limit, (GENERAL,)) == 60.0 + later


def test_period_that_has_passed_does_not_count_for_the_next() -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(0, 60))
    observe(limit, (GENERAL,), limit_headers(9, 0.5), at(60.0))
    assert delay(limit, (GENERAL,), 60.0) == 0.0


@pytest.mark.parametrize(
    ("bucket", "now", "state", "left"),
    [
        (Bucket(300), 0.0, BucketState.UNKNOWN, 0),
        # A monotonic clock may start anywhere.
        (Bucket(300), -60.0, BucketState.UNKNOWN, 0),
        (Bucket(300, 1, Deadline(at(0.0), 60.0)), 0.0, BucketState.OPEN, 0),
        (Bucket(300, 9, Deadline(at(0.0), 60.0)), 59.0, BucketState.OPEN, 8),
        (Bucket(300, 0, Deadline(at(0.0), 60.0)), 0.0, BucketState.SPENT, -1),
        (Bucket(300, 0, Deadline(at(0.0), 60.0)), 59.0, BucketState.SPENT, -1),
        (Bucket(300, 0, Deadline(at(0.0), 60.0)), 59.9999, BucketState.UNKNOWN, 0),
        (Bucket(300, 1, Deadline(at(0.0), 60.0)), 60.0, BucketState.UNKNOWN, 1),
        (Bucket(300, 1, Deadline(at(0.0), 60.0)), 61.0, BucketState.UNKNOWN, 1),
    ],
)
def test_bucket_has_three_states(
    bucket: Bucket, now: float, state: BucketState, left: int
) -> None:
    assert bucket.state(at(now)) is state
    bucket.take(at(now))
    assert bucket.remaining == left


def test_wait_of_a_millisecond_is_kept() -> None:
    bucket = Bucket(300, 0, Deadline(at(0.0), 0.001))
    assert bucket.state(at(0.0)) is BucketState.SPENT
    assert bucket.delay(at(0.0), pace=False) == 0.001
    paced = Bucket(300, 1, Deadline(at(0.0), 60.0), Deadline(at(0.0), 0.001))
    assert paced.delay(at(0.0), pace=True) == 0.001
    assert paced.delay(at(0.0005), pace=True) == 0.0


def test_edit_reports_the_status_limit_but_is_not_delayed_by_it() -> None:
    limit = RateLimit()
    edits = limits_of("PUT", "/api/v1/statuses/{id}", {})
    observe(limit, edits, limit_headers(0, 9000, count=300))
    assert delay(limit, edits) == 0.0
    limit.take(edits, at(0.0))
    assert delay(limit, limits_of("POST", "/api/v1/statuses", {})) == 9000.0


def test_unknown_maximum_is_taken_for_the_strictest_limit() -> None:
    limit = RateLimit()
    observe(limit, (DELETIONS, GENERAL), limit_headers(0, 9, count=77))
    assert delay(limit, (GENERAL,)) == 0.0
    assert delay(limit, (DELETIONS, GENERAL)) == 9.0


def test_status_lists_the_limits_that_are_known_until_they_reset() -> None:
    limit = RateLimit()
    assert limit.status(at(0.0)) == {}
    uploads = limits_of("POST", "/api/v2/media", {})
    observe(limit, uploads, limit_headers(29, 900, count=30))
    observe(limit, (GENERAL,), limit_headers(7, 60, count=1000))
    limit.take(uploads, at(20.0))
    in_15_minutes, in_a_minute = (WALL + timedelta(minutes=n) for n in (15, 1))
    assert limit.status(at(20.0)) == {
        "uploads": RateLimitStatus("uploads", 30, 28, 880.0, in_15_minutes),
        "general": RateLimitStatus("general", 1000, 6, 40.0, in_a_minute),
    }
    assert [*limit.status(at(60.0))] == ["uploads"]
    assert limit.status(at(900.0)) == {}


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
        ("POST", "/api/v1/media", {}, (UPLOADS, GENERAL)),
        ("POST", "/api/v2/media", {}, (UPLOADS, GENERAL)),
        ("PUT", "/api/v1/media/{id}", {}, (GENERAL,)),
        ("POST", "/api/v1/statuses", {}, (STATUSES, GENERAL)),
        ("POST", "/api/v1/statuses/{id}/reblog", {}, (STATUSES, GENERAL)),
        ("PUT", "/api/v1/statuses/{id}", {}, (EDITS, GENERAL)),
        ("DELETE", "/api/v1/statuses/{id}", {}, (DELETIONS, GENERAL)),
        ("POST", "/api/v1/statuses/{id}/unreblog", {}, (DELETIONS, GENERAL)),
        ("POST", "/api/v1/accounts", {}, (SIGN_UPS, GENERAL)),
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
        (UPLOADS, 30, 30 * MINUTE),
        (DELETIONS, 30, 30 * MINUTE),
        (SIGN_UPS, 5, 30 * MINUTE),
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
    observe(limit, (GENERAL, PAGING), limit_headers(0, seconds))
    delays = {each.name: delay(limit, (each,)) for each in (GENERAL, PAGING)}
    assert delays == {"general": 0.0, "paging": 0.0} | {spent.name: seconds}


def test_requests_in_flight_are_counted_before_their_responses() -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(2, 60))
    for _ in range(2):
        assert delay(limit, (GENERAL,)) == 0.0
        limit.take((GENERAL,), at(0.0))
    assert delay(limit, (GENERAL,)) == 60.0
    # The response to the first request does not count the second.
    observe(limit, (GENERAL,), limit_headers(1, 60))
    assert delay(limit, (GENERAL,)) == 60.0
    # After the reset the count is unknown until the next response.
    assert delay(limit, (GENERAL,), 60.0) == 0.0
    limit.take((GENERAL,), at(60.0))
    observe(limit, (GENERAL,), limit_headers(299, 120), at(60.0))
    assert delay(limit, (GENERAL,), 60.0) == 0.0


def test_pacing_never_exhausts_the_limit() -> None:
    limit = RateLimit()
    observe(limit, (GENERAL,), limit_headers(10, 100))
    now, waits = 0.0, list[float]()
    for _ in range(10):
        waits.append(delay(limit, (GENERAL,), now, pace=True))
        now += waits[-1]
        limit.take((GENERAL,), at(now))
    assert waits[0] == 0.0
    assert all(5.0 < wait < 25.0 for wait in waits[1:])
    assert now <= 100.0
    # The last request goes when the limit is lifted.
    last = RateLimit()
    observe(last, (GENERAL,), limit_headers(2, 60))
    last.take((GENERAL,), at(0.0))
    assert delay(last, (GENERAL,), pace=True) == 60.0
    # Idle past the reset: no debt, no error.
    assert delay(limit, (GENERAL,), 5000.0, pace=True) == 0.0


def test_429_spends_the_limit_until_it_says() -> None:
    def refuse(**fields: str) -> Announcement | None:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        return announced(named, WALL, refused=True)

    assert refuse(retry_after="7") == Announcement(None, 0, 7.0)
    assert refuse(retry_after="Mon, 01 Jan 2024 00:00:09 GMT") == (
        Announcement(None, 0, 9.0)
    )
    told = refuse(
        x_ratelimit_reset="2024-01-01T00:01:00Z",
        x_ratelimit_limit="30",
        x_ratelimit_remaining="3",
        retry_after="86401",
    )
    assert told == Announcement(30, 0, 60.0)
    assert refuse(retry_after="soon") is None
    assert refuse() is None
