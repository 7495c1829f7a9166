"""Hooks that write entities as JSON values, with code that is generated for each class.

cattrs calls a hook for each optional field and each array. Here the code of optional
fields, arrays and mappings stands in the function of the class; it only calls those of
other entities, and the hooks of single values. The function of a class is generated
when the first entity of that class is written.

The converter says which hook a type has, so those of a user come first. When one is
registered, cattrs drops the hooks that it has made, and with them what is generated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args

import attrs
from cattrs.fns import identity

from ..entities._types import Numeric, OpenEnum, TextTimestamp, Timestamp
from ..values import Secret
from ._code import Code
from ._shapes import equals, is_array, is_mapping, is_union, key_of, resolved_fields

if TYPE_CHECKING:
    from cattrs import Converter

Write: TypeAlias = "Callable[[Any], Any]"


def add_writers(converter: Converter) -> None:
    """Register the hooks that write entities."""
    converter.register_unstructure_hook_factory(_is_class, _ClassWriter)
    converter.register_unstructure_hook_factory(_is_optional, _OptionalWriter)
    converter.register_unstructure_hook_factory(is_array, _ArrayWriter)
    converter.register_unstructure_hook_factory(is_mapping, _MappingWriter)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, _moment)
    converter.register_unstructure_hook(Secret, Secret.reveal)
    converter.register_unstructure_hook(OpenEnum, str.__str__)
    for alias, write in _ALIASES:
        converter.register_unstructure_hook_func(equals(alias), write)


def _moment(value: datetime) -> str:
    if value.tzinfo is not UTC:
        # Within a day of the first or last one, UTC may have no such year.
        with suppress(OverflowError):
            value = value.astimezone(UTC)
    return value.isoformat().replace("+00:00", "Z")


_ALIASES: tuple[tuple[Any, Write], ...] = (
    (Timestamp, lambda value: int(value.timestamp())),
    (TextTimestamp, lambda value: str(int(value.timestamp()))),
    (Numeric, str),
)


def _is_class(type_: Any) -> bool:
    # cattrs finds the types of the fields of generic classes.
    is_class = isinstance(type_, type) and attrs.has(type_)
    return is_class and not getattr(type_, "__parameters__", ())


def _is_optional(type_: Any) -> bool:
    args = get_args(type_)
    # The member of other unions is found by the class of the value, as cattrs does.
    return is_union(type_) and len(args) == 2 and NoneType in args


class _WritingCode(Code):
    """Functions that write values as JSON."""

    def __init__(self, converter: Converter) -> None:
        super().__init__()
        self._converter = converter

    def expression(self, type_: Any, value: str) -> str:
        """Return the code that writes a value.

        Args:
            type_: The type that is declared for it.
            value: The code of the value itself.
        """
        if type_ is None or isinstance(type_, TypeVar):
            return f"{self.add('write', self._converter.unstructure)}({value})"
        hook = self._converter.get_unstructure_hook(type_)
        if hook is identity:
            return value
        if isinstance(hook, _ClassWriter):
            return f"{self.add_later('write', hook.function)}({value})"
        if isinstance(hook, _InlineWriter):
            return hook.expression(self, value)
        return f"{self.add('write', hook)}({value})"

    def writer(self, *lines: str) -> Write:
        """Compile a function of ``value``."""
        return self.function("written as JSON", "value", lines)


class _Writer(ABC):
    """A hook for one type, whose function is generated when it is first called."""

    def __init__(self, type_: Any, converter: Converter) -> None:
        self._type = type_
        self._converter = converter
        self._function: Write | None = None

    def __call__(self, value: Any) -> Any:
        return self.function()(value)

    def function(self) -> Write:
        if self._function is None:
            self._function = self._generate(_WritingCode(self._converter))
        return self._function

    @abstractmethod
    def _generate(self, code: _WritingCode) -> Write:
        """Generate the function."""


class _ClassWriter(_Writer):
    """Writes entities of one class, and others, as of a subclass, by their own."""

    def _generate(self, code: _WritingCode) -> Write:
        own = code.add("cls", self._type)
        other = code.add("write", self._converter.unstructure)
        return code.writer(
            f"if value.__class__ is not {own}: return {other}(value)",
            "return {",
            *(
                f"{key_of(field)!r}:"
                f" {code.expression(field.type, f'value.{field.name}')},"
                for field in resolved_fields(self._type)
                if field.init
            ),
            "}",
        )


class _InlineWriter(_Writer):
    """Writes values of one type, with code that can be part of other code."""

    def _generate(self, code: _WritingCode) -> Write:
        return code.writer(f"return {self.expression(code, 'value')}")

    @abstractmethod
    def expression(self, code: _WritingCode, value: str) -> str:
        """Return the code that writes a value, given the code of the value."""


class _OptionalWriter(_InlineWriter):
    def expression(self, code: _WritingCode, value: str) -> str:
        (inner,) = set(get_args(self._type)) - {NoneType}
        name = code.new_name("v")
        written = code.expression(inner, name)
        if written == name:
            return value
        return f"(None if ({name} := {value}) is None else {written})"


class _ArrayWriter(_InlineWriter):
    def expression(self, code: _WritingCode, value: str) -> str:
        array, item = code.new_name("array"), code.new_name("item")
        written = code.expression(get_args(self._type)[0], item)
        if written == item:
            return f"[*{value}]"
        # Up to Python 3.11 a comprehension is a call, and most arrays are empty.
        return f"([{written} for {item} in {array}] if ({array} := {value}) else [])"


class _MappingWriter(_InlineWriter):
    def expression(self, code: _WritingCode, value: str) -> str:
        key, item = code.new_name("key"), code.new_name("item")
        of_key, of_item = get_args(self._type)
        written = f"{code.expression(of_key, key)}: {code.expression(of_item, item)}"
        return f"{{{written} for {key}, {item} in {value}.items()}}"
