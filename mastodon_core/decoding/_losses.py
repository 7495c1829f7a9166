"""What did not fit in a response, and where.

A place is a linked list, ``(place of the whole, key)``, and None for the response
itself: making one costs little, and only those of misfits are ever written out. A key
is an index, a field's name, or `DATA_KEY`.
"""

from __future__ import annotations

from array import array as Indexes  # noqa: N812  # arrays are JSON here
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Final, TypeAlias

from attrs import field, frozen

Place: TypeAlias = "tuple[Any, str | int] | None"

MISSING: Final = type("Missing", (), {"__slots__": ()})()
"""Stands for the value of a key that an object lacks."""

DATA_KEY = "*"
"""Stands for a key that is data, which may be private."""

MOST = 100
"""The most parts of a response that are kept when they do not fit."""


class Unreadable(str):
    """Stands for a value that is JSON, but none for Python; it fits no field."""

    __slots__ = ()
    reason: ClassVar[str]


class NotUTF8(Unreadable):
    __slots__ = ()
    reason = "not UTF-8"


class LongNumber(Unreadable):
    __slots__ = ()
    reason = "a number that is too long"


class Misfit(ValueError):
    """A value that does not fit; the message names types, never the value."""

    def __init__(self, reason: str, place: Place = None) -> None:
        super().__init__(reason)
        self.place = place


@frozen
class Rejected:
    """A part of a response that did not fit and was left out."""

    path: str
    """Its place in the response, such as ``$[3].card.published_at``."""
    reason: str
    """The place that did not fit, and the type expected there; never the value."""
    raw: Any = field(repr=False)
    """The part as it came."""


class Misfits(ValueError):
    """What did not fit where nothing may be left out."""

    def __init__(self, rejected: tuple[Rejected, ...]) -> None:
        super().__init__("; ".join(part.reason for part in rejected))
        self.rejected = rejected


class Losses:
    """Collects the parts of one response that did not fit.

    It keeps `MOST` of them and counts the rest, so that a response of nothing but
    misfits costs neither memory nor time.
    """

    __slots__ = ("_kept", "_left_out", "_uncounted")

    def __init__(self) -> None:
        self._kept: list[Rejected] = []
        self._uncounted = 0
        # Not in tuples, which take nine times the memory.
        self._left_out: dict[str, Indexes[int]] = {}

    def __len__(self) -> int:
        return len(self._kept) + self._uncounted

    def drop(self, raw: object, place: Place, error: Exception) -> None:
        """Note that a part is left out."""
        if len(self._kept) < MOST:
            path = path_of(place)
            # What its own parts lost says nothing more.
            while self._kept and self._kept[-1].path.startswith(
                (f"{path}.", f"{path}[")
            ):
                del self._kept[-1]
            reason = f"{path_of(_place_of(error, place))}: {reason_of(error)}"
            self._kept.append(Rejected(path, reason, raw))
        else:
            self._uncounted += 1

    def drop_item(self, raw: object, place: Any, error: Exception) -> None:
        """Note that an item of an array is left out."""
        self.drop(raw, place, error)
        array = place[0]
        if array is None or array[0] is None:
            self._left_out.setdefault(path_of(array), Indexes("I")).append(place[1])

    def left_out(self) -> dict[str, Sequence[int]]:
        """Return the indexes of the items that are left out of arrays.

        The keys are the places of the arrays: ``$`` and those of fields, such as
        ``$.statuses``.
        """
        return dict(self._left_out)

    def rejected(self) -> tuple[Rejected, ...]:
        """Return the parts in their order; the last one counts the rest."""
        rest = self._uncounted
        if not rest:
            return tuple(self._kept)
        parts = "1 more part does" if rest == 1 else f"{rest} more parts do"
        return *self._kept, Rejected("$", f"{parts} not fit", None)


def path_of(place: Place) -> str:
    """Return a place as a path, such as ``$[3].card``."""
    parts: list[str] = []
    while place is not None:
        place, key = place
        parts.append(f"[{key}]" if isinstance(key, int) else f".{key}")
    return "$" + "".join(reversed(parts))


def reason_of(error: Exception) -> str:
    if isinstance(error, Misfit):
        return str(error)
    if isinstance(error, RecursionError):
        return "nested too deeply"
    # The messages of other exceptions may quote the value, which may be private.
    return type(error).__name__


def _place_of(error: Exception, place: Place) -> Place:
    """Return the place that did not fit, which may be inside the part left out."""
    return (isinstance(error, Misfit) and error.place) or place


def misfit_at(error: Exception, raw: object, place: Place) -> Misfit:
    """Return what to raise for a value that was refused."""
    if isinstance(error, Misfit) and error.place is not None:
        return error
    return Misfit("missing" if raw is MISSING else reason_of(error), place)


def wrong_type(raw: object, expected: str, place: Place) -> Misfit:
    """Return what to raise for a value of another type."""
    if raw is MISSING:
        return Misfit("missing", place)
    if isinstance(raw, Unreadable):
        return Misfit(raw.reason, place)
    return Misfit(f"{expected} expected, not {type(raw).__name__}", place)


_CURRENT: ContextVar[tuple[Losses, Place] | None] = ContextVar("_CURRENT", default=None)


def current() -> tuple[Losses, Place] | None:
    """Return where the hook that runs now can note what it leaves out."""
    return _CURRENT.get()


@contextmanager
def noted_in(losses: Losses | None, place: Place) -> Generator[None]:
    """Let hooks of our own that a user's hook calls note their losses."""
    token = _CURRENT.set(None if losses is None else (losses, place))
    try:
        yield
    finally:
        _CURRENT.reset(token)
