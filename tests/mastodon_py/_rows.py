"""The table of calls; its rows are functions."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from ._users import Users


@frozen
class Row:
    """One call of Mastodon.py, or one case of it."""

    name: str
    case: str
    run: Callable[[Users], None]
    since: tuple[int, int]
    before: tuple[int, int]
    """The first release without the call."""

    def __str__(self) -> str:
        return f"{self.name}: {self.case}" if self.case else self.name

    def is_for(self, version: str) -> bool:
        first, second = map(int, version.split(".")[:2])
        return self.since <= (first, second) < self.before


ROWS: list[Row] = []


def row(
    run: Callable[[Users], None] | None = None,
    *,
    since: tuple[int, int] = (0, 0),
    before: tuple[int, int] = (99, 0),
) -> Callable[..., None]:
    """Add a function as a row: its name is the call, plus ``__`` and a case."""

    def add(run: Callable[[Users], None]) -> None:
        name, _, case = run.__name__.partition("__")
        case = case.replace("_", " ")
        ROWS.append(Row(name, case, run, since, before))

    if run is not None:
        add(run)
    return add
