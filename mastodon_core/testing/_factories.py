"""Make entities for tests: valid, deterministic and minimal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import EnumType
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs
from attrs import define, field

from ..entities._types import Id
from ..values import Secret, alternatives

T = TypeVar("T")

_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
_PLAIN: Mapping[Any, Any] = {
    bool: False,
    tuple: (),
    Mapping: {},
    int: 0,
    float: 0.0,
    datetime: _MOMENT,
    date: _MOMENT.date(),
    Secret: Secret("made-up-secret"),
}


@define
class Maker:
    """Makes entities with different ids; the same seed makes the same ids.

    >>> from mastodon_core import entities
    >>> maker = Maker(seed=7)
    >>> [maker.make(entities.Account).id for _ in range(2)]
    ['7000001', '7000002']

    Args:
        seed: The prefix of the ids; makers with different seeds share no ids.
    """

    seed: int = 0
    _count: int = field(default=0, init=False)

    def make(self, cls: type[T], /, **fields: Any) -> T:
        """Make an entity with the given fields, and defaults for the required ones.

        Other optional fields are left out. A nested entity can be given as a mapping
        of its fields.

        Raises:
            TypeError: a field does not exist, or a value does not fit its field.
        """
        types = get_type_hints(cls, include_extras=True)
        if unknown := sorted(fields.keys() - types.keys()):
            raise TypeError(f"{cls.__name__} has no field {', '.join(unknown)}")
        values = {
            name: self._fitted(types[name], value, f"{cls.__name__}.{name}")
            for name, value in fields.items()
        }
        for attribute in attrs.fields(cls):  # type: ignore[arg-type]  # an attrs class
            name = attribute.name
            if name not in values and attribute.default is attrs.NOTHING:
                values[name] = self._plain(types[name], name)
        return cls(**values)

    def _fitted(self, type_: Any, value: Any, place: str) -> Any:
        """Check a given value, and convert it to the type that a parsed entity has."""
        if value is None and _is_nullable(type_):
            return None
        choices = _choices(type_)
        for choice in choices[:-1]:
            with suppress(TypeError):
                return self._fitted_as(choice, value, place)
        return self._fitted_as(choices[-1], value, place)

    def _fitted_as(self, type_: Any, value: Any, place: str) -> Any:
        kind, untyped = _kind(type_), value
        if kind is Literal:
            words = get_args(type_)
            if value not in words:
                raise TypeError(f"{place} must be {alternatives(words)}")
            return value
        match value:
            case Mapping() if attrs.has(kind):
                return self.make(kind, **untyped)
            case Mapping() if kind is Mapping:
                item_type = get_args(type_)[1]
                return {
                    name: self._fitted(item_type, item, f"{place}[{name!r}]")
                    for name, item in untyped.items()
                }
            case list() | tuple() if get_args(type_)[1:] == (...,):
                item_type = get_args(type_)[0]
                return tuple(
                    self._fitted(item_type, item, f"{place}[{index}]")
                    for index, item in enumerate(untyped)
                )
            case str() if kind is Secret or _is_enum(kind):
                return kind(untyped)
            case datetime(tzinfo=None):
                raise TypeError(f"{place} must have a time zone")
            case int() if kind is float and not isinstance(untyped, bool):
                return float(untyped)
            case bool() if kind is int:
                raise TypeError(f"{place} must be int, not bool")
            case _ if isinstance(untyped, kind):
                return untyped
            case _:
                found = type(untyped).__name__
                raise TypeError(f"{place} must be {kind.__name__}, not {found}")

    def _plain(self, type_: Any, name: str) -> Any:
        """Make the simplest valid value of a type."""
        if _is_nullable(type_):
            return None
        if type_ == Id:
            self._count += 1
            return f"{self.seed}{self._count:06}"
        kind = _kind(_choices(type_)[0])
        if kind is Literal:
            return get_args(type_)[0]
        if kind in _PLAIN:
            return _PLAIN[kind]
        if kind is str:
            is_url = name.endswith(("url", "uri"))
            return f"https://mastodon.example/{name}" if is_url else name
        if _is_enum(kind):
            return next(iter(kind))
        return self.make(kind)


def make(cls: type[T], /, **fields: Any) -> T:
    """Make an entity with these fields; the same arguments make an equal entity.

    See `Maker.make`.

    >>> from mastodon_core import entities
    >>> status = make(entities.Status, content="hi", account={"acct": "ada"})
    >>> status.content, status.account.acct
    ('hi', 'ada')
    """
    return Maker().make(cls, **fields)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, EnumType)


def _is_nullable(type_: Any) -> bool:
    return type_ is Any or NoneType in get_args(type_)


def _choices(type_: Any) -> list[Any]:
    """List the members of a union, without None."""
    if get_origin(type_) not in {Union, UnionType}:
        return [type_]
    return [choice for choice in get_args(type_) if choice is not NoneType]


def _kind(type_: Any) -> Any:
    """Get the runtime class of a type that isn't a union."""
    origin: Any = get_origin(type_)
    if origin is Annotated:
        return get_args(type_)[0]
    return object if type_ is Any else origin or type_
