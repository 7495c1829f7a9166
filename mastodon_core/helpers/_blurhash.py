"""Blurhashes: a few letters that hold the coarsest waves of a picture.

https://github.com/woltapp/blurhash/blob/master/Algorithm.md
"""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, cos, pi
from typing import TypeAlias

from attrs import frozen

Color: TypeAlias = tuple[float, float, float]

_LETTERS = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "#$%*+,-.:;=?@[]^_{|}~"
)
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
# Where its size, its strongest wave and its mean colour stand.
_HEAD = ((0, 1), (1, 2), (2, 6))
# The most that decoding may cost: a preview is stretched by whoever shows it.
_LARGEST = 4096


@frozen
class Waves:
    """What a blurhash holds: for each row and column of waves, their linear light."""

    rows: tuple[tuple[Color, ...], ...]

    @classmethod
    def of(cls, blurhash: str) -> Waves:
        """Read a blurhash.

        Raises:
            ValueError: it is none; the message says why.
        """
        if not isinstance(blurhash, str):
            raise TypeError(f"a blurhash is a str, not {type(blurhash).__name__}")
        if len(blurhash) < 6:
            raise ValueError(f"a blurhash has 6 letters or more, not {len(blurhash)}")
        sizes, strongest, mean = (_number(blurhash, *at) for at in _HEAD)
        height, width = divmod(sizes, 9)
        if height > 8:
            raise ValueError("a blurhash has at most 9 by 9 components")
        columns, count = width + 1, (width + 1) * (height + 1)
        if len(blurhash) != 4 + 2 * count:
            raise ValueError(
                f"a blurhash of {columns} by {height + 1} components has"
                f" {4 + 2 * count} letters, not {len(blurhash)}"
            )
        if mean > 0xFFFFFF:
            raise ValueError("the mean colour of this blurhash is none")
        unit = (strongest + 1) / 166
        colors = [
            (_linear(mean >> 16), _linear(mean >> 8 & 255), _linear(mean & 255)),
            *(
                _wave(_number(blurhash, at, at + 2), unit)
                for at in range(6, len(blurhash), 2)
            ),
        ]
        return cls(
            tuple(tuple(colors[at : at + columns]) for at in range(0, count, columns))
        )

    def pixels(self, width: int, height: int) -> tuple[tuple[Color, ...], ...]:
        """Draw them, in linear light from 0.0 to 1.0.

        Raises:
            ValueError: there would be no pixels, or more than a preview needs.
        """
        for name, length in (("width", width), ("height", height)):
            if not isinstance(length, int) or isinstance(length, bool):
                raise TypeError(f"{name} must be int, not {type(length).__name__}")
            if not 1 <= length <= _LARGEST:
                raise ValueError(f"{name} must be 1 to {_LARGEST}, not {length}")
        across = _cosines(len(self.rows[0]), width)
        down = _cosines(len(self.rows), height)
        # First the waves down, then those across: that is a sum of 9 for each pixel
        # and not of 81.
        return tuple(
            tuple(_sum(waves, at) for at in across)
            for waves in (
                [_raw_sum(column, at) for column in zip(*self.rows, strict=True)]
                for at in down
            )
        )


def to_srgb(value: float) -> int:
    """Turn linear light into a value of 0 to 255 of a picture file."""
    if value <= 0.0031308:
        return int(value * 12.92 * 255 + 0.5)
    return int((1.055 * value ** (1 / 2.4) - 0.055) * 255 + 0.5)


def _linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _number(blurhash: str, start: int, end: int) -> int:
    value = 0
    for letter in blurhash[start:end]:
        if letter not in _VALUES:
            raise ValueError(f"{letter!r} is no letter of a blurhash")
        value = value * 83 + _VALUES[letter]
    return value


def _wave(value: int, unit: float) -> Color:
    if value >= 19**3:
        raise ValueError("a colour of this blurhash is none")
    rest, blue = divmod(value, 19)
    red, green = divmod(rest, 19)
    return _strength(red, unit), _strength(green, unit), _strength(blue, unit)


def _strength(step: int, unit: float) -> float:
    part = (step - 9) / 9
    return copysign(part * part, part) * unit


def _cosines(waves: int, length: int) -> list[list[float]]:
    """For each place along a side, how strong each wave is there."""
    return [[cos(pi * n * at / length) for n in range(waves)] for at in range(length)]


def _raw_sum(colors: Sequence[Color], strengths: Sequence[float]) -> Color:
    red = green = blue = 0.0
    for color, strength in zip(colors, strengths, strict=True):
        red += color[0] * strength
        green += color[1] * strength
        blue += color[2] * strength
    return red, green, blue


def _sum(colors: Sequence[Color], strengths: Sequence[float]) -> Color:
    red, green, blue = _raw_sum(colors, strengths)
    return _light(red), _light(green), _light(blue)


def _light(value: float) -> float:
    return min(1.0, max(0.0, value))
