"""Runs the tests on each other Python that we support and that answers here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.12", "3.13")
ASK = "import sys; print('%d.%d' % sys.version_info[:2])"


def candidates(version: str) -> Iterator[str]:
    if found := shutil.which(f"python{version}"):
        yield found
    # A shim of pyenv may be there for a version that it does not run.
    if pyenv := shutil.which("pyenv"):
        asked = subprocess.run(
            [pyenv, "root"], capture_output=True, text=True, check=False
        )
        root = Path(asked.stdout.strip() or "/nonexistent")
        for folder in sorted(root.glob(f"versions/{version}*/bin")):
            yield str(folder / "python")


def answering(version: str) -> str | None:
    for python in candidates(version):
        asked = subprocess.run(
            [python, "-c", ASK], capture_output=True, text=True, check=False
        )
        if asked.stdout.strip() == version:
            return python
    return None


def test_on(version: str, python: str) -> bool:
    folder = ROOT / f".venv-{version}"
    pinned = ROOT / "requirements" / "dev.txt"
    stamp = folder / ".ready"
    if not stamp.exists() or stamp.stat().st_mtime < pinned.stat().st_mtime:
        print(f"== setting up {folder.name} with {python}", flush=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip"]
        pip += ["--disable-pip-version-check", "install", "--quiet"]
        hashed = ["--require-hashes", "-r", str(pinned)]
        own = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
        subprocess.run([python, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([*pip, *hashed], check=True)
        subprocess.run([*pip, *own], check=True)
        stamp.touch()
    print(f"== testing on Python {version}", flush=True)
    tests = [str(folder / "bin" / "python"), "-m", "pytest", "-q"]
    return subprocess.run(tests, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    found = {v: python for v in VERSIONS if (python := answering(v)) is not None}
    missing = [version for version in VERSIONS if version not in found]
    if missing:
        print(f"not tested on {', '.join(missing)}: no such Python answers here")
    if not found:
        # A machine of one's own may have but one; where changes are accepted, not.
        return 1 if os.environ.get("CI") else 0
    passed = {version: test_on(version, python) for version, python in found.items()}
    for version, well in passed.items():
        print(f"Python {version}: {'passed' if well else 'FAILED'}")
    return 0 if all(passed.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
