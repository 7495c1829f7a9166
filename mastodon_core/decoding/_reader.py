"""Parse the body of a response into entities, without the parts that do not fit.

1. The fast path reads the whole response, if it is worth a try (see `_tries`).
2. If it refuses an array, it reads the items one by one, and the general path those
   items that it refuses.
3. If it refuses anything else, the general path reads the whole response.

Only the general path leaves parts out, and notes them. A misfit with nothing around it
that may be absent is a `DecodeError`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import GenericAlias
from typing import Any, TypeVar

from attrs import define, field

from ..http import DecodeError
from ._converter import EntityConverter, default_converter
from ._general import read_items
from ._losses import Losses, Misfit, Rejected, path_of
from ._parsing import parse_items, parse_parts
from ._tries import Tries

T = TypeVar("T")

_LOG = logging.getLogger("mastodon_core.decoding")

_LOGGED = 5
"""The most parts that the log names."""


@define
class Reader:
    """Parses one response into entities, and collects the parts that did not fit."""

    strict: bool = False
    converter: EntityConverter = field(factory=default_converter, repr=False)
    tries: Tries = field(factory=Tries, repr=False)
    """Which responses of the server the fast path is tried on; its readers share it."""
    _losses: Losses = field(factory=Losses, init=False, repr=False)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """The parts left out; if there are many, the last one counts the rest."""
        return self._losses.rejected()

    def left_out(self, array: str) -> int:
        """Return how many items of an array are left out.

        Args:
            array: Its place: ``$`` or that of a field, such as ``$.statuses``.
        """
        return len(self.left_out_items.get(array, ()))

    @property
    def left_out_items(self) -> Mapping[str, Sequence[int]]:
        """The indexes of the items left out of each array, by its place."""
        return self._losses.left_out()

    def parse(self, body: bytes, cls: type[T]) -> T:
        """Parse a JSON body as ``cls``, leaving out what doesn't fit.

        Raises:
            DecodeError: it is not JSON, or there is a misfit with nothing around it
                that may be left out; if ``strict``, any misfit.
        """
        found: T = self._checked(self._read, body, cls)
        return found

    def parse_array(self, body: bytes, item: type[T]) -> tuple[T, ...]:
        """Parse a JSON array, as `parse` does."""
        array: Any = GenericAlias(tuple, (item, ...))
        return self.parse(body, array)

    def parse_hash(self, body: bytes, value: type[T]) -> Mapping[str, T]:
        """Parse a JSON object whose keys are data, as `parse` does.

        PHP writes an empty one as ``[]``, as Friendica does for no markers.
        """
        if body.lstrip().startswith(b"[") and parse_parts(body) == []:
            return {}
        pairs: Any = GenericAlias(Mapping, (str, value))
        mapping: Mapping[str, T] = self.parse(body, pairs)
        return mapping

    def parse_if_object(self, body: bytes, cls: type[T]) -> T | None:
        """Parse a JSON object, as `parse` does; None if the body is anything else.

        An object that does not fit is None too, and rejected.

        Raises:
            DecodeError: it is an object that does not fit, and this is ``strict``.
        """
        try:
            value = parse_parts(body)
        except DecodeError:
            return None
        untyped = value  # isinstance narrows to a partly unknown type
        if not isinstance(value, dict) or not value:
            return None

        def read() -> T | None:
            try:
                found: T = self._read_value(untyped, cls)
            except (Misfit, RecursionError) as error:
                self._losses.drop(untyped, None, error)
                return None
            return found

        found: T | None = self._checked(read)
        return found

    def structure(self, value: Any, cls: type[T]) -> T:
        """Convert parsed JSON to ``cls``, leaving out what doesn't fit.

        Raises:
            DecodeError: as `parse` does.
        """
        found: T = self._checked(self._read_value, value, cls)
        return found

    def _checked(self, read: Callable[..., Any], *arguments: object) -> Any:
        """Return what a function reads, and log what it left out."""
        found, problem = None, None
        try:
            found = read(*arguments)
        except Misfit as error:
            problem = f"{path_of(error.place)}: {error}"
        except RecursionError:
            problem = "nested too deeply"
        if problem is None and not self._losses:
            return found
        reasons = [part.reason for part in self.rejected]
        if self.strict and reasons:
            problem = "; ".join([*reasons, *filter(None, [problem])])
        if problem is not None:
            # Outside of the handlers, as tracebacks there show the response.
            raise DecodeError(problem)
        _LOG.warning("left out %s", _shorten(reasons, len(self._losses)))
        return found

    def _read(self, body: bytes, cls: Any) -> Any:
        read_refused = partial(self._read_refused, cls)
        found = self.tries.read(self.converter, body, cls, read_refused)
        if found is not None:
            return found
        if read := self.converter.general.of_items(cls):
            return read_items(parse_items(body), None, self._losses, read)
        return self._read_value(parse_parts(body), cls)

    def _read_refused(self, cls: Any, raw: bytes, index: int) -> tuple[Any, ...]:
        """Read an item that the fast path refused; return it, if it fits."""
        read: Any = self.converter.general.of_items(cls)
        return read_items([parse_parts(raw)], None, self._losses, read, index)

    def _read_value(self, value: Any, cls: Any) -> Any:
        return self.converter.general.of_type(cls)(value, None, self._losses)


def _shorten(reasons: list[str], total: int) -> str:
    named = "; ".join(reasons[:_LOGGED])
    return named if total <= _LOGGED else f"{named}; and {total - _LOGGED} more"
