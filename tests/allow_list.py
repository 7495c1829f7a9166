"""Allow-lists: the exceptions to a rule that a test checks, each with its reason.

The length of each list is printed at the end of the tests, so that no list grows
unnoticed. The test of the rule also fails for a row that is no longer an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_LISTS: dict[str, AllowList[Any]] = {}


class AllowList(Mapping[str, T], Generic[T]):
    """The rows of an allow-list by name.

    Args:
        name: The name of the list in the output.
        by_reason: The rows for each reason.

    Raises:
        ValueError: a reason is blank or has no rows, or a row has two reasons.
    """

    def __init__(self, name: str, by_reason: Mapping[str, Mapping[str, T]]) -> None:
        self._rows: dict[str, T] = {}
        for reason, rows in by_reason.items():
            if not reason.strip():
                raise ValueError(f"{name}: {', '.join(rows)} without a reason")
            if not rows:
                raise ValueError(f"{name}: no rows for the reason {reason!r}")
            if twice := self._rows.keys() & rows:
                raise ValueError(f"{name}: two reasons for {', '.join(sorted(twice))}")
            self._rows |= rows
        _LISTS[name] = self

    def __getitem__(self, name: str) -> T:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def names(*rows: str) -> Mapping[str, None]:
    """Rows that have a name and no value."""
    return dict.fromkeys(rows)


def lengths() -> Iterable[str]:
    """A line for each allow-list of the test modules that were loaded."""
    for name, rows in sorted(_LISTS.items()):
        yield f"allow-list {name}: {len(rows)} {'row' if len(rows) == 1 else 'rows'}"
