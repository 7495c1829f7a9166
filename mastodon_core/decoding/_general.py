"""The general path: reads parsed JSON into entities, in pure Python, part by part.

For each class it generates one function of straight-line code,
``read(value, place, losses)``, when the first object of that class comes:

- A value that does not fit raises a `Misfit` with its place.
- A field with a default catches that, takes the default and notes the loss; so do the
  items of an array and of an object whose keys are data, which are left out.
- A required field lets it pass, so that the part around it is lost.

Nothing is read twice, so the work is linear in the response whatever does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import count
from textwrap import indent
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from ..entities._types import Id
from ._instances import has_twin, make_twin
from ._leaves import (
    RFC_3339,
    USUAL_DATE,
    check_type,
    read_as_it_is,
)
from ._losses import (
    DATA_KEY,
    MISSING,
    Losses,
    Place,
    misfit_at,
    noted_in,
    wrong_type,
)
from ._shapes import (
    Array,
    Choice,
    FieldShape,
    Foreign,
    Hook,
    Leaf,
    Object,
    Optional,
    Pairs,
    Plain,
    Quoted,
    Shape,
    Word,
    empty_is_none,
    fields_of,
    null_test,
    own_shape_of,
    shape_of,
)

if TYPE_CHECKING:
    from ._converter import EntityConverter

Read: TypeAlias = "Callable[[Any, Place, Losses], Any]"


class GeneralReaders:
    """The functions that one converter reads with, each generated on first use."""

    def __init__(self, converter: EntityConverter) -> None:
        self.converter = converter
        self._of_types: dict[Any, Read] = {}
        self._of_own_types: dict[Any, Read] = {}
        self._of_items: dict[Any, Read | None] = {}
        self._names_of_classes: dict[type[Any], str] = {}
        self._numbers = count()
        self.names: dict[str, Any] = {
            "MISSING": MISSING,
            "misfit_at": misfit_at,
            "parse_date": date.fromisoformat,
            "parse_datetime": datetime.fromisoformat,
            "read_array": _read_array,
            "read_word": _read_word,
            "rfc_3339": RFC_3339.fullmatch,
            "wrong_type": wrong_type,
        }

    def of_type(self, type_: Any) -> Read:
        """Return the function that reads a type."""
        read = self._of_types.get(type_)
        if read is None:
            read = self.of_shape(shape_of(type_, self.converter))
            self._of_types[type_] = read
        return read

    def of_own_type(self, type_: Any) -> Read:
        """Return the function that reads a type without a user's hook for it."""
        read = self._of_own_types.get(type_)
        if read is None:
            read = self.of_shape(own_shape_of(type_, self.converter))
            self._of_own_types[type_] = read
        return read

    def of_items(self, type_: Any) -> Read | None:
        """Return the function that reads the items of a type; None if it has none."""
        if type_ not in self._of_items:
            shape = shape_of(type_, self.converter)
            read = self.of_shape(shape.item) if isinstance(shape, Array) else None
            self._of_items[type_] = read
        return self._of_items[type_]

    def add(self, prefix: str, value: object) -> str:
        """Give the generated code a value, and return its name there."""
        name = f"{prefix}_{next(self._numbers)}"
        self.names[name] = value
        return name

    def name_of(self, cls: type[Any]) -> str:
        """Return the name of the function that reads the objects of a class.

        It is generated when it is first called, and then takes its own place.
        """
        if cls in self._names_of_classes:
            return self._names_of_classes[cls]

        def generate(value: Any, place: Place, losses: Losses) -> Any:
            if self.names[name] is generate:
                self.names[name] = _generate(cls, self)
            return self.names[name](value, place, losses)

        name = self.add("read", generate)
        self._names_of_classes[cls] = name
        return name

    def of_shape(self, shape: Shape) -> Read:
        """Return a function that reads a shape."""
        match shape:
            case Object(cls):
                name, names = self.name_of(cls), self.names
                return lambda v, place, losses: names[name](v, place, losses)
            case Array(item):
                read_item = self.of_shape(item)
                return lambda v, place, losses: _read_array(v, place, losses, read_item)
            case Pairs(key, value):
                reads = self.of_shape(key), self.of_shape(value)
                return lambda v, place, losses: _read_pairs(v, place, losses, *reads)
            case Optional(inner):
                read_inner = self.of_shape(inner)
                nulls = (None, "") if empty_is_none(inner) else (None,)
                return lambda v, place, losses: (
                    None if v in nulls else read_inner(v, place, losses)
                )
            case Choice():
                return self._choice_reader(shape)
            case Quoted():
                return self._quoted_reader(shape)
            case Foreign(type_, hook):
                return _foreign_reader(type_, hook)
            case Leaf(type_, hook):
                return _leaf_reader(type_, hook)
            case Word(type_):
                return _leaf_reader(type_, _read_word)
            case Plain(type_):
                return _leaf_reader(type_, lambda v, t: check_type(v, t))
            case _:
                return _leaf_reader(object, read_as_it_is)

    def _choice_reader(self, shape: Choice) -> Read:
        # Of the types, some may have hooks of a user.
        plain = {cls: self.of_type(cls) for cls in shape.plain}
        readers = [self.of_type(cls) for cls in shape.classes]
        keys = [
            frozenset(field.key for field in fields_of(cls, self.converter))
            for cls in shape.classes
        ]
        expected = " or ".join(cls.__name__ for cls in (*shape.classes, *plain))

        def read(value: Any, place: Place, losses: Losses) -> Any:
            if read_plain := plain.get(type(value)):
                return read_plain(value, place, losses)
            if not readers or type(value) is not dict:
                raise wrong_type(value, expected, place)
            # If two fit equally well, the first one wins.
            counts = [len(each & value.keys()) for each in keys]
            return readers[counts.index(max(counts))](value, place, losses)

        return read

    def _quoted_reader(self, shape: Quoted) -> Read:
        from ..entities.statuses import QuoteState

        read_quote, read_status = (
            self.of_shape(shape.quote),
            self.of_shape(shape.status),
        )

        def read(value: Any, place: Place, losses: Losses) -> Any:
            if not _is_status(value):
                return read_quote(value, place, losses)
            status = read_status(value, place, losses)
            return shape.cls(state=QuoteState.ACCEPTED, quoted_status=status)

        return read


def _is_status(value: Any) -> bool:
    """Whether the JSON in the place of a quote is the quoted status itself."""
    untyped = value  # the check narrows to a partly unknown type
    if type(value) is not dict:
        return False
    return "id" in untyped and untyped.get("state") is None


def _read_array(value: Any, place: Place, losses: Losses, read: Read) -> Any:
    untyped = value  # the check narrows to a partly unknown type
    if type(value) is not list:
        raise wrong_type(value, "list", place)
    return read_items(untyped, place, losses, read)


def read_items(
    items: Iterable[Any], place: Place, losses: Losses, read: Read, start: int = 0
) -> tuple[Any, ...]:
    """Read the items of an array, without those that do not fit.

    Args:
        start: The index of the first of them.
    """
    found: list[Any] = []
    add = found.append
    for index, item in enumerate(items, start):
        try:
            add(read(item, (place, index), losses))
        except Exception as error:
            losses.drop_item(item, (place, index), error)
    return tuple(found)


def _read_pairs(
    value: Any, place: Place, losses: Losses, read_key: Read, read: Read
) -> Any:
    untyped = value  # the check narrows to a partly unknown type
    if type(value) is not dict:
        raise wrong_type(value, "dict", place)
    found: dict[Any, Any] = {}
    inside = (place, DATA_KEY)
    for key, item in untyped.items():
        try:
            found[read_key(key, inside, losses)] = read(item, inside, losses)
        except Exception as error:
            losses.drop(item, inside, error)
    return found


def _read_word(value: Any, type_: Any) -> Any:
    return type_(check_type(value, str))


def _leaf_reader(type_: Any, hook: Hook) -> Read:
    def read(value: Any, place: Place, losses: Losses) -> Any:
        try:
            return hook(value, type_)
        except Exception as error:
            raise misfit_at(error, value, place) from None

    return read


def _foreign_reader(type_: Any, hook: Hook) -> Read:
    """Make a function for a hook that may call hooks of our own in turn."""
    read_leaf = _leaf_reader(type_, hook)

    def read(value: Any, place: Place, losses: Losses) -> Any:
        if value is MISSING:
            raise wrong_type(value, "", place)
        with noted_in(losses, place):
            return read_leaf(value, place, losses)

    return read


def _generate(cls: type[Any], readers: GeneralReaders) -> Read:
    """Generate the function that reads the objects of a class."""
    fields = fields_of(cls, readers.converter)
    if not has_twin(cls):
        aliases = {field.name: field.alias for field in attrs.fields(cls)}
        code = _Code(readers, "f[{!r}]", aliases, sets_defaults=False)
        start = ["f = {}"]
        end = [
            "try:",
            f"    return {readers.add('cls', cls)}(**f)",
            "except Exception as error:",
            "    raise misfit_at(error, value, place) from None",
        ]
    else:
        code = _Code(readers, "made.{}", {}, sets_defaults=True)
        start = [f"made = {readers.add('twin', make_twin(cls))}()"]
        end = [f"made.__class__ = {readers.add('cls', cls)}", "return made"]
    body = [
        "if value.__class__ is not dict:",
        "    raise wrong_type(value, 'dict', place)",
        "get = value.get",
        *start,
        *(line for field in fields for line in code.lines_of(field)),
        *end,
    ]
    source = "def read(value, place, losses):\n" + indent("\n".join(body), "    ")
    # A dict for the name, so that it hides none of the shared ones.
    made: dict[str, Any] = {}
    exec(compile(source, f"<reader of {cls.__name__}>", "exec"), readers.names, made)
    read: Read = made["read"]
    return read


class _Code:
    """Writes the lines that read one field after the other."""

    def __init__(
        self,
        readers: GeneralReaders,
        target: str,
        aliases: dict[str, str],
        *,
        sets_defaults: bool,
    ) -> None:
        self._readers = readers
        self._target = target
        self._aliases = aliases
        self._sets_defaults = sets_defaults

    def lines_of(self, field: FieldShape) -> list[str]:
        """Return the lines that read a field of the object."""
        alias = self._aliases.get(field.name, field.name)
        target = self._target.format(alias)
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
        default = self._default(field, target)
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
                members = self._readers.add("members", dict(type_._value2member_map_))
                name = self._readers.add("word", type_)
                known = f"{members}.get(v) if v.__class__ is str else None"
                read = f"({known}) or read_word(v, {name})"
            case _:
                read = f"{self._name_of_reader(shape)}(v, {place}, losses)"
        return [f"{target} = {read}"]

    def _name_of_reader(self, shape: Shape) -> str:
        # An object is read by its name, to find its function once that is generated.
        if isinstance(shape, Object):
            return self._readers.name_of(shape.cls)
        return self._readers.add("read", self._readers.of_shape(shape))

    def _leaf(self, type_: Any, hook: Hook) -> str:
        """Return a conversion, with the usual values converted in place."""
        name = (
            f"{self._readers.add('leaf', hook)}(v, {self._readers.add('type', type_)})"
        )
        if type_ == Id:
            return f"v if v.__class__ is str else {name}"
        if type_ is datetime:
            usual = "v.__class__ is str and rfc_3339(v)"
            return f"parse_datetime(v) if {usual} else {name}"
        if type_ is date:
            usual = f"v.__class__ is str and {USUAL_DATE.format('v')}"
            return f"parse_date(v) if {usual} else {name}"
        return name

    def _default(self, field: FieldShape, target: str) -> str:
        default = field.default
        if not self._sets_defaults:
            return "pass"
        if default is None or default == ():
            return f"{target} = {default!r}"
        if make := getattr(default, "factory", None):
            return f"{target} = {self._readers.add('make', make)}()"
        return f"{target} = {self._readers.add('default', default)}"


def _absence(field: FieldShape, differs_from_null: bool) -> str:
    if differs_from_null:
        return "v is MISSING"
    return null_test(field.shape).format("v")


def _with_handler(lines: list[str], *handler: str) -> list[str]:
    return ["try:", *_inside(lines), "except Exception as error:", *_inside(handler)]


def _inside(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
