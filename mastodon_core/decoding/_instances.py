"""How generated code makes entities without calling ``__init__``.

A frozen object cannot be filled. So the code fills an object of a *twin*, a mutable
class with the same slots, and then sets its ``__class__``. That takes a third of the
time of ``__init__``, which calls ``object.__setattr__`` for each field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ..entities._own import complete, only_makes
from ..entities.base import Entity
from ._code import Code


def has_twin(cls: type[Any]) -> bool:
    """Return whether a class is an entity whose ``__init__`` only sets its fields."""
    fields: tuple[Any, ...] = attrs.fields(cls)
    # A metaclass may refuse a twin: that of an abstract class lacks the methods.
    if type(cls) is not type or not issubclass(cls, Entity):
        return False
    complete(cls)
    owner = next(each for each in cls.__mro__ if "__init__" in vars(each))
    has_code = any(
        hasattr(cls, name)
        for name in ("__attrs_init__", "__attrs_pre_init__", "__attrs_post_init__")
    )
    hash_code = getattr(cls.__hash__, "__code__", None)
    return (
        "__attrs_attrs__" in vars(owner)
        and not has_code
        and only_makes(cls.__new__)
        # A twin is a subclass of the same bases, which may be told of that.
        and {each for each in cls.__mro__ if "__init_subclass__" in vars(each)}
        == {Entity, object}
        # ``__init__`` of attrs prepares the place of a hash that is kept.
        and (hash_code is None or "_attrs_cached_hash" not in hash_code.co_names)
        and all(map(_is_simple, fields))
    )


def lines_of_instance(
    cls: type[Any], code: Code, lines_of_fields: Iterable[str]
) -> list[str]:
    """Return the lines that make an object of a class that has a twin.

    Args:
        lines_of_fields: Those that set the fields of ``made``.
    """
    return [
        f"made = {code.add('twin', _make_twin(cls))}()",
        *lines_of_fields,
        f"made.__class__ = {code.add('cls', cls)}",
        "return made",
    ]


def _make_twin(cls: type[Any]) -> type[Any]:
    """Make the twin of a class that has one."""
    # A class without slots of its own has a ``__dict__``; so does its twin.
    slots = {"__slots__": vars(cls)["__slots__"]} if "__slots__" in vars(cls) else {}
    methods = {
        "__init__": object.__init__,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    return type(f"_{cls.__name__}", cls.__bases__, {**slots, **methods})


def _is_simple(field: Any) -> bool:
    needs_self = getattr(field.default, "takes_self", False)
    return (
        field.init
        and field.converter is None
        and field.validator is None
        and not needs_self
    )
