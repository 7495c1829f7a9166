"""Other ways to decode the same JSON, made from the entity classes themselves.

Each function takes the type of a response and returns a function of its bytes. All read
the types that the entities declare; only `structs` leaves values as JSON has them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ForwardRef,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
)

import attrs
import cattrs
import msgspec
import orjson
import pydantic
from cattrs.gen import make_dict_structure_fn, override

from mastodon_core import Secret
from mastodon_core.decoding import RENAMED
from mastodon_core.decoding._leaves import LEAVES
from mastodon_core.entities._types import (
    Id,
    Numeric,
    OpenEnum,
    TextTimestamp,
    Timestamp,
)

Decode: TypeAlias = "Callable[[bytes], object]"
Convert: TypeAlias = "Callable[[Any], Any]"


@cache
def fields_of(cls: type[Any]) -> tuple[attrs.Attribute[Any], ...]:
    attrs.resolve_types(cls, include_extras=True)
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(cls)
    return fields


def is_union(type_: Any) -> bool:
    return get_origin(type_) in {Union, UnionType}


def translate(type_: Any, of_leaf: Mapping[Any, Any], of_class: Convert) -> Any:
    """Return a type with other types in place of entities and of leaves."""
    if type_ in of_leaf:
        return of_leaf[type_]
    if attrs.has(type_):
        return of_class(type_)
    if isinstance(type_, type) and issubclass(type_, OpenEnum):
        return of_leaf.get(OpenEnum, type_)
    if get_origin(type_) is Annotated:
        return translate(get_args(type_)[0], of_leaf, of_class)
    args = tuple(
        each if each in {NoneType, Ellipsis} else translate(each, of_leaf, of_class)
        for each in get_args(type_)
    )
    if is_union(type_):
        several = sum(map(attrs.has, get_args(type_))) > 1
        united = reduce(or_, args)
        return of_leaf.get(Union, united) if several else united
    if get_origin(type_) is tuple:
        return tuple[args]
    if get_origin(type_) is Mapping:
        return dict[args]
    return Any if type_ is object else type_


def with_structs(type_: Any) -> Decode:
    """msgspec into Structs: no open enums, no Secret, datetimes only as RFC 3339."""
    made: dict[type[Any], Any] = {}
    leaves = {
        Id: str | int,
        Timestamp: int | str,
        TextTimestamp: int | str,
        Numeric: int | str,
        Numeric | None: int | str | None,
        Secret: str,
        date: str,
        OpenEnum: str,
        object: Any,
        # msgspec takes one Struct in a union.
        Union: Any,
    }

    def refer(cls: type[Any]) -> Any:
        if cls not in made:
            made[cls] = None  # a field may refer to its own class
            made[cls] = msgspec.defstruct(
                cls.__name__,
                [struct_field(field) for field in fields_of(cls) if field.init],
                kw_only=True,
                gc=False,
                rename={k: v for k, v in RENAMED.items() if hasattr(cls, k)},
            )
        return ForwardRef(cls.__name__)

    def struct_field(field: attrs.Attribute[Any]) -> tuple[Any, ...]:
        own = translate(field.type, leaves, refer)
        if field.default is attrs.NOTHING:
            return field.name, own
        if not hasattr(field.default, "factory"):
            return field.name, own, field.default
        return field.name, own, msgspec.field(default_factory=dict)

    wire = translate(type_, leaves, refer)
    for struct in made.values():
        for cls, other in made.items():
            setattr(struct, cls.__name__, other)
    names = {cls.__name__: struct for cls, struct in made.items()}
    decoder: Any = msgspec.json.Decoder(_resolved(wire, names))
    decode: Decode = decoder.decode
    return decode


def _resolved(type_: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(type_, ForwardRef):
        return names[type_.__forward_arg__]
    if get_origin(type_) is tuple:
        return tuple[_resolved(get_args(type_)[0], names), ...]
    return type_


def with_pydantic(type_: Any) -> Decode:
    """pydantic models of the same fields, in its default mode."""
    made: dict[type[Any], Any] = {}
    leaves = {
        Id: Annotated[str, pydantic.Field(coerce_numbers_to_str=True)],
        Timestamp: datetime,
        TextTimestamp: datetime,
        Numeric: int,
        Numeric | None: int | None,
        Secret: pydantic.SecretStr,
        object: Any,
    }

    def refer(cls: type[Any]) -> Any:
        if cls not in made:
            made[cls] = None
            made[cls] = pydantic.create_model(
                cls.__name__,
                __config__=pydantic.ConfigDict(frozen=True),
                **{
                    field.name: (
                        translate(field.type, leaves, refer),
                        pydantic.Field(
                            ... if field.default is attrs.NOTHING else field.default,
                            alias=RENAMED.get(field.name),
                        ),
                    )
                    for field in fields_of(cls)
                    if field.init
                },
            )
        return ForwardRef(cls.__name__)

    with warnings.catch_warnings():
        # Some fields have the name of a method of models, such as ``fields``.
        warnings.simplefilter("ignore", UserWarning)
        model = translate(type_, leaves, refer)
        names = {cls.__name__: model for cls, model in made.items()}
        for each in made.values():
            each.model_rebuild(_types_namespace=names)
        adapter: Any = pydantic.TypeAdapter(_resolved(model, names))
    decode: Decode = adapter.validate_json
    return decode


def with_cattrs(type_: Any) -> Decode:
    """A converter of cattrs as it is, with our hooks for single values."""
    converter = cattrs.Converter()
    for leaf, hook in LEAVES.items():
        converter.register_structure_hook_func(lambda t, own=leaf: t == own, hook)
    converter.register_structure_hook_func(lambda t: t is object, lambda v, _: v)
    converter.register_structure_hook(OpenEnum, lambda v, cls: cls(v))
    converter.register_structure_hook_factory(
        attrs.has,
        lambda cls: make_dict_structure_fn(
            cls,
            converter,
            **{
                field.name: override(rename=RENAMED[field.name])
                for field in attrs.fields(cls)
                if field.name in RENAMED
            },
        ),
    )

    def structure_union(value: Any, type_: Any) -> Any:
        # Of classes, the one with the most keys of the value; else it stays as it is.
        if not isinstance(value, dict):
            return value
        classes = [each for each in get_args(type_) if attrs.has(each)]
        keys = {cls: {field.name for field in fields_of(cls)} for cls in classes}
        found = max(classes, key=lambda cls: len(keys[cls] & value.keys()))
        return converter.structure(value, found)

    converter.register_structure_hook_func(
        lambda t: is_union(t) and len(set(get_args(t)) - {NoneType}) > 1,
        structure_union,
    )
    structure = converter.structure
    return lambda body: cast("object", structure(orjson.loads(body), type_))
