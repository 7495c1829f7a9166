"""Locks, so that writers of a file take turns.

The lock of ``user.txt`` is the file ``.user.txt.lock`` beside it. It is empty, belongs
to us, and is never deleted, as two processes could then lock different files of that
name. Where the folder is read-only and has no such file, the credential file itself is
locked. The end of the process gives a lock back.

No system call waits: `take_lock` tries once, and yields how long to pause before it
tries again; meanwhile it holds nothing. So blocking and async code wait in
their own way, and can be interrupted.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import TypeVar

from mastodon_core import MastodonTimeout
from mastodon_core.values import expect

from ._paths import is_ours, make_private, open_regular

LOCK_TIMEOUT: float = 30.0
"""How long to wait for the lock of a credential file by default, in seconds."""

FOLDER_IS_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

# Seconds between two attempts. Writers hold a lock for some milliseconds.
_PAUSE = 0.05

T = TypeVar("T")


class LockTimeout(MastodonTimeout, TimeoutError):
    """Another program held the lock of a credential file for too long.

    Nothing was written. ``filename`` is the file that is locked.
    """


def check_timeout(seconds: float) -> None:
    expect("timeout", seconds, (int, float), "a number of seconds")
    if not seconds >= 0:
        raise ValueError(f"timeout must be 0 or more seconds, not {seconds}")
    if seconds == inf:
        raise ValueError(
            f"timeout must be finite, so that waiting has an end, not {seconds}"
        )


@contextmanager
def locked(target: Path, timeout: float) -> Generator[None]:
    """Lock a file against other writers, in this process and in others.

    Raises:
        LockTimeout: another program still holds the lock after ``timeout`` seconds.
        OSError: the lock cannot be opened.
    """
    with held(sleep_through(take_lock(target, timeout))):
        yield


def sleep_through(pauses: Generator[float, None, T]) -> T:
    """Sleep for the seconds that a generator yields, and return its result."""
    while True:
        try:
            pause = next(pauses)
        except StopIteration as stop:
            result: T = stop.value
            return result
        time.sleep(pause)


def take_lock(target: Path, timeout: float) -> Generator[float, None, int]:
    """Yield pauses in seconds until the lock is free, and return its handle."""
    check_timeout(timeout)
    waited = 0.0
    while True:
        handle, name = _open_lock(target)
        try:
            _lock(handle)
        except BlockingIOError:
            os.close(handle)
        except BaseException:
            os.close(handle)
            raise
        else:
            return handle
        if waited >= timeout:
            raise LockTimeout(
                errno.ETIMEDOUT,
                f"another program still holds this lock after {timeout:g} s: end it, or"
                " try again later",
                str(name),
            )
        yield _PAUSE
        waited += _PAUSE


@contextmanager
def held(handle: int) -> Generator[None]:
    """Give a lock back at the end."""
    try:
        yield
    finally:
        try:
            # A child process that was forked meanwhile has the file open too.
            _unlock(handle)
        finally:
            os.close(handle)


def _open_lock(target: Path) -> tuple[int, Path]:
    name = target.with_name(f".{target.name}.lock")
    try:
        return _open_or_make(name), name
    except OSError as error:
        if os.path.lexists(name) and error.errno != errno.EROFS:
            raise
        if error.errno not in FOLDER_IS_READ_ONLY or not target.exists():
            # Nobody knows the lock who has not read the documentation.
            raise _name_target(target, error) from None
    return open_regular(target, os.O_RDWR), target


def _name_target(target: Path, error: OSError) -> OSError:
    is_missing = isinstance(error, FileNotFoundError)
    reason = "the folder of this file is missing" if is_missing else error.strerror
    return OSError(error.errno, reason, str(target))


def _open_or_make(name: Path) -> int:
    try:
        handle = open_regular(name, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    except FileExistsError:
        return _open_existing(name)
    make_private(handle)
    return handle


def _open_existing(name: Path) -> int:
    try:
        handle = open_regular(name, os.O_RDWR)
    except OSError as error:
        raise _explain(name, os.lstat(name), error) from None
    info = os.fstat(handle)
    if is_ours(info):
        return handle
    os.close(handle)
    raise _explain(name, info, PermissionError(errno.EPERM, ""))


def _explain(name: Path, info: os.stat_result, error: OSError) -> OSError:
    """Say why a lock cannot be used, and what to do about it."""
    if not stat.S_ISREG(info.st_mode):
        reason = "this lock must be a regular file: delete it"
    elif not is_ours(info):
        reason = (
            f"this lock belongs to another user ({info.st_uid}): delete it, or keep"
            " credential files in a folder that only you can write to"
        )
    elif error.errno == errno.EACCES:
        mode = stat.S_IMODE(info.st_mode)
        reason = f"this lock has the mode {mode:04o}: chmod 600 {name}"
    else:
        return error
    return OSError(error.errno, reason, str(name))


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from None

    def _unlock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        """Lock a file, or raise `BlockingIOError`."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
