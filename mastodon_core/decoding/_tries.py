"""Decides which responses of a server the fast path is tried on.

After a response of a type that it refuses, it skips the next ones of that type: 1, then
3, 7 and so on, at most 63. After an array of which it refuses some items, it reads the
next one item by item at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field

if TYPE_CHECKING:
    from ._converter import EntityConverter
    from ._fast import FastArrayReader, FastReader

ReadRefused: TypeAlias = "Callable[[bytes, int], tuple[Any, ...]]"
"""Reads the JSON of an item at an index; returns it, or nothing if it does not fit."""

_LONGEST_PAUSE = 6
"""As a power of two."""


@define
class _Outcomes:
    """How the fast path did on the responses of one type."""

    pause: int = 0
    """How many responses are read without it."""
    failures: int = 0
    """How many responses in a row it refused, wholly or for the most part."""
    by_item: bool = False
    """Whether to begin item by item, as the last array had items that it refused."""

    def note(self, is_failure: bool) -> None:
        self.failures = self.failures + 1 if is_failure else 0
        self.pause = 2 ** min(self.failures, _LONGEST_PAUSE) - 1


@define
class Tries:
    """How the fast path did on the responses of one server."""

    may_try: bool = True
    """Whether the fast path is used at all."""
    _outcomes: dict[Any, _Outcomes] = field(factory=dict[Any, _Outcomes], init=False)

    def read(
        self,
        converter: EntityConverter,
        body: bytes,
        type_: Any,
        read_refused: ReadRefused | None = None,
    ) -> Any:
        """Read a response on the fast path; return None if it was of no use.

        Args:
            read_refused: None if the response is to be read as a whole.
        """
        reader = converter.fast_reader(type_, body) if self.may_try else None
        if reader is None:
            return None
        outcomes = self._outcomes.get(type_)
        if outcomes is None:
            outcomes = self._outcomes[type_] = _Outcomes()
        # Below zero if two threads are here at once.
        if outcomes.pause > 0:
            outcomes.pause -= 1
            return None
        return _read(reader, body, outcomes, read_refused)


def _read(
    reader: FastReader | FastArrayReader,
    body: bytes,
    outcomes: _Outcomes,
    read_refused: ReadRefused | None,
) -> Any:
    from ._fast import FastArrayReader, Refused

    try:
        if not outcomes.by_item:
            found = reader.read(body)
            outcomes.note(False)
            return found
    except Refused:
        pass
    if read_refused is None or not isinstance(reader, FastArrayReader):
        outcomes.note(True)
        return None
    try:
        items, refused = reader.read_items(body, read_refused)
    except Refused:
        outcomes.note(True)
        return None
    outcomes.by_item = refused > 0
    outcomes.note(2 * refused > len(items))
    return items
