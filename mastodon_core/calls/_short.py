"""Short reprs of the arguments and parameters of calls, on one line."""

from __future__ import annotations

from reprlib import Repr

from ..values import readable


class _Short(Repr):
    """Shortens long texts and collections, and shows bytes by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 3
        self.maxstring = 60
        self.maxother = 120

    def repr_bytes(self, value: bytes, level: int) -> str:
        return f"<{len(value)} bytes>"

    def repr_instance(self, x: object, level: int) -> str:
        # The repr of a class that we do not know may have any characters.
        return readable(super().repr_instance(x, level))


short = _Short().repr
