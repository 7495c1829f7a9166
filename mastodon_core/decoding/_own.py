"""Checks of the entity classes that users write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

from cattrs.errors import StructureHandlerNotFoundError

from ..entities.base import Entity
from ._shapes import is_object, resolved_fields, shape_of

if TYPE_CHECKING:
    from ._converter import EntityConverter

_OURS = "mastodon_core.entities."


def base_of(cls: object) -> type[Entity]:
    """Return the entity of ours that a class of a user is a subclass of.

    Raises:
        TypeError: it is not a class, not a subclass, or an entity of ours itself.
    """
    if not isinstance(cls, type):
        raise TypeError(
            f"entities must hold classes, not {_described(cls)}: pass the class itself"
        )
    if not issubclass(cls, Entity):
        raise TypeError(
            "entities must hold subclasses of entities, such as entities.Status, not"
            f" {cls.__name__}"
        )
    if cls.__module__.startswith(_OURS):
        raise TypeError(
            "entities must hold classes of your own, not"
            f" {cls.__name__}, which is read already"
        )
    return next(base for base in cls.__mro__ if base.__module__.startswith(_OURS))


def _described(value: object) -> str:
    kind = type(value).__name__
    return f"an object of {kind}" if isinstance(value, Entity) else kind


def check_fields(cls: type[Any], converter: EntityConverter) -> None:
    """Check that the fields of a class can be read, and those of classes in them.

    Raises:
        TypeError: one of them cannot.
    """
    _check(cls, converter, set())


def _check(cls: type[Any], converter: EntityConverter, seen: set[type[Any]]) -> None:
    seen.add(cls)
    try:
        fields = resolved_fields(cls)
    except NameError as error:
        raise TypeError(
            f"a field of {cls.__name__} has an unknown type: {error}; define it where"
            f" the module {cls.__module__} has it"
        ) from None
    for field in fields:
        name = f"{cls.__name__}.{field.name}"
        # A factory has a hash, as has every default of ours.
        if type(field.default).__hash__ is None:
            raise TypeError(
                f"the default of {name} must be immutable, such as (), not a"
                f" {type(field.default).__name__}, which all objects would share"
            )
        try:
            shape_of(field.type, converter)
        except StructureHandlerNotFoundError:
            raise TypeError(
                f"{name} has a type that cannot be read from JSON: {field.type!r};"
                " register a hook for it on a converter of make_converter() first"
            ) from None
        for inner in _own_classes_in(field.type, converter):
            if inner not in seen:
                _check(inner, converter, seen)


def _own_classes_in(type_: Any, converter: EntityConverter) -> Iterator[type[Any]]:
    if converter.may_be_overridden(type_):
        return
    if is_object(type_) and not type_.__module__.startswith(_OURS):
        yield type_
    for part in get_args(type_):
        yield from _own_classes_in(part, converter)
