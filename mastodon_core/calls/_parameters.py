"""Values of parameters, and the checks that turn arguments into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeAlias, TypeVar

from ..values import NULL, Null, Secret, Unset

T = TypeVar("T")

Scalar: TypeAlias = (
    "str | int | float | bool | date | datetime | timedelta | Secret | Null"
)
Param: TypeAlias = "Scalar | Mapping[str, Param] | Sequence[Param] | None"
"""The value of a parameter; a timedelta is sent as whole seconds."""


class HasId(Protocol):
    """An entity that can stand for its id."""

    @property
    def id(self) -> str | None: ...


def clearable(value: T | Unset | None) -> T | Null | None:
    """Turn None, the caller's "clear it", into `NULL`, and `UNSET` into not sent."""
    if isinstance(value, Unset):
        return None
    return NULL if value is None else value


def id_of(name: str, value: str | HasId | None) -> str | None:
    """Take an id, or the id of an entity; ``name`` is for the error."""
    id: object = getattr(value, "id", value)
    if id is None and value is not None:
        raise ValueError(f"{name} is an entity that came without its id")
    if id is None or isinstance(id, str):
        return id
    raise TypeError(f"{name} must be a str or an entity, not {_kind(value)}")


def ids_of(name: str, values: Iterable[str | HasId] | None) -> tuple[str, ...] | None:
    """Take a sequence of ids or entities, not one str."""
    if values is None:
        return None
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a sequence of ids, not one {_kind(values)}")
    taken = [id_of(name, value) for value in values]
    if None in taken:
        raise TypeError(f"{name} must be a sequence of ids, without None")
    return tuple(id for id in taken if id is not None)


def texts_of(name: str, values: Iterable[str] | None) -> tuple[str, ...] | None:
    """Take a sequence of str, not one str."""
    if values is None:
        return None
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a sequence of str, not one {_kind(values)}")
    taken = tuple(values)
    for value in taken:
        if not isinstance(value, str):
            raise TypeError(f"{name} must hold str, not {_kind(value)}")
    return taken


def values_of(name: str, cls: type[T], values: Iterable[T]) -> tuple[T, ...]:
    """Take a sequence of values of one class."""
    taken = tuple(values)
    for value in taken:
        if not isinstance(value, cls):
            raise TypeError(f"{name} must hold {cls.__name__}, not {_kind(value)}")
    return taken


def seconds_of(name: str, value: int | timedelta | None) -> int | None:
    """Take a duration in whole seconds."""
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"{name} must be seconds or a timedelta, not {_kind(value)}")


def moment_of(name: str, value: datetime | None) -> datetime | None:
    """Take a moment, which needs a time zone."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime, not {_kind(value)}")
    if value.tzinfo is None:
        raise ValueError(f"{name} needs a time zone: {value} could be anywhere")
    return value


def _kind(value: object) -> str:
    return type(value).__name__


def path_params_of(params: Mapping[str, str | HasId]) -> Mapping[str, str]:
    taken = {name: id_of(name, value) for name, value in params.items()}
    for name, value in taken.items():
        # A dot segment survives quoting, and HTTP libraries then climb the path.
        if value in {None, "", ".", ".."}:
            raise ValueError(f"{name} must name something, not {value!r}")
    return {name: str(value) for name, value in taken.items()}
