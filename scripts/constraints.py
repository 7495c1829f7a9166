"""Writes the pins of the development requirements as plain constraints."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PINNED = Path(__file__).parents[1] / "requirements" / "dev.txt"


def main(target: str) -> None:
    text = PINNED.read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9][\w.-]*==[^\s;\\]+)", text, re.MULTILINE | re.I)
    Path(target).write_text("\n".join(pins) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
