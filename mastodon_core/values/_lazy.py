"""Names of a package that are loaded when they are first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from sys import modules
from typing import Any, TypeAlias

ModuleGetAttr: TypeAlias = "Callable[[str], Any]"
"""The type of a module's ``__getattr__``."""


def lazy_names(
    package: str,
    sources: Mapping[str, str],
    advice: Callable[[str], str | None] = lambda name: None,
) -> ModuleGetAttr:
    """Make the ``__getattr__`` of a package, which loads names on first use.

    Args:
        sources: The module of each name, relative to the package.
        advice: Tells what to use instead of another name; None if it does not know.
    """

    def load(name: str) -> Any:
        if name not in sources:
            if instead := advice(name):
                # Of an AttributeError, ``from ... import`` would not show the text.
                raise ImportError(
                    f"cannot import name {name!r} from {package!r}: {instead}",
                    name=package,
                )
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f".{sources[name]}", package), name)
        setattr(modules[package], name, value)
        return value

    return load
