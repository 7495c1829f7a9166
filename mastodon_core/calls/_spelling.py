"""Values and types as JSON, and back, equal to what they were.

What JSON has no word for is an object with one key that begins with ``$``: a moment is
``{"$datetime": "2024-01-02T03:04:05+00:00"}``. An array is a tuple, as a list is
``{"$list": [...]}``; a mapping one of whose own keys begins with ``$`` is
``{"$map": {...}}``. An entity is ``{"$entity": "Status", "json": {...}}``.

Only names that are listed here, entities and classes that the caller hands in are ever
looked up: nothing is imported because a text says so.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from math import isfinite
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, get_args, get_origin

import attrs

from .. import entities
from ..decoding import Reader, make_converter
from ..http import DecodeError
from ..values import NULL, Null, Secret

if TYPE_CHECKING:
    from cattrs import Converter

Json: TypeAlias = "dict[str, Any]"
Types: TypeAlias = "Mapping[str, type]"
"""Entity classes that are not ours, by the names that `name_of` gives them."""

OF_PARAMS = frozenset({"$datetime", "$date", "$timedelta", "$null", "$map", "$list"})
OF_FILES = frozenset({"$bytes", "$path"})
OF_ANSWERS = frozenset({"$entity", "$map", "$list"})
"""What may stand where, beside what JSON has a word for."""

# How each kind of value is written and read. A datetime is a date, so it comes first.
_Spelling: TypeAlias = "tuple[type, Callable[[Any], Any], Callable[[Any], Any]]"
_SPELLINGS: Mapping[str, _Spelling] = {
    "$datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "$date": (date, date.isoformat, date.fromisoformat),
    "$timedelta": (
        timedelta,
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda parts: timedelta(*parts),
    ),
    "$null": (Null, lambda _: True, lambda _: NULL),
    "$bytes": (
        bytes,
        lambda value: b64encode(value).decode(),
        lambda text: b64decode(text, validate=True),
    ),
    "$path": (PurePath, str, Path),
}

_GENERIC: dict[str, Any] = {"Mapping": Mapping, "tuple": tuple}
_TYPES: dict[str, Any] = _GENERIC | {
    "bool": bool,
    "float": float,
    "int": int,
    "object": object,
    "str": str,
}


def write(value: Any, place: str, tags: frozenset[str]) -> Any:
    """Write a value.

    Args:
        place: Where it is, for the error.
        tags: What it may be, beside what JSON has a word for.

    Raises:
        TypeError: it is not to be written, or cannot be.
        ValueError: a number is infinite or none.
    """
    untyped = value  # where matching tells the type checkers only half
    match value:
        case None | bool():
            return value
        case str():
            # Of an enum whose members are str, the text.
            return str.__str__(value)
        case int():
            return int(value)
        case float() if isfinite(value):
            return float(value)
        case float():
            raise ValueError(f"{place}: JSON has no {value}")
        case Mapping():
            return _written_mapping(untyped, place, tags)
        case list() | tuple():
            array = [write(v, f"{place}[{n}]", tags) for n, v in enumerate(untyped)]
            return {"$list": array} if isinstance(value, list) else array
        case Secret():
            raise unwritable(place, "holds a Secret")
        case _ if "$entity" in tags and _is_entity(value):
            return _written_entity(value, place)
        case _:
            return _written_scalar(value, place, tags)


def _is_entity(value: Any) -> bool:
    return attrs.has(value.__class__)


def _written_mapping(
    value: Mapping[object, Any], place: str, tags: frozenset[str]
) -> Json:
    found: Json = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise unwritable(place, f"has a key that is {type(key).__name__}, not str")
        found[str.__str__(key)] = write(item, f"{place}.{key}", tags)
    is_marked = any(key.startswith("$") for key in found)
    return {"$map": found} if is_marked else found


def _written_scalar(value: Any, place: str, tags: frozenset[str]) -> Json:
    for tag, (kind, spell, _) in _SPELLINGS.items():
        if tag in tags and isinstance(value, kind):
            return {tag: spell(value)}
    if hasattr(value, "read"):
        raise unwritable(place, "holds an open file; its name or its bytes would do")
    raise unwritable(place, f"holds a {type(value).__name__}")


def _written_entity(value: Any, place: str) -> Json:
    name = write_type(type(value), place)
    try:
        return {"$entity": name, "json": _converter().unstructure(value)}
    except _SecretFound:
        raise unwritable(place, "holds a Secret") from None


def write_type(type_: Any, place: str) -> Any:
    """Write the name of a type; one with arguments is an array.

    Raises:
        TypeError: it has no name that could be read elsewhere.
    """
    for name, known in _TYPES.items():
        if type_ == known:
            return name
        if get_origin(type_) == known:
            return [name, *(write_type(arg, place) for arg in get_args(type_))]
    if type_ is Ellipsis:
        return "..."
    own_name = getattr(type_, "__name__", "")
    if getattr(entities, own_name, None) == type_:
        return own_name
    if attrs.has(type_):
        return name_of(type_)
    raise unwritable(place, f"is of a type without a name, {type_!r}")


def name_of(cls: type) -> str:
    """Name a class that is not ours."""
    return f"{cls.__module__}:{cls.__qualname__}"


def unwritable(place: str, reason: str) -> TypeError:
    """Say that something is not written."""
    return TypeError(f"{place} {reason}: that is not written")


class _SecretFound(Exception):
    pass


def _no_secret(_: object) -> NoReturn:
    raise _SecretFound


@cache
def _converter() -> Converter:
    converter = make_converter()
    converter.register_unstructure_hook(Secret, _no_secret)
    return converter


def read(value: Any, place: str, tags: frozenset[str], own: Types) -> Any:
    """Read what `write` wrote.

    Raises:
        ValueError: it is something else; the error says where.
    """
    untyped = value  # as above
    match value:
        case list():
            return tuple(
                read(item, f"{place}[{index}]", tags, own)
                for index, item in enumerate(untyped)
            )
        case dict():
            given: Json = untyped
            tag = next((key for key in given if key.startswith("$")), None)
            if tag is None:
                return _read_mapping(given, place, tags, own)
            if tag not in tags:
                raise ValueError(f"{place}.{tag}: not expected here")
            return _read_tagged(tag, given, place, tags, own)
        case float() if not isfinite(value):
            raise ValueError(f"{place}: JSON has no {value}")
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise misfit(place, "JSON", value)


def _read_mapping(value: Json, place: str, tags: frozenset[str], own: Types) -> Json:
    return {k: read(item, f"{place}.{k}", tags, own) for k, item in value.items()}


def _read_tagged(
    tag: str, value: Json, place: str, tags: frozenset[str], own: Types
) -> Any:
    content, there = value[tag], f"{place}.{tag}"
    if value.keys() - {tag} != ({"json"} if tag == "$entity" else set()):
        raise ValueError(f"{place}: other keys than expected beside {tag}")
    match tag:
        case "$entity":
            return _read_entity(content, value["json"], place, own)
        case "$map":
            return _read_mapping(object_at(content, there), there, tags, own)
        case "$list":
            return list(read(array_at(content, there), there, tags, own))
        case _:
            _, _, read_back = _SPELLINGS[tag]
    try:
        return read_back(content)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{there}: there is no such value") from None


def _read_entity(name: Any, json: Any, place: str, own: Types) -> Any:
    cls = read_type(name, f"{place}.$entity", own)
    if not attrs.has(cls):
        raise ValueError(f"{place}.$entity: {name!r} is no entity")
    try:
        return Reader(strict=True, converter=_converter()).structure(json, cls)
    except DecodeError as error:
        raise ValueError(f"{place}.json: {error}") from None


def read_type(value: Any, place: str, own: Types) -> Any:
    """Read what `write_type` wrote.

    Raises:
        ValueError: no type is known by this name.
    """
    match value:
        case [str(name), *args] if args and name in _GENERIC:
            return _GENERIC[name][tuple(read_type(arg, place, own) for arg in args)]
        case "...":
            return Ellipsis
        case str():
            found: Any = own.get(value) or _TYPES.get(value)
            if found is None and value in entities.__all__:
                found = getattr(entities, value)
            if isinstance(found, type):
                return found
        case _:
            pass
    raise ValueError(f"{place}: no type is known by the name {value!r}")


def object_at(value: Any, place: str) -> Json:
    """Take an object, as a copy."""
    if not isinstance(value, dict):
        raise misfit(place, "object", value)
    return {**value}


def array_at(value: Any, place: str) -> list[Any]:
    """Take an array, as a copy."""
    if not isinstance(value, list):
        raise misfit(place, "array", value)
    return [*value]


def misfit(place: str, expected: str, value: object) -> ValueError:
    """Say what was expected, and not what was there."""
    return ValueError(f"{place}: {expected} expected, not {type(value).__name__}")
