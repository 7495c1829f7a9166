"""Make a virtual environment of pinned packages, unless an equal one is there.

    python scripts/make_venv.py .venv requirements/dev.txt --editable

It gets the Python that runs this script. It is made again when that, the pins or
pyproject.toml change.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def make(folder: Path, pins: Path, *, editable: bool) -> None:
    """Make the environment.

    Args:
        folder: Where.
        pins: Requirements with hashes.
        editable: Whether to install this project too, with the build tools among the
            pins.
    """
    stamp = folder / ".ready"
    wanted = fingerprint(pins, editable=editable)
    python = f"Python {platform.python_version()} ({sys.base_prefix})"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        print(f"== {folder.name} has {python}", flush=True)
        return
    print(f"== setting up {folder.name} with {python}", flush=True)
    venv.create(folder, clear=True, symlinks=True, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    pip += ["--disable-pip-version-check", "install", "--quiet"]
    hashed = ["--require-hashes", "-r", str(pins)]
    subprocess.run([*pip, *hashed], check=True)
    if editable:
        own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        subprocess.run([*pip, *own], check=True)
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint(pins: Path, *, editable: bool) -> str:
    """Describe all that an environment depends on."""
    digest = hashlib.sha256(pins.read_bytes())
    if editable:
        digest.update((ROOT / "pyproject.toml").read_bytes())
    return f"{sys.base_prefix} {sys.version} {digest.hexdigest()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pins", type=Path, help="requirements with hashes")
    parser.add_argument(
        "--editable", action="store_true", help="install this project too"
    )
    options = parser.parse_args()
    try:
        make(options.folder, options.pins, editable=options.editable)
    except subprocess.CalledProcessError as error:
        print(f"pip failed with exit status {error.returncode}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
