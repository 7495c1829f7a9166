"""What the type of a field means for reading JSON.

Both generators of code ask here: the general reader and the fast path. A type whose
hook is not our own, as a user registered another one, is `Foreign` to both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import reduce
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, Union, get_args, get_origin

import attrs
from attrs import frozen

from ..entities._types import QUOTE_OR_STATUS, OpenEnum
from ._leaves import EMPTY_IS_NONE, LEAVES

if TYPE_CHECKING:
    from ._converter import EntityConverter

Hook: TypeAlias = "Callable[[Any, Any], Any]"

RENAMED = {
    "at_1x": "@1x",
    "at_2x": "@2x",
    "admin_report": "admin.report",
    "admin_sign_up": "admin.sign_up",
    "posting_default_language": "posting:default:language",
    "posting_default_quote_policy": "posting:default:quote_policy",
    "posting_default_sensitive": "posting:default:sensitive",
    "posting_default_visibility": "posting:default:visibility",
    "reading_autoplay_gifs": "reading:autoplay:gifs",
    "reading_expand_media": "reading:expand:media",
    "reading_expand_spoilers": "reading:expand:spoilers",
}
"""Attributes whose JSON keys are not Python identifiers.

Fields of a user's class name theirs as ``field(metadata={"key": ...})``.
"""


@frozen
class Plain:
    """A value that stays as it is: ``str``, ``bool`` or ``int``."""

    type: type[Any]


@frozen
class Anything:
    """Any JSON value, which stays as it is."""


@frozen
class Leaf:
    """A value that a function converts."""

    type: Any
    read: Hook


@frozen
class Word:
    """A member of an `OpenEnum`."""

    type: type[OpenEnum]


@frozen
class Object:
    """A JSON object whose keys are the fields of an attrs class."""

    cls: type[Any]


@frozen
class Array:
    item: Shape


@frozen
class Collection:
    """An array that becomes a list, a set or the like, as fields of users have it."""

    item: Shape
    make: Callable[[tuple[Any, ...]], Any]


@frozen
class Pairs:
    """A JSON object whose keys are data."""

    key: Shape
    value: Shape


@frozen
class Choice:
    """One of several types: the one of the value, or the class with the most keys."""

    plain: tuple[type[Any], ...]
    classes: tuple[type[Any], ...]


@frozen
class Quoted:
    """A quote, or in its place the quoted status, which has an id and no ``state``."""

    quote: Shape
    status: Shape
    cls: type[Any]
    """The class of the quote that is made of the status."""


@frozen
class Optional:
    inner: Shape


@frozen
class Foreign:
    """A value that a hook of the user, or of cattrs, converts."""

    type: Any
    read: Hook


Shape: TypeAlias = (
    Plain
    | Anything
    | Leaf
    | Word
    | Object
    | Array
    | Collection
    | Pairs
    | Choice
    | Quoted
    | Optional
    | Foreign
)


@frozen
class FieldShape:
    """A field of an attrs class, as JSON has it."""

    name: str
    key: str
    shape: Shape
    """Without an `Optional` around it."""
    may_be_null: bool
    default: Any
    """`attrs.NOTHING` if the field is required."""


def fields_of(cls: type[Any], converter: EntityConverter) -> tuple[FieldShape, ...]:
    """Return the shapes of the fields of an attrs class."""
    return tuple(_field_shape(f, converter) for f in resolved_fields(cls) if f.init)


def resolved_fields(cls: type[Any]) -> tuple[Any, ...]:
    """Return the attrs fields of a class, with types instead of their names."""
    attrs.resolve_types(cls, include_extras=True)
    fields: tuple[Any, ...] = attrs.fields(cls)
    return fields


def key_of(field: Any) -> str:
    """Return the JSON key of an attrs field."""
    key: str = field.metadata.get("key", RENAMED.get(field.name, field.name))
    return key


def _field_shape(field: Any, converter: EntityConverter) -> FieldShape:
    shape = shape_of(field.type, converter)
    may_be_null = isinstance(shape, Optional | Anything)
    name: str = field.name
    return FieldShape(
        name,
        key_of(field),
        shape.inner if isinstance(shape, Optional) else shape,
        may_be_null,
        field.default,
    )


def shape_of(type_: Any, converter: EntityConverter) -> Shape:
    """Return what a type means to a converter."""
    if converter.may_be_overridden(type_):
        return Foreign(type_, converter.get_structure_hook(type_))
    return own_shape_of(type_, converter)


def own_shape_of(type_: Any, converter: EntityConverter) -> Shape:
    """Return what a type means if no user registered a hook for it."""
    if leaf := LEAVES.get(type_):
        return Leaf(type_, leaf)
    if type_ in PLAIN:
        return Plain(type_)
    if type_ is object or type_ is Any:
        return Anything()
    if is_object(type_):
        return Object(converter.class_for(type_))
    if isinstance(type_, type) and issubclass(type_, OpenEnum):
        return Word(type_)
    return _compound_shape(type_, converter) or Foreign(
        type_, converter.get_structure_hook(type_)
    )


PLAIN = (str, bool, int)


def is_object(type_: Any) -> bool:
    """Return whether a type is an attrs class that is read field by field.

    cattrs reads generic ones, as it knows what their type variables stand for.
    """
    is_class = isinstance(type_, type) and attrs.has(type_)
    return is_class and not issubclass(type_, Generic)


def is_quote(type_: Any) -> bool:
    """Return whether a quoted status may stand in place of its quote."""
    return QUOTE_OR_STATUS in getattr(type_, "__metadata__", ())


def is_array(type_: Any) -> bool:
    return get_origin(type_) is tuple and get_args(type_)[1:] == (Ellipsis,)


_COLLECTIONS: Mapping[Any, Callable[[tuple[Any, ...]], Any]] = {
    Sequence: tuple,
    list: list,
    set: set,
    frozenset: frozenset,
    Set: frozenset,
}


def is_collection(type_: Any) -> bool:
    return (get_origin(type_) or type_) in _COLLECTIONS


def is_mapping(type_: Any) -> bool:
    return get_origin(type_) is Mapping


def is_union(type_: Any) -> bool:
    return get_origin(type_) in {Union, UnionType}


def equals(alias: Any) -> Callable[[Any], bool]:
    """Make a predicate that is true of one type."""
    return lambda type_: type_ == alias


def empty_is_none(shape: Shape) -> bool:
    """Return whether an empty text is read as None where null may stand."""
    return isinstance(shape, Leaf) and shape.type in EMPTY_IS_NONE


def null_test(shape: Shape) -> str:
    """Return code that tests for null, and for an empty text that is read as None."""
    return "{0} is None or {0} == ''" if empty_is_none(shape) else "{0} is None"


def _compound_shape(type_: Any, converter: EntityConverter) -> Shape | None:
    args = get_args(type_)
    if is_quote(type_):
        return _quoted_shape(args[0], converter)
    if is_array(type_):
        return Array(shape_of(args[0], converter))
    if is_collection(type_):
        make = _COLLECTIONS[get_origin(type_) or type_]
        return Collection(shape_of(args[0] if args else Any, converter), make)
    if is_mapping(type_):
        return Pairs(shape_of(args[0], converter), shape_of(args[1], converter))
    if is_union(type_):
        return _union_shape(args, converter)
    return None


def _quoted_shape(quote: Any, converter: EntityConverter) -> Shape:
    from ..entities.statuses import Quote, Status

    return Quoted(
        shape_of(quote, converter),
        shape_of(Status, converter),
        converter.class_for(Quote),
    )


def _union_shape(members: tuple[Any, ...], converter: EntityConverter) -> Shape | None:
    if NoneType in members:
        others = [each for each in members if each is not NoneType]
        return Optional(
            shape_of(reduce(lambda one, other: one | other, others), converter)
        )
    classes = tuple(converter.class_for(m) for m in members if is_object(m))
    plain = tuple(m for m in members if m in PLAIN)
    fits = len(classes) + len(plain) == len(members)
    return Choice(plain, classes) if fits else None
