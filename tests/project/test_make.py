"""`make` finds a Python, and installs what is pinned."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINS = ROOT / "requirements"
LOCKS = sorted(PINS.glob("*.txt"))


def pins(name: str) -> dict[str, set[str]]:
    """Read the hashes of each pinned requirement."""
    text = (PINS / name).read_text("utf-8")
    found = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    return {each.split()[0]: set(re.findall(r"sha256:\w+", each)) for each in found}


def test_the_demo_installs_what_the_tests_run_on() -> None:
    demo, dev = pins("demo.txt"), pins("dev.txt")
    assert demo == {name: dev[name] for name in demo}
    assert all(demo.values())
    assert len(demo) < len(dev) / 3


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_names_no_registry(lock: Path) -> None:
    assert not re.findall(r"\w+://\S+|^-.*", lock.read_text("utf-8"), re.MULTILINE)


def find(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ROOT / "scripts" / "find_python.sh", *arguments],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def put(folder: Path, name: str, answer: str) -> None:
    """Put a command on the path that answers as a Python would."""
    folder.joinpath(name).write_text(f"#!/bin/sh\necho '{answer}'\n", encoding="utf-8")
    folder.joinpath(name).chmod(0o755)


def test_python3_comes_first(tmp_path: Path) -> None:
    put(tmp_path, "python3.13", "fit /usr/bin/python3.13")
    tmp_path.joinpath("python3").symlink_to(sys.executable)
    done = find(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()).is_file()
    assert done.stdout != "/usr/bin/python3.13\n"


@pytest.mark.parametrize("unfit", ["old 3.10.13", "bare 3.12.1", ""])
def test_an_unfit_python3_is_passed_over(tmp_path: Path, unfit: str) -> None:
    put(tmp_path, "python3", unfit)
    put(tmp_path, "python3.12", "fit /usr/bin/python3.12")
    assert find(tmp_path).stdout == "/usr/bin/python3.12\n"


def test_a_given_python_is_the_only_one_tried(tmp_path: Path) -> None:
    put(tmp_path, "python3", "fit /usr/bin/python3")
    put(tmp_path, "my python", "fit /opt/python")
    assert find(tmp_path, "my python").stdout == "/opt/python\n"
    assert find(tmp_path, "").stdout == "/usr/bin/python3\n"
    assert find(tmp_path, "python3.12").returncode == 1


@pytest.mark.parametrize(
    ("answer", "arguments", "message"),
    [
        (None, [], "No Python 3.11 or later found: install python3 from your"),
        ("old 3.10.13", [], "No Python 3.11 or later found (python3 is 3.10.13): "),
        ("bare 3.12.1", [], "python3 3.12.1 has no venv and ensurepip modules: "),
        ("bare 3.12.1", ["python3"], "python3 3.12.1 has no venv and ensurepip "),
        (None, ["python3"], "PYTHON must be Python 3.11 or later: python3 does not "),
        ("old 3.9", ["python3"], "PYTHON must be Python 3.11 or later: python3 is 3"),
    ],
)
def test_without_a_fit_python_one_line_says_what_to_do(
    tmp_path: Path, answer: str | None, arguments: list[str], message: str
) -> None:
    if answer is not None:
        put(tmp_path, "python3", answer)
    done = find(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
