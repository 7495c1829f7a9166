"""The base class of all entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, dataclass_transform

from attrs import field


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(field,)
)
class Entity:
    """A JSON object from a server; the base class of all entities.

    The repr of an entity is one short line that identifies it, such as
    ``<Status 109 @ada 2026-11-28 'Hello, world!' +7 fields>``. rich and IPython print
    all its fields, and ``help`` shows what each of them means.
    """

    # Subclasses get no slot of their own for it, so that two have the same layout.
    __slots__ = ("__weakref__",)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = vars(cls)
        # attrs generates a repr unless it finds one in the class itself. IPython looks
        # for its method in the class that has the repr.
        if "__repr__" not in own:
            for name in ("__repr__", "_repr_pretty_"):
                type.__setattr__(cls, name, own.get(name, getattr(cls, name)))
        # Generating these for each of our classes takes a quarter of their import.
        if cls.__module__.startswith(f"{__package__}."):
            type.__setattr__(cls, "__eq__", _is_equal)
            type.__setattr__(cls, "__hash__", _hash)
        # A class that a user wrote may have no decorator.
        elif not cls.__module__.startswith("mastodon_core."):
            from ._own import prepare

            prepare(cls)
        doc = own.get("__doc__")
        if isinstance(doc, str):
            type.__setattr__(cls, "__doc__", _Doc(doc))

    # Entities are no dicts, as they are in Mastodon.py. Type checkers say so already,
    # and from these methods they would conclude that every key and name exists.
    if not TYPE_CHECKING:
        # Python would iterate over anything that has ``__getitem__``.
        __iter__ = None

        def __getitem__(self, key: object) -> Any:
            from ._keys import key_error

            raise key_error(self, key)

        def __contains__(self, key: object) -> bool:
            from ._keys import key_error

            raise key_error(self, key)

        def __getattr__(self, name: str) -> Any:
            from ._keys import attribute_error

            raise attribute_error(self, name)

    # Modules for showing are loaded on first use, to keep imports fast.

    def __repr__(self) -> str:
        from ._showing import one_line

        return one_line(self)

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Give rich the fields that differ from their defaults."""
        from ._showing import set_fields

        return set_fields(self)

    def _repr_pretty_(self, p: Any, cycle: bool) -> None:
        from ._showing import print_fields

        print_fields(self, p, cycle)


def _is_equal(self: object, other: object) -> object:
    """Whether another entity has the same class and the same fields."""
    if other.__class__ is not self.__class__:
        return NotImplemented
    cls: Any = self.__class__
    values_of = _getter(cls)
    return values_of(self) == values_of(other)


def _hash(self: object) -> int:
    cls: Any = self.__class__
    return hash(_getter(cls)(self))


@cache
def _getter(cls: type[Any]) -> Callable[[object], tuple[object, ...]]:
    """Return the function that gets the class and all fields of an entity."""
    names = [field.name for field in getattr(cls, "__attrs_attrs__", ())]
    return attrgetter("__class__", *names)


class _Doc:
    """A ``__doc__`` that adds the docstrings of the fields when it is first read.

    Python drops these docstrings, so they come from the source.
    """

    __slots__ = ("_docstring", "_with_fields")

    def __init__(self, docstring: str) -> None:
        self._docstring = docstring
        self._with_fields: str | None = None

    def __get__(self, instance: object, owner: type[Any]) -> str:
        if self._with_fields is None:
            from ._field_docs import with_fields

            self._with_fields = with_fields(self._docstring, owner)
        return self._with_fields
