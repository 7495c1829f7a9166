"""Entity classes of the user's own, read wherever the entity they extend stands."""

from __future__ import annotations

import copy
import gc
import inspect
import json
import pickle
import pydoc
import weakref
from abc import ABC
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from threading import Barrier, Thread
from types import new_class as new_type
from typing import Any, Generic, Literal, TypeVar

import attrs
import pytest
from hypothesis import given
from mastodon_offline import strategies
from sessions import ACCOUNT, STATUS, Time, session

from mastodon_core import (
    API,
    DecodeError,
    One,
    Page,
    PagedObject,
    Request,
    catalog,
    entities,
    make_converter,
    to_json,
)
from mastodon_core.decoding import EntityConverter, Reader, Tries, converter_with
from mastodon_core.decoding._fast import FastArrayReader, Refused
from mastodon_core.entities import Entity, Status
from mastodon_core.testing import FakeMastodon, ScriptedMastodon, make, respond
from mastodon_core.transport import HttpResponse

api = API()


class CanReply(Entity):
    """Who may reply to a status at once, and who has to ask."""

    always: tuple[str, ...]
    with_approval: tuple[str, ...] = ()


class Policy(Entity):
    """Who may interact with a status."""

    can_reply: CanReply | None = None


class Mood(StrEnum):
    HAPPY = "happy"
    SAD = "sad"


class MyStatus(entities.Status):
    local_only: bool | None = None
    """Whether it stays on its server."""
    interaction_policy: Policy | None = None
    reactions: tuple[entities.Reaction, ...] = ()
    counts: Mapping[str, int] | None = None
    mood: Mood | None = None
    format: Literal["plain", "markdown"] | None = None
    expires_on: date | None = None
    edited_first: datetime | None = None
    score: float | None = None
    extra: Any = None
    is_cat: bool = attrs.field(default=False, metadata={"key": "vendor:isCat"})


@attrs.frozen(kw_only=True)
class Decorated(entities.Status):
    local_only: bool | None = None
    interaction_policy: Policy | None = None


@attrs.frozen(kw_only=True, slots=False)
class WithDict(entities.Status):
    local_only: bool | None = None


class MyAccount(entities.Account):
    is_cat: bool = False


OWN: dict[str, Any] = {
    "local_only": True,
    "interaction_policy": {"can_reply": {"always": ["me"], "with_approval": []}},
    "reactions": [{"name": "yay", "count": 2}],
    "counts": {"yay": 2},
    "mood": "sad",
    "format": "markdown",
    "expires_on": "2024-05-06",
    "edited_first": "2024-05-06T07:08:09Z",
    "score": 1,
    "extra": {"anything": [1]},
    "vendor:isCat": True,
    "unknown": 1,
}
SENT = STATUS | OWN
each_class = pytest.mark.parametrize("cls", [MyStatus, Decorated])


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def read(
    value: Any, *classes: Any, type_: Any = entities.Status, **options: Any
) -> Any:
    """Read a value on the general path."""
    converter = make_converter(entities=classes)
    tries = Tries(may_try=False)
    reader = Reader(converter=converter, tries=tries, **options)
    return reader.parse(encode(value), type_), reader


def fast_reader(*classes: Any, type_: Any = tuple[entities.Status, ...]) -> Any:
    converter = make_converter(entities=classes)
    # The first response of a type is not read by it.
    assert converter.fast_reader(type_, b"") is None
    reader = converter.fast_reader(type_, b"")
    assert reader is not None
    return reader


def test_own_fields_of_every_kind_are_read() -> None:
    found, reader = read(SENT, MyStatus)
    assert type(found) is MyStatus
    assert reader.rejected == ()
    assert found.content == "<p>hi</p>"
    assert found.local_only is True
    assert found.interaction_policy == Policy(can_reply=CanReply(always=("me",)))
    assert found.reactions == (make(entities.Reaction, name="yay", count=2),)
    assert found.counts == {"yay": 2}
    assert found.mood is Mood.SAD
    assert found.format == "markdown"
    assert found.expires_on == date(2024, 5, 6)
    assert found.edited_first == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert found.score == 1.0
    assert found.extra == {"anything": [1]}
    assert found.is_cat is True
    # A server that has none of these fields.
    plain, reader = read(STATUS, MyStatus)
    assert (plain.local_only, plain.reactions, plain.is_cat) == (None, (), False)
    assert reader.rejected == ()


MISFITS: list[tuple[dict[str, Any], str, str, Any]] = [
    ({"local_only": "yes"}, "$.local_only", "local_only", None),
    ({"vendor:isCat": 1}, "$.vendor:isCat", "is_cat", False),
    ({"interaction_policy": []}, "$.interaction_policy", "interaction_policy", None),
    (
        {"interaction_policy": {"can_reply": {"always": 1}}},
        "$.interaction_policy.can_reply",
        "interaction_policy",
        Policy(),
    ),
    ({"reactions": [{"count": 1}]}, "$.reactions[0]", "reactions", ()),
    ({"counts": {"yay": "2"}}, "$.counts.*", "counts", {}),
    ({"mood": "angry"}, "$.mood", "mood", None),
    ({"format": "html"}, "$.format", "format", None),
    ({"expires_on": "soon"}, "$.expires_on", "expires_on", None),
]


@pytest.mark.parametrize(
    ("change", "path", "name", "value"), MISFITS, ids=[row[1] for row in MISFITS]
)
def test_own_field_that_does_not_fit_is_its_default_and_reported(
    change: dict[str, Any], path: str, name: str, value: Any
) -> None:
    found, reader = read([SENT | change], MyStatus, type_=tuple[Status, ...])
    assert getattr(found[0], name) == value
    assert [part.path for part in reader.rejected] == [path.replace("$", "$[0]")]
    # The fast path leaves that item to the general one.
    fast = fast_reader(MyStatus)
    with pytest.raises(Refused):
        fast.read(encode([SENT | change]))
    with pytest.raises(DecodeError):
        read(SENT | change, MyStatus, strict=True)


def test_missing_own_field_without_a_default_is_a_misfit_of_the_item() -> None:
    class Needy(entities.Status):
        local_only: bool

    both = [STATUS, STATUS | {"local_only": False}]
    found, reader = read(both, Needy, type_=tuple[Status, ...])
    assert [status.local_only for status in found] == [False]
    assert [part.reason for part in reader.rejected] == ["$[0].local_only: missing"]


PLACES: list[tuple[Any, Any, Any]] = [
    (api.status("7"), SENT, lambda found: found),
    (api.timeline_home(), [SENT], lambda found: found[0]),
    (api.timeline_home(), [STATUS | {"reblog": SENT}], lambda found: found[0].reblog),
    (
        api.status_context("7"),
        {"ancestors": [], "descendants": [SENT]},
        lambda found: found.descendants[0],
    ),
    (
        api.notifications(),
        [
            {
                "id": "1",
                "type": "mention",
                "created_at": "2024-01-02T03:04:05Z",
                "account": ACCOUNT,
                "status": SENT,
            }
        ],
        lambda found: found[0].status,
    ),
    (
        api.status("7"),
        STATUS | {"quote": {"state": "accepted", "quoted_status": SENT}},
        lambda found: found.quote.quoted_status,
    ),
    (
        api.conversations(),
        [{"id": "1", "unread": True, "accounts": [], "last_status": SENT}],
        lambda found: found[0].last_status,
    ),
    (
        api.search("x"),
        {"accounts": [], "hashtags": [], "statuses": [SENT]},
        lambda found: found.value.statuses[0],
    ),
]


@each_class
@pytest.mark.parametrize(
    ("request_", "value", "pick"),
    PLACES,
    ids=[f"{index} {row[0].path}" for index, row in enumerate(PLACES)],
)
def test_own_class_is_read_wherever_its_base_stands(
    cls: Any, request_: Any, value: Any, pick: Any
) -> None:
    # The third response of a type is read by the fast path.
    script = [(request_, respond(value))] * 3
    with ScriptedMastodon(script, entities=[cls]) as mastodon:
        found = [mastodon.send(request_) for _ in script]
        tries: Any = mastodon.session.tries
        (outcomes,) = tries._outcomes.values()
        assert (outcomes.pause, outcomes.failures) == (0, 0)
    for result in found:
        status = pick(result)
        assert type(status) is cls
        assert status.local_only is True
        assert status.interaction_policy.can_reply.always == ("me",)
    assert found[0] == found[2]


@each_class
def test_own_class_is_read_where_a_whole_status_is_the_quote(cls: Any) -> None:
    script = [(api.status("7"), respond(STATUS | {"quote": SENT}))] * 3
    with ScriptedMastodon(script, entities=[cls]) as mastodon:
        for _ in script:
            quote: Any = mastodon.status("7").quote
            assert type(quote.quoted_status) is cls
            assert quote.quoted_status.local_only is True


@each_class
def test_fast_path_reads_own_fields_itself(cls: Any) -> None:
    fast = fast_reader(cls)
    (wire,) = fast.decode(encode([SENT | {"reblog": SENT}]))
    # msgspec has parsed the own fields into its structs; nothing is left as JSON.
    assert wire.local_only is True
    assert wire.reblog.local_only is True
    assert wire.interaction_policy.can_reply.always == ("me",)
    (status,) = fast.read(encode([SENT | {"reblog": SENT}]))
    assert type(status) is type(status.reblog) is cls
    assert (status,) == read([SENT | {"reblog": SENT}], cls, type_=tuple[Status, ...])[
        0
    ]


def test_item_that_the_fast_path_refuses_costs_the_others_nothing() -> None:
    fast = fast_reader(MyStatus)
    assert isinstance(fast, FastArrayReader)
    refused: list[int] = []

    def read_refused(raw: bytes, index: int) -> tuple[Any, ...]:
        refused.append(index)
        return ()

    items, count = fast.read_items(
        encode([SENT, SENT | {"local_only": 1}, SENT]), read_refused
    )
    assert [type(item) for item in items] == [MyStatus, MyStatus]
    assert (refused, count) == ([1], 1)


@pytest.mark.parametrize("value", [{}, {"mark": None}, {"mark": 3}, {"mark": "x"}])
@pytest.mark.parametrize("type_", [int, date])
def test_null_and_absence_differ_if_the_default_is_not_none(
    type_: Any, value: Any
) -> None:
    default = 5 if type_ is int else date(2024, 1, 1)
    namespace = {"__annotations__": {"mark": type_ | None}, "mark": default}
    cls: Any = type("Marked", (entities.Status,), namespace)
    expected, reader = read(STATUS | value, cls)
    if value.get("mark", 0) is None:
        assert expected.mark is None
    elif not reader.rejected and value:
        assert expected.mark == 3
    else:
        assert expected.mark == default
    fast = fast_reader(cls, type_=entities.Status)
    if reader.rejected:
        with pytest.raises(Refused):
            fast.read(encode(STATUS | value))
    else:
        assert fast.read(encode(STATUS | value)) == expected


def test_null_and_absence_differ_in_a_union_too() -> None:
    class MyQuote(entities.Quote):
        rank: int | None = 5

    ranks: list[tuple[dict[str, Any], int | None]] = [
        *(({}, 5), ({"rank": None}, None), ({"rank": 1}, 1))
    ]
    fast = fast_reader(MyQuote, type_=entities.Status)
    for rank, expected in ranks:
        quote = {"state": "accepted", "quoted_status": STATUS, **rank}
        found, _ = read(STATUS | {"quote": quote}, MyQuote)
        assert type(found.quote) is MyQuote
        assert found.quote.rank == expected
        assert fast.read(encode(STATUS | {"quote": quote})) == found


def test_class_with_a_validator_or_code_of_its_own_is_read_too() -> None:
    class Careful(entities.Status):
        local_only: bool | None = attrs.field(
            default=None, validator=attrs.validators.in_([True, None])
        )
        length: int = attrs.field(init=False, default=0)

        def __attrs_post_init__(self) -> None:
            object.__setattr__(self, "length", len(self.content or ""))

    found, reader = read(
        [SENT, SENT | {"local_only": False}], Careful, type_=tuple[Status, ...]
    )
    assert [(type(s), s.length) for s in found] == [(Careful, 9)]
    assert [part.reason for part in reader.rejected] == ["$[1]: ValueError"]
    (fast,) = fast_reader(Careful).read(encode([SENT]))
    assert fast == found[0]


@pytest.mark.parametrize("key", ["card", 'a"b', "a\\b", "a\nb"])
def test_field_with_a_key_that_msgspec_refuses_is_read_too(key: str) -> None:
    other = attrs.field(default=None, metadata={"key": key})
    cls = new_class(__annotations__={"other": Any}, other=other)
    sent = STATUS | {key: {"anything": [1]}}
    found, _ = read(sent, cls)
    assert found.other == {"anything": [1]}
    if key != "card":
        assert fast_reader(cls).read(encode([sent])) == (found,)
    script = [(api.timeline_home(), respond([sent]))] * 3
    mastodon = ScriptedMastodon(script, entities=[cls])
    assert [mastodon.timeline_home() for _ in script] == [[found]] * 3


def test_own_keys_in_a_union_of_classes_are_read() -> None:
    class Odd(Entity):
        odd: int | None = attrs.field(default=None, metadata={"key": 'a"b'})

    sent = {'a"b': 7}
    union: Any = Odd | Policy
    found, _ = read(sent, type_=union)
    assert found == Odd(odd=7)
    assert fast_reader(type_=union).read(encode(sent)) == found


def test_generic_class_is_read() -> None:
    T = TypeVar("T")
    own = {"__annotations__": {"local_only": bool | None}, "local_only": None}
    bases = (entities.Status, Generic[T])
    cls: Any = new_type("Fresh", bases, exec_body=lambda names: names.update(own))
    found, _ = read(SENT, cls)
    assert (type(found), found.local_only) == (cls, True)
    assert fast_reader(cls).read(encode([SENT])) == (found,)


def test_class_with_a_metaclass_is_read() -> None:
    class Abstract(entities.Status, ABC):
        local_only: bool | None = None

    found, reader = read([SENT, SENT], Abstract, type_=tuple[entities.Status, ...])
    assert reader.rejected == ()
    assert [(type(s), s.local_only) for s in found] == [(Abstract, True)] * 2
    assert fast_reader(Abstract).read(encode([SENT, SENT])) == found


def test_class_that_notices_its_subclasses_sees_none_of_ours() -> None:
    seen: list[str] = []

    class Noticing(entities.Status):
        def __init_subclass__(cls, *, kind: str, **options: Any) -> None:
            super().__init_subclass__(**options)
            seen.append(kind)

    class Mine(Noticing, kind="mine"):
        local_only: bool | None = None

    found, _ = read(SENT, Mine)
    assert (type(found), found.local_only, seen) == (Mine, True, ["mine"])
    assert fast_reader(Mine).read(encode([SENT])) == (found,)
    assert seen == ["mine"]


@pytest.mark.parametrize("slots", [True, False])
def test_class_that_caches_its_hash_has_one(slots: bool) -> None:
    decorate: Any = attrs.frozen(kw_only=True, cache_hash=True, slots=slots)
    cls = decorate(new_class())
    found, _ = read(STATUS, cls)
    again = fast_reader(cls).read(encode([STATUS]))[0]
    assert (
        hash(found)
        == hash(again)
        == hash(cls(**FIELDS | attrs.asdict(found, recurse=False)))
    )


def test_own_hook_is_used_for_members_of_unions() -> None:
    union: Any = entities.Instance | entities.InstanceV1
    sent = to_json(make(entities.Instance))
    converter = make_converter()
    converter.register_structure_hook(entities.Instance, lambda value, _: "hooked")
    for _ in range(3):
        reader = Reader(converter=converter)
        assert reader.parse(encode(sent), union) == "hooked"
    converter = make_converter()
    converter.register_structure_hook(str, lambda value, _: str(value).upper())
    shape: Any = str | entities.AdminIp
    for _ in range(3):
        assert Reader(converter=converter).parse(b'"x"', shape) == "X"


@pytest.mark.parametrize(
    ("type_", "sent", "found"),
    [
        (list[str], ["a", "b"], ["a", "b"]),
        (Sequence[str], ["a", "b"], ("a", "b")),
        (set[str], ["a", "b"], {"a", "b"}),
        (frozenset[int], [1], frozenset([1])),
        (Set[int], [1], frozenset([1])),
        (list[CanReply], [{"always": []}], [CanReply(always=())]),
        (tuple[int, str], [1, "a"], (1, "a")),
        (tuple[CanReply, int], [{"always": []}, 1], (CanReply(always=()), 1)),
        (list, ["a", 1], ["a", 1]),
        (dict, {"a": [1]}, {"a": [1]}),
        (dict[str, int], {"a": 1}, {"a": 1}),
    ],
    ids=str,
)
def test_collections_of_other_types_are_read(type_: Any, sent: Any, found: Any) -> None:
    cls = new_class(__annotations__={"own": type_ | None}, own=None)
    status, reader = read(STATUS | {"own": sent}, cls)
    assert status.own == found
    assert type(status.own) is type(found)
    assert reader.rejected == ()
    assert fast_reader(cls).read(encode([STATUS | {"own": sent}])) == (status,)
    assert make_converter().structure(sent, type_) == found
    assert make(cls, own=found).own == found
    again, _ = read(to_json(status), cls)
    assert again == status


@pytest.mark.parametrize(
    ("type_", "sent", "reason"),
    [
        (list[str], "abc", "list expected, not str"),
        (Sequence[str], {"a": 1}, "list expected, not dict"),
        (set[str], "abc", "list expected, not str"),
        (set[CanReply], [{"always": []}], None),
        (set[Any], [{}], "TypeError"),
        (tuple[int, str], "ab", "list expected, not str"),
        (tuple[int, str], [1], "2 items expected, not 1"),
        (tuple[int, str], [1, 2], "str expected, not int"),
        (dict, [["a", 1]], "dict expected, not list"),
        (dict[str, int], [], "dict expected, not list"),
    ],
    ids=str,
)
def test_nothing_is_coerced_to_a_collection(
    type_: Any, sent: Any, reason: str | None
) -> None:
    cls = new_class(__annotations__={"own": type_ | None}, own=None)
    status, reader = read(STATUS | {"own": sent}, cls)
    found = [part.reason for part in reader.rejected]
    assert found == ([] if reason is None else [f"$.own: {reason}"])
    assert (status.own is None) is (reason is not None)
    if reason:
        with pytest.raises(Refused):
            fast_reader(cls).read(encode([STATUS | {"own": sent}]))


def test_item_of_a_list_that_does_not_fit_costs_that_item_alone() -> None:
    cls = new_class(__annotations__={"own": list[CanReply] | None}, own=None)
    status, reader = read(STATUS | {"own": [{}, {"always": ["a"]}]}, cls)
    assert status.own == [CanReply(always=("a",))]
    assert [part.path for part in reader.rejected] == ["$.own[0]"]
    assert reader.rejected[0].reason == "$.own[0].always: missing"


def test_several_own_classes_are_read_together() -> None:
    sent = SENT | {"account": ACCOUNT | {"is_cat": True}}
    for found in (
        read(sent, MyStatus, MyAccount)[0],
        fast_reader(MyStatus, MyAccount, type_=entities.Status).read(encode(sent)),
    ):
        assert type(found) is MyStatus
        assert type(found.account) is MyAccount
        assert found.account.is_cat is True


def test_subclass_of_an_entity_that_is_a_subclass_itself_replaces_only_that() -> None:
    class Mine(entities.CredentialAccount):
        is_cat: bool = False

    document = to_json(make(entities.CredentialAccount)) | {"is_cat": True}
    found, _ = read(document, Mine, type_=entities.CredentialAccount)
    assert type(found) is Mine
    assert found.is_cat
    assert type(read(document, Mine, type_=entities.Account)[0]) is entities.Account
    other, _ = read(document, MyAccount, type_=entities.CredentialAccount)
    assert type(other) is entities.CredentialAccount


def test_own_class_as_the_answer_of_an_own_request_needs_no_option() -> None:
    request = Request("GET", "/api/v1/things", answer=One(MyStatus))
    with ScriptedMastodon([(request, respond(SENT))]) as mastodon:
        found = mastodon.send(request)
    assert type(found) is MyStatus
    assert found.local_only is True


# What a class without a decorator becomes.


def new_class(name: str = "Fresh", bases: Any = (entities.Status,), **body: Any) -> Any:
    """Make a class that nobody has used yet."""
    body.setdefault("__annotations__", {"local_only": bool | None})
    body.setdefault("local_only", None)
    return type(name, bases, {"__module__": __name__, **body})


FIELDS = attrs.asdict(make(entities.Status), recurse=False)
FIRST_USES: dict[str, Any] = {
    "made": lambda cls: cls(**FIELDS, local_only=True),
    "factory": lambda cls: make(cls, local_only=True),
    "fields": lambda cls: [f.name for f in attrs.fields(cls)][-1] == "local_only",
    "has": attrs.has,
    "help": lambda cls: pydoc.render_doc(cls),
    "read": lambda cls: read(SENT, cls)[0].local_only,
    "subclass": lambda cls: new_class("Sub", (cls,))(**FIELDS, local_only=True),
    "strategy": lambda cls: strategies.entity(cls) is strategies.entity(cls),
}


@pytest.mark.parametrize("use", FIRST_USES.values(), ids=FIRST_USES)
def test_class_becomes_an_attrs_class_on_any_first_use(use: Any) -> None:
    cls = new_class()
    assert use(cls)
    status = cls(**FIELDS, local_only=True)
    assert status.local_only is True
    assert [f.name for f in attrs.fields(cls)].count("local_only") == 1
    assert "local_only: bool | None = None" in str(inspect.signature(cls))


def test_object_without_decorator_behaves_like_an_entity() -> None:
    status = make(MyStatus, content="hi", local_only=True)
    assert repr(status).startswith("<MyStatus 0000001 @acct 2024-01-01 'hi' +")
    assert status == make(MyStatus, content="hi", local_only=True)
    assert hash(status) == hash(make(MyStatus, content="hi", local_only=True))
    assert status != make(MyStatus, content="hi")
    assert status != make(entities.Status, content="hi")
    assert attrs.evolve(status, local_only=None) == make(MyStatus, content="hi")
    untyped: Any = status
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        untyped.local_only = False
    with pytest.raises(TypeError, match="MyStatus has attributes, not keys"):
        untyped["local_only"]
    make_untyped: Any = MyStatus
    with pytest.raises(TypeError, match="unexpected keyword argument 'lokal'"):
        make_untyped(**FIELDS, lokal=True)


@pytest.mark.parametrize("cls", [MyStatus, Decorated, WithDict])
def test_copies_and_pickles_keep_own_fields(cls: Any) -> None:
    for status in (make(cls, local_only=True), read(SENT, cls)[0]):
        for made in (
            copy.copy(status),
            copy.deepcopy(status),
            pickle.loads(pickle.dumps(status)),
        ):
            assert made == status
            assert type(made) is cls


def test_pickle_may_be_the_first_use_of_a_class() -> None:
    text = pickle.dumps(read(SENT, MyStatus)[0])
    fresh: Any = new_class(
        "MyStatus",
        **{
            name: value
            for name, value in (
                ("__annotations__", {"local_only": bool | None}),
                ("local_only", None),
            )
        },
    )

    class Unpickler(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            return fresh if name == "MyStatus" else super().find_class(module, name)

    import io

    found = Unpickler(io.BytesIO(text)).load()
    assert type(found) is fresh
    assert found.local_only is True


def test_decorator_of_the_user_has_the_last_word() -> None:
    @attrs.frozen(kw_only=True, order=True)
    class Ordered(Entity):
        rank: int
        note: str = attrs.field(default="", eq=False)

    @attrs.frozen
    class Positional(Entity):
        rank: int

    @attrs.frozen(kw_only=True, slots=False)
    class WithDict(Entity):
        rank: int

    assert Ordered(rank=1) < Ordered(rank=2)
    assert Ordered(rank=1, note="x") == Ordered(rank=1)
    assert Positional(1) == Positional(rank=1)
    assert "__dict__" not in dir(Positional(1))
    assert vars(WithDict(rank=1)) == {"rank": 1}
    assert vars(WithDict(rank=2)) == {"rank": 2}


def test_class_without_fields_of_its_own_is_whole_as_it_is() -> None:
    class Loud(entities.Status):
        __slots__ = ()

        def shout(self) -> str:
            return (self.content or "").upper()

    base = new_class()
    for cls in (Loud, type("Plain", (base,), {"__module__": __name__})):
        status = read(SENT, cls)[0]
        assert type(status) is cls
        assert attrs.evolve(status, content="x").content == "x"
        assert status == read(SENT, cls)[0]
        assert fast_reader(cls).read(encode([SENT])) == (status,)
    assert Loud(**FIELDS | {"content": "hi"}).shout() == "HI"
    made = type("Plain", (new_class(),), {"__module__": __name__})
    assert made(**FIELDS, local_only=True).local_only is True


@pytest.mark.parametrize("body", [{}, {"__slots__": ()}], ids=str)
@pytest.mark.parametrize("decorate", [lambda cls: cls, attrs.frozen(kw_only=True)])
def test_class_between_that_has_no_fields_loses_none(body: Any, decorate: Any) -> None:
    between = type("Loud", (entities.Status,), {"__module__": __name__, **body})
    cls = decorate(new_class("Fresh", (between,)))
    found, _ = read(SENT, cls)
    made = cls(**attrs.asdict(found, recurse=False))
    for status in (made, copy.copy(made), fast_reader(cls).read(encode([SENT]))[0]):
        assert (status.id, status.local_only) == (STATUS["id"], True)
        assert status == found


def test_class_without_fields_may_have_code_that_runs_after_init() -> None:
    class Checked(entities.Status):
        def __attrs_post_init__(self) -> None:
            raise ValueError(self.id)

    with pytest.raises(ValueError, match="1"):
        Checked(**FIELDS)
    assert read([SENT], Checked, type_=tuple[entities.Status, ...])[0] == ()


def test_class_keeps_its_own_new() -> None:
    def new(cls: Any, **fields: Any) -> Any:
        return object.__new__(cls)

    for cls in (new_class(__new__=new), attrs.frozen(new_class(__new__=new))):
        assert read(SENT, cls)[0].local_only is True
        assert cls.__new__ is new


def test_threads_may_use_a_class_first_at_the_same_time() -> None:
    for _ in range(20):
        cls, found, barrier = new_class(), list[bool](), Barrier(4)

        def use(cls: Any = cls, found: Any = found, barrier: Any = barrier) -> None:
            barrier.wait()
            found.append(cls(**FIELDS, local_only=True).local_only)

        threads = [Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [True] * 4


def test_strategies_know_own_classes() -> None:
    @given(strategies.entity(MyStatus))
    def check(status: MyStatus) -> None:
        assert type(status) is MyStatus
        found, _ = read(to_json(status), MyStatus, strict=True)
        for field in attrs.fields(MyStatus):
            if not field.inherited:
                assert getattr(found, field.name) == getattr(status, field.name)

    check()


def test_json_of_an_own_class_has_its_fields_and_keys_at_any_depth() -> None:
    sent = SENT | {"reblog": SENT, "account": ACCOUNT | {"is_cat": True}}
    status, _ = read(sent, MyStatus, MyAccount)
    written = json.loads(json.dumps(to_json(status)))
    for part in (written, written["reblog"]):
        assert part["interaction_policy"] == OWN["interaction_policy"]
        for name in OWN.keys() - {"interaction_policy", "reactions", "unknown"}:
            assert part[name] == OWN[name], name
        assert "is_cat" not in part
    assert written["account"]["is_cat"] is True
    assert read(written, MyStatus, MyAccount, strict=True)[0] == status


def test_pages_of_own_entities_round_trip_as_json() -> None:
    sent = SENT | {"reblog": SENT, "account": ACCOUNT | {"is_cat": True}}
    status, _ = read(sent, MyStatus, MyAccount)
    plain, _ = read(STATUS, MyStatus, MyAccount)
    page = Page((status, plain), next=api.timeline_home(max_id="7"))
    written = json.loads(json.dumps(page.to_json()))
    again = Page.from_json(written, entities=[MyStatus, MyAccount])
    assert again == page
    assert type(again[0].account) is type(again[0].reblog.account) is MyAccount
    with pytest.raises(ValueError, match=r"pass your own entities as entities=\[...\]"):
        Page.from_json(written)
    request = Request("GET", "/x", answer=One(MyStatus))
    assert Request.from_json(request.to_json(), entities=[MyStatus]) == request
    whole = PagedObject(make(entities.Search, statuses=[status]))
    written = json.loads(json.dumps(whole.to_json()))
    assert PagedObject.from_json(written, entities=[MyStatus, MyAccount]) == whole


# Mistakes.


class Twice(entities.Status):
    local_only: bool | None = None


V = TypeVar("V")


class Box(Entity, Generic[V]):
    value: V


class Inner(Entity):
    x: complex


class Holder(Entity):
    again: tuple[Holder, ...] = ()
    inner: Inner | None = None


MISTAKES: list[tuple[Any, type[Exception], str]] = [
    (MyStatus, TypeError, "entities must be a list of classes, not the class MyStatus"),
    (5, TypeError, "entities must be a list of classes, not int"),
    (["MyStatus"], TypeError, "entities must hold classes, not str: pass the class"),
    ([{}], TypeError, "entities must hold classes, not dict"),
    (
        [make(MyStatus)],
        TypeError,
        "entities must hold classes, not an object of MyStatus",
    ),
    ([int], TypeError, "entities must hold subclasses of entities, such as"),
    (
        [entities.Status],
        TypeError,
        "entities must hold classes of your own, not Status",
    ),
    ([Entity], TypeError, "entities must hold classes of your own, not Entity"),
    (
        [MyStatus, Twice],
        ValueError,
        "MyStatus and Twice must not both be read as Status: list one of them",
    ),
    (
        [new_class(__annotations__={"x": "Nowhere"}, x=None)],
        TypeError,
        "a field of Fresh has an unknown type: name 'Nowhere' is not defined",
    ),
    (
        [new_class(__annotations__={"x": list[str]}, x=[])],
        TypeError,
        r"the default of Fresh.x must be immutable, such as \(\), not a list",
    ),
    (
        [new_class(__annotations__={"x": complex | None}, x=None)],
        TypeError,
        "Fresh.x has a type that cannot be read from JSON: complex",
    ),
    *(
        (
            [new_class(__annotations__={"x": type_}, x=None)],
            TypeError,
            "Fresh.x has a type that cannot be read from JSON: .*; register a hook for",
        )
        for type_ in (
            CanReply | tuple[CanReply, ...] | None,
            int | float | str | None,
            Literal["a"] | bool,
        )
    ),
    (
        [new_class(__annotations__={"x": Box | None}, x=None)],
        TypeError,
        "Fresh.x has a type that cannot be read from JSON: .*Box.*; register",
    ),
    (
        [new_class(__annotations__={"x": tuple[Holder, ...]}, x=())],
        TypeError,
        "Inner.x has a type that cannot be read from JSON: .*complex.*; register",
    ),
    (
        [new_class(__annotations__={"account": MyAccount})],
        TypeError,
        "Fresh declares account anew, which Status has: decorate it with",
    ),
    (
        [new_class(__slots__=())],
        TypeError,
        "Fresh must not have __slots__ and fields: decorate it with @attrs.frozen",
    ),
    (
        [dataclass(frozen=True)(new_class())],
        TypeError,
        "Fresh must not be a dataclass, as entities are attrs classes: leave out",
    ),
]


@pytest.mark.parametrize(("given_", "error", "words"), MISTAKES, ids=str)
def test_class_that_cannot_be_read_is_an_error_when_the_client_is_made(
    given_: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        FakeMastodon(entities=given_)
    with pytest.raises(error, match=words):
        session(entities=given_)


def test_class_in_a_field_may_have_a_type_with_a_hook() -> None:
    cls = new_class(__annotations__={"x": Holder | None, "y": Box[int] | None}, x=None)
    converter = make_converter()
    converter.register_structure_hook(complex, lambda value, _: complex(value))
    converter.register_structure_hook_func(
        lambda type_: type_ == Box[int], lambda value, _: Box(value=value)
    )
    known = converter_with([cls], converter)
    sent = STATUS | {"x": {"inner": {"x": "1j"}, "again": [{}]}, "y": 7}
    for _ in range(3):
        found: Any = Reader(converter=known).parse(encode(sent), entities.Status)
        assert found.x == Holder(inner=Inner(x=1j), again=(Holder(),))
        assert found.y == Box(value=7)


def test_decorated_class_may_declare_a_field_anew() -> None:
    @attrs.frozen(kw_only=True)
    class Narrow(entities.Status):
        account: MyAccount

    sent = SENT | {"account": ACCOUNT | {"is_cat": True}}
    found, _ = read(sent, Narrow)
    assert found.account.is_cat is True
    assert found == fast_reader(Narrow, type_=entities.Status).read(encode(sent))


def test_mutable_default_may_be_made_by_a_factory() -> None:
    cls = new_class(__annotations__={"x": list[str]}, x=attrs.field(factory=list))
    assert read(STATUS, cls)[0].x == []
    assert read(STATUS | {"x": ["a"]}, cls)[0].x == ["a"]


# The same classes through every door.


def test_classes_may_come_from_any_iterable() -> None:
    made = FakeMastodon(user="ada", entities=(cls for cls in [MyStatus]))
    assert type(made.toot("hi")) is MyStatus
    assert type(made.timeline_home()[0]) is MyStatus
    assert type(FakeMastodon(user="ada", entities=()).toot("hi")) is entities.Status


def test_listing_a_class_twice_or_one_that_only_a_field_names_does_no_harm() -> None:
    found, reader = read(SENT, MyStatus, MyStatus, Policy, CanReply)
    assert type(found) is MyStatus
    assert type(found.interaction_policy) is Policy
    assert reader.rejected == ()


def test_clients_with_the_same_classes_share_one_converter() -> None:
    first, second = (session(Time(), entities=[MyStatus]) for _ in range(2))
    other = session(entities=[Decorated])
    assert first.converter is second.converter is not None
    assert other.converter is not first.converter
    assert session().converter is None


def test_converter_and_entities_of_a_client_work_together() -> None:
    class Loud(entities.Status):
        shout: complex | None = None

    converter = make_converter(entities=[MyAccount])
    converter.register_structure_hook(complex, lambda value, _: complex(value))
    sent = SENT | {"shout": "1j", "account": ACCOUNT | {"is_cat": True}}
    script = [(api.status("7"), respond(sent))] * 3
    with ScriptedMastodon(script, converter=converter, entities=[Loud]) as mastodon:
        for _ in script:
            status: Any = mastodon.status("7")
            assert (type(status), status.shout) == (Loud, 1j)
            assert type(status.account) is MyAccount
    # The given converter stays as it is.
    found = Reader(converter=converter).parse(encode(sent), entities.Status)
    assert type(found) is entities.Status
    assert type(found.account) is MyAccount
    with pytest.raises(ValueError, match="Twice and MyStatus must not both be read as"):
        converter_with([MyStatus], make_converter(entities=[Twice]))


def test_catalog_parses_with_own_entities_without_a_session() -> None:
    converter = make_converter(entities=[MyStatus])
    response = HttpResponse(status=200, body=encode([SENT, {}]))
    match = catalog.match("GET", "/api/v1/timelines/home")
    assert match is not None
    for entry in (match, match.entry):
        page = entry.parse(response, converter=converter)
        assert [type(item) for item in page] == [MyStatus]
        assert [type(item) for item in entry.parse(response)] == [entities.Status]
        with pytest.raises(DecodeError, match=r"\$\[1\].id: missing"):
            entry.parse(response, converter=converter, strict=True)


def test_unused_class_is_forgotten() -> None:
    cls = new_class()
    converter: EntityConverter | None = make_converter(entities=[cls])
    gone = weakref.ref(cls)
    del cls, converter
    gc.collect()
    assert gone() is None
