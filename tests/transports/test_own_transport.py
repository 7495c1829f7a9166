"""The example transport of the how-to passes the suite, as third parties run it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from httpx_transport import Mastodon
from mastodon_offline.conformance import ASYNC_CASES, Case, run_asyncio

# They test an example and the cases, whichever Python runs them.
pytestmark = pytest.mark.fuzz

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "own-transport.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "examples" / "httpx_transport.py"
FIVE_LINES, LEFT_OUT = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)

_names: dict[str, Any] = {"ASYNC_CASES": ASYNC_CASES}
exec(LEFT_OUT, _names)
CHOSEN: list[Case] = _names["CASES_FOR_HTTPX"]
EXCUSES: dict[str, str] = _names["NOT_WITH_HTTPX"]


@pytest.mark.parametrize("case", [c for c in CHOSEN if not c.streams], ids=str)
def test_example_on_httpx_conforms(case: Case) -> None:
    run_asyncio(case, Mastodon)


def test_example_is_short() -> None:
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 80


def test_each_case_that_the_page_leaves_out_exists() -> None:
    assert EXCUSES.keys() <= {case.name for case in ASYNC_CASES}
    assert all(EXCUSES.values())


def run_pytest(program: str, folder: Path) -> str:
    """Run a test file of a third party, and return what pytest prints."""
    folder.joinpath("test_mine.py").write_text(program, encoding="utf-8")
    folder.joinpath("pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "--rootdir=."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PYTHONPATH": ":".join(sys.path), "PATH": ""},
    )
    assert done.stderr == ""
    return done.stdout


def test_third_party_runs_the_suite_in_five_lines(tmp_path: Path) -> None:
    """On the first two cases, of which the example passes one."""
    passes, fails = ASYNC_CASES[:2]
    assert fails.needs_kept
    some = FIVE_LINES.replace('"case", ASYNC_CASES', '"case", ASYNC_CASES[:2]')
    written = [line for line in FIVE_LINES.splitlines() if line]
    assert len([line for line in written if line != "import pytest"]) == 5
    printed = run_pytest(some, tmp_path)
    assert "1 failed, 1 passed" in printed
    assert f"test_my_transport_conforms[{fails}]" in printed
    assert f"test_my_transport_conforms[{passes}]" not in printed
    assert f"AssertionError: {fails}: 2 connections, not 1" in printed
