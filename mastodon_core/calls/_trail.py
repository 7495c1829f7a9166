"""What paging remembers from page to page, so that it ends on every server.

Servers link to pages that were already read, repeat items, or send empty pages
endlessly. The memory is bounded, however many pages there are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

if TYPE_CHECKING:
    from ._request import Request
    from ._results import Direction

MOST_BARREN = 100
"""Paging ends after this many pages in a row that bring no new item."""
_PLACES = 100
_ITEMS = 500


@frozen
class Trail:
    """The pages and items of one direction, the newest last."""

    direction: Direction
    items: tuple[Hashable, ...]
    """What identifies the last items, at least those of the last page."""
    barren: int = 0
    """How many pages in a row brought no new item."""
    _places: tuple[str, ...] = ()
    # Brent's algorithm: of cycles too long to remember, one place is enough.
    _landmark: str = ""
    _steps: int = 0
    _steps_to_next_landmark: int = _PLACES

    def visit(self, request: Request[Any]) -> Trail:
        """Remember that a page was requested."""
        place = _place(request)
        steps = self._steps + 1
        moved = evolve(self, places=(*self._places, place)[-_PLACES:], steps=steps)
        if steps < self._steps_to_next_landmark:
            return moved
        return evolve(moved, landmark=place, steps=0, steps_to_next_landmark=2 * steps)

    def has_visited(self, request: Request[Any]) -> bool:
        """Whether this page was already requested."""
        place = _place(request)
        return place in self._places or place == self._landmark

    def see(self, items: Iterable[Hashable]) -> Trail:
        """Remember what a page showed."""
        shown = tuple(items)
        is_barren = set(shown) <= set(self.items)
        return evolve(
            self,
            items=(*self.items, *shown)[-max(_ITEMS, len(shown)) :],
            barren=self.barren + 1 if is_barren else 0,
        )


def _place(request: Request[Any]) -> str:
    sent = {k: str(value) for k, value in request.query.items() if value is not None}
    return repr(sorted(sent.items()))
