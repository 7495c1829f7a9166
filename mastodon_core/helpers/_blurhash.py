"""Blurhashes: strings of a few characters that encode a blurred image.

https://github.com/woltapp/blurhash/blob/master/Algorithm.md
"""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, cos, pi
from typing import TypeAlias

from attrs import frozen

Color: TypeAlias = tuple[float, float, float]

_CHARACTERS = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "#$%*+,-.:;=?@[]^_{|}~"
)
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
# The positions of the number of components, the maximum AC component, and the mean
# colour.
_HEAD = ((0, 1), (1, 2), (2, 6))
# Pixels per side; limits the cost of decoding. Previews are scaled up for display.
_MAX_SIDE = 4096


@frozen
class Blurhash:
    """A decoded blurhash."""

    components: tuple[tuple[Color, ...], ...]
    """Rows of cosine components, in linear light. The first one is the mean colour."""

    @classmethod
    def parse(cls, blurhash: str) -> Blurhash:
        """Decode a blurhash.

        Raises:
            ValueError: it is malformed; the message says how.
        """
        if not isinstance(blurhash, str):
            raise TypeError(f"a blurhash must be a str, not {type(blurhash).__name__}")
        if len(blurhash) < 6:
            raise ValueError(
                f"a blurhash must have 6 characters or more, not {len(blurhash)}"
            )
        counts, maximum, mean = (_decode_number(blurhash, *at) for at in _HEAD)
        y, x = divmod(counts, 9)
        if y > 8:
            raise ValueError("a blurhash must have at most 9 by 9 components")
        columns, count = x + 1, (x + 1) * (y + 1)
        if len(blurhash) != 4 + 2 * count:
            raise ValueError(
                f"a blurhash of {columns} by {y + 1} components must have"
                f" {4 + 2 * count} characters, not {len(blurhash)}"
            )
        if mean > 0xFFFFFF:
            raise ValueError("the mean colour of the blurhash is out of range")
        unit = (maximum + 1) / 166
        colors = [
            (
                _to_linear(mean >> 16),
                _to_linear(mean >> 8 & 255),
                _to_linear(mean & 255),
            ),
            *(
                _decode_component(_decode_number(blurhash, at, at + 2), unit)
                for at in range(6, len(blurhash), 2)
            ),
        ]
        return cls(
            tuple(tuple(colors[at : at + columns]) for at in range(0, count, columns))
        )

    def pixels(self, width: int, height: int) -> tuple[tuple[Color, ...], ...]:
        """Compute rows of pixels, in linear light from 0.0 to 1.0.

        Raises:
            ValueError: ``width`` or ``height`` is not 1 to 4096.
        """
        for name, length in (("width", width), ("height", height)):
            if not isinstance(length, int) or isinstance(length, bool):
                raise TypeError(f"{name} must be an int, not {type(length).__name__}")
            if not 1 <= length <= _MAX_SIDE:
                raise ValueError(f"{name} must be 1 to {_MAX_SIDE}, not {length}")
        across = _cosines(len(self.components[0]), width)
        down = _cosines(len(self.components), height)
        # First the vertical sums, then the horizontal ones: 9 terms per pixel instead
        # of 81.
        return tuple(
            tuple(_clamped_sum(sums, at) for at in across)
            for sums in (
                [
                    _weighted_sum(column, at)
                    for column in zip(*self.components, strict=True)
                ]
                for at in down
            )
        )


def to_srgb(value: float) -> int:
    """Convert linear light to an sRGB value from 0 to 255."""
    if value <= 0.0031308:
        return int(value * 12.92 * 255 + 0.5)
    return int((1.055 * value ** (1 / 2.4) - 0.055) * 255 + 0.5)


def _to_linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _decode_number(blurhash: str, start: int, end: int) -> int:
    value = 0
    for character in blurhash[start:end]:
        if character not in _VALUES:
            raise ValueError(f"a blurhash must not contain {character!r}")
        value = value * 83 + _VALUES[character]
    return value


def _decode_component(value: int, unit: float) -> Color:
    if value >= 19**3:
        raise ValueError("a component of the blurhash is out of range")
    rest, blue = divmod(value, 19)
    red, green = divmod(rest, 19)
    return (
        _decode_channel(red, unit),
        _decode_channel(green, unit),
        _decode_channel(blue, unit),
    )


def _decode_channel(step: int, unit: float) -> float:
    part = (step - 9) / 9
    return copysign(part * part, part) * unit


def _cosines(waves: int, length: int) -> list[list[float]]:
    """For each pixel along a side, the value of each cosine."""
    return [[cos(pi * n * at / length) for n in range(waves)] for at in range(length)]


def _weighted_sum(colors: Sequence[Color], weights: Sequence[float]) -> Color:
    red = green = blue = 0.0
    for color, weight in zip(colors, weights, strict=True):
        red += color[0] * weight
        green += color[1] * weight
        blue += color[2] * weight
    return red, green, blue


def _clamped_sum(colors: Sequence[Color], weights: Sequence[float]) -> Color:
    red, green, blue = _weighted_sum(colors, weights)
    return _clamp(red), _clamp(green), _clamp(blue)


def _clamp(value: float) -> float:
    return min(1.0, max(0.0, value))
