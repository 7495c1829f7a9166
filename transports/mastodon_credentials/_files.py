"""Private files, readable by their owner only and replaced atomically.

A new text is written to a temporary file beside the old one, ``.NAME.RANDOM.new``, and
synced to the disk before it replaces the old file. A process that is killed at any
moment leaves the old file or the new one, and possibly a temporary file, which the next
writer removes. Writers take turns with a lock on ``.NAME.lock``. The lock file is never
deleted, as two processes could then lock different files of that name. Readers need no
lock.

This describes Linux and macOS. On Windows, files inherit the permissions of their
folder, and folders are not synced to the disk.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

# A credential file has a few lines; anything this large is another file.
_LARGEST = 16 * 1024 * 1024


def read(path: str | os.PathLike[str]) -> str:
    """Read a file that `write` or an editor wrote.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file is not UTF-8, or is larger than 16 MiB.
    """
    with open(path, "rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(f"{os.fspath(path)} is too large for a credential file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # This error contains the file's content, so raise another one below.
        pass
    raise ValueError(f"{os.fspath(path)} is not UTF-8 text")


def write(path: str | os.PathLike[str], text: str) -> None:
    """Replace a file atomically, and let only its owner read it.

    If the path is a symbolic link, its target is replaced.

    Raises:
        OSError: the file cannot be written; it is unchanged.
        ValueError: the text has lone surrogates.
    """
    target = resolved(path)
    with locked(target):
        replace(target, text)


def resolved(path: str | os.PathLike[str]) -> Path:
    """Resolve symbolic links, as a rename would replace the link itself.

    Raises:
        OSError: the path leads to a folder or a device.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # As root, a rename could replace /dev/null.
        raise OSError(errno.EINVAL, "not a regular file", os.fspath(target))
    return target


@contextmanager
def locked(target: Path) -> Generator[None]:
    """Lock a file against other writers, in this process and in others."""
    name = target.with_name(f".{target.name}.lock")
    handle = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    # Closing the file releases the lock, and so does the end of the process.
    with open(handle, "r+b", buffering=0) as file:
        _make_private(handle)
        _lock(file)
        yield


def replace(target: Path, text: str) -> None:
    """Replace a file; the caller must hold its lock.

    Raises:
        OSError: the file cannot be written.
        ValueError: the text has lone surrogates.
    """
    data = _encoded(target, text)
    _remove_leftovers(target)
    handle, temporary = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.name}.", suffix=".new"
    )
    try:
        with open(handle, "wb") as file:
            _make_private(handle)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _synchronise(target.parent)


def _encoded(target: Path, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        # This error contains the file's content, so raise another one below.
        pass
    raise ValueError(
        f"{target}: the text has lone surrogates and cannot be encoded as UTF-8"
    )


def _remove_leftovers(target: Path) -> None:
    # Match exactly the names that mkstemp makes for this file, and no others.
    ours = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.new")
    for name in os.listdir(target.parent):
        if ours.fullmatch(name):
            with suppress(OSError):
                os.unlink(target.parent / name)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _make_private(handle: int) -> None: ...

    def _synchronise(folder: Path) -> None: ...

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _make_private(handle: int) -> None:
        # Others have no access already; an unusual umask may have taken the owner's.
        with suppress(PermissionError):
            os.fchmod(handle, 0o600)

    def _synchronise(folder: Path) -> None:
        """Sync the folder, so that the new name is on the disk too."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Not every file system supports this, and the file is already in place.
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
