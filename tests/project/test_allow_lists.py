"""Allow-lists need a reason for each row, and their lengths are printed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allow_list import AllowList

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("by_reason", "message"),
    [
        ({"": {"a": 1, "b": 2}}, "LIST: a, b without a reason"),
        ({" \n": {"a": 1}}, "LIST: a without a reason"),
        ({"so": {}}, "LIST: no rows for the reason 'so'"),
        ({"so": {"a": 1}, "or so": {"a": 1, "b": 2}}, "LIST: two reasons for a"),
    ],
)
def test_allow_list_needs_one_reason_for_each_row(by_reason: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AllowList("LIST", by_reason)


def test_lengths_of_allow_lists_are_printed_by_quiet_runs() -> None:
    tests = ["-q", "-p", "no:cacheprovider", "--collect-only", "tests/methods"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    printed = [line for line in done.stdout.splitlines() if "allow-list" in line]
    assert {line.split()[1] for line in printed} >= {"SENT_ANYWAY:", "MAY_BE_CLOSED:"}
    for line in printed:
        assert re.fullmatch(r"allow-list [A-Z_]+: (1 row|\d+ rows)", line)
