"""Count the characters of a status like Mastodon's ``StatusLengthValidator``.

All links count the same, regardless of their length. A mention counts without its
domain, and a grapheme cluster counts as one character. Two things are approximate:
Mastodon checks top-level domains against a list, while this module accepts any word;
and grapheme clusters follow Unicode (UAX 29) with the character categories of the
running Python, without the rule for conjuncts of Indic scripts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from unicodedata import category

LINK_LENGTH = 23
"""Number of characters that a link counts as, unless the server sets another one."""

_QUERY = r"\w!?*'();:&=+$/%#\[\]\-.,~|@^\u00a0-\U0010fffd"
URL = re.compile(
    # The lookarounds list the characters that must not touch the scheme or the host.
    r"(?<![A-Za-z0-9@＠$#＃])"
    r"(?:https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini)://"
    r"(?:[\w-]+\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{2,})(?![\w@+-])(?::[0-9]+)?"
    # Punctuation and a closing bracket after a path are not part of the link, but a
    # pair of brackets inside it is.
    r"(?:/(?:(?:[^\s<>()?]|\([^\s<>()]+\))*"
    r"(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|\([^\s<>()]+\)))?)?"
    rf"(?:\?[{_QUERY}]*[\w&=#/\-\u00a0-\U0010fffd])?",
    re.IGNORECASE,
)
MENTION = re.compile(
    r"(?<![=/\w])@(?>(?P<user>[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)"
    r"(?:@(?P<domain>[\w.-]+\w))?)(?![@＠]|://)",
    re.IGNORECASE,
)
_EITHER = re.compile(f"(?P<url>{URL.pattern})|{MENTION.pattern}", re.IGNORECASE)


def status_length(
    text: str, spoiler_text: str = "", link_length: int = LINK_LENGTH
) -> int:
    """Count the characters of a status and its content warning."""

    def shortened(match: re.Match[str]) -> str:
        return "x" * link_length if match["url"] else f"@{match['user']}"

    return graphemes(
        spoiler_text + (_EITHER.sub(shortened, text) if text.strip() else "")
    )


def graphemes(text: str) -> int:
    """Count grapheme clusters: the characters that a reader sees."""
    if text.isascii() and "\r" not in text:
        return len(text)
    count, flags, in_emoji = 1 if text else 0, 0, False
    classes = [_grapheme_class(character) for character in text]
    for before, after in pairwise(classes):
        # A flag is a pair of regional indicators: a third one begins another flag.
        flags = flags + 1 if before == "flag" else 0
        # A joiner after an emoji and its modifiers joins it to the next emoji.
        in_emoji = before == "picture" or (in_emoji and before in {"extend", "joiner"})
        if not (
            (before, after) in _TOGETHER
            or (after in {"extend", "joiner", "mark"} and before not in _APART)
            or (before == "prefix" and after not in _APART)
            or (in_emoji and (before, after) == ("joiner", "picture"))
            or (flags % 2 == 1 and after == "flag")
        ):
            count += 1
    return count


_APART = {"return", "newline", "control"}
_TOGETHER = {
    ("return", "newline"),
    # The parts of Korean syllables.
    *(("L", after) for after in ("L", "V", "LV", "LVT")),
    *((before, after) for before in ("LV", "V") for after in ("V", "T")),
    ("LVT", "T"),
    ("T", "T"),
}

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_PREFIXES = {
    *map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E)),
    *map(chr, (0x110BD, 0x110CD, 0x111C2, 0x111C3)),
}
# Marks (category Mc) that UAX 29 does not join to the preceding character.
_SEPARATE_MARKS = {
    *map(chr, (0x102B, 0x102C, 0x1038, *range(0x1062, 0x1065))),
    *map(chr, (*range(0x1067, 0x106E), 0x1083, *range(0x1087, 0x108D), 0x108F)),
    *map(chr, (*range(0x109A, 0x109D), 0x1A61, 0x1A63, 0x1A64, 0xAA7B, 0xAA7D)),
}


def _grapheme_class(character: str) -> str:
    """Return the class of a character in UAX 29, simplified."""
    code = ord(character)
    if code < 0x300:
        # Most text is in this range; © and ® become emoji with a variation selector.
        if character in "\r\n":
            return "return" if character == "\r" else "newline"
        if character in "©®":
            return "picture"
        is_control = code < 0x20 or 0x7F <= code < 0xA0 or code == 0xAD
        return "control" if is_control else "other"
    if character == _ZWJ:
        return "joiner"
    if character in _PREFIXES:
        return "prefix"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "flag"
    if _is_extend(code, character):
        return "extend"
    if bisect_right(_PICTURE_BOUNDS, code) % 2:
        return "picture"
    if hangul := _hangul_class(code):
        return hangul
    match category(character):
        case "Mn" | "Me":
            return "extend"
        case "Mc":
            return "other" if character in _SEPARATE_MARKS else "mark"
        case "Cc" | "Cf" | "Zl" | "Zp" | "Cs":
            return "control"
        case _:
            # These two vowels, one Thai and one Lao, have the category of letters.
            return "mark" if character in "\u0e33\u0eb3" else "other"


def _is_extend(code: int, character: str) -> bool:
    """Whether a character extends the preceding one but is not a mark (Mn or Me)."""
    return (
        character == _ZWNJ
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # tags in the flags of regions
        or 0xFF9E <= code <= 0xFF9F  # Japanese sound marks
    )


def _hangul_class(code: int) -> str:
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    return ""


# Code points above U+00FF with the property Extended_Pictographic.
_PICTURES = """
203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 2388 23CF 23E9-23F3 23F8-23FA
24C2 25AA-25AB 25B6 25C0 25FB-25FE 2600-2605 2607-2612 2614-2685 2690-2705 2708-2712
2714 2716 271D 2721 2728 2733-2734 2744 2747 274C 274E 2753-2755 2757 2763-2767
2795-2797 27A1 27B0 27BF 2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030 303D 3297 3299
1F000-1F0FF 1F10D-1F10F 1F12F 1F16C-1F171 1F17E-1F17F 1F18E 1F191-1F19A 1F1AD-1F1E5
1F201-1F20F 1F21A 1F22F 1F232-1F23A 1F23C-1F23F 1F249-1F3FA 1F400-1F53D 1F546-1F64F
1F680-1F6FF 1F774-1F77F 1F7D5-1F7FF 1F80C-1F80F 1F848-1F84F 1F85A-1F85F 1F888-1F88F
1F8AE-1F8FF 1F90C-1F93A 1F93C-1F945 1F947-1FAFF 1FC00-1FFFD
"""
_PICTURE_BOUNDS = [
    bound
    for first, _, last in (run.partition("-") for run in _PICTURES.split())
    for bound in (int(first, 16), int(last or first, 16) + 1)
]
"""For each range, its first code point and the first code point after it."""
