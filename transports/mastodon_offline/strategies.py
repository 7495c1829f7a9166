"""Hypothesis strategies for entities, requests and hostile responses.

>>> from hypothesis import given
>>> from mastodon_core import entities
>>> @given(entity(entities.Status))
... def test_my_bot_reads_any_status(status: entities.Status) -> None: ...
"""

from __future__ import annotations

from mastodon_core.values import need

need("hypothesis", "testing", "mastodon_offline.strategies")

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mastodon_core import Request, Secret, to_json
from mastodon_core.calls import Empty
from mastodon_core.entities._types import Id, OpenEnum, TextTimestamp, Timestamp
from mastodon_core.transport import NULL

__all__ = ["entity", "hostile_bodies", "hostile_json", "json_values", "requests"]

T = TypeVar("T")

_IDS = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZabcdef-", min_size=1, max_size=26)
_TEXTS = st.text(max_size=20)
# Each choice that hypothesis records costs time. `st.datetimes` makes seven of them.
_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
_DAYS = st.integers(-10_000, 300_000)
_SECONDS = st.integers(-10_000 * 86_400, 300_000 * 86_400)
_MOMENTS = st.integers(-10_000 * 86_400 * 10**6, 300_000 * 86_400 * 10**6).map(
    lambda count: _ORIGIN + timedelta(microseconds=count)
)
# Made once: hypothesis validates every new strategy.
_JSON_VALUES: SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)


def json_values() -> SearchStrategy[Any]:
    """Generate JSON values that survive a round trip through Python's ``json``."""
    return _JSON_VALUES


def entity(cls: type[T], /, *, depth: int = 1, **fields: Any) -> SearchStrategy[T]:
    """Generate valid entities of a class, with unknown enum values too.

    Half of them have only the fields that every server sends. They shrink to those,
    with the simplest values::

        @given(entity(entities.Status, visibility="private", card=None))
        def test_my_bot_hides_private_posts(status: entities.Status) -> None: ...

    Args:
        depth: The levels of nesting of optional entities.
        fields: Values for some fields, or strategies for them.

    Raises:
        TypeError: a field does not exist.
    """
    made: Any = cls
    if not fields:
        return _entities(made, depth)
    if unknown := sorted(fields.keys() - _types_of(made).keys()):
        raise TypeError(f"{cls.__name__} has no field {', '.join(unknown)}")
    return _with_fields(
        made, depth, {name: _strategy(value) for name, value in fields.items()}
    )


def _strategy(value: Any) -> SearchStrategy[Any]:
    untyped: Any = value  # isinstance narrows to a partly unknown type
    return untyped if isinstance(value, SearchStrategy) else st.just(value)


@cache
def _types_of(cls: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(cls, include_extras=True)


@cache
def _entities(cls: type[Any], depth: int) -> SearchStrategy[Any]:
    # One strategy for all uses of a class: hypothesis prepares each strategy once.
    return _with_fields(cls, depth, {})


def _with_fields(
    cls: Any, depth: int, given: Mapping[str, SearchStrategy[Any]]
) -> SearchStrategy[Any]:
    types = _types_of(cls)
    required = {
        attribute.name: _values_of(types[attribute.name], depth)
        for attribute in attrs.fields(cls)
        if attribute.default is attrs.NOTHING
    }
    optional = {
        attribute.name: _values_of(types[attribute.name], depth)
        for attribute in attrs.fields(cls)
        if attribute.default is not attrs.NOTHING
    }
    # To shrink an entity to the required fields, hypothesis deletes one block of
    # choices, as they come first.
    return st.builds(cls, **{**required, **given}) | st.builds(
        cls, **{**required, **optional, **given}
    )


@cache
def _values_of(type_: Any, depth: int) -> SearchStrategy[Any]:
    if type_ == Id:
        return _IDS
    if type_ in (Timestamp, TextTimestamp):
        return _SECONDS.map(lambda count: _ORIGIN + timedelta(seconds=count))
    if type_ is Any:
        return json_values()
    origin: Any = get_origin(type_)
    args = get_args(type_)
    if origin is Annotated:
        return _values_of(args[0], depth)
    if origin in {Union, UnionType}:
        # Values shrink towards the first member.
        members = sorted(args, key=lambda each: each is not NoneType)
        return st.one_of(
            [_values_of(each, depth) for each in members if _is_near(each, depth)]
        )
    if origin is tuple:
        most = 2 if _is_near(args[0], depth) else 0
        return st.lists(_values_of(args[0], depth), max_size=most).map(tuple)
    if origin in {Mapping, dict}:
        return st.dictionaries(_TEXTS, _values_of(args[1], depth), max_size=2)
    # A user's class may have fields of other types, such as a ``Literal``.
    return st.from_type(type_) if origin else _class_values(type_, depth)


def _is_near(type_: Any, depth: int) -> bool:
    return depth > 0 or not _is_entity(type_)


def _is_entity(type_: Any) -> bool:
    return attrs.has(type_) and type_ is not Secret


def _class_values(cls: Any, depth: int) -> SearchStrategy[Any]:
    if _is_entity(cls):
        return _entities(cls, depth - 1)
    if issubclass(cls, OpenEnum):
        unknown = st.text("abcdefghijklmnopqrstuvwxyz_.", min_size=1, max_size=12)
        return st.sampled_from(list(cls)) | unknown.map(cls)
    known: Mapping[Any, SearchStrategy[Any]] = {
        bool: st.booleans(),
        date: _DAYS.map(lambda count: _ORIGIN.date() + timedelta(days=count)),
        datetime: _MOMENTS,
        float: st.floats(allow_nan=False, allow_infinity=False),
        int: st.integers(-(2**63), 2**63),
        Secret: st.text(min_size=1, max_size=40).map(Secret),
        str: _TEXTS,
        NoneType: st.none(),
    }
    return known[cls] if cls in known else st.from_type(cls)


def requests() -> SearchStrategy[Request[None]]:
    """Generate requests to made-up endpoints, with all kinds of parameters."""
    names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
    scalars = _TEXTS | st.integers() | st.booleans() | _MOMENTS | st.just(NULL)
    values = st.none() | scalars | st.lists(_TEXTS, max_size=3).map(tuple)
    params = st.dictionaries(names, values, max_size=4)
    nested = st.dictionaries(names, values | params, max_size=4)
    ids = st.text(min_size=1, max_size=10).filter(lambda text: text not in {".", ".."})
    reading = st.builds(
        Request[None],
        st.sampled_from(["GET", "DELETE"]),
        st.just("/api/v1/things/{id}"),
        answer=st.just(Empty()),
        path_params=st.fixed_dictionaries({"id": ids}),
        query=params,
    )
    return reading | st.one_of(
        [
            st.builds(
                Request[None],
                st.sampled_from(["POST", "PUT", "PATCH"]),
                st.just("/api/v1/things"),
                answer=st.just(Empty()),
                idempotent=st.booleans(),
                **{kind: nested},
            )
            for kind in ("json", "form")
        ]
    )


def hostile_json(cls: type[Any]) -> SearchStrategy[Any]:
    """Generate the JSON of entities with parts left out, added or replaced.

    The JSON may still be valid, if the part is optional.
    """

    whole = entity(cls)

    @st.composite
    def spoiled(draw: DrawFn) -> Any:
        value = to_json(draw(whole))
        for _ in range(draw(st.integers(1, 3))):
            value = draw(_spoiled(value))
        return value

    return spoiled()


@st.composite
def _spoiled(draw: DrawFn, value: Any) -> Any:
    untyped: Any = value  # isinstance narrows to a partly unknown type
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = list(untyped)
    elif isinstance(value, list):
        keys = list(range(len(untyped)))
    if not keys or draw(st.integers(0, 4)) == 0:
        return draw(json_values())
    spoiled, key = untyped.copy(), draw(st.sampled_from(keys))
    match draw(st.sampled_from(["left out", "null", "spoiled inside"])):
        case "left out":
            del spoiled[key]
        case "null":
            spoiled[key] = None
        case _:
            spoiled[key] = draw(_spoiled(spoiled[key]))
    return spoiled


def hostile_bodies() -> SearchStrategy[bytes]:
    """Generate bodies that aren't entities, such as HTML, truncated or deep JSON."""
    fixed = [
        b"",
        b"null",
        b"<!doctype html><title>502 Bad Gateway</title>",
        b"\xef\xbb\xbf{}",
        b"[" * 1000 + b"]" * 1000,
        b"[" * 100_000,
        b'{"a": NaN}',
        b'{"id": 1e999}',
        b'"\\ud800"',
        b'{"id": ' + b"9" * 5000 + b"}",
        b"\xff\xfe\x00",
    ]
    halves = json_values().map(lambda value: json.dumps(value).encode()[:-1])
    return st.sampled_from(fixed) | halves | st.binary(max_size=50)
