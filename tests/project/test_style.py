"""Rules of style that no linter checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "docs", "mastodon_core", "scripts", "tests", "transports")
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if "_build" not in path.parts
)
IGNORE = re.compile(r"#\s*type: ignore(?P<codes>\[[\w, -]+\])?(?P<rest>.*)")


def unexplained(source: str) -> list[str]:
    """The lines that ignore a type error without its code or a reason."""
    return [
        line.strip()
        for line in source.splitlines()
        if (found := IGNORE.search(line))
        and not (found["codes"] and re.match(r"  # \w", found["rest"]))
    ]


@pytest.mark.parametrize("name", SOURCES)
def test_type_ignore_gives_its_code_and_reason(name: str) -> None:
    assert unexplained((ROOT / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("comment", "is_fine"),
    [
        ("ignore[attr-defined]  # it is made later", True),
        ("ignore[call-arg, misc]  # pyright: ignore[reportCallIssue]", True),
        ("ignore[attr-defined]", False),
        ("ignore  # it is made later", False),
        ("ignore", False),
    ],
)
def test_unexplained_type_ignore_is_found(comment: str, is_fine: bool) -> None:
    assert (unexplained(f"x = 1  # type: {comment}\n") == []) is is_fine
