"""Reading one response on the fast path and on the general path, and comparing.

Values are compared with their types at every depth: an enum's member is not its text,
a list no tuple, 1 not 1.0, and a time has its offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import GenericAlias
from typing import Any

import attrs

from mastodon_core import DecodeError, Secret, entities
from mastodon_core.decoding import EntityConverter, Reader, Tries, make_converter

CLASSES: list[Any] = [
    found for name in entities.__all__ if attrs.has(found := getattr(entities, name))
]
CONVERTER = make_converter()


def array(item: Any) -> Any:
    return GenericAlias(tuple, (item, ...))


def pairs(value: Any) -> Any:
    return GenericAlias(Mapping, (str, value))


def exact(value: Any) -> Any:
    """Return a value with the types of all its parts, to compare and to print."""
    cls = type(value)
    if attrs.has(cls):
        fields = {f.name: exact(getattr(value, f.name)) for f in attrs.fields(cls)}
        return cls, fields
    if isinstance(value, dict):
        return cls, [(exact(key), exact(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return cls, [exact(item) for item in value]
    if isinstance(value, datetime):
        return cls, value.isoformat(), repr(value.tzinfo)
    if isinstance(value, Secret):
        return cls, value.reveal()
    # The repr tells -0.0 from 0.0.
    return cls, str(value) if isinstance(value, str) else repr(value)


def outcome(reader: Reader, body: bytes, type_: Any) -> Any:
    """Return the value or error that a reader makes of a response, and its losses."""
    try:
        found = "read", exact(reader.parse(body, type_))
    except DecodeError as error:
        # Of a whole response that cannot be read, no parts are left out.
        return "refused", str(error)
    left_out = {place: list(at) for place, at in reader.left_out_items.items()}
    parts = [(part.path, part.reason, part.raw) for part in reader.rejected]
    return *found, parts, left_out


def on_general_path(
    body: bytes, type_: Any, converter: EntityConverter = CONVERTER, **options: Any
) -> Any:
    reader = Reader(converter=converter, tries=Tries(may_try=False), **options)
    return outcome(reader, body, type_)


def on_both_paths(
    body: bytes, type_: Any, converter: EntityConverter = CONVERTER, **options: Any
) -> Any:
    fast_reader(converter, type_, body)
    return outcome(Reader(converter=converter, **options), body, type_)


def fast_reader(converter: EntityConverter, type_: Any, sample: bytes) -> Any:
    # A converter has none for the first response of a type.
    find = converter.fast_reader
    return find(type_, sample) or find(type_, sample)


def on_fast_path(
    body: bytes, type_: Any, converter: EntityConverter = CONVERTER
) -> Any:
    """Return what the fast path alone makes of a whole response."""
    # Late, as there is a test without msgspec.
    from mastodon_core.decoding._fast import Refused

    reader = fast_reader(converter, type_, body)
    try:
        return "read", exact(reader.read(body)), [], {}
    except Refused:
        return "refused"


def check(body: bytes, type_: Any, converter: EntityConverter = CONVERTER) -> Any:
    """Read a response on both paths, and return what both make of it.

    Returns:
        Whether the fast path took it, and the outcome.
    """
    general = on_general_path(body, type_, converter)
    fast = on_fast_path(body, type_, converter)
    if fast != "refused":
        assert fast == general
    assert on_both_paths(body, type_, converter) == general
    strict = on_general_path(body, type_, converter, strict=True)
    assert on_both_paths(body, type_, converter, strict=True) == strict
    return fast != "refused", general
