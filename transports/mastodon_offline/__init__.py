"""What tests need of the world: files, hypothesis, pytest, a port.

Each name is loaded when it is first used, as pytest loads this package in any run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._cassette_files import Mode, cassette_file, load_cassette, save_cassette

__all__ = ["Mode", "cassette_file", "load_cassette", "save_cassette"]

_HOMES = dict.fromkeys(__all__, "_cassette_files")


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
