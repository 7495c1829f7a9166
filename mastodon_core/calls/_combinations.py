"""Which arguments of a method go together.

Servers ignore an argument that means nothing without another one, and choose one of
two that exclude each other. The caller would never learn of it. An argument that is
None, `UNSET`, False, 0 or empty asks for nothing, so it is never refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from ..values import UNSET


class Combinations(TypedDict, total=False):
    """Rules for the arguments of one method."""

    one_of: tuple[str, ...]
    """At least one of these must be given."""
    needs: Mapping[str, str]
    """By argument, another one that it means nothing without."""
    exclusive: tuple[tuple[str, ...], ...]
    """Groups of which at most one argument may be given."""


def check_combination(
    method: str, given: Mapping[str, Any], rules: Combinations
) -> None:
    """Refuse arguments that do not go together.

    Raises:
        TypeError: none of ``one_of`` is given.
        ValueError: another rule is broken.
    """
    one_of = rules.get("one_of", ())
    if one_of and all(given.get(name) is None for name in one_of):
        raise TypeError(f"{method} needs {' or '.join(one_of)}")
    for name, other in rules.get("needs", {}).items():
        if _asks(given.get(name)) and not _asks(given.get(other)):
            found = f", not {other}=False" if given.get(other) is False else ""
            raise ValueError(f"{name} needs {other} too{found}")
    for group in rules.get("exclusive", ()):
        if len(several := [name for name in group if _asks(given.get(name))]) > 1:
            words = " and ".join(several)
            raise ValueError(f"{words} exclude each other: pass only one of them")


def _asks(value: object) -> bool:
    return value is not UNSET and bool(value)
