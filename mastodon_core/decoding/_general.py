"""The general path: reads parsed JSON into entities, in pure Python, part by part.

Each type has one function, ``read(value, place, losses)``:

- A value that does not fit raises a `Misfit` with its place.
- An optional field catches that, takes its default and notes the loss. Arrays catch it
  for each item, and objects whose keys are data for each value, and leave that out.
- A required field lets it pass, so that the part around it is lost.

The functions of objects are generated (see `_objects`). Nothing is read twice, so the
work is linear in the response, whatever does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from ._code import Code
from ._leaves import (
    RFC_3339,
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
from ._objects import object_reader
from ._shapes import (
    Array,
    Choice,
    Collection,
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
        self.code: Code = Code(
            MISSING=MISSING,
            misfit_at=misfit_at,
            parse_date=date.fromisoformat,
            parse_datetime=datetime.fromisoformat,
            read_array=_read_array,
            read_word=_read_word,
            rfc_3339=RFC_3339.fullmatch,
            wrong_type=wrong_type,
        )

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

    def name_of(self, cls: type[Any]) -> str:
        """Return the name of the function that reads the objects of a class."""
        if cls not in self._names_of_classes:
            self._names_of_classes[cls] = self.code.add_later(
                "read", lambda: object_reader(cls, self)
            )
        return self._names_of_classes[cls]

    def of_shape(self, shape: Shape) -> Read:
        """Return a function that reads a shape."""
        match shape:
            case Object(cls):
                name, names = self.name_of(cls), self.code.names
                return lambda v, place, losses: names[name](v, place, losses)
            case Array(item):
                read_item = self.of_shape(item)
                return lambda v, place, losses: _read_array(v, place, losses, read_item)
            case Collection(item, make):
                return _collection_reader(self.of_shape(item), make)
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
            if read_plain := plain.get(value.__class__):
                return read_plain(value, place, losses)
            if not readers or type(value) is not dict:
                raise wrong_type(value, expected, place)
            # If two fit equally well, the first one wins.
            counts = [len(each & value.keys()) for each in keys]
            return readers[counts.index(max(counts))](value, place, losses)

        return read

    def _quoted_reader(self, shape: Quoted) -> Read:
        from ..entities.statuses import QuoteState

        read_quote = self.of_shape(shape.quote)
        read_status = self.of_shape(shape.status)

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


def _collection_reader(read_item: Read, make: Callable[[Any], Any]) -> Read:
    def read(value: Any, place: Place, losses: Losses) -> Any:
        items = _read_array(value, place, losses, read_item)
        try:
            return make(items)
        except TypeError as error:
            # Sets hold no objects.
            raise misfit_at(error, value, place) from None

    return read


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
