"""How two entities, or two sequences of entities, differ: for pytest's reports.

The repr of an entity shows only some fields, and pytest prints the items of a list by
their reprs. So it may print the same line for two entities that differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from os.path import commonprefix
from typing import Any, TypeGuard

from attrs import fields

from mastodon_core.entities import Entity

LINES = 20
"""How many differences are shown."""
WIDTH = 70
"""Characters shown of a value."""


def explain(left: object, right: object) -> list[str] | None:
    """Return the lines for a failed ``assert left == right``.

    None, which leaves the report to pytest, unless there are entities to compare.
    """
    if not (_has_entities(left) or _has_entities(right)):
        return None
    lines = list(islice(_differences(left, right, ""), LINES + 1))
    if not lines:
        return None
    lines[LINES:] = ["..."] if len(lines) > LINES else []
    return [f"{_start(repr(left))} == {_start(repr(right))}", "", *lines]


def _has_entities(value: object) -> bool:
    items = value if _is_sequence(value) else (value,)
    return any(isinstance(item, Entity) for item in items)


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _differences(left: Any, right: Any, path: str) -> Iterator[str]:
    """Yield a line for each place where two values differ."""
    if _is_same_entity(left, right):
        for field in fields(left.__class__):
            inner = f"{path}.{field.name}".lstrip(".")
            yield from _differences(
                getattr(left, field.name), getattr(right, field.name), inner
            )
    elif _is_sequence(left) and _is_sequence(right):
        for index, (mine, other) in enumerate(zip(left, right, strict=False)):
            yield from _differences(mine, other, f"{path}[{index}]")
        for side, more, fewer in (("left", left, right), ("right", right, left)):
            for index in range(len(fewer), len(more)):
                shown = _start(repr(more[index]))
                yield f"{path}[{index}] is on the {side} only: {shown}"
    elif left != right:
        mine, other = _around_difference(repr(left), repr(right))
        yield f"{path}: {mine} != {other}".removeprefix(": ")


def _is_same_entity(left: Any, right: Any) -> bool:
    """Tell if two values are versions of one entity, so that each field counts."""
    if not isinstance(left, Entity) or type(left) is not type(right):
        return False
    return getattr(left, "id", None) == getattr(right, "id", None)


def _start(text: str) -> str:
    return text if len(text) <= 2 * WIDTH else f"{text[: 2 * WIDTH]}..."


def _around_difference(left: str, right: str) -> tuple[str, str]:
    """Cut two long texts to the part where they begin to differ."""
    if max(len(left), len(right)) <= WIDTH:
        return left, right
    begin = max(len(commonprefix([left, right])) - WIDTH // 2, 0)
    mine, other = (
        ("..." if begin else "")
        + text[begin : begin + WIDTH]
        + ("..." if len(text) > begin + WIDTH else "")
        for text in (left, right)
    )
    return mine, other
