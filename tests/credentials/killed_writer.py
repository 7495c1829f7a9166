"""Kills one writer at each line of `write`, and prints the files that each leaves.

Run it as a program: ``killed_writer.py FOLDER``. It prints JSON: for each writer, the
text in the file after it was killed, and the names and modes of all files. With
``FOLDER swapped`` the new text is shorter than the old one. It gives up the rights of
root if the folder belongs to another user.
"""

import json
import os
import signal
import stat
import sys
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import mastodon_credentials

OLD, NEW = "old\n" * 1000, "new\n" * 2000


def kill_at(line: int) -> None:
    """Kill this process before its line number `line`, as a power cut would."""
    left = line

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        left -= event == "line"
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def modes(folder: Path) -> dict[str, int]:
    return {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()}


def main(folder: Path, old: str, new: str) -> None:
    target = folder / "user.txt"
    if os.getuid() != folder.stat().st_uid:
        os.setuid(folder.stat().st_uid)
    os.umask(0)
    left: list[Any] = []
    for line in count():
        mastodon_credentials.write(target, old)
        writer = os.fork()
        if writer == 0:
            kill_at(line)
            mastodon_credentials.write(target, new)
            sys.settrace(None)
            os._exit(0)
        _, status = os.waitpid(writer, 0)
        left.append([mastodon_credentials.read(target), modes(folder)])
        if status == 0:
            break
    print(json.dumps(left))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *((NEW, OLD) if "swapped" in sys.argv else (OLD, NEW)))
