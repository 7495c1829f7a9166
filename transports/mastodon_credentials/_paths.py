"""Find and open files without following links that other users could plant.

A symbolic link as the credential file itself, such as ``user.txt -> ~/keys/user.txt``,
is followed if it belongs to you or to root; a link among the folders of the path, also
if it belongs to the owner of the folder that it is in. So in ``/tmp`` and in shared
folders, another user's link is an error, whatever the kernel's ``protected_symlinks``
says, and links in a deployment, a home or a container's secrets work. After that, the
last name is opened with ``O_NOFOLLOW``.

Only regular files are opened, and never so that opening waits, as it would for the
other end of a FIFO. A planted hard link does no harm: files are replaced and not
written to (the exception is in `_files`), lock files are neither written nor chmodded,
and reading changes nothing.

Windows has neither these owners nor these links: there, paths are only resolved.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import warnings
from contextlib import suppress
from pathlib import Path

from mastodon_core.values import caller_level


class CredentialFileWarning(UserWarning):
    """Users other than its owner can read or write a credential file."""


def check_regular(path: str | os.PathLike[str], info: os.stat_result) -> None:
    if not stat.S_ISREG(info.st_mode):
        # As root, a rename could replace /dev/null.
        raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))


def open_regular(path: Path, flags: int, mode: int = 0o600) -> int:
    """Open a regular file, whose last name must not be a symbolic link.

    Raises:
        OSError: it is a link, a folder, a FIFO, a device or a socket, or it cannot be
            opened.
    """
    handle = os.open(path, flags | _SAFELY, mode)
    try:
        check_regular(path, os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return handle


def report_access(path: str | os.PathLike[str], info: os.stat_result) -> None:
    """Warn if users other than the owner can read or write a file."""
    mode = _access(info)
    allowed = [verb for verb, bits in _VERBS.items() if mode & bits]
    if allowed:
        name = os.fspath(path)
        warnings.warn(
            f"other users can {' and '.join(allowed)} the credential file {name} (mode"
            f" {mode:04o}); to keep it to yourself: chmod 600 {name}",
            CredentialFileWarning,
            stacklevel=caller_level(),
        )


def prepare_overwriting(path: Path, handle: int) -> None:
    """Make an open file private before secrets are written to it.

    Raises:
        OSError: its content would go to another user, or to another file.
    """
    info = os.fstat(handle)
    if info.st_nlink > 1:
        reason = "not overwritten, as it is a hard link to another file"
        raise OSError(errno.EMLINK, reason, str(path))
    if is_ours(info):
        make_private(handle)
    elif info.st_uid == 0:
        report_access(path, info)
    else:
        reason = f"not overwritten, as it belongs to another user ({info.st_uid})"
        raise PermissionError(errno.EPERM, reason, str(path))


_VERBS = {"read": 0o044, "write": 0o022}

if sys.platform == "win32":
    _SAFELY = os.O_BINARY | os.O_NOINHERIT

    def resolved(path: str | os.PathLike[str]) -> Path:
        """Resolve symbolic links, as a rename would replace the link itself."""
        target = Path(os.path.realpath(path))
        with suppress(FileNotFoundError):
            check_regular(target, os.stat(target))
        return target

    def is_ours(info: os.stat_result) -> bool:
        return True

    def make_private(handle: int) -> None: ...

    def _access(info: os.stat_result) -> int:
        return 0

else:
    _SAFELY = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

    def resolved(path: str | os.PathLike[str]) -> Path:
        """Resolve symbolic links, as a rename would replace the link itself.

        Raises:
            OSError: the path leads to something else than a regular file, or over the
                link of another user.
        """
        name = os.fspath(path)
        with suppress(FileNotFoundError):
            # This also refuses endless links and the pipes in /dev/fd.
            check_regular(name, os.stat(name))
        if not os.path.basename(name):
            raise OSError(errno.EINVAL, "not the name of a file", name)
        place = "/" if name.startswith("/") else os.getcwd()
        left = name.split("/")[::-1]
        while left:
            part = left.pop()
            entry = os.path.join(place, part)
            if part == "..":
                place = os.path.dirname(place)
            elif part in {"", "."}:
                continue
            elif (link := _read_link(entry, place, is_last=not left)) is None:
                place = entry
            else:
                place = "/" if link.startswith("/") else place
                left += link.split("/")[::-1]
        return Path(place)

    def _read_link(entry: str, folder: str, *, is_last: bool) -> str | None:
        """Return where a symbolic link leads; None for anything else."""
        try:
            info = os.lstat(entry)
        except FileNotFoundError:
            return None
        if not stat.S_ISLNK(info.st_mode):
            return None
        trusted = {0, os.geteuid()}
        if not is_last:
            trusted.add(os.stat(folder).st_uid)
        if info.st_uid not in trusted:
            reason = (
                f"this symbolic link belongs to another user ({info.st_uid}), who can"
                " lead it anywhere; name the file itself"
            )
            raise PermissionError(errno.EPERM, reason, entry)
        return os.readlink(entry)

    def is_ours(info: os.stat_result) -> bool:
        return info.st_uid == os.geteuid()

    def make_private(handle: int) -> None:
        """Let only the owner read and write a file of ours, whatever the umask."""
        # Some file systems have no modes.
        with suppress(PermissionError):
            os.fchmod(handle, 0o600)

    def _access(info: os.stat_result) -> int:
        return stat.S_IMODE(info.st_mode)
