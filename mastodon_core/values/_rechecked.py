"""Values that are checked again when they are unpickled or copied."""

from __future__ import annotations

from typing import Any


class Rechecked:
    """Base of frozen attrs classes whose checks no pickle gets around.

    attrs restores the fields of a class with slots one by one, without its converters
    and validators. Such a class must be declared with ``getstate_setstate=False``.
    """

    __slots__ = ()

    def __getstate__(self) -> dict[str, Any]:
        fields: Any = getattr(type(self), "__attrs_attrs__", ())
        return {each.name: getattr(self, each.name) for each in fields if each.init}

    def __setstate__(self, state: dict[str, Any]) -> None:
        type(self).__init__(self, **state)
