"""Hooks of a cattrs converter for the values and types in requests and results.

- Values are JSON. What JSON lacks is an object whose only key is ``$`` and the name of
  a type: ``{"$date": "2024-01-02"}``, ``{"$path": "cat.png"}``, ``{"$Status": {...}}``.
  An array is a tuple, and ``{"$list": [...]}`` a list. A mapping with keys that begin
  with ``$`` is ``{"$map": {...}}``.
- A type is its name, or an array, such as ``["tuple", "Status", "..."]``.

JSON can only name the types listed here, entities and the classes that the caller
passes. No name is ever imported.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path, PurePath
from typing import Any, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import IterableValidationError, IterableValidationNote

from .. import entities
from ..decoding import make_converter
from ..http import File
from ..values import Null, Secret, plain_text

T = TypeVar("T")

OBJECT: Any = Mapping[str, object]
"""A JSON object whose values are not converted."""

# Pyright takes it for an ExceptionGroup, which is made without a class.
_IterableValidationError: Any = IterableValidationError

_PLAIN = (bool, bytes, date, datetime, float, int, object, str, timedelta)
_NAMED: Mapping[str, Any] = {
    **{cls.__name__: cls for cls in _PLAIN},
    "null": Null,
    "path": PurePath,
    "...": Ellipsis,
}
_GENERIC: Mapping[str, Any] = {"Mapping": Mapping, "tuple": tuple}


class Parameter:
    """Stands for `Param` in type hints, as that is recursive."""


class Result:
    """Stands for the type variable of a request, an answer or a page."""


def add_value_hooks(
    converter: Converter, own_entities: frozenset[type], *, allow_files: bool
) -> None:
    """Add hooks for `Parameter`, `Result`, ``File`` and ``type[...]``.

    Args:
        own_entities: Entity classes of the caller, which JSON may name too. Those that
            are subclasses of ours are read wherever their base is.
        allow_files: Whether JSON may name files, and not only have their bytes.
    """
    own = {_name_of(cls): cls for cls in own_entities}
    converter.register_unstructure_hook(str, _text_of)
    converter.register_unstructure_hook(bytes, lambda v: b64encode(v).decode())
    converter.register_structure_hook(bytes, lambda v, _: b64decode(v, validate=True))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda v, _: datetime.fromisoformat(v))
    converter.register_unstructure_hook(PurePath, str)
    converter.register_structure_hook(PurePath, lambda v, _: Path(v))
    converter.register_unstructure_hook(
        timedelta, lambda v: [v.days, v.seconds, v.microseconds]
    )
    converter.register_structure_hook(
        timedelta, lambda v, _: timedelta(*converter.structure(v, tuple[int, ...]))
    )
    # Entities have their own converter, as their datetimes are written in UTC.
    subclasses = [cls for cls in own_entities if issubclass(cls, entities.Entity)]
    of_entities = make_converter(entities=subclasses)
    of_entities.register_unstructure_hook(Secret, lambda value: value)
    converter.register_unstructure_hook_factory(
        attrs.has, of_entities.get_unstructure_hook
    )
    converter.register_structure_hook_factory(attrs.has, of_entities.get_structure_hook)

    def is_type(type_: Any) -> bool:
        return get_origin(type_) is type

    converter.register_unstructure_hook_func(is_type, _write_type)
    converter.register_structure_hook_func(is_type, lambda v, _: _read_type(v, own))
    # A datetime is a date, so it comes first.
    _add_tagged(converter, Parameter, own, _one_of(datetime, date, timedelta, Null))
    _add_tagged(converter, File, own, _one_of(bytes, PurePath))
    if not allow_files:
        _refuse_file_names(converter)
    _add_tagged(converter, Result, own, lambda cls: cls if attrs.has(cls) else None)


def _refuse_file_names(converter: Converter) -> None:
    read: Callable[[Any, Any], Any] = converter.get_structure_hook(File)

    def read_bytes(value: Any, _: Any) -> Any:
        file = read(value, File)
        if isinstance(file, str | PurePath):
            raise ValueError(
                f"must be the bytes of a file, not its name {str(file)[:200]!r}, as it"
                " would upload a file of this machine; pass allow_files=True to permit"
                " it"
            )
        return file

    converter.register_structure_hook_func(lambda t: t == File, read_bytes)


def inside(key: str | int, function: Callable[[Any], T], part: Any) -> T:
    """Call a function with a part of a value; add its key to errors, as cattrs does.

    A RecursionError is raised unchanged, because hundreds of keys would not help.
    """
    try:
        return function(part)
    except RecursionError:
        raise
    except Exception as error:
        error.add_note(IterableValidationNote("", key, object))
        raise _IterableValidationError("", [error], object) from None


def _text_of(value: Any) -> Any:
    """Turn a str that is a member of an enum into its text."""
    return plain_text(value) if isinstance(value, str) else value


def _one_of(*classes: type) -> Callable[[Any], type | None]:
    return lambda cls: next((each for each in classes if issubclass(cls, each)), None)


def _add_tagged(
    converter: Converter,
    type_: Any,
    own: Mapping[str, type],
    tagged_as: Callable[[Any], type | None],
) -> None:
    """Add hooks for a type whose values are JSON or tagged.

    Args:
        tagged_as: Maps a class to the one whose tag its instances get; to None if
            they cannot be values of this type.
    """

    def write(value: Any) -> Any:
        match value:
            case None | str() | int() | float():
                return converter.unstructure(value)
            case tuple():
                return write_items(value)
            case list():
                return {"$list": write_items(value)}
            case Mapping():
                return write_mapping(value)
            case _ if cls := tagged_as(type(value)):
                return {f"${_name_of(cls)}": converter.unstructure(value)}
            case _:
                return value

    def write_items(value: Any) -> list[Any]:
        return [write(item) for item in value]

    def write_mapping(value: Any) -> dict[Any, Any]:
        written = {_text_of(key): write(item) for key, item in value.items()}
        has_tag = any(str(key).startswith("$") for key in written)
        return {"$map": written} if has_tag else written

    def read(value: Any, _: Any = None) -> Any:
        match value:
            case list():
                return tuple(read_items(value))
            case dict():
                return read_object(value)
            case _:
                return value

    def read_items(value: Any) -> list[Any]:
        items = converter.structure(value, tuple[object, ...])
        return [inside(index, read, item) for index, item in enumerate(items)]

    def read_mapping(value: Any) -> dict[str, Any]:
        mapping = converter.structure(value, OBJECT)
        return {key: inside(key, read, item) for key, item in mapping.items()}

    def read_object(value: Any) -> Any:
        tag = next((key for key in value if key.startswith("$")), None)
        if tag is None:
            return read_mapping(value)
        if len(value) > 1:
            raise ValueError(f"{tag} must be the only key")
        return inside(tag, partial(read_tagged, tag), value[tag])

    def read_tagged(tag: str, value: Any) -> Any:
        if tag == "$list":
            return read_items(value)
        if tag == "$map":
            return read_mapping(value)
        cls: Any = tagged_as(_read_type(tag[1:], own))
        if cls is None:
            raise ValueError("must not be here")
        return converter.structure(value, cls)

    converter.register_unstructure_hook_func(lambda t: t == type_, write)
    converter.register_structure_hook_func(lambda t: t == type_, read)


def _write_type(type_: Any) -> Any:
    for name, generic in _GENERIC.items():
        if get_origin(type_) is generic:
            return [name, *map(_write_type, get_args(type_))]
    return _name_of(type_)


def _name_of(type_: Any) -> Any:
    """Return the name of a type, or the type itself if no name refers to it."""
    for name, named in _NAMED.items():
        if type_ is named:
            return name
    own_name = getattr(type_, "__name__", "")
    if type_ is getattr(entities, own_name, None):
        return own_name
    return f"{type_.__module__}:{type_.__qualname__}" if attrs.has(type_) else type_


def _read_type(value: Any, own: Mapping[str, type]) -> Any:
    match value:
        case [str(name), *args] if args and name in _GENERIC:
            return _GENERIC[name][tuple(_read_type(arg, own) for arg in args)]
        case str() if value in _NAMED:
            return _NAMED[value]
        case str() if value in own:
            return own[value]
        case str() if value in entities.__all__:
            return getattr(entities, value)
        case _:
            raise ValueError(
                f"unknown type {value!r}; pass your own entities as entities=[...]"
            )
