"""Requests and pages as JSON, to go on with them tomorrow or on another machine.

A record is an object of its fields, each written as its name says; those that are as
they would be anyway are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from types import NoneType
from typing import Any

import attrs

from ..decoding import Rejected
from ..http import SECRET_HEADERS, FileSource
from ._answers import Empty, Hash, Many, One, Perhaps, Text
from ._paged import Paged, PagedArrays, PagedStatusesOfNotifications
from ._raw import WithResponse
from ._request import Request
from ._spelling import (
    OF_ANSWERS,
    OF_FILES,
    OF_PARAMS,
    Json,
    Types,
    array_at,
    misfit,
    name_of,
    object_at,
    read,
    read_type,
    unwritable,
    write,
    write_type,
)

_ANSWERS = (
    Empty,
    Hash,
    Many,
    One,
    Paged,
    PagedArrays,
    PagedStatusesOfNotifications,
    Perhaps,
    Text,
    WithResponse,
)
_BY_NAME: Mapping[str, Any] = {kind.__name__: kind for kind in _ANSWERS}

VERSION = 1
"""Raised when an older reader would misunderstand what is written."""

# What a field is, and what is in it; any parameter where it says nothing.
_OPTIONAL_TEXT = (str, NoneType)
_KINDS: Mapping[str, tuple[type, ...]] = {
    "anonymous": (bool,),
    "arrays": (tuple,),
    "by": (str,),
    "content": (bytes, str, PurePath),
    "credentials": (NoneType,),
    "file_name": _OPTIONAL_TEXT,
    "form": (dict,),
    "headers": (dict,),
    "idempotent": (bool, str),
    "index": (int,),
    "items": (tuple,),
    "json": (dict, NoneType),
    "lang": _OPTIONAL_TEXT,
    "method": (str,),
    "mime_type": _OPTIONAL_TEXT,
    "path": (str,),
    "path_params": (dict,),
    "query": (dict,),
    "reason": (str,),
    "scopes": (tuple, list),
}
_INSIDE: Mapping[str, tuple[type, ...]] = {
    "arrays": (str,),
    "headers": _OPTIONAL_TEXT,
    "path_params": (str,),
    "scopes": (str,),
}


def to_json(record: Any, place: str = "$") -> Json:
    """Write a request or a page.

    Raises:
        TypeError: something in it is not to be written, or cannot be.
        ValueError: a number is infinite or none.
    """
    head = {"version": VERSION, "kind": type(record).__name__}
    return head | _written(record, place)


def _written(record: Any, place: str) -> Json:
    found: Json = {}
    for field in attrs.fields(record.__class__):
        if not field.init:
            continue
        value, default = getattr(record, field.name), field.default
        plain = default.factory() if hasattr(default, "factory") else default
        if value != plain:
            there = f"{place}.{field.name}"
            found[field.name] = _written_field(field.name, value, there)
    return found


def _written_field(name: str, value: Any, place: str) -> Any:
    match name:
        case "answer":
            return _written_answer(value, place)
        case "entity":
            return write_type(value, place)
        case "next" | "previous":
            return to_json(value, place)
        case "files":
            return {
                key: None if file is None else _written(file, f"{place}.{key}")
                for key, file in value.items()
            }
        case "rejected":
            return [_written(v, f"{place}[{n}]") for n, v in enumerate(value)]
        case "raw":
            return value
        case "content":
            return write(value, place, OF_FILES)
        case "items" | "value":
            return write(value, place, OF_ANSWERS)
        case "headers" if secret := SECRET_HEADERS & {key.lower() for key in value}:
            raise unwritable(f"{place}.{min(secret)}", "is secret")
        case _:
            return write(value, place, OF_PARAMS)


def _written_answer(answer: Any, place: str) -> Json:
    kind = answer.__class__
    if _BY_NAME.get(kind.__name__) != kind:
        raise unwritable(place, f"is of a kind that is not known here, {name_of(kind)}")
    return {"kind": kind.__name__, **_written(answer, place)}


def from_json(cls: Any, value: object, own_entities: Iterable[type]) -> Any:
    """Read what `to_json` wrote of a ``cls``.

    Raises:
        ValueError: it is something else; the error says where.
    """
    own = {name_of(each): each for each in own_entities}
    try:
        return _record(cls, value, "$", own)
    except RecursionError:
        raise ValueError("$: nested too deep") from None


def _record(cls: Any, value: object, place: str, own: Types) -> Any:
    given = object_at(value, place)
    for name, expected in (("version", VERSION), ("kind", cls.__name__)):
        found = given.pop(name, None)
        if found != expected:
            raise ValueError(f"{place}.{name}: {expected} expected, not {found!r}")
    return _made(cls, given, place, own)


def _made(cls: Any, value: object, place: str, own: Types) -> Any:
    given, made = object_at(value, place), dict[str, Any]()
    for field in attrs.fields(cls):
        name, there = field.name, f"{place}.{field.name}"
        if field.init and name in given:
            made[name] = _field(name, given.pop(name), there, own)
        elif field.init and field.default is attrs.NOTHING:
            raise ValueError(f"{there}: missing")
    for name in given:
        raise ValueError(f"{place}.{name}: a {cls.__name__} has no such field")
    try:
        return cls(**made)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _field(name: str, value: Any, place: str, own: Types) -> Any:
    match name:
        case "answer":
            return _read_answer(value, place, own)
        case "entity":
            return read_type(value, place, own)
        case "next" | "previous":
            return _record(Request, value, place, own)
        case "raw":
            return value
        case "value":
            return read(value, place, OF_ANSWERS, own)
        case "files":
            return {
                key: None
                if file is None
                else _made(FileSource, file, f"{place}.{key}", own)
                for key, file in object_at(value, place).items()
            }
        case "rejected":
            items = enumerate(array_at(value, place))
            return tuple(_made(Rejected, v, f"{place}[{n}]", own) for n, v in items)
        case "content":
            found = read(value, place, OF_FILES, own)
        case "items":
            found = read(value, place, OF_ANSWERS, own)
        case _:
            found = read(value, place, OF_PARAMS, own)
    _check(found, _KINDS.get(name, (object,)), place)
    if name in _INSIDE:
        for item in getattr(found, "values", found.__iter__)():
            _check(item, _INSIDE[name], place)
    return found


def _read_answer(value: object, place: str, own: Types) -> Any:
    given = object_at(value, place)
    kind = given.pop("kind", None)
    cls: Any = _BY_NAME.get(kind) if isinstance(kind, str) else None
    if cls is None:
        raise ValueError(f"{place}.kind: there is no answer {kind!r}")
    return _made(cls, given, place, own)


def _check(value: object, kinds: tuple[type, ...], place: str) -> None:
    if not isinstance(value, kinds):
        raise misfit(place, " or ".join(kind.__name__ for kind in kinds), value)
