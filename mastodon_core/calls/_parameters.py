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
"""The value of a parameter. A timedelta is sent as whole seconds."""


class HasId(Protocol):
    """An entity, which can be passed in place of its id."""

    @property
    def id(self) -> str | None: ...


def clearable(value: T | Unset | None) -> T | Null | None:
    """Turn None, which clears a field, into `NULL`, and `UNSET` into None."""
    if isinstance(value, Unset):
        return None
    return NULL if value is None else value


def id_of(name: str, value: str | HasId | None) -> str | None:
    """Get the id of an argument that is an id or an entity.

    Args:
        name: The parameter, for the error.
    """
    id: object = getattr(value, "id", value)
    if id is None and value is not None:
        raise ValueError(f"{name} must be an entity with an id; this one has none")
    if id is None or isinstance(id, str):
        return id
    raise TypeError(f"{name} must be a str or an entity, not {_kind(value)}")


def ids_of(name: str, values: Iterable[str | HasId] | None) -> tuple[str, ...] | None:
    """Get the ids of an argument that is a sequence of ids or entities."""
    if values is None:
        return None
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a sequence of ids, not one {_kind(values)}")
    taken = [id_of(name, value) for value in values]
    if None in taken:
        raise TypeError(f"{name} must not contain None")
    return tuple(id for id in taken if id is not None)


def texts_of(name: str, values: Iterable[str] | None) -> tuple[str, ...] | None:
    """Get the items of an argument that is a sequence of str."""
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
    """Get the items of an argument that is a sequence of one class."""
    taken = tuple(values)
    for value in taken:
        if not isinstance(value, cls):
            raise TypeError(f"{name} must hold {cls.__name__}, not {_kind(value)}")
    return taken


def seconds_of(name: str, value: int | timedelta | None) -> int | None:
    """Get a duration in whole seconds."""
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"{name} must be seconds or a timedelta, not {_kind(value)}")


def moment_of(name: str, value: datetime | None) -> datetime | None:
    """Get a datetime, which must have a time zone."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime, not {_kind(value)}")
    if value.tzinfo is None:
        raise ValueError(f"{name} must have a time zone, unlike {value}")
    return value


def _kind(value: object) -> str:
    return type(value).__name__


def path_params_of(params: Mapping[str, str | HasId]) -> Mapping[str, str]:
    taken = {name: id_of(name, value) for name, value in params.items()}
    for name, value in taken.items():
        # Quoting keeps dot segments, and HTTP libraries resolve them.
        if value in {None, "", ".", ".."}:
            raise ValueError(f"{name} must be a name or id, not {value!r}")
    return {name: str(value) for name, value in taken.items()}
