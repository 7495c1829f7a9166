"""Testing tools that need I/O or a test library: files, ports, pytest, hypothesis.

Names are imported on first use, as pytest loads this package in every run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._cassette_files import Mode, cassette_file, load_cassette, save_cassette
    from ._serving import running, serve

__all__ = [
    "Mode",
    "cassette_file",
    "load_cassette",
    "running",
    "save_cassette",
    "serve",
]

_HOMES = {
    **dict.fromkeys(__all__, "_cassette_files"),
    **dict.fromkeys(("running", "serve"), "_serving"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
