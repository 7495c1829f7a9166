"""Makes attrs classes of the subclasses of entities that users write.

    class MyStatus(entities.Status):
        local_only: bool | None = None

When a class is made, it cannot know whether a decorator follows. So it becomes an attrs
class when it is first used: when an object is made or unpickled, or attrs asks for the
fields. It is then what ``@attrs.frozen(kw_only=True, slots=False)`` makes. A class with
a decorator of attrs stays as that made it.
"""

from __future__ import annotations

from functools import wraps
from inspect import get_annotations
from threading import RLock
from types import MemberDescriptorType
from typing import Any, cast

import attrs

_LOCK = RLock()
_ANNOTATIONS = {"__annotations__", "__annotate_func__"}


class _Fields:
    """The ``__attrs_attrs__`` of a class until it is first used."""

    __slots__ = ()

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        complete(owner)
        return owner.__attrs_attrs__


def _new(cls: type[Any], *args: Any, **fields: Any) -> Any:
    """The ``__new__`` of a class until it is first used."""
    complete(cls)
    return object.__new__(cls)


def prepare(cls: type[Any]) -> None:
    """Let a new class become an attrs class when it is first used."""
    own, untyped = vars(cls), cast("Any", cls)
    if "__attrs_attrs__" in own:
        if _is_prepared(cls):
            # A decorator made this class from the prepared one.
            untyped.__new__ = _new_after(cls)
    # With slots and no fields, it is whole as it is. Without slots, attrs must know it:
    # in subclasses, it would take the fields of our class for those of this one.
    elif "__slots__" not in own or own.keys() & _ANNOTATIONS:
        untyped.__attrs_attrs__ = _Fields()
        if "__new__" not in own:
            untyped.__new__ = _new


def _is_prepared(cls: type[Any]) -> bool:
    return "__new__" in vars(cls) and cls.__new__ is _new


def complete(cls: type[Any]) -> None:
    """Let a class become an attrs class, before its first object is made."""
    classes: list[Any] = [*reversed(cls.__mro__)]
    with _LOCK:
        for each in classes:
            if isinstance(each.__dict__.get("__attrs_attrs__"), _Fields):
                _refuse_what_cannot_work(each)
                del each.__attrs_attrs__
                attrs.define(
                    each, frozen=True, kw_only=True, slots=False, getstate_setstate=True
                )
            if _is_prepared(each):
                each.__new__ = _new_after(each)
                # It has no slots, or the decorator had made another class.
                if "__getstate__" not in vars(each):
                    each.__getstate__, each.__setstate__ = _state_of, _set_state


def _new_after(cls: type[Any]) -> Any:
    """Return the ``__new__`` of a class that has its fields."""

    # Deleted, Python would refuse arguments. `inspect.signature` sees ``__init__``.
    @wraps(cls.__init__)
    def new(cls: type[Any], *args: Any, **fields: Any) -> Any:
        return object.__new__(cls)

    return new


_NEW_CODE = _new_after(object).__code__


def only_makes(new: Any) -> bool:
    """Return whether a ``__new__`` makes an object and does nothing else."""
    return new is object.__new__ or getattr(new, "__code__", None) is _NEW_CODE


# A class without slots would inherit those of its base, which leave its fields out.


def _state_of(self: Any) -> dict[str, Any]:
    cls: Any = self.__class__
    return {each.name: getattr(self, each.name) for each in attrs.fields(cls)}


def _set_state(self: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)


def _refuse_what_cannot_work(cls: type[Any]) -> None:
    if "__dataclass_fields__" in vars(cls):
        raise TypeError(
            f"{cls.__name__} must not be a dataclass, as entities are attrs classes:"
            " leave out the decorator, or use @attrs.frozen(kw_only=True)"
        )
    if "__slots__" in vars(cls):
        raise TypeError(
            f"{cls.__name__} must not have __slots__ and fields: decorate it with"
            " @attrs.frozen(kw_only=True), which makes the slots"
        )
    for name in get_annotations(cls):
        for base in cls.__mro__[1:]:
            # attrs would put the value where this slot hides it.
            if isinstance(vars(base).get(name), MemberDescriptorType):
                raise TypeError(
                    f"{cls.__name__} declares {name} anew, which {base.__name__} has:"
                    " decorate it with @attrs.frozen(kw_only=True)"
                )
