"""Names of a package that are loaded when they are first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from sys import modules
from typing import Any, TypeAlias

ModuleGetAttr: TypeAlias = "Callable[[str], Any]"
"""The type of a module's ``__getattr__``."""


def lazy_names(package: str, sources: Mapping[str, str]) -> ModuleGetAttr:
    """Make the ``__getattr__`` of a package, which loads names on first use.

    Args:
        sources: The module of each name, relative to the package.
    """

    def load(name: str) -> Any:
        if name not in sources:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f".{sources[name]}", package), name)
        setattr(modules[package], name, value)
        return value

    return load
