"""Conversions of single JSON values to the types of entity fields.

Each takes the value and the declared type, and returns what the field holds or raises
`Misfit`. Nothing is coerced: a string never becomes a number, nor a number a bool.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from ..entities._types import OpenEnum
from ..values import Secret

T = TypeVar("T")
E = TypeVar("E", bound=OpenEnum)

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,30}", re.ASCII)

# Timestamps above this are milliseconds: as seconds they would be after the year 5000.
_MILLISECONDS = 1e11


class Misfit(ValueError):
    """A value that does not fit; the message names types, never the value."""


def check_type(value: Any, expected: type[T]) -> T:
    if type(value) is not expected:
        raise Misfit(f"{expected.__name__} expected, not {type(value).__name__}")
    return value


def read_as_it_is(value: Any, _: Any) -> Any:
    return value


def read_float(value: Any, _: Any) -> float:
    return float(value) if type(value) is int else check_type(value, float)


def read_secret(value: Any, _: Any) -> Secret:
    return Secret(check_type(value, str))


def read_enum(value: Any, type_: type[E]) -> E:
    return type_(check_type(value, str))


def read_id(value: Any, _: Any) -> str:
    return str(value) if type(value) is int else check_type(value, str)


def read_numeric(value: Any, _: Any) -> int:
    if type(value) is int:
        return value
    if not _NUMBER.fullmatch(check_type(value, str)):
        raise Misfit("not a number in a string")
    return int(value)


def read_numeric_or_none(value: Any, _: Any) -> int | None:
    # Mastodon sends an empty string if it has no number.
    return None if value is None or value == "" else read_numeric(value, _)


def read_rfc_3339(value: Any, _: Any) -> datetime:
    if not _RFC_3339.fullmatch(check_type(value, str)):
        raise Misfit("not RFC 3339 with an offset")
    return datetime.fromisoformat(value)


def read_date(value: Any, _: Any) -> date:
    # mastodon_mock and snac send full timestamps instead of dates.
    if _DATE.fullmatch(check_type(value, str)):
        return date.fromisoformat(value)
    return read_rfc_3339(value, _).date()


def read_timestamp(value: Any, _: Any) -> datetime:
    number = read_numeric(value, _)
    return datetime.fromtimestamp(
        number / 1000 if number > _MILLISECONDS else number, UTC
    )
