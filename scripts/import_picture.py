"""An import graph as a picture: storeys from top to bottom, arrows beside them."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT, ROW = 190, 26, 44
# An arrow over n rows reaches n times this to the side, so no two numbers overlap.
REACH = 30
MARGIN = 40
GREY, RED = "#999999", "#dd0000"

Arrow = tuple[str, str]


def picture(
    storeys: Sequence[str], arrows: Mapping[Arrow, int], wrong: Collection[Arrow]
) -> str:
    """Draw storeys as boxes, and arrows with their number of imports, as SVG.

    Arrows that point down are on the right, in the colour of the storey that imports;
    arrows that point up are on the left, in red.

    Args:
        storeys: From top to bottom. The first is the root package and grey.
        arrows: Number of imports from one storey to another.
        wrong: Arrows to draw in red even if they point down.
    """
    row = {name: number for number, name in enumerate(storeys)}
    colors = {name: _hue(n / len(storeys)) for name, n in row.items()}
    colors[storeys[0]] = GREY
    spans = [row[end] - row[start] for start, end in arrows]
    left = MARGIN + REACH * max([0, *(-span for span in spans)])
    width = left + WIDTH + REACH * max([0, *spans]) + MARGIN
    height = ROW * (len(storeys) + 1)
    paths: list[str] = []
    numbers: list[str] = []
    for arrow, count in arrows.items():
        start, end = (row[name] for name in arrow)
        is_wrong = arrow in wrong or end < start
        color = RED if is_wrong else colors[arrow[0]]
        head = "wrong" if is_wrong else f"from{start}"
        path, number = _arrow(left, start, end, count, color, head)
        paths.append(path)
        numbers.append(number)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="sans-serif" font-size="12"'
        ' text-anchor="middle">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        _head("wrong", RED),
        *(_head(f"from{row[name]}", color) for name, color in colors.items()),
        *paths,
        *numbers,
        *(
            line
            for name, color in colors.items()
            for line in _box(name, left, row[name], color)
        ),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _hue(share: float) -> str:
    """Get a color between green and purple, so that red stands out."""
    rgb = colorsys.hls_to_rgb(0.25 + 0.55 * share, 0.35, 0.7)
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def _box(name: str, left: int, row: int, color: str) -> Iterator[str]:
    top = ROW * (row + 0.5)
    yield (
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="4"'
        f' fill="#f4f7fb" stroke="{color}"/>'
    )
    yield f'<text x="{left + WIDTH / 2}" y="{top + 17}">{escape(name)}</text>'


def _head(name: str, color: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="8"'
        ' markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0 6 3 0 6z" fill="{color}"/></marker>'
    )


def _arrow(
    left: int, start: int, end: int, count: int, color: str, head: str
) -> tuple[str, str]:
    """Draw an arrow from one row to another, and its number of imports."""
    down = end > start
    side = left + WIDTH if down else left
    lower, upper = HEIGHT * 0.75, HEIGHT * 0.25
    leaves = ROW * (start + 0.5) + (lower if down else upper)
    arrives = ROW * (end + 0.5) + (upper if down else lower)
    reach = REACH * (end - start)
    # A curve comes three quarters of the way to its control points.
    bend = side + reach * 4 / 3
    path = (
        f'<path d="M{side} {leaves}C{bend} {leaves} {bend} {arrives} {side} {arrives}"'
        f' fill="none" stroke="{color}" stroke-width="{1 + math.log2(count) / 3:.1f}"'
        f' stroke-opacity="0.6" marker-end="url(#{head})"/>'
    )
    x, y = side + reach, (leaves + arrives) / 2
    number = (
        f'<rect x="{x - 9}" y="{y - 7}" width="18" height="14" fill="#fff"/>'
        f'<text x="{x}" y="{y + 4}" fill="{color}">{count}</text>'
    )
    return path, number
