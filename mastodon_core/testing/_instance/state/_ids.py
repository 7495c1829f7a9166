"""The clock, and the source of ids and random bytes."""

from __future__ import annotations

from datetime import datetime
from random import Random

from attrs import define, field


@define(eq=False)
class Ids:
    """The current time, and the source of ids and random bytes."""

    random: Random = field(repr=False)
    now: datetime
    _last: int = field(default=0, init=False)
    _count: int = field(default=0, init=False)

    def next_id(self) -> str:
        """Return a new id that sorts by time: milliseconds, then a counter."""
        self._last = max(int(self.now.timestamp() * 1000) << 16, self._last + 1)
        return str(self._last)

    def next_number(self) -> str:
        """Return the next integer as an id."""
        self._count += 1
        return str(self._count)

    def random_bytes(self, count: int) -> bytes:
        return self.random.getrandbits(8 * count).to_bytes(count, "big")
