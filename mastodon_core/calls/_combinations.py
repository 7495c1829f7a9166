"""Check which arguments of a method go together.

Servers ignore an argument that means nothing without another one, and choose one of
two that exclude each other. The caller would never learn of it. An argument that is
None, `UNSET`, False, 0 or empty asks for nothing, so it is never refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, cast

from ..values import UNSET

F = TypeVar("F", bound=Callable[..., Any])


def combined(
    function: F,
    *,
    one_of: tuple[str, ...] = (),
    needs: Mapping[str, str] = {},
    exclusive: tuple[tuple[str, ...], ...] = (),
) -> F:
    """Wrap a method so that it refuses arguments that do not go together.

    Args:
        one_of: Parameters of which at least one must be given.
        needs: By parameter, another one that it means nothing without.
        exclusive: Groups of parameters of which at most one may be given.

    Raises:
        TypeError: by the wrapped method: none of ``one_of`` is given.
        ValueError: the other two rules are broken.
    """
    if not (one_of or needs or exclusive):
        return function
    _, *names = signature(function).parameters

    @wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        # Unknown, missing and wrong arguments are reported before this.
        built = function(self, *args, **kwargs)
        given = {**dict(zip(names, args, strict=False)), **kwargs}
        asked = {name for name, value in given.items() if _asks(value)}
        if one_of and all(given.get(name) is None for name in one_of):
            raise TypeError(f"{function.__name__} needs {' or '.join(one_of)}")
        for name, other in needs.items():
            if name in asked and other not in asked:
                found = f", not {other}=False" if given.get(other) is False else ""
                raise ValueError(f"{name} needs {other} too{found}")
        for group in exclusive:
            if len(several := [name for name in group if name in asked]) > 1:
                words = " and ".join(several)
                raise ValueError(f"{words} exclude each other: pass only one of them")
        return built

    return cast(F, call)


def _asks(value: object) -> bool:
    return value is not UNSET and bool(value)
