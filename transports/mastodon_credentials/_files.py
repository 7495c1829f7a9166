"""Private files, readable by their owner only and replaced atomically.

A new text is written to a temporary file beside the old one, ``.NAME.RANDOM.new``, and
synced to the disk before it replaces the old file. A process that is killed at any
moment leaves the old file or the new one, and possibly a temporary file, which the next
writer removes. Writers take turns with a lock, see `_locks`. Readers need no lock.

A file that cannot be replaced, as its folder is read-only or as it is a mount point of
its own in a container, is overwritten in place: it is first extended with line breaks
to the length of the new text, which takes the space that this needs; then one system
call writes the new text, padded with line breaks to the length of the file; then the
file is cut. So a process that is killed leaves the old text or the new one, at most
with empty lines after it. A power cut in between may leave a mixture. The file must
belong to us or to root and have no other hard link, as its content would go there too.

This describes Linux and macOS. On Windows, files inherit the permissions of their
folder, and folders are not synced to the disk.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import tempfile
from codecs import BOM_UTF8
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

from mastodon_core import Secret
from mastodon_core.values import expect, forgets_arguments

from ._locks import FOLDER_IS_READ_ONLY, LOCK_TIMEOUT, held, sleep_through, take_lock
from ._paths import (
    make_private,
    open_regular,
    prepare_overwriting,
    report_access,
    resolved,
)

# A credential file has a few lines; anything this large is another file.
_LARGEST = 16 * 1024 * 1024


@forgets_arguments
def read(path: str | os.PathLike[str]) -> str:
    """Read a file that `write` or an editor wrote.

    Warns:
        CredentialFileWarning: users other than its owner can read or write it.

    Raises:
        OSError: the file cannot be read, is not a regular file, or is reached over a
            symbolic link of another user.
        ValueError: the file is not UTF-8, or is larger than 16 MiB.
    """
    with open(open_regular(resolved(path), os.O_RDONLY), "rb") as file:
        report_access(path, os.fstat(file.fileno()))
        text, is_too_large = _decode(file.read(_LARGEST + 1))
    if is_too_large:
        raise ValueError(f"{os.fspath(path)} is too large for a credential file")
    if text is None:
        raise ValueError(f"{os.fspath(path)} is not UTF-8 text")
    return text


@forgets_arguments
def write(
    path: str | os.PathLike[str], text: str, *, timeout: float = LOCK_TIMEOUT
) -> None:
    """Replace a file atomically, and let only its owner read it.

    If the path is a symbolic link, its target is replaced. In a read-only folder, a
    writable file is overwritten instead.

    Args:
        timeout: How long to wait while another program writes the file, in seconds.

    Raises:
        LockTimeout: another program still writes the file; it is unchanged.
        OSError: the file cannot be written; it is unchanged.
        ValueError: the text has lone surrogates.
    """
    steps = write_in_turn(path, text, timeout=timeout)
    # Tracebacks can show local variables.
    del text
    sleep_through(steps)


def write_in_turn(
    path: str | os.PathLike[str], text: str, *, timeout: float = LOCK_TIMEOUT
) -> Generator[float, None, None]:
    """Do what `write` does, and yield the pauses instead of sleeping, in seconds.

    While it is paused it holds nothing, so async code can sleep in its own way, and can
    be cancelled then.
    """
    expect("text", text, (str,), "a str")
    secret = Secret(text)
    del text
    target = resolved(path)
    with held((yield from take_lock(target, timeout))):
        replace(target, secret)


def replace(target: Path, text: Secret) -> None:
    """Replace a file; the caller must hold its lock.

    Raises:
        OSError: the file cannot be written.
        ValueError: the text has lone surrogates.
    """
    size = _encoded_size(text)
    if size is None:
        raise ValueError(
            f"{target}: the text has lone surrogates and cannot be encoded as UTF-8"
        )
    try:
        _replace(target, text)
    except OSError as error:
        # EBUSY: the file is a mount point.
        if error.errno not in {*FOLDER_IS_READ_ONLY, errno.EBUSY}:
            raise
        if not target.exists():
            raise
        _overwrite(target, text, size)


def _replace(target: Path, text: Secret) -> None:
    _remove_leftovers(target)
    handle, temporary = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.name}.", suffix=".new"
    )
    try:
        with open(handle, "wb") as file:
            make_private(handle)
            file.write(text.reveal().encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _synchronise(target.parent)


def _overwrite(target: Path, text: Secret, size: int) -> None:
    handle = open_regular(target, os.O_RDWR)
    try:
        prepare_overwriting(target, handle)
        old_size = os.lseek(handle, 0, os.SEEK_END)
        try:
            _write_all(handle, memoryview(b"\n" * (size - old_size)))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, old_size)
            raise
        os.lseek(handle, 0, os.SEEK_SET)
        padded = memoryview(text.reveal().encode().ljust(old_size, b"\n"))
        _write_all(handle, padded)
        os.ftruncate(handle, size)
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_all(handle: int, data: memoryview) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _decode(data: bytes) -> tuple[str | None, bool]:
    """Return the text, or None if it is not UTF-8; and whether it is too large."""
    if len(data) > _LARGEST:
        return None, True
    try:
        return data.removeprefix(BOM_UTF8).decode(), False
    except UnicodeDecodeError:
        return None, False


def _encoded_size(text: Secret) -> int | None:
    """Return the size in bytes; None for lone surrogates."""
    try:
        return len(text.reveal().encode())
    except UnicodeEncodeError:
        # This error contains the text.
        return None


def _remove_leftovers(target: Path) -> None:
    # Match exactly the names that mkstemp makes for this file, and no others.
    ours = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.new")
    for name in os.listdir(target.parent):
        if ours.fullmatch(name):
            with suppress(OSError):
                os.unlink(target.parent / name)


if sys.platform == "win32":

    def _synchronise(folder: Path) -> None: ...

else:

    def _synchronise(folder: Path) -> None:
        """Sync the folder, so that the new name is on the disk too."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            # Not every file system supports this, and the file is already in place.
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
