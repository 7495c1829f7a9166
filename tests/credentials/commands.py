"""Commands that run the programs of this folder in another process."""

import sys
from pathlib import Path


def command(file: str, *arguments: object) -> list[str]:
    """Return the command that runs a file of this folder."""
    return [sys.executable, str(Path(__file__).parent / file), *map(str, arguments)]
