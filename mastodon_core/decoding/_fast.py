"""The fast path: msgspec parses JSON into structs, which are copied to entities.

For each entity class there is a msgspec struct, its *wire class*, with the types that
JSON has, and one function of straight-line code that copies such a struct to the entity
(see `_wire`). Both are generated when they are first needed.

What msgspec refuses, or a copy, is read by the general path: of an array, only the
items concerned. So this path may be stricter than that one, but never laxer: what it
takes, both read as the same value.

msgspec is in C and exists for CPython only. Without it, the general path reads all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from types import GenericAlias
from typing import TYPE_CHECKING, Any

import msgspec
from attrs import frozen

from ._key_orders import orders_in
from ._shapes import Array, Shape, shape_of
from ._wire import WireClasses

if TYPE_CHECKING:
    from ._converter import EntityConverter


class Refused(Exception):
    """The fast path does not take a response; the general path may."""


@frozen
class FastReader:
    """Reads the responses of one type."""

    decode: Callable[[bytes], Any]
    copy: Callable[[Any], Any]

    def read(self, body: bytes) -> Any:
        """Read a response.

        Raises:
            Refused: part of it does not fit, or it is not JSON.
        """
        try:
            return self.copy(self.decode(body))
        except Exception:
            # msgspec raises several types; for the error, the general path reads again.
            raise Refused from None


@frozen
class FastArrayReader:
    """Reads arrays, as a whole or item by item."""

    decode: Callable[[bytes], list[Any]]
    item: FastReader
    split: Callable[[bytes], Sequence[Any]]

    def read(self, body: bytes) -> tuple[Any, ...]:
        """Read an array, as `FastReader.read` does."""
        try:
            structs = self.decode(body)
            structs.reverse()
            # Each struct is freed before the next one is copied: the memory is then in
            # the processor's cache for the next entity.
            copy, take = self.item.copy, structs.pop
            return tuple([copy(take()) for _ in range(len(structs))])
        except Exception:
            raise Refused from None

    def read_items(
        self, body: bytes, read_refused: Callable[[bytes, int], tuple[Any, ...]]
    ) -> tuple[tuple[Any, ...], int]:
        """Read an array item by item; return the items and how many were refused.

        Args:
            read_refused: Reads the item at an index; returns it, or nothing if it does
                not fit.

        Raises:
            Refused: it is not an array, not JSON, or has very many short items.
        """
        # A raw item takes more memory than the shortest of items.
        if body[::_STRIDE].count(b",") > len(body) // (_SHORTEST * _STRIDE):
            raise Refused
        try:
            raws = self.split(body)
        except Exception:
            raise Refused from None
        decode, copy = self.item.decode, self.item.copy
        found: list[Any] = []
        refused = 0
        for index, raw in enumerate(raws):
            try:
                found.append(copy(decode(raw)))
            except Exception:
                refused += 1
                found += read_refused(bytes(raw), index)
        return tuple(found), refused


_SHORTEST = 16
"""Bytes of JSON for each comma in it, below which it is not read item by item."""

_STRIDE = 17
"""One in so many bytes is looked at to estimate that."""


class FastReaders:
    """The fast readers of one converter, each made on first use."""

    def __init__(self, converter: EntityConverter) -> None:
        self._converter = converter
        self._readers: dict[Any, FastReader | FastArrayReader | None] = {}
        self._wires = WireClasses(converter)
        self._lock = RLock()

    def of_type(self, type_: Any, sample: bytes) -> FastReader | FastArrayReader | None:
        """Return the reader of a type; None if msgspec cannot take it.

        Args:
            sample: A response of that type. The fields of wire classes that are made
                now take the order that they have there: msgspec expects each key after
                the one before it, and has to search for others.
        """
        if type_ in self._readers:
            return self._readers[type_]
        # Another thread may make a reader of the same types.
        with self._lock:
            self._wires.orders = orders_in(sample)
            try:
                reader = self._make(shape_of(type_, self._converter))
            except Exception:
                # Two fields of a user's class may have the same key, for example.
                reader = None
            self._wires.orders = ()
            self._readers[type_] = reader
        return reader

    def _make(self, shape: Shape) -> FastReader | FastArrayReader:
        if not isinstance(shape, Array):
            return self._reader_of(shape)
        item = self._reader_of(shape.item)
        wire = self._wires.wire_of(shape.item)
        return FastArrayReader(
            msgspec.json.Decoder(GenericAlias(list, (wire,))).decode,
            item,
            msgspec.json.Decoder(list[msgspec.Raw]).decode,
        )

    def _reader_of(self, shape: Shape) -> FastReader:
        decoder: Any = msgspec.json.Decoder(self._wires.wire_of(shape))
        return FastReader(decoder.decode, self._wires.copy_of(shape))
