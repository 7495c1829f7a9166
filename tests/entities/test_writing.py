"""Entities are written as cattrs would, by generated code, with the hooks of users."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Generic, TypeVar

import attrs
import pytest
from attrs import evolve, frozen
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override
from hypothesis import given, settings
from hypothesis import strategies as st
from mastodon_offline import strategies
from sessions import ACCOUNT, STATUS

from mastodon_core import Secret, entities, make_converter, to_json
from mastodon_core.decoding import RENAMED, Reader
from mastodon_core.entities._types import (
    Id,
    Numeric,
    OpenEnum,
    TextTimestamp,
    Timestamp,
)

CLASSES = [
    found for name in entities.__all__ if attrs.has(found := getattr(entities, name))
]
MOMENT = datetime(2024, 1, 2, 3, 4, 5, 678000, UTC)

DAY = timedelta(hours=23)

T = TypeVar("T")


def plain_cattrs() -> Converter:
    """Make a converter that only has hooks for single values, and renames fields."""
    converter = Converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook_factory(
        attrs.has,
        lambda cls: make_dict_unstructure_fn(
            cls,
            converter,
            **{
                field.name: override(rename=RENAMED[field.name])
                for field in attrs.fields(cls)
                if field.name in RENAMED
            },
        ),
    )
    converter.register_unstructure_hook(date, lambda v: v.isoformat())
    converter.register_unstructure_hook(
        datetime, lambda v: v.astimezone(UTC).isoformat().replace("+00:00", "Z")
    )
    converter.register_unstructure_hook(Secret, lambda v: v.reveal())
    converter.register_unstructure_hook(OpenEnum, lambda v: v.value)
    for type_, write in {
        Timestamp: lambda v: int(v.timestamp()),
        TextTimestamp: lambda v: str(int(v.timestamp())),
        Numeric: str,
    }.items():
        converter.register_unstructure_hook_func(lambda t, a=type_: t == a, write)
    return converter


PLAIN = plain_cattrs()


def status(**changes: Any) -> entities.Status:
    return Reader().structure(STATUS | changes, entities.Status)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_entity_is_written_as_plain_cattrs_does(cls: type) -> None:
    # There are many classes, and few branches in the code of each.
    @settings(max_examples=20)
    @given(strategies.entity(cls))
    def is_same(entity: Any) -> None:
        written = to_json(entity)
        assert written == PLAIN.unstructure(entity)
        assert list(written) == [
            RENAMED.get(field.name, field.name) for field in attrs.fields(cls)
        ]
        assert json.loads(json.dumps(written)) == written

    is_same()


@frozen
class Each:
    """A field of each type that entities have, and some that only users' have."""

    id: Id
    at: datetime
    day: date | None
    since: Timestamp
    until: TextTimestamp | None
    number: Numeric
    count: Numeric | None
    token: Secret
    visibility: entities.Visibility | None
    quote: entities.Quote | entities.ShallowQuote | None
    words: tuple[str, ...]
    days: tuple[date, ...] | None
    perhaps: tuple[Numeric | None, ...]
    rows: tuple[tuple[datetime, ...], ...]
    pair: tuple[float, datetime]
    counts: Mapping[str, int]
    tags: Mapping[str, tuple[entities.ShallowTag, ...] | None]
    anything: object
    private: str = attrs.field(default="", alias="private")
    computed: int = attrs.field(init=False, default=0)
    _hidden: Secret | None = None
    at_1x: date | None = None


EACH = Each(
    id="1",
    at=MOMENT.astimezone(timezone(timedelta(hours=5, minutes=45))),
    day=date(2024, 1, 2),
    since=MOMENT,
    until=MOMENT,
    number=7,
    count=8,
    token=Secret("s"),
    visibility=entities.Visibility("odd"),
    quote=entities.ShallowQuote(
        state=entities.QuoteState.ACCEPTED, quoted_status_id="1"
    ),
    words=("a", "b"),
    days=(date(2024, 1, 2),),
    perhaps=(1, None),
    rows=((MOMENT,), ()),
    pair=(1.5, MOMENT),
    counts={"a": 1},
    tags={"a": (entities.ShallowTag(name="a", url="https://x.example"),), "b": None},
    anything={"at": MOMENT, "list": [Secret("s")]},
    hidden=Secret("h"),
    at_1x=date(2024, 1, 2),
)


def test_values_of_each_type_are_written_as_plain_cattrs_does() -> None:
    for each in (
        EACH,
        evolve(EACH, day=None, until=None, count=None, visibility=None, quote=None),
        evolve(EACH, days=None, words=(), tags={}, hidden=None, at_1x=None),
    ):
        assert make_converter().unstructure(each) == PLAIN.unstructure(each)
    written = make_converter().unstructure(EACH)
    assert written["at"] == "2024-01-02T03:04:05.678000Z"
    assert (written["since"], written["until"]) == (1704164645, "1704164645")
    assert (written["number"], written["perhaps"]) == ("7", ["1", None])
    assert (written["_hidden"], written["@1x"]) == ("h", "2024-01-02")
    assert written["tags"]["a"][0]["name"] == "a"
    assert "computed" not in written


def test_values_are_written_as_a_type_that_is_not_their_class() -> None:
    converter = make_converter()
    for value, type_ in (
        ((status(),), tuple[entities.Status, ...]),
        ({"a": MOMENT}, Mapping[str, datetime]),
        (MOMENT, datetime | None),
        (None, datetime | None),
        (7, Numeric),
    ):
        for _ in range(2):
            written = converter.unstructure(value, unstructure_as=type_)
            assert written == PLAIN.unstructure(value, unstructure_as=type_)


def test_generic_and_untyped_fields_are_written_by_the_class_of_their_value() -> None:
    @frozen
    class Box(Generic[T]):
        content: T

    @frozen
    class DatetimeBox(Box[datetime]):
        pass

    untyped: Any = attrs.make_class("Untyped", ["content"])
    converter = make_converter()
    expected = {"content": "2024-01-02T03:04:05.678000Z"}
    assert converter.unstructure(Box(MOMENT)) == expected
    assert converter.unstructure(DatetimeBox(MOMENT)) == expected
    assert converter.unstructure(untyped(MOMENT)) == expected


@frozen(kw_only=True)
class LocalStatus(entities.Status):
    local_only: bool


def test_entity_of_a_subclass_keeps_its_own_fields_inside_of_others() -> None:
    own = Reader().structure(STATUS | {"local_only": True}, LocalStatus)
    assert to_json(status(id="8"))["reblog"] is None
    boost = evolve(status(id="8"), reblog=own)
    assert to_json(boost)["reblog"]["local_only"] is True
    assert to_json(own)["local_only"] is True
    context = entities.Context(ancestors=(own,), descendants=(boost,))
    written = to_json(context)
    assert written["ancestors"][0]["local_only"] is True
    assert written["descendants"][0]["reblog"] == to_json(own)


class TestHooksOfUsers:
    def test_hook_for_a_leaf_is_used_at_any_depth(self) -> None:
        converter = make_converter()
        converter.register_unstructure_hook(datetime, lambda v: v.year)
        written = converter.unstructure(status(reblog=STATUS))
        assert written["created_at"] == written["reblog"]["created_at"] == 2024
        assert written["account"]["created_at"] == 2024

    def test_hook_for_a_plain_type_is_used(self) -> None:
        converter = make_converter()
        converter.register_unstructure_hook(str, str.upper)
        converter.register_unstructure_hook(bool, int)
        written = converter.unstructure(status(content="<p>hi</p>", language="de"))
        assert (written["content"], written["language"]) == ("<P>HI</P>", "DE")
        assert written["sensitive"] == 0
        assert type(written["sensitive"]) is int

    def test_hook_for_an_entity_is_used_wherever_it_stands(self) -> None:
        converter = make_converter()
        converter.register_unstructure_hook(entities.Account, lambda v: v.acct)
        written = converter.unstructure(status(reblog=STATUS))
        assert written["account"] == written["reblog"]["account"] == "ada"
        assert converter.unstructure((status().account,)) == ["ada"]

    def test_hooks_for_an_optional_an_array_and_a_mapping_are_used(self) -> None:
        converter = make_converter()
        for type_, hook in (
            (date | None, lambda v: "perhaps a day"),
            (tuple[str, ...], ",".join),
            (Mapping[str, int], len),
        ):
            converter.register_unstructure_hook_func(
                lambda t, own=type_: t == own, hook
            )
        written = converter.unstructure(EACH)
        assert (written["day"], written["@1x"]) == ("perhaps a day",) * 2
        assert (written["words"], written["counts"]) == ("a,b", 1)

    def test_hook_is_used_that_is_registered_after_the_first_entity(self) -> None:
        converter = make_converter()
        before = converter.unstructure(status(reblog=STATUS))
        converter.register_unstructure_hook(entities.Account, lambda v: v.acct)
        after = converter.unstructure(status(reblog=STATUS))
        assert before["reblog"]["account"]["acct"] == "ada"
        assert after == before | {
            "account": "ada",
            "reblog": before["reblog"] | {"account": "ada"},
        }
        assert make_converter().unstructure(status(reblog=STATUS)) == before

    def test_hooks_are_used_by_a_copy_of_the_converter(self) -> None:
        converter = make_converter()
        converter.register_unstructure_hook(entities.Account, lambda v: v.acct)
        copied = converter.copy()
        assert copied.unstructure(status())["account"] == "ada"
        copied.register_unstructure_hook(entities.Account, lambda v: v.id)
        assert copied.unstructure(status())["account"] == "1"
        assert converter.unstructure(status())["account"] == "ada"


def test_code_of_a_class_is_generated_when_its_first_entity_is_written() -> None:
    """Classes that no entity has are not even looked at."""
    looked_at: list[Any] = []

    def is_noted(type_: Any) -> bool:
        looked_at.append(type_)
        return False

    converter = make_converter()
    converter.register_unstructure_hook_func(is_noted, lambda v: v)
    converter.unstructure(status().account)
    assert entities.CustomEmoji in looked_at
    assert entities.MediaAttachment not in looked_at
    converter.unstructure(status())
    # Known as the type of a field, but not one of its own fields.
    assert entities.MediaAttachment in looked_at
    assert entities.MediaAttachmentMeta | None not in looked_at
    assert len(looked_at) < 60


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)),
    st.just(UTC) | st.timedeltas(-DAY, DAY).map(timezone),
)
def test_datetimes_are_written_in_utc(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(tzinfo=zone)
    written = make_converter().unstructure(moment)
    assert written.endswith("Z")
    assert datetime.fromisoformat(written) == moment


def test_entity_that_was_pickled_is_written_alike() -> None:
    again = pickle.loads(pickle.dumps(status(account=ACCOUNT)))
    assert to_json(again) == to_json(status(account=ACCOUNT))
