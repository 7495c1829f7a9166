"""Files that only their owner can read, replaced in one step.

A new text is written to a temporary file beside the old one, ``.NAME.RANDOM.new``,
which takes the old one's place when it is safely on the disk. Who is killed at any
moment leaves the old file or the new one, and at most a temporary file, which the next
writer removes. Writers take turns by a lock on ``.NAME.lock``, which stays: a lock file
that comes and goes can be locked by two at once. Readers need no lock.

Linux and macOS behave as said. On Windows a file takes the permissions of its folder,
and folders are not synchronised to the disk.
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

# A credential file has a few lines; what is longer is another file.
_LARGEST = 16 * 1024 * 1024


def read(path: str | os.PathLike[str]) -> str:
    """Read a file that `write` or an editor made.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not UTF-8, or too large for what it should be.
    """
    with open(path, "rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(f"{os.fspath(path)} is too large for a file of credentials")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The error itself would carry the content along.
        pass
    raise ValueError(f"{os.fspath(path)} is not UTF-8 text")


def write(path: str | os.PathLike[str], text: str) -> None:
    """Replace a file in one step, and make it one that only its owner can read.

    A symbolic link stays, and what it leads to is replaced.

    Raises:
        OSError: it cannot be written; the file is as it was.
        ValueError: the text is not Unicode.
    """
    target = resolved(path)
    with locked(target):
        replace(target, text)


def resolved(path: str | os.PathLike[str]) -> Path:
    """Follow symbolic links, as a rename would replace the link itself.

    Raises:
        OSError: that leads to a folder or a device.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # Root would rename a file over /dev/null.
        raise OSError(errno.EINVAL, "not a regular file", os.fspath(target))
    return target


@contextmanager
def locked(target: Path) -> Generator[None]:
    """Keep other writers out, in this process and in others, while it is open."""
    name = target.with_name(f".{target.name}.lock")
    handle = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    # Closing gives the lock back, and so does the end of the process.
    with open(handle, "r+b", buffering=0) as file:
        _make_private(handle)
        _lock(file)
        yield


def replace(target: Path, text: str) -> None:
    """Replace a file whose lock is held.

    Raises:
        OSError: it cannot be written.
        ValueError: the text is not Unicode.
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
        # The error itself would carry the content along.
        pass
    raise ValueError(f"{target}: there are halves of characters in the text")


def _remove_leftovers(target: Path) -> None:
    # Exactly what mkstemp makes for this file: one that is named alike is another's.
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
        # It was made without rights for others; an odd umask took the owner's too.
        with suppress(PermissionError):
            os.fchmod(handle, 0o600)

    def _synchronise(folder: Path) -> None:
        """Make the new name last, too."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Not every file system can, and the file is in its place by now.
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
