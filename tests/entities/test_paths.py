"""Both paths of reading agree: on values, on what is left out, and on errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from mastodon_offline import strategies
from odd_json import BROKEN, DATES, ODD, odd_text
from sessions import STATUS
from two_paths import (
    CLASSES,
    array,
    check,
    exact,
    on_both_paths,
    on_general_path,
    pairs,
)

from mastodon_core import DecodeError, entities, to_json
from mastodon_core.decoding import Reader, parse_json
from mastodon_core.entities.base import Entity


@pytest.mark.parametrize("cls", CLASSES)
@settings(max_examples=2)
@given(data=st.data())
def test_fast_path_takes_every_entity_and_reads_it_as_the_general_path(
    cls: Any, data: st.DataObject
) -> None:
    value = to_json(data.draw(strategies.entity(cls)))
    for type_, whole in (
        (cls, value),
        (array(cls), [value, value]),
        (pairs(cls), {"a": value}),
    ):
        is_taken, (found, _, rejected, _) = check(json.dumps(whole).encode(), type_)
        assert (found, rejected) == ("read", [])
        assert is_taken, whole


def hostile(cls: Any, data: st.DataObject, faults: int) -> None:
    entity = strategies.entity(cls)
    items = [to_json(data.draw(entity)) for _ in range(2)]
    # Of hypothesis' own choices, hundreds for each text, there would be too many.
    random = data.draw(st.randoms(use_true_random=True))
    for _ in range(8):
        check(odd_text(items[0], random, faults), cls)
        check(odd_text(items, random, faults), array(cls))
        check(odd_text({"a": items[0], "b": 7}, random, faults), pairs(cls))


@pytest.mark.parametrize("faults", [0, 1, 3])
@given(data=st.data())
def test_paths_agree_on_hostile_json(faults: int, data: st.DataObject) -> None:
    hostile(data.draw(st.sampled_from(CLASSES)), data, faults)


@pytest.mark.fuzz
@pytest.mark.parametrize("cls", CLASSES)
@settings(max_examples=10)
@given(data=st.data())
def test_paths_agree_on_hostile_json_of_each_entity(
    cls: Any, data: st.DataObject
) -> None:
    hostile(cls, data, 2)


@settings(max_examples=30)
@given(data=st.data())
def test_paths_agree_on_entities_with_parts_of_another_type(
    data: st.DataObject,
) -> None:
    cls = data.draw(st.sampled_from(CLASSES))
    value = data.draw(strategies.hostile_json(cls))
    check(json.dumps(value).encode(), cls)
    check(json.dumps([value, {}, value]).encode(), array(cls))


@given(st.sampled_from(CLASSES), strategies.hostile_bodies())
def test_paths_agree_on_bodies_that_are_no_entities(cls: Any, body: bytes) -> None:
    check(body, cls)
    check(body, array(cls))
    check(b"[" + body + b"]", array(cls))


@frozen(kw_only=True)
class Lax(Entity):
    word: str = "none"
    number: int = 7
    first: bool | None = None


@frozen(kw_only=True)
class Strict(Entity):
    word: str
    number: int
    second: bool | None = None


@frozen(kw_only=True)
class Either(Entity):
    either: Lax | Strict | None = None


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({}, Lax()),
        ({"word": None, "first": True}, Lax(first=True)),
        ({"word": "a", "number": None, "first": None}, Lax(word="a")),
        (
            {"word": "a", "number": 1, "second": True},
            Strict(word="a", number=1, second=True),
        ),
        ({"word": None, "number": 1, "second": True}, None),
        ({"word": "a", "second": True}, None),
        ({"word": "a", "number": None, "second": None}, None),
    ],
)
def test_classes_of_a_union_may_differ_in_what_they_require(
    sent: Any, found: Any
) -> None:
    for each in (sent, [sent]):
        check(json.dumps({"either": each}).encode(), Either)
    body = json.dumps({"either": sent}).encode()
    assert check(body, Either)[1][1] == exact(Either(either=found))


FIELDS = ["id", "content", "created_at", "edited_at", "sensitive", "replies_count"]
FIELDS += ["visibility", "tags", "card", "quote", "no_such_field", "account", "poll"]


@pytest.mark.parametrize("field", FIELDS)
def test_paths_agree_on_each_odd_value_of_a_status(field: str) -> None:
    before, after = json.dumps(STATUS | {field: "@"}).encode().split(b'"@"')
    for odd in (*ODD, *BROKEN, *(f"{text:?^70}".encode() for text in DATES)):
        body = before + odd + after
        check(body, entities.Status)
        check(b"[%s, %s]" % (body, json.dumps(STATUS).encode()), array(entities.Status))


STRICT_UTF_8 = "not UTF-8"
TOO_LONG = "a number that is too long"


@pytest.mark.parametrize(
    ("key", "value", "rejected"),
    [
        ("no_such_key", b'"\xff"', []),
        ("no_such_key", b"9" * 5000, []),
        ("no_such_key", b'{"\xff": [' + b"-" + b"9" * 5000 + b"]}", []),
        ("\udcff", b"1", []),
        ("language", b'"d\xff"', [("$.language", STRICT_UTF_8)]),
        ("language", b'"\xed\xa0"', [("$.language", STRICT_UTF_8)]),
        ("replies_count", b"9" * 5000, [("$.replies_count", TOO_LONG)]),
        ("language", b"9" * 5000, [("$.language", TOO_LONG)]),
        ("edited_at", b'"2024\xff"', [("$.edited_at", STRICT_UTF_8)]),
        ("in_reply_to_id", b'"\xff"', [("$.in_reply_to_id", STRICT_UTF_8)]),
        ("poll", b'"\xff"', [("$.poll", STRICT_UTF_8)]),
        ("quote", b'"\xff"', [("$.quote", STRICT_UTF_8)]),
        (
            "tags",
            b'[{"name": "a", "url": ""}, {"name": "\xff", "url": ""}]',
            [("$.tags[1]", STRICT_UTF_8)],
        ),
        (
            "tags",
            b"[[" + b"9" * 5000 + b'], ["\xff"]]',
            [
                ("$.tags[0]", "dict expected, not list"),
                ("$.tags[1]", "dict expected, not list"),
            ],
        ),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_value_that_cannot_be_read_costs_only_its_part(
    key: str, value: bytes, rejected: list[tuple[str, str]]
) -> None:
    escaped = json.dumps(STATUS | {key: "@"}, ensure_ascii=False)
    body = escaped.encode("utf-8", "surrogateescape").replace(b'"@"', value)
    _, (_, found, parts, _) = check(body, entities.Status)
    assert found[1]["id"] == (str, "7")
    reasons = [(path, reason.partition(": ")[2]) for path, reason, _ in parts]
    assert reasons == rejected
    _, (_, found, parts, _) = check(b"[%s, {}]" % body, array(entities.Status))
    assert len(found[1]) == 1
    paths = [path for path, *_ in parts]
    assert paths == [f"$[0]{path[1:]}" for path, _ in rejected] + ["$[1]"]


@pytest.mark.parametrize(
    ("body", "type_", "message"),
    [
        (b'"\xff"', entities.Status, "$: not UTF-8"),
        (b"9" * 5000, entities.Status, "$: a number that is too long"),
        (b'{"id": "\xff"}', entities.Status, "$.id: not UTF-8"),
        (b'["\xff"]', str, "$: str expected, not list"),
        (b'"\xff"', array(str), "$: list expected, not NotUTF8"),
        (b'["\xff', str, "not JSON: not UTF-8 after 2 of 3 bytes"),
        (b'["\xff"] x', array(str), "not JSON: not UTF-8 after 2 of 7 bytes"),
        (
            "[7]".encode("utf-16-le")[:-1],
            array(int),
            "not JSON: not UTF-16-LE after 4 of 5 bytes",
        ),
        (b"[" + b"9" * 5000, array(int), "not JSON: a number in it is too long"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_value_that_cannot_be_read_is_an_error_with_nothing_around_it(
    body: bytes, type_: Any, message: str
) -> None:
    assert check(body, type_) == (False, ("refused", message))


@pytest.mark.parametrize(
    "body",
    [
        b"[1 2]",
        b"[1, ]",
        b"[1,]",
        b"[,]",
        b"[1",
        b"[1,",
        b"[",
        b"",
        b"[1]]",
        b"[1] x",
        b"x",
    ],
)
def test_array_that_is_no_json_is_the_error_of_json(body: bytes) -> None:
    with pytest.raises(DecodeError) as expected:
        parse_json(body)
    assert check(body, array(int)) == (False, ("refused", str(expected.value)))


def test_items_and_values_that_cannot_be_read_are_left_out() -> None:
    for body, type_ in (
        (b'["a", "\xff", "b"]', array(str)),
        (b"[1, %s, 2]" % (b"9" * 5000), array(int)),
        (b'{"a": "a", "b": "\xff", "c": "b"}', pairs(str)),
        (b'{"a": 1, "b": %s, "c": 2}' % (b"9" * 5000), pairs(int)),
        (b'{"a": {}, "\xff": {}, "b": {}}', pairs(object)),
        (b'[1, {"a": [{"\xff": 1}]}, 2]', array(object)),
        (b"[1, [[%s]], 2]" % (b"9" * 5000), array(object)),
    ):
        _, (_, (_, items), (part,), _) = check(body, type_)
        assert len(items) == 2
        assert part[0] in {"$[1]", "$.*"}
        assert part[1].endswith((STRICT_UTF_8, TOO_LONG))
        with pytest.raises(DecodeError, match=f"{STRICT_UTF_8}|{TOO_LONG}"):
            Reader(strict=True).parse(body, type_)


def test_parse_json_takes_no_part_of_a_body_that_cannot_be_read() -> None:
    for body in (b'["\xff"]', b"[%s]" % (b"9" * 5000)):
        with pytest.raises(DecodeError, match="not JSON"):
            parse_json(body)


def test_lone_surrogates_are_read_whatever_stands_beside_them() -> None:
    # Other fields, or items, that are not UTF-8 change nothing.
    for odd in (b'"\\udcff"', b'"\xed\xb3\xbf"'):
        _, (_, found, parts, _) = check(b'["\xff", %s]' % odd, array(str))
        assert (found[1], len(parts)) == ([(str, "\udcff")], 1)


def test_exact_tells_values_apart_that_are_equal() -> None:
    for one, two in (
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        ("public", entities.Visibility.PUBLIC),
        ([1], (1,)),
        ({"a": 1}, {"a": 1.0}),
    ):
        assert exact(one) != exact(two)
    assert exact(Random(1).random()) == exact(Random(1).random())
    assert on_both_paths(b"[1]", array(int)) == on_general_path(b"[1]", array(int))


@frozen(kw_only=True)
class Days(Entity):
    day: date | None
    moment: datetime | None
    days: tuple[date | None, ...] = ()
    moments: Mapping[str, datetime | None] = field(factory=dict)
    surely: tuple[date, ...] = ()
    since: date | None = date(2024, 1, 1)


def test_empty_text_is_no_date_wherever_a_date_may_be_none() -> None:
    sent = {"day": "", "moment": "", "days": ["", None], "moments": {"a": ""}}
    sent |= {"surely": [""], "since": ""}
    _, (_, found, rejected, _) = check(json.dumps(sent).encode(), Days)
    assert found == exact(
        Days(day=None, moment=None, days=(None, None), moments={"a": None}, since=None)
    )
    assert [part[:2] for part in rejected] == [
        ("$.surely[0]", "$.surely[0]: not RFC 3339 with an offset")
    ]
