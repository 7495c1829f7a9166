"""Classes of users are read as they are made, with all that attrs offers."""

from __future__ import annotations

import abc
import copy
import json
import pickle
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

import attrs
import pytest
from attrs import Factory, define, field, frozen
from cattrs.errors import StructureHandlerNotFoundError
from two_paths import array, check, exact

from mastodon_core import entities, make_converter
from mastodon_core.decoding import Reader
from mastodon_core.entities.base import Entity

T = TypeVar("T")
EMOJI = {"shortcode": "a", "url": "b", "static_url": "c", "visible_in_picker": True}


def read(cls: Any, value: Any) -> Any:
    """Read an object on both paths, alone and in an array, and return it."""
    converter = make_converter()
    body = json.dumps(value).encode()
    check(body, cls, converter)
    check(b"[%s, 7, %s]" % (body, body), array(cls), converter)
    return Reader(converter=converter).parse(body, cls)


def double(value: int) -> int:
    return 2 * value


@frozen(kw_only=True)
class Converted(Entity):
    doubled: int = field(converter=double, default=1)


@frozen(kw_only=True)
class Checked(Entity):
    positive: int = field(validator=attrs.validators.gt(0), default=1)


@frozen(kw_only=True)
class Prepared(Entity):
    number: int
    calls: int = field(init=False, default=0)

    def __attrs_pre_init__(self) -> None:
        object.__setattr__(self, "number", -1)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "calls", self.number + 1)


@frozen(kw_only=True)
class Made(Entity):
    number: int
    items: list[object] = field(factory=list)
    anything: Any = field(factory=dict)
    following: int = Factory(lambda self: self.number + 1, takes_self=True)


@frozen(kw_only=True)
class Defaults(Entity):
    numbers: tuple[int, ...] = field(factory=lambda: (1,))
    maybe: int | None = 7
    surely: int = 8
    thing: object = 9
    date: str = ""


@frozen(kw_only=True)
class Named(Entity):
    _private: int
    other: int = field(alias="another")


@frozen(kw_only=True)
class NamedWithCode(Named):
    third: int = field(alias="fourth", converter=int, default=3)


@frozen(kw_only=True, slots=False)
class WithDict(Entity):
    number: int


@define
class Mutable(Entity):
    number: int = field(on_setattr=attrs.setters.frozen)


@frozen(kw_only=True, cache_hash=True)
class Hashed(Entity):
    number: int


@frozen(kw_only=True, cache_hash=True, slots=False)
class HashedWithDict(Entity):
    number: int


@frozen(kw_only=True)
class OwnInit(Entity):
    number: int

    def __init__(self, *, number: int) -> None:
        made: Any = self
        made.__attrs_init__(number=number + 1)


class OwnInitWithoutDecorator(entities.ShallowTag):
    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        object.__setattr__(self, "extra", 7)


class InitOfMixin:
    __slots__ = ()

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        object.__setattr__(self, "extra", 7)


class OwnInitOfMixin(InitOfMixin, entities.ShallowTag):
    pass


class OwnNew(entities.ShallowTag):
    def __new__(cls, **_: Any) -> Any:
        made = super().__new__(cls)
        object.__setattr__(made, "extra", 7)
        return made


class WithMethod(entities.ShallowTag):
    def shout(self) -> str:
        return self.name.upper()


@frozen(kw_only=True)
class Cached(Entity):
    number: int

    @cached_property
    def doubled(self) -> int:
        return 2 * self.number


@frozen(kw_only=True)
class Abstract(Entity, abc.ABC):
    number: int

    @abc.abstractmethod
    def shout(self) -> str: ...


@frozen(kw_only=True)
class Concrete(Abstract):
    def shout(self) -> str:
        return "!"


@frozen
class Positional:
    number: int
    word: str = "x"


@frozen(kw_only=True)
class Untyped(Entity):
    anything = field(default=None)  # type: ignore[var-annotated]  # as it is meant


TAG = {"name": "a", "url": "b"}


@pytest.mark.parametrize(
    ("cls", "value", "made"),
    [
        (Converted, {"doubled": 2}, Converted(doubled=2)),
        (Converted, {}, Converted()),
        (Converted, {"doubled": "x"}, Converted()),
        (Checked, {"positive": 2}, Checked(positive=2)),
        (Prepared, {"number": 2, "calls": 9}, Prepared(number=2)),
        (Made, {"number": 2}, Made(number=2)),
        (Made, {"number": 2, "following": None}, Made(number=2)),
        (
            Made,
            {"number": 2, "items": [1, "a"], "anything": None, "following": 9},
            Made(number=2, items=[1, "a"], anything=None, following=9),
        ),
        (Defaults, {}, Defaults()),
        (
            Defaults,
            {"numbers": [], "maybe": None, "surely": 0, "thing": None},
            Defaults(numbers=(), maybe=None, surely=0, thing=None),
        ),
        (Defaults, {"numbers": None, "surely": None, "date": None}, Defaults()),
        (Defaults, {"numbers": 7, "maybe": "x", "surely": "x"}, Defaults()),
        (Named, {"_private": 1, "other": 2}, Named(private=1, another=2)),
        (
            NamedWithCode,
            {"_private": 1, "other": 2, "third": 4},
            NamedWithCode(private=1, another=2, fourth=4),
        ),
        (WithDict, {"number": 1}, WithDict(number=1)),
        (Mutable, {"number": 1}, Mutable(1)),
        (Hashed, {"number": 1}, Hashed(number=1)),
        (HashedWithDict, {"number": 1}, HashedWithDict(number=1)),
        (OwnInit, {"number": 1}, OwnInit(number=1)),
        (OwnInitWithoutDecorator, TAG, OwnInitWithoutDecorator(name="a", url="b")),
        (OwnInitOfMixin, TAG, OwnInitOfMixin(name="a", url="b")),
        (OwnNew, TAG, OwnNew(name="a", url="b")),
        (WithMethod, TAG, WithMethod(name="a", url="b")),
        (Cached, {"number": 1}, Cached(number=1)),
        (Concrete, {"number": 1}, Concrete(number=1)),
        (Positional, {"number": 1}, Positional(1)),
        (Untyped, {"anything": [1]}, Untyped(anything=[1])),
    ],
)
def test_object_is_what_its_class_makes(cls: Any, value: Any, made: Any) -> None:
    found = read(cls, value)
    assert type(found) is cls
    assert exact(found) == exact(made)
    assert getattr(found, "__dict__", None) == getattr(made, "__dict__", None)
    assert found == made
    assert repr(found) == repr(made)
    assert exact(copy.copy(found)) == exact(copy.deepcopy(found)) == exact(made)
    if cls is not Converted:
        assert exact(pickle.loads(pickle.dumps(found))) == exact(made)
    if cls.__hash__ is not None and cls not in {Made, Untyped}:
        assert hash(found) == hash(made)


def test_properties_that_are_kept_are_kept() -> None:
    found = read(Cached, {"number": 1})
    assert (found.doubled, found.doubled) == (2, 2)


@pytest.mark.parametrize(
    ("cls", "value", "error"),
    [
        (Checked, {"positive": -1}, "$: ValueError"),
        (Abstract, {"number": 1}, "$: TypeError"),
        (Named, {"private": 1, "another": 2}, "$._private: missing"),
    ],
)
def test_object_that_its_class_refuses_is_a_misfit(
    cls: Any, value: Any, error: str
) -> None:
    assert check(json.dumps(value).encode(), cls)[1] == ("refused", error)


def test_reading_makes_no_subclasses_that_a_base_is_told_of() -> None:
    told = []

    class Told:
        __slots__ = ()

        def __init_subclass__(cls) -> None:
            super().__init_subclass__()
            told.append(cls.__name__)

    @frozen(kw_only=True)
    class Child(Entity, Told):
        number: int

    told.clear()
    assert read(Child, {"number": 1}) == Child(number=1)
    assert told == []


@frozen(kw_only=True)
class Box(Entity, Generic[T]):
    inside: T
    label: str | None = None


class BoxOfNumber(Box[int]):
    pass


@frozen(kw_only=True)
class Boxes(Entity):
    number: Box[int] | None = None
    emoji: Box[entities.CustomEmoji] | None = None


def test_generic_classes_are_read_by_cattrs() -> None:
    found = read(Boxes, {"number": {"inside": 7}, "emoji": {"inside": EMOJI}})
    assert found.number == Box(inside=7)
    assert isinstance(found.emoji.inside, entities.CustomEmoji)
    assert read(Boxes, {"number": {"inside": "x"}}) == Boxes()
    assert read(Box[int], {"inside": 7, "label": None}) == Box(inside=7)
    assert read(BoxOfNumber, {"inside": 7}).inside == 7
    with pytest.raises(StructureHandlerNotFoundError):
        read(Box, {"inside": 7})


@frozen(kw_only=True)
class Collections(Entity):
    words: list[str] = field(factory=list)
    counts: dict[str, int] = field(factory=dict)
    choice: Literal["x", "y"] | None = None
    sequence: Sequence[int] | None = None
    unique: frozenset[str] | None = None
    pair: tuple[int, str] | None = None
    by_word: Mapping[entities.Visibility, int] = field(factory=dict)
    by_number: Mapping[int, int] = field(factory=dict)


@pytest.mark.parametrize(
    ("name", "sent", "value"),
    [
        ("words", ["a"], ["a"]),
        ("words", [1], []),
        ("counts", {"a": 1}, {"a": 1}),
        ("counts", {"a": "x"}, {}),
        ("choice", "x", "x"),
        ("choice", "z", None),
        ("sequence", [1], (1,)),
        ("unique", ["a", "a"], frozenset({"a"})),
        ("pair", [1, "a"], (1, "a")),
        ("pair", [1, 1], None),
        ("by_word", {"public": 1, "x": "y"}, {entities.Visibility.PUBLIC: 1}),
        # Keys of JSON are texts.
        ("by_number", {"1": 1}, {}),
        ("pair", [1], None),
    ],
)
def test_types_of_fields_that_only_cattrs_knows(
    name: str, sent: Any, value: Any
) -> None:
    assert exact(getattr(read(Collections, {name: sent}), name)) == exact(value)


@frozen(kw_only=True)
class Twice(Entity):
    """Both fields have the same key, which msgspec refuses."""

    one: int = field(default=0, metadata={"key": "number"})
    two: int = field(default=0, metadata={"key": "number"})


@frozen(kw_only=True)
class Unreadable(Entity):
    value: int | list[str] | None = None


@frozen(kw_only=True)
class Around(Entity):
    twice: Twice | None = None
    unreadable: Unreadable | None = None


@pytest.mark.parametrize(
    ("cls", "body", "made", "lost"),
    [
        (Twice, b'{"number": 1}', Twice(one=1, two=1), []),
        (Around, b'{"twice": {"number": 1}}', Around(twice=Twice(one=1, two=1)), []),
        (
            Around,
            b'{"unreadable": {"value": 1}}',
            Around(),
            ["$.unreadable: StructureHandlerNotFoundError"],
        ),
    ],
)
def test_class_that_msgspec_cannot_take_is_read_without_it(
    cls: Any, body: bytes, made: Any, lost: list[str]
) -> None:
    converter = make_converter()
    for type_ in (cls, array(cls), cls):
        for _ in range(3):
            reader = Reader(converter=converter)
            is_array = type_ is not cls
            found: Any = reader.parse(b"[%s]" % body if is_array else body, type_)
            assert found == ((made,) if is_array else made)
            assert [
                part.reason.replace("$[0]", "$") for part in reader.rejected
            ] == lost


def test_type_that_nothing_can_read_is_an_error() -> None:
    @frozen(kw_only=True)
    class Odd(Entity):
        value: int | list[str] | None = None

    Odd.__annotations__["value"] = int | list[str] | None
    with pytest.raises(StructureHandlerNotFoundError, match="Register a structure"):
        read(Odd, {})
