"""Generates the functions of the general path that read objects.

Such a function is straight-line code, with a few lines for each field; it is generated
when the first object of its class comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from ..entities._types import Id
from ._instances import has_twin, lines_of_instance
from ._leaves import USUAL_DATE
from ._shapes import (
    Array,
    FieldShape,
    Hook,
    Leaf,
    Object,
    Plain,
    Shape,
    Word,
    fields_of,
    null_test,
)

if TYPE_CHECKING:
    from ._general import GeneralReaders, Read


def object_reader(cls: type[Any], readers: GeneralReaders) -> Read:
    """Generate the function that reads the objects of a class."""
    fields, code = fields_of(cls, readers.converter), readers.code
    if has_twin(cls):
        lines = _Lines(readers, "made.{}".format, sets_defaults=True)
        body = lines_of_instance(cls, code, lines.of_fields(fields))
    else:
        aliases = {field.name: field.alias for field in attrs.fields(cls)}
        lines = _Lines(
            readers, lambda name: f"f[{aliases[name]!r}]", sets_defaults=False
        )
        body = [
            "f = {}",
            *lines.of_fields(fields),
            "try:",
            f"    return {code.add('cls', cls)}(**f)",
            "except Exception as error:",
            "    raise misfit_at(error, value, place) from None",
        ]
    start = [
        "if value.__class__ is not dict:",
        "    raise wrong_type(value, 'dict', place)",
        "get = value.get",
    ]
    return code.function(
        f"reader of {cls.__name__}", "value, place, losses", [*start, *body]
    )


class _Lines:
    """Writes the lines that read one field after the other.

    Args:
        target_of: Returns where the value of a field is put, given its name.
        sets_defaults: Whether a default is put there too.
    """

    def __init__(
        self,
        readers: GeneralReaders,
        target_of: Callable[[str], str],
        *,
        sets_defaults: bool,
    ) -> None:
        self._readers = readers
        self._code = readers.code
        self._target_of = target_of
        self._sets_defaults = sets_defaults

    def of_fields(self, fields: Iterable[FieldShape]) -> list[str]:
        return [line for field in fields for line in self._of_field(field)]

    def _of_field(self, field: FieldShape) -> list[str]:
        target = self._target_of(field.name)
        place = f"(place, {field.key!r})"
        lines = self._conversion(field.shape, target, place)
        is_required = field.default is attrs.NOTHING
        if is_required and isinstance(field.shape, Leaf | Word):
            lines = _with_handler(
                lines, f"raise misfit_at(error, v, {place}) from None"
            )
        # Without a default of None, null and a missing key are two things.
        differ = field.may_be_null and field.default is not None
        if differ:
            is_null = null_test(field.shape).format("v")
            lines = [f"if {is_null}:", f"    {target} = None", "else:", *_inside(lines)]
        if is_required:
            return [f"v = get({field.key!r}, MISSING)", *lines]
        default = "pass"
        if self._sets_defaults:
            default = f"{target} = {self._code.default(field.default)}"
        handler = [f"losses.drop(v, {place}, error)", default]
        return [
            f"v = get({field.key!r}{', MISSING' if differ else ''})",
            f"if {_absence(field, differ)}:",
            f"    {default}",
            "else:",
            *_inside(_with_handler(lines, *handler)),
        ]

    def _conversion(self, shape: Shape, target: str, place: str) -> list[str]:
        """Return the lines that convert ``v``, or raise an error."""
        match shape:
            case Plain(type_):
                expected = type_.__name__
                return [
                    f"if v.__class__ is not {expected}:",
                    f"    raise wrong_type(v, {expected!r}, {place})",
                    f"{target} = v",
                ]
            case Object(cls):
                read = f"{self._readers.name_of(cls)}(v, {place}, losses)"
            case Array(item):
                name = self._name_of_reader(item)
                # Most arrays are empty.
                read = f"read_array(v, {place}, losses, {name}) if v != [] else ()"
            case Leaf(type_, hook):
                read = self._leaf(type_, hook)
            case Word(type_):
                members = self._code.add("members", dict(type_._value2member_map_))
                name = self._code.add("word", type_)
                known = f"{members}.get(v) if v.__class__ is str else None"
                read = f"({known}) or read_word(v, {name})"
            case _:
                read = f"{self._name_of_reader(shape)}(v, {place}, losses)"
        return [f"{target} = {read}"]

    def _name_of_reader(self, shape: Shape) -> str:
        # An object is read by its name, to find its function once that is generated.
        if isinstance(shape, Object):
            return self._readers.name_of(shape.cls)
        return self._code.add("read", self._readers.of_shape(shape))

    def _leaf(self, type_: Any, hook: Hook) -> str:
        """Return a conversion, with the usual values converted in place."""
        name = f"{self._code.add('leaf', hook)}(v, {self._code.add('type', type_)})"
        if type_ == Id:
            return f"v if v.__class__ is str else {name}"
        if type_ is datetime:
            usual = "v.__class__ is str and rfc_3339(v)"
            return f"parse_datetime(v) if {usual} else {name}"
        if type_ is date:
            usual = f"v.__class__ is str and {USUAL_DATE.format('v')}"
            return f"parse_date(v) if {usual} else {name}"
        return name


def _absence(field: FieldShape, differs_from_null: bool) -> str:
    if differs_from_null:
        return "v is MISSING"
    return null_test(field.shape).format("v")


def _with_handler(lines: list[str], *handler: str) -> list[str]:
    return ["try:", *_inside(lines), "except Exception as error:", *_inside(handler)]


def _inside(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
