"""The parts of any result that did not fit.

A `Page`, a `PagedObject` and a `Raw` have them as ``rejected``. Other results, such as
entities, have no place for them, so there is a table. It has an entry only for a result
that lost something, and only while that exists: other results cost nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast
from weakref import ref

from ._raw import Raw
from ._results import Page, PagedObject

if TYPE_CHECKING:
    from ..decoding import Rejected

# By identity, as equal entities may have lost different parts. Each change is a single
# operation on the dict, so threads need no lock.
_REJECTED: dict[int, tuple[ref[Any], tuple[Rejected, ...]]] = {}


def rejected_of(result: object) -> tuple[Rejected, ...]:
    """Return the parts of a result that did not fit and were left out.

    Args:
        result: The result of a call itself. For an item of a page, a part of an
            entity, or a copy, nothing is found.

    Returns:
        At most 100 parts, and one that counts the rest; empty if everything fits.
    """
    if isinstance(result, Page | PagedObject | Raw):
        return result.rejected
    entry = _REJECTED.get(id(result))
    return entry[1] if entry and entry[0]() is result else ()


def note_rejected(result: object, rejected: tuple[Rejected, ...]) -> None:
    """Note the parts that a result lost, for `rejected_of`."""
    key = id(result)
    match result:
        case Raw():
            note_rejected(cast("Any", result).value, rejected)
        case Page() | PagedObject():
            pass
        case _:
            # None, str and so on take no weak reference.
            with suppress(TypeError):
                # The function is called before another object can have this id.
                found = ref(result, lambda _: _REJECTED.pop(key, None))
                _REJECTED[key] = found, rejected
