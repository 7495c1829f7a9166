"""The order of the keys in the objects of a response.

A wire class whose fields have the order that a server sends is parsed faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias

from ..http import DecodeError
from ._parsing import parse_items, parse_json
from ._shapes import FieldShape

_SAMPLED = 40
"""The most items of an array that are looked at."""

_KINDS = 100
"""The most kinds of objects whose order is noted."""

Order: TypeAlias = "dict[str, int]"
"""The keys of one kind of object, with their positions."""


def orders_in(sample: bytes) -> Sequence[Order]:
    """Return the orders of the keys in the objects of a response."""
    return tuple(islice(_orders_in(sample), _KINDS))


def _orders_in(sample: bytes) -> Iterator[Order]:
    seen: set[frozenset[str]] = set()
    parts: list[Any]
    try:
        if sample.lstrip().startswith(b"["):
            parts = list(islice(parse_items(sample), _SAMPLED))
        else:
            parts = [parse_json(sample)]
    except DecodeError:
        return
    for part in parts:
        untyped = part  # isinstance narrows to a partly unknown type
        if isinstance(part, list):
            parts.extend(untyped)
        elif isinstance(part, dict):
            parts.extend(untyped.values())
            keys = frozenset[str](untyped)
            if keys not in seen:
                seen.add(keys)
                yield {key: index for index, key in enumerate(untyped)}


def sorted_by(
    orders: Iterable[Order], fields: Iterable[FieldShape]
) -> list[FieldShape]:
    """Return fields in the order of the object that has the most of them."""
    keys = {each.key for each in fields}
    none: Order = {}
    order = max(orders, key=lambda known: len(known.keys() & keys), default=none)
    return sorted(fields, key=lambda each: order.get(each.key, len(order)))
