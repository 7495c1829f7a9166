"""Find what a client leaves open: descriptors, threads and unclosed objects."""

from __future__ import annotations

import gc
import os
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

_FOLDERS = ("/proc/self/fd", "/dev/fd")
# trio keeps idle threads for ten seconds, for all of its loops.
_SHARED = ("Trio",)
_PATIENCE = 5.0


def _descriptors() -> dict[str, str]:
    """List the open descriptors, and what each of them is."""
    for folder in _FOLDERS:
        if os.path.isdir(folder):
            found: dict[str, str] = {}
            for name in os.listdir(folder):
                # That of the folder itself is closed already.
                with suppress(OSError):
                    found[name] = os.readlink(f"{folder}/{name}")
            return found
    return {}


def _remaining_threads(before: set[threading.Thread]) -> list[str]:
    left: list[str] = []
    for thread in threading.enumerate():
        if thread not in before and not thread.name.startswith(_SHARED):
            thread.join(_PATIENCE)
            if thread.is_alive():
                left.append(thread.name)
    return left


@contextmanager
def no_leaks(name: str) -> Generator[None]:
    """Check that what is opened inside is closed inside.

    Raises:
        AssertionError: something was left open.
    """
    unclosed: list[str] = []
    descriptors, threads = _descriptors(), set(threading.enumerate())
    show: Any = warnings.showwarning

    def note(message: Any, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, ResourceWarning):
            unclosed.append(str(message))
        else:
            show(message, category, *where, **more)

    with warnings.catch_warnings():
        warnings.simplefilter("always", ResourceWarning)
        warnings.showwarning = note
        yield
        # Only young objects: a whole collection takes longer than most cases.
        gc.collect(1)
    left = _remaining_threads(threads)
    assert not left, f"{name}: threads are left: {', '.join(left)}"
    opened = _descriptors().items() - descriptors.items()
    assert not opened, f"{name}: left open: {sorted(opened)}"
    assert not unclosed, f"{name}: {unclosed[0]}"
