"""Names known from the first Python client are methods, or it is told why not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from allowed import AllowList, names

import mastodon_core
from mastodon_core import BlockingMastodon

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "migration.md").read_text(encoding="utf-8")
KNOWN: list[dict[str, Any]] = json.loads(
    (ROOT / "tests" / "contract" / "names.json").read_text(encoding="utf-8")
)


def table(title: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    part = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [row.strip("|").split("|") for row in rows]


def coded(text: str) -> list[str]:
    return re.findall(r"`(\w+)`", text)


GONE = AllowList(
    "GONE",
    {why: names(*coded(theirs)) for theirs, _, why in table("Names that are gone")},
)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["name"])
def test_a_familiar_name_is_a_method_or_it_is_told_why_not(
    known: dict[str, Any],
) -> None:
    is_method = hasattr(BlockingMastodon, known["name"])
    assert [is_method, known["name"] in GONE].count(True) == 1


def test_only_familiar_names_are_told_to_be_gone() -> None:
    assert {known["name"] for known in KNOWN} >= GONE.keys()
    assert all(instead.strip() for _, instead, _ in table("Names that are gone"))


def test_every_error_has_one_of_ours_that_exists() -> None:
    rows = table("Errors")
    assert len(rows) == 17
    for _, ours in rows:
        names = [name for name in coded(ours) if name != "status"]
        builtin = {"TypeError", "ValueError", "OSError", "FileNotFoundError"}
        assert all(n in builtin or hasattr(mastodon_core, n) for n in names), ours
