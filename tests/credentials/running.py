"""Programs of the tests that run in a process of their own."""

import sys
from pathlib import Path


def program(file: str, *arguments: object) -> list[str]:
    """The command that runs a file of this folder."""
    return [sys.executable, str(Path(__file__).parent / file), *map(str, arguments)]
