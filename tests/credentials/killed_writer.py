"""Kills writers at each line that they run; prints what each of them left behind.

To be run as a program: ``killed_writer.py FOLDER``. It prints JSON: for each writer,
the text that it left in the file, and the names and modes of all files.
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
    """End this process, as a power cut would, before that line runs."""
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


def main(folder: Path) -> None:
    target = folder / "user.txt"
    os.umask(0)
    left: list[Any] = []
    for line in count():
        mastodon_credentials.write(target, OLD)
        writer = os.fork()
        if writer == 0:
            kill_at(line)
            mastodon_credentials.write(target, NEW)
            sys.settrace(None)
            os._exit(0)
        _, status = os.waitpid(writer, 0)
        left.append([mastodon_credentials.read(target), modes(folder)])
        if status == 0:
            break
    print(json.dumps(left))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
