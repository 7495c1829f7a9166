"""A dot plot of ratios on a logarithmic scale, as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import log10

NAMES, WIDTH, ROW, TOP, MARGIN = 200, 620, 30, 60, 30
# Okabe and Ito's, which most people with colour blindness can tell apart.
COLORS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")
TICKS = (1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

DARK = """<style>@media (prefers-color-scheme: dark) {
.ground { fill: #131416 } text { fill: #ddd } path { stroke: #444 }
}</style>"""

Rows = Mapping[str, Mapping[str, float | None]]


def dots(rows: Rows, caption: str) -> str:
    """Draw a row for each name, with a dot for each of its values.

    Args:
        rows: By name, the values by the name of their series.
        caption: What the values are.
    """
    series = list(dict.fromkeys(name for row in rows.values() for name in row))
    values = [v for row in rows.values() for v in row.values() if v is not None]
    low, high = min(values) / 1.1, max(values) * 1.1

    def x_of(value: float) -> float:
        share = log10(value / low) / log10(high / low)
        return round(NAMES + share * (WIDTH - MARGIN), 1)

    bottom = TOP + ROW * len(rows)
    width, height = NAMES + WIDTH, bottom + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
        DARK,
        f'<rect width="{width}" height="{height}" fill="#fff" class="ground"/>',
    ]
    for tick in TICKS:
        if low <= tick <= high:
            x = x_of(tick)
            lines.append(
                f'<path d="M{x} {TOP}V{bottom}" stroke="#ddd"/>'
                f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{tick:g}</text>'
            )
    lines.append(
        f'<text x="{NAMES + WIDTH / 2}" y="{bottom + 34}" text-anchor="middle">'
        f"{escape(caption)}; less is faster</text>"
    )
    for number, name in enumerate(series):
        x, y = MARGIN + (number % 3) * 250, 18 + (number // 3) * 20
        lines += [
            _mark(x, y, number),
            f'<text x="{x + 12}" y="{y + 4}">{escape(name)}</text>',
        ]
    for number, (name, row) in enumerate(rows.items()):
        y = TOP + ROW * (number + 0.5)
        lines.append(f'<text x="8" y="{y + 4}">{escape(name)}</text>')
        lines.append(f'<path d="M{NAMES} {y}H{width - MARGIN}" stroke="#eee"/>')
        # A little above each other, so that equal values do not hide each other.
        lines += [
            _mark(x_of(value), y + 3 * (place - (len(series) - 1) / 2), place)
            for place, value in enumerate(map(row.get, series))
            if value is not None
        ]
    return "\n".join([*lines, "</svg>\n"])


def _mark(x: float, y: float, number: int) -> str:
    """Draw the mark of a series: a circle, a diamond or a square, filled or not."""
    color = COLORS[number % len(COLORS)]
    fill = f'fill="{color}"' if number % 6 < 3 else 'fill="#fff" class="ground"'
    paint = f'{fill} stroke="{color}" stroke-width="2"'
    if number % 3 == 0:
        return f'<circle cx="{x}" cy="{y}" r="4" {paint}/>'
    turn = f' transform="rotate(45 {x} {y})"' if number % 3 == 1 else ""
    return f'<rect x="{x - 3.5}" y="{y - 3.5}" width="7" height="7" {paint}{turn}/>'
