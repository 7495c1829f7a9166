"""Arguments of methods are what their annotations say, where those are plain.

Only a type checker reads annotations; who has none would send ``limit=true``, or learn
from the server that something was not right, or get the status that has the id of an
account. What is in a sequence is looked at where requests are built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, wraps
from inspect import formatannotation, signature
from types import NoneType
from typing import Any, TypeAlias, TypeVar, cast

from ..values import Secret, expect

F = TypeVar("F", bound=Callable[..., Any])
Kind: TypeAlias = tuple[tuple[type, ...], str]
"""Types, and what they are called."""

_SEVERAL: Kind = (list, tuple, Iterable), "a sequence"
# A bool is an int to Python; to nobody who reads ``limit=True``.
_PLAIN: Mapping[str, Kind] = {
    "Iterable": _SEVERAL,
    "None": ((NoneType,), ""),
    "Secret": ((Secret,), "a Secret"),
    "Sequence": _SEVERAL,
    "bool": ((bool,), "a bool"),
    "datetime": ((datetime,), "a datetime"),
    "float": ((float, int), "a number"),
    "int": ((int,), "an int"),
    "str": ((str,), "a str"),
}
_INSIDE = re.compile(r"\[[^\[\]]*\]")


def checked(function: F, one_of: tuple[str, ...] = ()) -> F:
    """Have a method refuse arguments of a type that it does not take.

    Args:
        one_of: Keyword-only parameters of which one at least must not be None.

    Raises:
        TypeError: by the method, for an argument; it names the parameter.
    """

    @cache
    def known() -> tuple[Sequence[str], Mapping[str, Kind]]:
        # When it is first called: there are hundreds, and few are.
        return [*signature(function).parameters][1:], _kinds(function)

    @wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        names, kinds = known()
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            if name in kinds and type(value) not in kinds[name][0]:
                expect(name, value, *kinds[name])
        # What it does not take at all is told first.
        built = function(self, *args, **kwargs)
        if one_of and all(kwargs.get(name) is None for name in one_of):
            raise TypeError(f"{function.__name__} needs {' or '.join(one_of)}")
        return built

    return cast(F, call)


def _kinds(function: Any) -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for name, parameter in signature(function).parameters.items():
        annotation: Any = parameter.annotation
        text = (
            annotation if isinstance(annotation, str) else formatannotation(annotation)
        )
        # What is in brackets may be in brackets once more: a sequence of literals.
        parts = _INSIDE.sub("", _INSIDE.sub("", text)).split(" | ")
        kinds = [_PLAIN.get(part) or _entity(function, part) for part in parts]
        known = [kind for kind in kinds if kind is not None]
        if len(known) == len(kinds):
            types = tuple(type for types, _ in known for type in types)
            found[name] = types, " or ".join(words for _, words in known if words)
    return found


def _entity(function: Any, text: str) -> Kind | None:
    """The class that ``entities.Status`` is where a function was written."""
    module, _, name = text.rpartition(".")
    if module != "entities":
        return None
    entity: Any = getattr(function.__globals__.get(module), name, None)
    # Other names for types, and protocols, are not for isinstance.
    if not isinstance(entity, type) or getattr(entity, "_is_protocol", False):
        return None
    return (entity,), f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"
