"""Another user of this machine, for tests that run as root."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can give a file to another user"
)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Run as a user for whom permissions count, unlike for root."""
    old = os.geteuid()
    if old == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(old)


@contextmanager
def folder_of_unprivileged() -> Iterator[Path]:
    """A folder that belongs to the user of `unprivileged`, and can be reached by it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own(folder)
        yield folder
        folder.chmod(0o755)


def own(path: Path) -> None:
    """Give a file to the user of `unprivileged`; a link itself and not its target."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
