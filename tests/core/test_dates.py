from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core.values import http_date, seconds_until

NOW = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.datetimes(min_value=datetime(1970, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@given(moments)
def test_reads_the_dates_that_http_writes(moment: datetime) -> None:
    assert http_date(format_datetime(moment, usegmt=True)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mon, 01 Jan 2024 00:00:00",
        "Mon, 01 anF 2024 00:00:00 GMT",
        "Mon, 01 Xyz 2024 00:00:00 GMT",
        "Mon, 32 Jan 2024 00:00:00 GMT",
        "Mon, 01 Jan 2024 25:00:00 GMT",
        "\u0661, 01 Jan 2024 00:00:00 GMT",
    ],
)
def test_what_is_no_date_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        http_date(text)


def test_a_leap_second_is_taken_for_the_one_before() -> None:
    assert http_date("Sat, 31 Dec 2016 23:59:60 GMT").second == 59


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        ("7", 7.0),
        (" 7.5 ", 7.5),
        ("1704067207", 7.0),
        ("1600000000", 0.0),
        ("2024-01-01T00:00:07.5Z", 7.5),
        ("2024-01-01T00:00:07", 7.0),
        ("2024-01-01T01:00:07+01:00", 7.0),
        ("2023-01-01T00:00:00Z", 0.0),
        ("Mon, 01 Jan 2024 00:00:07 GMT", 7.0),
    ],
)
def test_says_how_long_until_then(text: str | None, seconds: float | None) -> None:
    assert seconds_until(text, NOW) == seconds


@given(st.text(), moments)
def test_takes_any_text(text: str, now: datetime) -> None:
    seconds = seconds_until(text, now)
    assert seconds is None or seconds >= 0.0


@given(moments, st.integers(0, 10**6))
def test_agrees_in_every_form(now: datetime, ahead: int) -> None:
    if now.timestamp() < 946_684_800 or now.year > 9000:
        return
    then = now + timedelta(seconds=ahead)
    for text in (
        then.isoformat(),
        format_datetime(then, usegmt=True),
        str(int(then.timestamp())),
    ):
        assert seconds_until(text, now) == ahead
