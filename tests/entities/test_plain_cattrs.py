"""Strict reading agrees with plain cattrs that has nothing but our conversions.

A stock converter with detailed validation gets the strict conversions of single values,
arrays and mappings, the keys, and how the member of a union is chosen. Both read equal
values. Where the stock converter refuses a part, strict reading names the same place.
The last tests list the three tolerances that it lacks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from random import Random
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs
import pytest
from cattrs import (
    BaseValidationError,
    ClassValidationError,
    Converter,
    IterableValidationError,
)
from cattrs.gen import make_dict_structure_fn, override
from hypothesis import given, settings
from hypothesis import strategies as st
from mastodon_offline import strategies
from two_paths import CLASSES, exact, on_both_paths, on_general_path

from mastodon_core import entities, to_json
from mastodon_core.decoding import RENAMED, Reader
from mastodon_core.decoding._leaves import LEAVES
from mastodon_core.entities._types import QUOTE_OR_STATUS, MarkerTime, Timestamp


def strictly(cls: type[Any], convert: Any) -> Any:
    def structure(value: Any, type_: Any) -> Any:
        if type(value) is not cls:
            raise TypeError
        return convert(value, type_)

    return structure


def plain_converter() -> Converter:
    converter = Converter(detailed_validation=True)
    for cls in (str, int, bool):
        converter.register_structure_hook(cls, strictly(cls, lambda value, _: value))
    converter.register_structure_hook(
        entities.Visibility.__base__, strictly(str, lambda value, cls: cls(value))
    )

    @converter.register_structure_hook_factory(attrs.has)
    def make(cls: Any) -> Any:
        renamed = {
            each.name: override(rename=RENAMED[each.name])
            for each in attrs.fields(cls)
            if each.name in RENAMED
        }
        return strictly(dict, make_dict_structure_fn(cls, converter, **renamed))

    @converter.register_structure_hook_factory(lambda t: get_origin(t) is tuple)
    def make_array(type_: Any) -> Any:
        base = converter.get_structure_hook(list[get_args(type_)[0]])
        return strictly(list, lambda value, _: tuple(base(value, list)))

    @converter.register_structure_hook_factory(lambda t: get_origin(t) is Mapping)
    def make_pairs(type_: Any) -> Any:
        return strictly(dict, converter.get_structure_hook(dict[get_args(type_)]))

    @converter.register_structure_hook_factory(is_union)
    def make_choice(type_: Any) -> Any:
        return lambda value, _: converter.structure(value, chosen(value, type_))

    converter.register_structure_hook_func(
        lambda t: QUOTE_OR_STATUS in getattr(t, "__metadata__", ()),
        lambda value, t: converter.structure(value, get_args(t)[0]),
    )
    for type_, read in LEAVES.items():
        converter.register_structure_hook_func(
            lambda t, type_=type_: t == type_,
            read,
        )
    # cattrs looks for this one among those of classes only.
    converter.register_structure_hook(float, LEAVES[float])
    return converter


def is_union(type_: Any) -> bool:
    return get_origin(type_) in {Union, UnionType} and len(members_of(type_)) > 1


def members_of(type_: Any) -> list[Any]:
    return [each for each in get_args(type_) if each is not NoneType]


def chosen(value: Any, type_: Any) -> Any:
    """Return the member of a union for a value: its type, or a class by its keys."""
    if value is None and NoneType in get_args(type_):
        return None
    if type(value) in members_of(type_):
        return type(value)
    classes = [each for each in members_of(type_) if attrs.has(each)]
    if type(value) is not dict or not classes:
        raise TypeError
    return max(classes, key=lambda cls: len(names_of(cls) & value.keys()))


def names_of(cls: Any) -> set[str]:
    return {RENAMED.get(each.name, each.name) for each in attrs.fields(cls)}


PLAIN = plain_converter()


def places_of(error: BaseException, place: str = "$") -> Iterator[str]:
    """Yield the places that a converter with detailed validation refused."""
    if not isinstance(error, BaseValidationError):
        yield place
    elif isinstance(error, ClassValidationError):
        for inner, note in error.group_exceptions()[0]:
            name = RENAMED.get(note.name, note.name)
            yield from places_of(inner, f"{place}.{name}")
    else:
        assert isinstance(error, IterableValidationError)
        for inner, note in error.group_exceptions()[0]:
            index = f"[{note.index}]" if isinstance(note.index, int) else ".*"
            yield from places_of(inner, f"{place}{index}")


def read_plainly(value: Any, cls: Any) -> Any:
    try:
        return "read", exact(PLAIN.structure(value, cls)), [], {}
    except Exception as error:
        return "refused", set(places_of(error))


def read_strictly(value: Any, cls: Any) -> Any:
    body = json.dumps(value).encode()
    found = on_general_path(body, cls, strict=True)
    assert on_both_paths(body, cls, strict=True) == found
    if found[0] == "read":
        return found
    return "refused", {part.partition(": ")[0] for part in found[1].split("; ")}


@pytest.mark.parametrize("cls", CLASSES)
@settings(max_examples=3)
@given(data=st.data())
def test_entity_is_what_plain_cattrs_reads(cls: Any, data: st.DataObject) -> None:
    value = without_nulls(to_json(data.draw(strategies.entity(cls))))
    plain = read_plainly(value, cls)
    assert plain[0] == "read"
    assert read_strictly(value, cls) == plain
    random = Random(data.draw(st.integers(0, 2**32)))
    for _ in range(10):
        odd = with_one_part_replaced(value, random)
        plain, strict = read_plainly(odd, cls), read_strictly(odd, cls)
        if plain[0] == "read":
            assert strict == plain
        else:
            # Of an object, the first field that does not fit is named.
            assert strict[0] == "refused"
            assert strict[1] <= plain[1]


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(v) for v in value] if isinstance(value, list) else value


ODD: list[Any] = [True, 0, -1, 10**20, 1.5, "x", "7", "-1", "2024-01-02", [], {}, ["x"]]
ODD += ["2024-01-02T03:04:05Z", "2024-13-02T03:04:05Z", [[]], [{}], {"a": 1}, 1e300]


def with_one_part_replaced(value: Any, random: Random) -> Any:
    """Return JSON with one value replaced, or one key left out."""
    keys = list(value if isinstance(value, dict) else range(len(value)))
    if not keys:
        return random.choice(ODD)
    key, changed = random.choice(keys), value.copy()
    inner = changed[key]
    if isinstance(inner, dict | list) and random.random() < 0.7:
        changed[key] = with_one_part_replaced(inner, random)
    elif random.random() < 0.2:
        del changed[key]
    else:
        changed[key] = random.choice(ODD)
    return changed


def whole(cls: Any) -> Any:
    """Return the JSON of an entity with all required fields."""
    found: list[Any] = []

    @settings(max_examples=1, database=None, derandomize=True)
    @given(strategies.entity(cls))
    def take(entity: Any) -> None:
        found.append(without_nulls(to_json(entity)))

    take()
    return found[0]


@pytest.mark.parametrize("cls", CLASSES)
def test_null_is_the_default_where_plain_cattrs_refuses_it(cls: Any) -> None:
    value = whole(cls)
    types = {each.name: each.type for each in attrs.fields(attrs.resolve_types(cls))}
    for each in attrs.fields(cls):
        key = RENAMED.get(each.name, each.name)
        plain = read_plainly(value | {key: None}, cls)
        strict = read_strictly(value | {key: None}, cls)
        takes_none = NoneType in get_args(types[each.name])
        if takes_none:
            assert plain[0] == "read"
            assert strict == plain
            continue
        assert plain == ("refused", {f"$.{key}"})
        if each.default is attrs.NOTHING:
            assert strict == plain
        else:
            assert strict[0] == "read"
            default = each.default
            default = default.factory() if hasattr(default, "factory") else default
            assert strict[1][1][each.name] == exact(default)


DATES = {date | None, datetime | None, Timestamp | None, MarkerTime | None}


def test_empty_text_is_no_date_where_plain_cattrs_refuses_it() -> None:
    tolerated = 0
    for cls in CLASSES:
        value = whole(cls)
        attrs.resolve_types(cls, include_extras=True)
        for each in attrs.fields(cls):
            key = RENAMED.get(each.name, each.name)
            plain = read_plainly(value | {key: ""}, cls)
            strict = read_strictly(value | {key: ""}, cls)
            if each.type in DATES:
                assert plain == ("refused", {f"$.{key}"})
                assert strict[0] == "read"
                assert strict[1][1][each.name] == exact(None)
                tolerated += 1
            else:
                assert strict == plain
    assert tolerated > 20


def test_status_in_place_of_a_quote_is_read_where_plain_cattrs_refuses_it() -> None:
    status = whole(entities.Status)
    value = status | {"quote": status}
    plain = read_plainly(value, entities.Status)
    assert plain == ("refused", {"$.quote.state"})
    found = Reader(strict=True).structure(value, entities.Status)
    assert isinstance(found.quote, entities.Quote)
    assert found.quote.state == "accepted"
