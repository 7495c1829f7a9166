"""Conversions of single JSON values to the types of entity fields.

Each takes the value and the declared type, and returns what the field holds or raises
`Misfit`. Nothing is coerced: a string never becomes a number, nor a number a bool.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any, TypeAlias, TypeVar, cast

from ..entities._types import (
    Id,
    IntOrText,
    MarkerTime,
    Numeric,
    OpenEnum,
    TagName,
    TextTimestamp,
    Timestamp,
)
from ..values import Secret
from ._losses import Misfit, Unreadable, wrong_type

T = TypeVar("T")
E = TypeVar("E", bound=OpenEnum)

RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
"""Times as most servers write them, which Python parses as they are."""
_LOOSE_RFC_3339 = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[Tt ](?P<time>\d\d:\d\d:\d\d)"
    r"(?P<fraction>\.\d+)?(?P<offset>[Zz]|[+-]\d\d:?[0-5]\d)",
    re.ASCII,
)
_WITHOUT_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,30}", re.ASCII)
_SECONDS = re.compile(r"\d{1,12}(\.\d{1,9})?", re.ASCII)

EMPTY_IS_NONE = frozenset[Any]({date, datetime, Timestamp, MarkerTime})
"""The types for which some servers write an empty text in place of null."""

USUAL_DATE = "len({0}) == 10 and {0}[4] == {0}[7] == '-'"
"""Code that is true of a text that `date.fromisoformat` reads as we do, or refuses."""

# Timestamps above this are milliseconds: as seconds they would be after the year 5000.
_MILLISECONDS = 1e11


def check_type(value: Any, expected: type[T]) -> T:
    if type(value) is not expected:
        raise wrong_type(value, expected.__name__, None)
    return value


def read_as_it_is(value: Any, _: Any) -> Any:
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, Unreadable):
            raise Misfit(part.reason)
        if isinstance(part, list):
            left += part
        elif isinstance(part, dict):
            left += [*part, *part.values()]
    return value


def read_float(value: Any, _: Any) -> float:
    number = float(value) if type(value) is int else check_type(value, float)
    if not isfinite(number):
        raise Misfit("too large")
    return number


def read_secret(value: Any, _: Any) -> Secret:
    return Secret(check_type(value, str))


def read_enum(value: Any, type_: type[E]) -> E:
    return type_(check_type(value, str))


def read_id(value: Any, _: Any) -> str:
    return str(value) if type(value) is int else check_type(value, str)


def read_numeric(value: Any, _: Any) -> int:
    if type(value) is not str:
        return check_type(value, int)
    if not _NUMBER.fullmatch(value):
        raise Misfit("not a number in a string")
    return int(value)


def read_numeric_or_none(value: Any, _: Any) -> int | None:
    # Mastodon sends an empty string if it has no number.
    return None if value is None or value == "" else read_numeric(value, _)


def read_rfc_3339(value: Any, _: Any) -> datetime:
    if RFC_3339.fullmatch(check_type(value, str)):
        return datetime.fromisoformat(value)
    match = _LOOSE_RFC_3339.fullmatch(value)
    if match is None:
        raise Misfit("not RFC 3339 with an offset")
    day, time, fraction, offset = match.group("day", "time", "fraction", "offset")
    digits = (fraction or ".")[1:]
    moment = datetime.fromisoformat(
        f"{day}T{time}.{digits[:6]:0<6}{offset.replace('z', 'Z')}"
    )
    return moment + timedelta(microseconds=1) if digits[6:7] >= "5" else moment


def read_date(value: Any, _: Any) -> date:
    # mastodon_mock and snac send full timestamps instead of dates, and Pleroma leaves
    # out their offset.
    if _DATE.fullmatch(check_type(value, str)):
        return date.fromisoformat(value)
    if _WITHOUT_OFFSET.fullmatch(value):
        return datetime.fromisoformat(value).date()
    return read_rfc_3339(value, _).date()


def read_text_timestamp(value: Any, _: Any) -> datetime:
    number = read_numeric(value, _)
    return datetime.fromtimestamp(
        number / 1000 if number > _MILLISECONDS else number, UTC
    )


def read_timestamp(value: Any, _: Any) -> datetime:
    if type(value) is str and RFC_3339.fullmatch(value):
        return read_rfc_3339(value, _)
    return read_text_timestamp(value, _)


def read_marker_time(value: Any, _: Any) -> datetime:
    if _WITHOUT_OFFSET.fullmatch(check_type(value, str)):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if _SECONDS.fullmatch(value):
        return datetime.fromtimestamp(float(value), UTC)
    return read_rfc_3339(value, _)


def read_tag_name(value: Any, _: Any) -> str:
    if type(value) is dict:
        value = cast("dict[str, Any]", value).get("name")
    return check_type(value, str)


_NumericOrNone: TypeAlias = Numeric | None
_IntOrTextOrNone: TypeAlias = IntOrText | None

LEAVES: Mapping[Any, Callable[[Any, Any], Any]] = {
    float: read_float,
    Secret: read_secret,
    date: read_date,
    datetime: read_rfc_3339,
    Id: read_id,
    Timestamp: read_timestamp,
    TextTimestamp: read_text_timestamp,
    MarkerTime: read_marker_time,
    TagName: read_tag_name,
    Numeric: read_numeric,
    _NumericOrNone: read_numeric_or_none,
    IntOrText: read_numeric,
    _IntOrTextOrNone: read_numeric_or_none,
}
"""The types of fields that a function converts."""
