"""Values of parameters, and the checks that turn arguments into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeAlias, TypeVar, overload

from .. import entities
from ..values import (
    NULL,
    Null,
    Secret,
    Unset,
    check_text,
    expect,
    format_moment,
    plain_text,
)
from ._short import short

T = TypeVar("T")


Scalar: TypeAlias = (
    "str | int | float | bool | date | datetime | timedelta | Secret | Null"
)
Param: TypeAlias = "Scalar | Mapping[str, Param] | Sequence[Param] | None"
"""The value of a parameter. A timedelta is sent as whole seconds."""


_Hashtag: TypeAlias = "entities.Tag | entities.FeaturedTag | entities.ShallowTag"


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


@overload
def tag_of(name: str, value: str | _Hashtag) -> str: ...
@overload
def tag_of(name: str, value: str | _Hashtag | None) -> str | None: ...
def tag_of(name: str, value: str | _Hashtag | None) -> str | None:
    """Get the name of a hashtag from an argument that is the name or an entity.

    Raises:
        ValueError: it is empty, or starts with ``#``. Servers take that for a part of
            the name, and find nothing.
    """
    return None if value is None else _tag(f"{name} must be a hashtag", value)


def tags_of(
    name: str, values: Iterable[str | _Hashtag] | None
) -> tuple[str, ...] | None:
    """Get the names of hashtags from an argument that is a sequence of them."""
    if values is None:
        return None
    if isinstance(values, str) or not isinstance(values, Iterable):
        kind = _kind(values)
        raise TypeError(f"{name} must be a sequence of hashtags, not one {kind}")
    return tuple(_tag(f"{name} must hold hashtags", value) for value in values)


def _tag(expected: str, value: object) -> str:
    if isinstance(value, entities.Tag | entities.FeaturedTag | entities.ShallowTag):
        value = value.name
    if not isinstance(value, str):
        raise TypeError(f"{expected}, by name or as an entity, not {_kind(value)}")
    text = value.strip()
    # Mastodon reads the full-width sign as the other one.
    bare = text.lstrip("#\uff03")
    if not value or bare != text:
        example = short(bare or "cats")
        raise ValueError(f"{expected} without '#': {example}, not {short(value)}")
    return value


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
    """Check a datetime, which must have a time zone."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime, not {_kind(value)}")
    format_moment(name, value)
    return value


def _kind(value: object) -> str:
    return type(value).__name__


def path_params_of(params: Mapping[str, str | HasId]) -> Mapping[str, str]:
    """Get the texts of path parameters, which may be entities.

    Raises:
        TypeError: they are no mapping, or a value is neither a str nor an entity.
        ValueError: a value cannot be a segment of a path.
    """
    if params.__class__ is not dict:
        expect("path_params", params, (Mapping,), "a mapping")
    elif not params:
        return {}
    checked: dict[str, str] = {}
    for name, given in params.items():
        value = id_of(name, given)
        # Quoting keeps dot segments, and HTTP libraries resolve them.
        if value is None or value in {"", ".", ".."}:
            raise ValueError(f"{name} must be a name or id, not {value!r}")
        checked[name] = text = plain_text(value)
        if not text.isascii():
            check_text(name, text)
    return checked
