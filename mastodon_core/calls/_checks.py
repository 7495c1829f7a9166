"""Check arguments against their annotations, where those are plain types.

Without a type checker, ``limit=True`` would be sent as ``true``, and an account passed
to `status` would fetch the status that happens to have its id. Annotations are
resolved when a method is first called: there are hundreds, and few are. The items of
a sequence are checked where the request is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, wraps
from inspect import Parameter, signature
from types import NoneType, SimpleNamespace, UnionType
from typing import (
    Any,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from .. import entities
from ..values import Secret, expect
from ._combinations import Combinations, check_combination

F = TypeVar("F", bound=Callable[..., Any])
Kind: TypeAlias = tuple[tuple[type, ...], str]
"""The classes that an argument may have, and how an error names them."""

_SEQUENCE: Kind = (list, tuple, Iterable), "a sequence"
_PLAIN: Mapping[object, Kind] = {
    NoneType: ((NoneType,), ""),
    Secret: ((Secret,), "a Secret"),
    bool: ((bool,), "a bool"),
    datetime: ((datetime,), "a datetime"),
    float: ((float, int), "a number"),
    int: ((int,), "an int"),
    str: ((str,), "a str"),
}
_ENTITIES = entities.__name__


def checked(function: F, rules: Combinations | None = None) -> F:
    """Wrap a method so that it refuses arguments of a wrong type.

    Args:
        rules: Which arguments go together.

    Raises:
        TypeError: by the wrapped method, naming the parameter.
    """

    @cache
    def known() -> tuple[Sequence[str], Mapping[str, Kind]]:
        return _positional(function)[1:], _kinds_of_parameters(function)

    @wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        names, kinds = known()
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            if name in kinds and type(value) not in kinds[name][0]:
                expect(name, value, *kinds[name])
        # Unknown and missing arguments are reported before this.
        built = function(self, *args, **kwargs)
        if rules is not None:
            given = dict(zip(names, args, strict=False)) | kwargs
            check_combination(function.__name__, given, rules)
        return built

    return cast(F, call)


def _positional(function: Any) -> Sequence[str]:
    return [
        name
        for name, parameter in signature(function).parameters.items()
        if parameter.kind
        in {Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD}
    ]


def _kinds_of_parameters(function: Any) -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for name, parameter in signature(function).parameters.items():
        if parameter.kind in {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD}:
            continue
        kind = kind_of(resolved(parameter.annotation, function.__globals__))
        if kind is not None:
            found[name] = kind
    return found


def resolved(annotation: object, scope: dict[str, Any]) -> object:
    """Resolve one annotation in the scope of its module.

    Returns:
        The type; None if the annotation uses a name that exists for type checkers only,
        or is not a type.
    """
    holder: Any = SimpleNamespace(__annotations__={"it": annotation})
    try:
        return get_type_hints(holder, scope)["it"]
    except (AttributeError, NameError, SyntaxError, TypeError):
        return None


def kind_of(hint: Any) -> Kind | None:
    """Tell which classes a type allows; None if it is not plain enough to check."""
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        kinds = [kind_of(member) for member in get_args(hint)]
        known = [kind for kind in kinds if kind is not None]
        if len(known) < len(kinds):
            return None
        types = tuple(type for types, _ in known for type in types)
        return types, " or ".join(words for _, words in known if words)
    if origin in {Iterable, Sequence}:
        return _SEQUENCE
    if not isinstance(hint, type) or getattr(hint, "_is_protocol", False):
        return None
    if hint.__module__.startswith(_ENTITIES):
        article = "an" if hint.__name__[0] in "AEIOU" else "a"
        return (hint,), f"{article} {hint.__name__}"
    return _PLAIN.get(hint)
