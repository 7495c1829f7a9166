"""Run the tests on each Python that we support and that is installed, all at once.

The oldest and the newest run everything, and so does this one, which measures coverage.
Those between run the tests that are closest to the interpreter. The newest one runs the
fuzz tests as well. Those look for faults of our own code, whichever Python runs it, so
the others leave them out. A Python that runs everything does so in two processes, as
many tests wait. The output of each suite is printed as a whole.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(__file__).parent
OWN = ".".join(map(str, sys.version_info[:2]))
WITHOUT_FUZZ = ("-m", "not fuzz")
CLOSEST = ("core", "h11", "oauth", "streaming")
# About half of the time of all tests, so that one Python can run two halves at once.
FIRST_HALF = (
    "capabilities",
    "core",
    "credentials",
    "entities",
    "h11",
    "helpers",
    "methods",
    "oauth",
    "testkit",
)
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


def make_venv(version: str, python: str) -> Path:
    """Make or update the environment of a version, and return its Python."""
    folder = ROOT / f".venv-{version}"
    pins = ROOT / "requirements" / "dev.txt"
    made = [python, str(SCRIPTS / "make_venv.py"), str(folder), str(pins)]
    subprocess.run([*made, "--editable"], check=True)
    return folder / "bin" / "python"


def commands(version: str, python: str, *, fuzz: bool, whole: bool) -> list[list[str]]:
    """Make the commands that run the tests on a version, at the same time."""
    # Suites that run at once must not share a cache.
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
    measuring = ["-m", "coverage", "run", "--parallel-mode"] if version == OWN else []
    if not fuzz:
        tests += WITHOUT_FUZZ
    start = [python, *measuring, *tests]
    if not whole:
        return [[*start, *(f"tests/{name}" for name in CLOSEST)]]
    first = [f"tests/{name}" for name in FIRST_HALF]
    return [[*start, *first], [*start, "tests", *(f"--ignore={f}" for f in first)]]


def run_tests(suite: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        suite,
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def main() -> int:
    others = [version for version in supported() if version != OWN]
    found = {v: python for v in others if (python := find(v)) is not None}
    missing = [version for version in others if version not in found]
    if missing:
        print(f"not tested on {', '.join(missing)}: no such Python is installed")
    if not found and os.environ.get("CI"):
        print("CI must test on several Pythons")
        return 1
    known = sorted([OWN, *found], key=lambda version: int(version.partition(".")[2]))
    newest, whole = known[-1], {known[0], OWN, known[-1]}
    suites: list[tuple[str, list[str]]] = []
    for version in [OWN, *found]:
        python = sys.executable
        if version != OWN:
            python = str(make_venv(version, found[version]))
        suites += (
            (version, suite)
            for suite in commands(
                version, python, fuzz=version == newest, whole=version in whole
            )
        )
    print(f"== testing on Python {', '.join([OWN, *found])} at once", flush=True)
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "erase"], cwd=ROOT, check=True)
    outcomes = dict.fromkeys([OWN, *found], "passed")
    with ThreadPoolExecutor(len(suites)) as pool:
        runs = pool.map(run_tests, (suite for _, suite in suites))
        for (version, _), run in zip(suites, runs, strict=True):
            print(f"== Python {version}\n{run.stdout}", flush=True)
            if run.returncode:
                outcomes[version] = "FAILED"
    subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, check=True)
    for version, outcome in outcomes.items():
        left_out = "" if version == newest else f"; the fuzz tests run on {newest} only"
        if version not in whole:
            left_out = f"; of its tests, {', '.join(CLOSEST)}"
        print(f"Python {version}: {outcome}{left_out}")
    return 1 if "FAILED" in outcomes.values() else 0


if __name__ == "__main__":
    sys.exit(main())
