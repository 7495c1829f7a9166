"""Arguments of methods are what their annotations say, where those are plain.

Only a type checker reads annotations; who has none would send ``limit=true``, or learn
from the server that something was not right. Ids, lists and moments are looked at where
requests are built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, formatannotation, signature
from types import NoneType
from typing import Any, TypeAlias

from ._secret import Secret

Kinds: TypeAlias = "Mapping[str, tuple[tuple[type, ...], str]]"

# A bool is an int to Python; to nobody who reads ``limit=True``.
_PLAIN: Mapping[str, tuple[tuple[type, ...], str]] = {
    "None": ((NoneType,), ""),
    "Secret": ((Secret,), "a Secret"),
    "bool": ((bool,), "a bool"),
    "float": ((float, int), "a number"),
    "int": ((int,), "an int"),
    "str": ((str,), "a str"),
}


def checked(
    function: Callable[..., Any], one_of: tuple[str, ...] = ()
) -> Callable[..., Any]:
    """Have a method refuse arguments of a type that it does not take.

    Args:
        one_of: Keyword-only parameters of which one at least must not be None.

    Raises:
        TypeError: by the method, for an argument; it names the parameter.
    """
    names: list[str] = []
    kinds: dict[str, tuple[tuple[type, ...], str]] = {}

    @wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not names:
            # When it is first called: there are hundreds, and few are.
            parameters = signature(function).parameters
            names.extend(parameters)
            kinds.update(_kinds(parameters))
        for name, value in (*zip(names[1:], args, strict=False), *kwargs.items()):
            if name in kinds and type(value) not in kinds[name][0]:
                expect(name, value, *kinds[name])
        # What it does not take at all is told first.
        built = function(self, *args, **kwargs)
        if one_of and all(kwargs.get(name) is None for name in one_of):
            raise TypeError(f"{function.__name__} needs {' or '.join(one_of)}")
        return built

    return call


def _kinds(parameters: Mapping[str, Parameter]) -> Kinds:
    found: dict[str, tuple[tuple[type, ...], str]] = {}
    for name, parameter in parameters.items():
        annotation: Any = parameter.annotation
        text = (
            annotation if isinstance(annotation, str) else formatannotation(annotation)
        )
        parts = text.split(" | ")
        if all(part in _PLAIN for part in parts):
            types = tuple(kind for part in parts for kind in _PLAIN[part][0])
            words = [_PLAIN[part][1] for part in parts if part != "None"]
            found[name] = types, " or ".join(words)
    return found


def expect(name: str, value: object, types: tuple[type, ...], expected: str) -> None:
    """Refuse an argument that is of none of these types; a bool is no int.

    Raises:
        TypeError: it is; what it is stays unsaid, as it may be a secret.
    """
    is_odd = isinstance(value, bool) and bool not in types
    if is_odd or not isinstance(value, types):
        raise TypeError(f"{name} must be {expected}, not {type(value).__name__}")


def expect_count(name: str, value: object) -> None:
    """Refuse what is no whole number from 0 on."""
    expect(name, value, (int,), "an int")
    if isinstance(value, int) and value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}")
