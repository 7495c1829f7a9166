"""How generated code makes entities without calling ``__init__``.

A frozen object cannot be filled. So the code fills an object of a *twin*, a mutable
class with the same slots, and then sets its ``__class__``. That takes a third of the
time of ``__init__``, which calls ``object.__setattr__`` for each field.
"""

from __future__ import annotations

from typing import Any

import attrs

from ..entities.base import Entity


def has_twin(cls: type[Any]) -> bool:
    """Return whether a class is an entity whose ``__init__`` only sets its fields."""
    has_code = any(
        hasattr(cls, name)
        for name in ("__attrs_init__", "__attrs_pre_init__", "__attrs_post_init__")
    )
    is_plain = issubclass(cls, Entity) and not has_code
    return is_plain and all(map(_is_simple, attrs.fields(cls)))


def make_twin(cls: type[Any]) -> type[Any]:
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
