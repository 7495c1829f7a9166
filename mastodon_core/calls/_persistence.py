"""Convert requests and pages to JSON and back, with the hooks of a cattrs converter.

A request or page is an object with its version, its kind and the fields that differ
from their defaults. The type hint of a field decides how it is written and read:

- ``Answer``: an object whose ``kind`` is the name of one of `ANSWERS`.
- ``Param``, ``File``, ``type`` and type variables: see `_tagged_values`.
- ``Any``: JSON as it is.

Values that cannot be converted are first left unchanged. One check of the whole result
then finds everything that is not JSON, with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from math import isfinite
from typing import Any, NoReturn, TypeAlias, get_origin, get_type_hints

import attrs
import cattrs.gen
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)

from ..decoding import Misfits, Rejected, make_converter
from ..http import SECRET_HEADERS, FileSource
from ..values import Credentials, Secret, expect
from ._answers import Answer, Empty, Hash, IfSent, Many, One, Perhaps, Text
from ._paged import Paged, PagedArrays, PagedStatusesOfNotifications
from ._raw import WithResponse
from ._request import Request
from ._results import Page, PagedObject
from ._scheduled import Scheduled
from ._tagged_values import OBJECT, Parameter, Result, add_value_hooks, inside

VERSION = 1
"""Increase it when an older reader would misunderstand what is written."""

ANSWERS: tuple[Any, ...] = (
    Empty,
    Hash,
    IfSent,
    Many,
    One,
    Paged,
    PagedArrays,
    PagedStatusesOfNotifications,
    Perhaps,
    Scheduled,
    Text,
    WithResponse,
)
_RECORDS: set[Any] = {*ANSWERS, FileSource, Page, PagedObject, Rejected, Request}

# The type of `Request.headers`, and of no other field.
_HEADERS: object = Mapping[str, str | None]

Path: TypeAlias = "tuple[str | int, ...]"

# Its types are incomplete.
_gen: Any = cattrs.gen

# The meaning of names and type variables in the type hints of fields.
_NAMES: dict[str, Any] = {"Param": Parameter} | {cls.__name__: cls for cls in _RECORDS}
_VARIABLES = {"T": Result, "T_co": Result}


def to_json(record: Any) -> dict[str, Any]:
    """Write a request or a page.

    Raises:
        TypeError: it holds what cannot be written, such as a `Secret`.
        ValueError: it holds an infinite number or NaN, or is nested too deeply.
    """
    written = {"version": VERSION, "kind": type(record).__name__}
    try:
        written |= _converter(frozenset[type](), False).unstructure(record)
        _require_json(written)
    except (IterableValidationError, RecursionError) as error:
        place, fault = _first_fault(error)
        raise type(fault)(f"{place}: {fault}") from None
    return written


def from_json(
    cls: Any, value: object, own_entities: Iterable[type], *, allow_files: bool
) -> Any:
    """Read what `to_json` wrote of a ``cls``.

    Raises:
        TypeError: ``allow_files`` is not a bool.
        ValueError: it is something else; the error says where.
    """
    expect("allow_files", allow_files, (bool,), "a bool")
    converter = _converter(frozenset(own_entities), allow_files)
    try:
        _require_json(value)
        fields = converter.structure(value, OBJECT)
        for name, expected in (("version", VERSION), ("kind", cls.__name__)):
            if (found := fields.pop(name, None)) != expected:
                raise ValueError(f"{name} must be {expected!r}, not {found!r}")
        return converter.structure(fields, cls)
    except (BaseValidationError, RecursionError, TypeError, ValueError) as error:
        place, fault = _first_fault(error)
        raise ValueError(f"{place}: {fault}") from None


def _require_json(value: Any) -> None:
    """Check that a value is JSON; an error has notes of its place, as in cattrs."""
    parts: Any = ()
    untyped = value  # Matching narrows `value` to a list of Unknown.
    match value:
        case None | str() | int():
            pass
        case float():
            if not isfinite(value):
                raise ValueError(f"must be finite, not {value}")
        case list():
            parts = enumerate(untyped)
        case dict():
            parts = untyped.items()
        case _:
            name = getattr(value, "__qualname__", type(value).__qualname__)
            hint = "; pass its name or its bytes" if hasattr(value, "read") else ""
            raise TypeError(f"must be JSON, not {name}{hint}")
    for key, part in parts:
        if isinstance(value, dict) and not isinstance(key, str):
            raise TypeError(f"keys must be str, not {type(key).__name__}")
        inside(key, _require_json, part)


def _first_fault(error: Exception) -> tuple[str, Exception]:
    """Find the first error in a tree of them, and its place."""
    path, fault = _innermost(error, ())
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    match fault:
        case RecursionError():
            return "$", ValueError("nested too deeply")
        case KeyError():
            fault = ValueError("missing")
        case Misfits(rejected=[part, *_]):
            place, _, reason = part.reason.partition(": ")
            steps.append(place.removeprefix("$"))
            fault = ValueError(reason)
        case ForbiddenExtraKeysError():
            steps.append(f".{min(fault.extra_fields)}")
            fault = ValueError(f"{fault.cl.__name__} has no such field")
        case _:
            pass
    return "".join(["$", *steps]), fault


def _innermost(error: Exception, path: Path) -> tuple[Path, Exception]:
    """Find the first error in a tree of cattrs' errors, and its path from the root."""
    if not isinstance(error, ClassValidationError | IterableValidationError):
        return path, error
    placed: Any
    placed, unplaced = error.group_exceptions()
    if not placed:
        return path, unplaced[0]
    fault, note = placed[0]
    is_field = isinstance(note, AttributeValidationNote)
    key: str | int = note.name if is_field else note.index
    return _innermost(fault, (*path, key))


@lru_cache(8)
def _converter(own_entities: frozenset[type], allow_files: bool) -> Converter:
    converter = make_converter()
    add_value_hooks(converter, own_entities, allow_files=allow_files)
    converter.register_unstructure_hook_factory(_is_record, _record_writer)
    converter.register_structure_hook_factory(_is_record, _record_reader)
    _add_answer_hooks(converter)
    _add_header_hooks(converter)
    # Left as they are, they are not JSON, so `_require_json` refuses them.
    converter.register_unstructure_hook(Credentials, lambda value: value)
    converter.register_structure_hook(Credentials, _refuse)
    return converter


def _refuse(_: object, cls: type) -> NoReturn:
    raise ValueError(f"must not hold {cls.__name__}")


def _is_record(type_: Any) -> bool:
    return (get_origin(type_) or type_) in _RECORDS


def _record_writer(type_: Any, converter: Converter) -> Callable[[Any], Any]:
    cls = get_origin(type_) or type_
    writer: Callable[[Any], Any] = _gen.make_dict_unstructure_fn_from_attrs(
        _fields(cls), cls, converter, _VARIABLES, _cattrs_omit_if_default=True
    )
    return writer


def _record_reader(type_: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    cls = get_origin(type_) or type_
    read = _gen.make_dict_structure_fn_from_attrs(
        _fields(cls), cls, converter, _VARIABLES, _cattrs_forbid_extra_keys=True
    )
    return lambda value, _: read(converter.structure(value, OBJECT), cls)


def _fields(cls: Any) -> list[Any]:
    # Private fields only save requests.
    hints = get_type_hints(cls, localns=_NAMES)
    return [
        field.evolve(type=hints[field.name])
        for field in attrs.fields(cls)
        if not field.name.startswith("_")
    ]


def _add_answer_hooks(converter: Converter) -> None:
    def is_answer(type_: Any) -> bool:
        return get_origin(type_) is Answer

    def write(answer: Any) -> Any:
        if type(answer) not in ANSWERS:
            return answer
        return {"kind": type(answer).__name__, **converter.unstructure(answer)}

    def read(value: Any, _: Any) -> Any:
        fields = converter.structure(value, OBJECT)
        kind = fields.pop("kind", None)
        for cls in ANSWERS:
            if cls.__name__ == kind:
                return converter.structure(fields, cls)
        raise ValueError(f"kind must be the name of an answer, not {kind!r}")

    converter.register_unstructure_hook_func(is_answer, write)
    converter.register_structure_hook_func(is_answer, read)


def _add_header_hooks(converter: Converter) -> None:
    def are_headers(type_: object) -> bool:
        return type_ == _HEADERS

    def write(headers: Mapping[str, str | None]) -> dict[str, Any]:
        # A Secret is not JSON, so it is refused, with its place.
        return {
            name: Secret("") if name.lower() in SECRET_HEADERS else value
            for name, value in headers.items()
        }

    def read(value: Any, _: Any) -> dict[str, str | None]:
        given = converter.structure(value, OBJECT)
        headers = converter.structure(given, dict[str, str | None])
        if secret := SECRET_HEADERS & {name.lower() for name in headers}:
            raise ValueError(f"must not hold {min(secret)}, which is secret")
        return headers

    converter.register_unstructure_hook_func(are_headers, write)
    converter.register_structure_hook_func(are_headers, read)
