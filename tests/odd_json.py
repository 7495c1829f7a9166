"""JSON text with odd parts, made from JSON values by a random number generator."""

from __future__ import annotations

import json
from random import Random
from typing import Any

DATES = [
    "2024-01-02T03:04:05Z",
    "2024-01-02t03:04:05z",
    "2024-01-02 03:04:05Z",
    "2024-01-02T03:04:05+0000",
    "2024-01-02T03:04:05-00:00",
    "2024-01-02T03:04:05+01:75",
    "2024-01-02T03:04:05+23:59",
    "2024-01-02T03:04:05+24:00",
    "2024-01-02T03:04:05+01",
    "2024-01-02T03:04:05",
    "2024-01-02T03:04:05.1Z",
    "2024-01-02T03:04:05.1234564999Z",
    "2024-01-02T03:04:05.1234565Z",
    "2024-01-02T03:04:59.9999999+05:30",
    "2024-01-02T03:04:05.Z",
    "2024-01-02T03:04:05,5Z",
    "2024-01-02T03:04Z",
    "2024-01-02T24:00:00Z",
    "2016-12-31T23:59:60Z",
    "2024-02-30T03:04:05Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59.9999999Z",
    "11900-01-01T00:00:00Z",
    "2024-01-02T03:04:05\u22121:00",
    "２024-01-02T03:04:05Z",
    "20240102T030405Z",
    "2024-01-02",
    "2024-W01-1",
    " 2024-01-02",
    "0000-00-00",
]

ODD = [
    *(f'"{text}"'.encode() for text in DATES),
    *b"null true false 0 -0 -0.0 7 7.0 7e0 1.5 1e2 1e400 -1e400 1e-400".split(),
    *b"9007199254740993 18446744073709551616 -9223372036854775809".split(),
    *b'"" "7" "-7" "007" "+7" "7.0" "1e3" "x"'.split(),
    *b'[] {} [null] [[]] {"a":1} {"":{}}'.split(),
    b'" "',
    b'" 7"',
    b'"7 "',
    '"٧"'.encode(),
    b"9" * 4300,
    b"-" + b"9" * 4301,
    b'["x", ' + b"9" * 5000 + b"]",
    b'"' + b"9" * 5000 + b'"',
    b'"\xff"',
    b'"a\xc0\x80"',
    b'{"\xff": 1}',
    b'{"a": ["\xf0\x9f", {"b": "\xff"}]}',
    b'"\xed\xa0\x80"',
    b'"\\ud800"',
    b'"\\udcff"',
    b'"\\ud83d\\ude00"',
    b'"\\u0000\\u001f\\/\\b"',
    b'"\x7f"',
    b"[" * 60 + b"]" * 60,
    b'{"a":' * 60 + b"1" + b"}" * 60,
]
"""Values that are JSON, or would be in UTF-8."""

BROKEN = [
    *b'01 - 1. .5 +1 1e 0x1 1_0 NaN Infinity -Infinity nul True [1,] {"a":1,}'.split(),
    *b'{a:1} {1:1} \'a\' /**/1 [1 [1} "a "\\q" "\\u12" \xff \xef\xbb\xbf1'.split(),
    b"[1 2]",
    b'"\n"',
    b'"\x00"',
    b"",
    b"[" * 3000,
    b'{"a":' * 3000,
]
"""Texts that are not JSON."""


def odd_text(value: Any, random: Random, faults: int) -> bytes:
    """Return the text of a JSON value with some odd parts."""
    places = sorted(random.randrange(_size(value)) for _ in range(faults))
    text = _Writer(random, places).text_of(value)
    if random.random() < 0.03:
        text = random.choice(
            [
                b"\xef\xbb\xbf" + text,
                text.decode("utf-8", "replace").encode("utf-16"),
                text.decode("utf-8", "replace").encode("utf-32-be"),
                text[: random.randrange(len(text) + 1)],
                text + random.choice([b" ", b"\n\t\r", b"\x0c", b"\x00", b"{}", b"]"]),
                b"\xa0" + text,
            ]
        )
    return text


def _size(value: Any) -> int:
    """Return how many values are in a value."""
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return 1
    return 1 + sum(map(_size, inner))


class _Writer:
    def __init__(self, random: Random, places: list[int]) -> None:
        self._random = random
        self._places = set(places)
        self._at = -1

    def text_of(self, value: Any) -> bytes:
        self._at += 1
        if self._at in self._places:
            return self._odd(value)
        return self._whole(value)

    def _whole(self, value: Any) -> bytes:
        if isinstance(value, dict):
            return b"{" + b",".join(self._members(value)) + b"}"
        if isinstance(value, list):
            return b"[" + b", ".join(map(self.text_of, value)) + b"]"
        text = json.dumps(value, ensure_ascii=self._random.random() < 0.5)
        return text.encode("utf-8", "surrogatepass")

    def _members(self, value: dict[str, Any]) -> list[bytes]:
        return [b"%s:%s" % (self._key(k), self.text_of(v)) for k, v in value.items()]

    def _key(self, key: str) -> bytes:
        if key and self._random.random() < 0.01:
            at = self._random.randrange(len(key))
            if ord(key[at]) < 0x10000:
                head, tail = json.dumps(key[:at])[:-1], json.dumps(key[at + 1 :])[1:]
                return f"{head}\\u{ord(key[at]):04x}{tail}".encode()
        return json.dumps(key).encode()

    def _odd(self, value: Any) -> bytes:
        random = self._random
        if isinstance(value, dict) and random.random() < 0.8:
            return self._odd_object(value)
        if isinstance(value, list) and random.random() < 0.5:
            items = [self.text_of(item) for item in value]
            items.insert(random.randrange(len(items) + 1), random.choice(ODD))
            return b"[" + b" ,\n".join(items) + b"]"
        if random.random() < 0.1:
            return random.choice(BROKEN)
        return random.choice(ODD)

    def _odd_object(self, value: dict[str, Any]) -> bytes:
        random = self._random
        members = self._members(value)
        odd = random.choice(BROKEN if random.random() < 0.05 else ODD)
        at = random.randrange(len(members) + 1)
        known = random.choice([*value] or ["id"])
        kind = random.randrange(6)
        if kind == 0 and members:
            del members[random.randrange(len(members))]
        elif kind == 1 and members:
            members.append(random.choice(members))
        elif kind == 2:
            members.insert(at, b"%s : %s" % (self._key(known), odd))
        elif kind == 3:
            bad = random.choice([b'"\xff"', b'"\xed\xa0\x80"', b'"\\ud800"', b'""'])
            members.insert(at, b"%s:%s" % (bad, odd))
        else:
            members.insert(at, b'"no_such_key":' + odd)
        return b"{ " + b" , ".join(members) + b"\n}"
