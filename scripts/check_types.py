"""Checks that each package shows all its types to those who import it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from packages import PACKAGES


def completeness(package: str) -> float:
    """The share of public symbols whose types are known, from 0 to 1."""
    bin_folder = Path(sys.executable).parent
    # pyright asks the python on the path where packages are.
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["pyright", "--verifytypes", package, "--ignoreexternal", "--outputjson"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    found = report["typeCompleteness"]
    for symbol in found["symbols"]:
        if symbol["isExported"] and not symbol["isTypeKnown"]:
            for about in symbol["diagnostics"]:
                print(f"  {symbol['name']}: {about['message']}")
    score: float = found["completenessScore"]
    return score


def main() -> int:
    scores = {package: completeness(package) for package in PACKAGES}
    for package, score in scores.items():
        print(f"{package}: {score:.1%} of its public symbols have known types")
    return 0 if min(scores.values()) == 1.0 else 1


if __name__ == "__main__":
    raise SystemExit(main())
