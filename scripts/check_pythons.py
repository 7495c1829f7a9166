"""Run the tests on each other Python that we support and that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(__file__).parent
OWN = ".".join(map(str, sys.version_info[:2]))
ASK = "import sys; print('%d.%d' % sys.version_info[:2])"


def supported() -> list[str]:
    """Read the versions that we support from the classifiers of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    start = "Programming Language :: Python :: 3."
    found = [name for name in project["classifiers"] if name.startswith(start)]
    return [name.rpartition(" ")[2] for name in found]


def candidates(version: str) -> Iterator[str]:
    if found := shutil.which(f"python{version}"):
        yield found
    # pyenv may have a version whose shim does not run.
    if pyenv := shutil.which("pyenv"):
        asked = subprocess.run(
            [pyenv, "root"], capture_output=True, text=True, check=False
        )
        root = Path(asked.stdout.strip() or "/nonexistent")
        for folder in sorted(root.glob(f"versions/{version}*/bin")):
            yield str(folder / "python")


def find(version: str) -> str | None:
    for python in candidates(version):
        asked = subprocess.run(
            [python, "-c", ASK], capture_output=True, text=True, check=False
        )
        if asked.stdout.strip() == version:
            return python
    return None


def test_on(version: str, python: str) -> bool:
    folder = ROOT / f".venv-{version}"
    pins = ROOT / "requirements" / "dev.txt"
    made = [python, str(SCRIPTS / "make_venv.py"), str(folder), str(pins)]
    subprocess.run([*made, "--editable"], check=True)
    print(f"== testing on Python {version}", flush=True)
    tests = [str(folder / "bin" / "python"), "-m", "pytest", "-q"]
    return subprocess.run(tests, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    others = [version for version in supported() if version != OWN]
    found = {v: python for v in others if (python := find(v)) is not None}
    missing = [version for version in others if version not in found]
    if missing:
        print(f"not tested on {', '.join(missing)}: no such Python is installed")
    if not found:
        # Developers may have only one Python; CI must have more.
        return 1 if os.environ.get("CI") else 0
    passed = {version: test_on(version, python) for version, python in found.items()}
    for version, well in passed.items():
        print(f"Python {version}: {'passed' if well else 'FAILED'}")
    return 0 if all(passed.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
