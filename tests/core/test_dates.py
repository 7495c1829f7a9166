from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core.values import parse_http_date, seconds_until

NOW = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.datetimes(min_value=datetime(1970, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@given(moments)
def test_http_date_reads_what_format_datetime_writes(moment: datetime) -> None:
    assert parse_http_date(format_datetime(moment, usegmt=True)) == moment


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
def test_http_date_refuses_malformed_dates(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_http_date(text)


def test_http_date_reads_a_leap_second_as_second_59() -> None:
    assert parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT").second == 59


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
def test_seconds_until_reads_seconds_timestamps_and_dates(
    text: str | None, seconds: float | None
) -> None:
    assert seconds_until(text, NOW) == seconds


@given(st.text(), moments)
def test_seconds_until_accepts_any_text(text: str, now: datetime) -> None:
    seconds = seconds_until(text, now)
    assert seconds is None or seconds >= 0.0


@given(moments, st.integers(0, 10**6))
def test_seconds_until_agrees_on_all_forms_of_one_date(
    now: datetime, ahead: int
) -> None:
    if now.timestamp() < 946_684_800 or now.year > 9000:
        return
    then = now + timedelta(seconds=ahead)
    for text in (
        then.isoformat(),
        format_datetime(then, usegmt=True),
        str(int(then.timestamp())),
    ):
        assert seconds_until(text, now) == ahead
