"""Allow-lists: what is let off a rule that holds for all else, and why.

Each is printed with its length at the end of the tests, so that none grows unseen. The
test of the rule also fails for a row that the rule would not mind any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_LISTS: dict[str, AllowList[Any]] = {}


class AllowList(Mapping[str, T], Generic[T]):
    """What each row is, by its name.

    Args:
        name: As which it is printed.
        by_reason: The rows that have a reason, by that.

    Raises:
        ValueError: a reason is blank or has no rows, or a row has two reasons.
    """

    def __init__(self, name: str, by_reason: Mapping[str, Mapping[str, T]]) -> None:
        self._rows: dict[str, T] = {}
        for reason, rows in by_reason.items():
            if not reason.strip():
                raise ValueError(f"{name}: {', '.join(rows)} without a reason")
            if not rows:
                raise ValueError(f"{name}: nothing has the reason {reason!r}")
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
    """Rows that are no more than their names."""
    return dict.fromkeys(rows)


def lengths() -> Iterable[str]:
    """A line for each list of the test modules that were loaded."""
    for name, rows in sorted(_LISTS.items()):
        yield f"allow-list {name}: {len(rows)} {'row' if len(rows) == 1 else 'rows'}"
