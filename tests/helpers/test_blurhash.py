"""Blurhashes are decoded as the reference implementation does."""

from math import cos, pi
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import API, entities
from mastodon_core.testing import make

KNOWN = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
LETTERS = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "#$%*+,-.:;=?@[]^_{|}~"
)
api = API()


def reference_pixels(text: str, width: int, height: int) -> list[list[list[float]]]:
    """Decode by the published algorithm, literally and slowly."""

    def number(part: str) -> int:
        return sum(LETTERS.index(c) * 83**n for n, c in enumerate(reversed(part)))

    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    across, down = number(text[0]) % 9 + 1, number(text[0]) // 9 + 1
    unit, mean = (number(text[1]) + 1) / 166, number(text[2:6])
    colors = [[linear(mean >> shift & 255) for shift in (16, 8, 0)]]
    for n in range(1, across * down):
        value = number(text[4 + 2 * n : 6 + 2 * n])
        steps = [
            (value // 361 - 9) / 9,
            (value // 19 % 19 - 9) / 9,
            (value % 19 - 9) / 9,
        ]
        colors.append([unit * step * abs(step) for step in steps])
    return [
        [
            [
                sum(
                    colors[i + j * across][c]
                    * cos(pi * x * i / width)
                    * cos(pi * y * j / height)
                    for i in range(across)
                    for j in range(down)
                )
                for c in range(3)
            ]
            for x in range(width)
        ]
        for y in range(height)
    ]


def to_srgb(value: float) -> int:
    value = min(1.0, max(0.0, value))
    if value <= 0.0031308:
        return int(value * 12.92 * 255 + 0.5)
    return int((1.055 * value ** (1 / 2.4) - 0.055) * 255 + 0.5)


@pytest.mark.parametrize(
    "blurhash", [KNOWN, "00TI:j", "000000", "LGF5]+Yk^6#M@-5c,1J5@[or[Q6."]
)
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (7, 5)])
def test_decode_blurhash_agrees_with_the_reference_algorithm(
    blurhash: str, size: tuple[int, int]
) -> None:
    expected = reference_pixels(blurhash, *size)
    linear = api.decode_blurhash(blurhash, size, linear=True)
    drawn = api.decode_blurhash(blurhash, size)
    for own, pixels, other in zip(linear, drawn, expected, strict=True):
        for one, pixel, two in zip(own, pixels, other, strict=True):
            assert list(one) == pytest.approx([min(1.0, max(0.0, v)) for v in two])
            near = [abs(a - to_srgb(b)) for a, b in zip(pixel, two, strict=True)]
            assert max(near) <= 1


def test_decode_blurhash_takes_a_string_an_attachment_or_a_card() -> None:
    media = make(entities.MediaAttachment, blurhash=KNOWN)
    card = make(entities.PreviewCard, blurhash=KNOWN)
    assert api.decode_blurhash(media) == api.decode_blurhash(card)
    assert len(api.decode_blurhash(KNOWN)) == 32
    with pytest.raises(ValueError, match="media has no blurhash"):
        api.decode_blurhash(make(entities.MediaAttachment, blurhash=None))


@pytest.mark.parametrize(
    ("blurhash", "reason"),
    [
        ("", "6 characters or more, not 0"),
        ("LEHV6n", "of 4 by 3 components must have 28 characters, not 6"),
        ("é" * 6, "must not contain"),
        ("~00000", "at most 9 by 9 components"),
        ("00~~~~", "the mean colour"),
        ("100000~~", "a component of the blurhash is out of range"),
    ],
)
def test_decode_blurhash_says_what_is_malformed(blurhash: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        api.decode_blurhash(blurhash)


@pytest.mark.parametrize(
    ("size", "error"),
    [((0, 1), ValueError), ((1, 4097), ValueError), ((1, True), TypeError)],
)
def test_decode_blurhash_checks_size_and_type(
    size: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="must be"):
        api.decode_blurhash(KNOWN, size)
    number: Any = 7
    with pytest.raises((TypeError, AttributeError)):
        api.decode_blurhash(number)
    from mastodon_core.helpers._blurhash import Blurhash

    with pytest.raises(TypeError, match="a blurhash must be a str, not int"):
        Blurhash.parse(number)


@given(st.text(LETTERS, max_size=40))
def test_decode_blurhash_returns_pixels_or_raises_value_error(text: str) -> None:
    try:
        pixels = api.decode_blurhash(text, (2, 2))
    except ValueError:
        return
    parts = [part for row in pixels for pixel in row for part in pixel]
    assert len(parts) == 2 * 2 * 3
    assert all(0 <= part <= 255 for part in parts)
