"""Parse the body of a response, leaving out array items that do not fit.

cattrs reports every invalid value with its exact place. Array items with invalid values
are removed, and the rest is structured again, so valid responses are structured only
once. An invalid value outside of any array is a `DecodeError`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import GenericAlias
from typing import Any, TypeAlias, TypeVar, cast

from attrs import define, field
from cattrs import Converter
from cattrs.errors import ClassValidationError, IterableValidationError

from ..http import DecodeError
from ._converter import RENAMED, default_converter
from ._leaves import Misfit
from ._parsing import Rejected, parse_json

T = TypeVar("T")
Place: TypeAlias = "tuple[str | int, ...]"

_LOG = logging.getLogger("mastodon_core.decoding")


@define
class Reader:
    """Parses one response into entities, and collects the items that did not fit."""

    strict: bool = False
    converter: Converter = field(factory=default_converter, repr=False)
    rejected: list[Rejected] = field(factory=list[Rejected], init=False)

    def parse(self, body: bytes, cls: type[T]) -> T:
        """Parse a JSON body as ``cls``, leaving out array items that don't fit.

        Raises:
            DecodeError: it is not JSON, or there is a misfit outside of any array; if
                ``strict``, any misfit.
        """
        return self.structure(parse_json(body), cls)

    def parse_array(self, body: bytes, item: type[T]) -> tuple[T, ...]:
        """Parse a JSON array, as `parse` does."""
        array: Any = GenericAlias(tuple, (item, ...))
        return self.parse(body, array)

    def parse_hash(self, body: bytes, value: type[T]) -> Mapping[str, T]:
        """Parse a JSON object whose keys are data, as `parse` does."""
        pairs: Any = GenericAlias(Mapping, (str, value))
        mapping: Mapping[str, T] = self.parse(body, pairs)
        return mapping

    def structure(self, value: Any, cls: type[T]) -> T:
        """Convert parsed JSON to ``cls``, leaving out array items that don't fit.

        Raises:
            DecodeError: as `parse` does.
        """
        while True:
            try:
                return self.converter.structure(value, cls)
            except RecursionError:
                raise DecodeError("nested too deeply") from None
            except (ClassValidationError, IterableValidationError, Misfit) as error:
                misfits = list(find_misfits(error, ()))
            # Start over: without the bad items, another member of a union may match.
            # Each round removes at least one item, so this ends.
            value = self._reject_items(value, misfits)

    def _reject_items(
        self, value: Any, misfits: Sequence[tuple[Place, Exception]]
    ) -> Any:
        """Note the items that don't fit, and return ``value`` without them."""
        faults: dict[Place, list[str]] = {}
        for path, fault in misfits:
            reason = f"{_json_path(path)}: {_reason(fault)}"
            faults.setdefault(_innermost_item(path), []).append(reason)
        if self.strict or () in faults:
            # Outside of the handler, as the exceptions there quote the response.
            raise DecodeError("; ".join(chain(*faults.values())))
        for place, reasons in faults.items():
            reason, raw = "; ".join(reasons), _at(value, place)
            rejected = Rejected(int(place[-1]), _json_path(place), reason, raw)
            self.rejected.append(rejected)
            _LOG.warning("left out %s", reason)
        return _without(value, faults)


class _Key(str):
    """A mapping key from the response: used to find the fault, never shown."""


def find_misfits(error: Exception, path: Place) -> Iterator[tuple[Place, Exception]]:
    """Find the errors in a tree of them, each with its path from the root."""
    if isinstance(error, ClassValidationError):
        inner, outer = error.group_exceptions()
        for fault, field_note in inner:
            name = RENAMED.get(field_note.name, field_note.name)
            yield from find_misfits(fault, (*path, name))
        for fault in outer:
            yield path, fault
    elif isinstance(error, IterableValidationError):
        inner_items, unplaced = error.group_exceptions()
        for fault, item_note in inner_items:
            index = item_note.index
            place = _Key(index) if isinstance(index, str) else index
            yield from find_misfits(fault, (*path, place))
        for fault in unplaced:
            yield path, fault
    else:
        yield path, error


def _innermost_item(path: Place) -> Place:
    """Cut a path after its last index; empty without one."""
    while path and not isinstance(path[-1], int):
        path = path[:-1]
    return path


def _without(value: Any, places: Iterable[Place]) -> Any:
    """Leave out the array items at these places.

    The arrays and objects around them are copied: ``value`` stays as it came, since
    the rejected items are parts of it.
    """
    inside: dict[str | int, set[Place]] = {}
    for place in places:
        inside.setdefault(place[0], set()).add(place[1:])

    def kept(key: str | int, part: Any) -> Any:
        return _without(part, inside[key]) if key in inside else part

    if isinstance(value, list):
        items = enumerate(cast("list[object]", value))
        return [kept(i, item) for i, item in items if () not in inside.get(i, ())]
    return {key: kept(key, part) for key, part in value.items()}


def _at(value: Any, place: Place) -> Any:
    for key in place:
        value = value[key]
    return value


def _json_path(path: Place) -> str:
    return "$" + "".join(map(_path_part, path))


def _path_part(place: str | int) -> str:
    if isinstance(place, _Key):
        return ".*"
    return f"[{place}]" if isinstance(place, int) else f".{place}"


def _reason(fault: Exception) -> str:
    # The messages of other exceptions may quote the value, which may be private.
    known = str(fault) if isinstance(fault, Misfit) else type(fault).__name__
    return "missing" if isinstance(fault, KeyError) else known
