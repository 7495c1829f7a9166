"""Hooks of users on a converter are honoured by both paths, with the same results."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve, frozen
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.strategies import (
    configure_tagged_union,
    configure_union_passthrough,
    include_subclasses,
    use_class_methods,
)
from sessions import ACCOUNT, STATUS
from two_paths import array, check, exact

from mastodon_core import entities, make_converter
from mastodon_core.decoding import EntityConverter, Misfits, Reader, Tries
from mastodon_core.entities._types import Id, OpenEnum
from mastodon_core.entities.base import Entity

TAG = {"name": "a", "url": "https://x.example/tags/a"}
POLL = {
    "id": "3",
    "expires_at": None,
    "expired": False,
    "multiple": False,
    "votes_count": 0,
    "options": [{"title": "yes", "votes_count": 0}],
    "emojis": [],
}
QUOTE = {"state": "accepted", "quoted_status": STATUS}
FULL = STATUS | {
    "tags": [TAG],
    "poll": POLL,
    "quote": QUOTE,
    "reblog": STATUS,
    "language": "de",
    "edited_at": "2024-01-02T03:04:05Z",
}

Register = Callable[[EntityConverter], Any]


def shout(value: Any, _: Any) -> Any:
    return str(value).upper()


def visibilities(converter: EntityConverter) -> None:
    converter.register_structure_hook(
        entities.Visibility, lambda v, _: entities.Visibility(v.title())
    )


def every_enum(converter: EntityConverter) -> None:
    converter.register_structure_hook(OpenEnum, lambda v, t: t(v.title()))


def by_predicate_that_fails_for_other_types(converter: EntityConverter) -> None:
    # cattrs takes an exception as a no.
    converter.register_structure_hook_func(
        lambda t: issubclass(t, entities.Poll), lambda v, t: None
    )


def tag_of(value: Any, _: Any) -> entities.ShallowTag:
    return entities.ShallowTag(name=value["name"].upper(), url=value["url"])


# cattrs reads this when the function is registered without a type.
tag_of.__annotations__["return"] = entities.ShallowTag


def by_factory(converter: EntityConverter) -> None:
    converter.register_structure_hook_factory(
        lambda t: t is entities.ShallowTag, lambda _: tag_of
    )


def by_factory_with_the_converter(converter: EntityConverter) -> None:
    def make(cls: Any, given: Any) -> Any:
        assert isinstance(given, EntityConverter)
        return tag_of

    converter.register_structure_hook_factory(lambda t: t is entities.ShallowTag, make)


def by_decorated_factory(converter: EntityConverter) -> None:
    @converter.register_structure_hook_factory(lambda t: t is entities.ShallowTag)
    def make(_: Any) -> Any:
        return tag_of

    del make


def by_decorated_factory_with_the_converter(converter: EntityConverter) -> None:
    @converter.register_structure_hook_factory(lambda t: t is entities.ShallowTag)
    def make(cls: Any, given: Any) -> Any:
        return tag_of

    del make


def by_cattrs_own_function(converter: EntityConverter) -> None:
    converter.register_structure_hook(
        entities.ShallowTag,
        make_dict_structure_fn(
            entities.ShallowTag, converter, name=override(rename="url")
        ),
    )


ROWS: list[tuple[Register, str, Any]] = [
    (lambda c: c.register_structure_hook(str, shout), "content", "<P>HI</P>"),
    (lambda c: c.register_structure_hook(str, shout), "language", "DE"),
    (
        lambda c: c.register_structure_hook_func(
            lambda t: t == Id, lambda v, _: f"x{v}"
        ),
        "account.id",
        "x1",
    ),
    (lambda c: c.register_structure_hook(bool, lambda v, _: not v), "sensitive", True),
    (lambda c: c.register_structure_hook(int, lambda v, _: v + 1), "reblogs_count", 1),
    (visibilities, "visibility", "Public"),
    (every_enum, "visibility", "Public"),
    (every_enum, "quote.state", "Accepted"),
    (by_predicate_that_fails_for_other_types, "poll", None),
    (lambda c: c.register_structure_hook(tag_of), "tags.0.name", "A"),
    (by_factory, "tags.0.name", "A"),
    (by_factory_with_the_converter, "tags.0.name", "A"),
    (by_decorated_factory, "tags.0.name", "A"),
    (by_decorated_factory_with_the_converter, "tags.0.name", "A"),
    (by_cattrs_own_function, "tags.0.name", TAG["url"]),
    (
        lambda c: c.register_structure_hook_func(
            lambda t: t == tuple[entities.ShallowTag, ...], lambda v, _: ()
        ),
        "tags",
        (),
    ),
    (
        lambda c: c.register_structure_hook(entities.Quote, lambda v, _: "hooked"),
        "quote",
        "hooked",
    ),
    (
        lambda c: c.register_structure_hook(
            entities.Quote | entities.ShallowQuote, lambda v, _: "hooked"
        ),
        "quote",
        "hooked",
    ),
    (
        lambda c: c.register_structure_hook(
            entities.Poll | None, lambda v, _: v and "hooked"
        ),
        "poll",
        "hooked",
    ),
]


def at(value: Any, place: str) -> Any:
    for key in place.split("."):
        value = value[int(key)] if key.isdecimal() else getattr(value, key)
    return value


def read(
    converter: EntityConverter, value: Any = FULL, cls: Any = entities.Status
) -> Any:
    """Read on both paths, and return the value."""
    body = json.dumps(value).encode()
    check(body, cls, converter)
    check(b"[%s, %s, {}]" % (body, body), array(cls), converter)
    return Reader(converter=converter).parse(body, cls)


@pytest.mark.parametrize(("register", "place", "expected"), ROWS)
@pytest.mark.parametrize("moment", ["before", "after", "copied", "copied before"])
def test_hook_is_honoured(
    register: Register, place: str, expected: Any, moment: str
) -> None:
    converter = make_converter()
    if moment == "after":
        # Code that was generated by then is generated again.
        assert at(read(converter), place) != expected
    if moment == "copied before":
        converter = converter.copy()
    register(converter)
    if moment == "copied":
        converter = converter.copy()
    found = read(converter)
    assert at(found, place) == expected
    if "." not in place:
        assert at(found.reblog, place) == at(read(converter, STATUS), place)


BAD = FULL | {"poll": {}, "tags": [TAG, {}], "language": 7}
LOST = ["poll", "tags[1]", "language"]


def losses(found: Any) -> list[str]:
    """Return the places that a reader named as left out."""
    return [path for path, _, _ in found[2]]


@pytest.mark.parametrize("value", [FULL, BAD])
def test_hook_that_calls_ours_keeps_its_places_and_leniency(value: Any) -> None:
    converter = make_converter()
    base = converter.get_structure_hook(entities.Status)
    seen: list[str] = []

    def read_status(sent: Any, cls: Any) -> entities.Status:
        seen.append(sent["id"])
        found: entities.Status = base(sent, cls)
        return evolve(found, content=str(found.content).upper())

    converter.register_structure_hook(entities.Status, read_status)
    body = json.dumps(value).encode()
    _, general = check(body, entities.Status, converter)
    assert sorted(losses(general)) == sorted(
        f"$.{place}" for place in LOST if value is BAD
    )
    found = Reader(converter=converter).parse(body, entities.Status)
    assert found.reblog is not None
    assert (found.content, found.reblog.content) == ("<P>HI</P>", "<P>HI</P>")
    assert set(seen) == {"7"}
    _, general = check(b"[{}, %s]" % body, array(entities.Status), converter)
    assert general[2][0][:2] == ("$[0]", "$[0]: KeyError")
    assert set(losses(general)[1:]) == {
        f"$[1].{place}" for place in LOST if value is BAD
    }


def test_hook_that_catches_errors_of_ours_reads_alike_on_both_paths() -> None:
    converter = make_converter()
    base = converter.get_structure_hook(entities.Status)
    fallback = base(STATUS | {"id": "fallback"}, entities.Status)

    def read_status(sent: Any, cls: Any) -> Any:
        try:
            return base(sent, cls)
        except Exception:
            return fallback

    converter.register_structure_hook(entities.Status, read_status)
    for value, expected in ((BAD, "7"), (BAD | {"account": {}}, "fallback")):
        body = json.dumps(value).encode()
        check(body, entities.Status, converter)
        assert Reader(converter=converter).parse(body, entities.Status).id == expected


def test_hook_that_only_looks_at_the_value_is_called_for_each() -> None:
    converter = make_converter()
    base = converter.get_structure_hook(entities.Account)
    calls = []

    def read_account(sent: Any, cls: Any) -> Any:
        calls.append(sent["acct"])
        return base(sent, cls)

    converter.register_structure_hook(entities.Account, read_account)
    for tries in (Tries(may_try=False), Tries(), Tries()):
        calls.clear()
        reader = Reader(converter=converter, tries=tries)
        reader.parse(json.dumps([STATUS] * 3).encode(), array(entities.Status))
        assert calls == [ACCOUNT["acct"]] * 3


def test_misfit_that_our_hook_raises_passes_through_a_hook_with_its_place() -> None:
    converter = make_converter()
    base = converter.get_structure_hook(entities.Account)
    converter.register_structure_hook(entities.Account, lambda v, t: base(v, t))
    sent = FULL | {"reblog": STATUS | {"account": ACCOUNT | {"id": [7]}}}
    _, (_, found, rejected, _) = check(
        json.dumps(sent).encode(), entities.Status, converter
    )
    assert found[1]["reblog"] == exact(None)
    assert [part[:2] for part in rejected] == [
        ("$.reblog", "$.reblog.account.id: str expected, not list")
    ]


def test_structure_of_a_converter_names_all_places_that_do_not_fit() -> None:
    converter = make_converter()
    status = converter.structure(FULL, entities.Status)
    assert status == read(converter)
    with pytest.raises(Misfits) as caught:
        converter.structure(BAD, entities.Status)
    assert sorted(part.path for part in caught.value.rejected) == sorted(
        f"$.{place}" for place in LOST
    )
    assert "$.tags[1].name: missing" in str(caught.value)
    with pytest.raises(Misfits) as caught:
        converter.structure([], entities.Status)
    assert [(part.path, part.reason) for part in caught.value.rejected] == [
        ("$", "$: dict expected, not list")
    ]


def test_hook_for_texts_is_honoured_for_keys_that_are_data() -> None:
    rule = {"id": "1", "text": "x", "translations": {"de": {"text": "y", "hint": ""}}}
    converter = make_converter()
    converter.register_structure_hook(str, shout)
    found = read(converter, rule, entities.Rule)
    assert found.translations["DE"].text == "Y"


class Odd(Exception):
    pass


@pytest.mark.parametrize(
    "error",
    [
        ValueError("tok-1"),
        KeyError("tok-1"),
        Odd("tok-1"),
        ExceptionGroup("tok-1", [ValueError("tok-1")]),
        RecursionError("tok-1"),
        StopIteration("tok-1"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_hook_that_raises_costs_the_smallest_part(
    error: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: Any, __: Any) -> Any:
        raise error

    name = type(error).__name__
    name = "nested too deeply" if name == "RecursionError" else name
    for cls, value, path in (
        (entities.Poll, FULL, "$.poll"),
        (entities.PollOption, FULL, "$.poll.options[0]"),
        (entities.ShallowTag, FULL, "$.tags[0]"),
    ):
        converter = make_converter()
        converter.register_structure_hook(cls, refuse)
        _, general = check(json.dumps(value).encode(), entities.Status, converter)
        assert [part[:2] for part in general[2]] == [(path, f"{path}: {name}")]
        assert "tok-" not in str(general) + caplog.text
    converter = make_converter()
    converter.register_structure_hook(entities.Account, refuse)
    _, general = check(json.dumps(FULL).encode(), entities.Status, converter)
    assert general == ("refused", f"$.account: {name}")
    _, general = check(
        json.dumps([FULL, FULL]).encode(), array(entities.Status), converter
    )
    assert [part[1] for part in general[2]] == [
        f"$[0].account: {name}",
        f"$[1].account: {name}",
    ]


def test_exceptions_that_end_programs_are_not_caught() -> None:
    def leave(_: Any, __: Any) -> Any:
        raise KeyboardInterrupt

    converter = make_converter()
    converter.register_structure_hook(entities.Poll, leave)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            Reader(converter=converter).parse(
                json.dumps(FULL).encode(), entities.Status
            )


@frozen(kw_only=True)
class Loud(entities.Poll):
    """A poll with a field more."""

    volume: int


def test_subclasses_strategy_is_honoured() -> None:
    converter = make_converter()
    include_subclasses(entities.Poll, converter, subclasses=(Loud,))
    for poll, cls in ((POLL, entities.Poll), (POLL | {"volume": 7}, Loud)):
        found = read(converter, FULL | {"poll": poll}).poll
        assert type(found) is cls
    # The strategy finds no twins of classes among the subclasses.
    read(converter := make_converter())
    include_subclasses(entities.Poll, converter)
    assert type(read(converter, FULL | {"poll": POLL | {"volume": 7}}).poll) is Loud
    assert type(read(converter).poll) is entities.Poll


def test_tagged_union_strategy_is_honoured() -> None:
    converter = make_converter()
    union = entities.Quote | entities.ShallowQuote
    configure_tagged_union(union, converter, tag_name="kind")
    shallow = {"state": "accepted", "quoted_status_id": "9", "kind": "ShallowQuote"}
    assert type(read(converter, FULL | {"quote": shallow}).quote) is (
        entities.ShallowQuote
    )
    wrong = QUOTE | {"kind": "ShallowQuote"}
    found = read(converter, FULL | {"quote": wrong}).quote
    assert type(found) is entities.ShallowQuote
    assert read(converter, FULL | {"quote": QUOTE}).quote is None


@frozen(kw_only=True)
class Parsed:
    text: str

    @classmethod
    def from_text(cls, value: Any) -> Parsed:
        return cls(text=value.strip())


@frozen(kw_only=True)
class Holder(Entity):
    parsed: Parsed | None = None
    either: int | bool | None = None


def test_class_method_strategy_is_honoured() -> None:
    converter = make_converter()
    use_class_methods(converter, "from_text")
    assert read(converter, {"parsed": " a "}, Holder) == Holder(parsed=Parsed(text="a"))
    assert read(converter, {"parsed": 7}, Holder) == Holder()


def test_union_passthrough_strategy_is_honoured() -> None:
    converter = make_converter()
    configure_union_passthrough(int | bool | None, converter)
    assert read(converter, {"either": True}, Holder) == Holder(either=True)


def test_hook_for_a_union_with_none_is_honoured() -> None:
    converter = make_converter()
    converter.register_structure_hook(int | bool | None, lambda v, _: v and 99)
    for each in (converter, converter.copy()):
        assert read(each, {"either": True}, Holder) == Holder(either=99)
        assert read(each, {"either": 0}, Holder) == Holder(either=0)
        assert read(each, {"either": None}, Holder) == Holder()


def test_hooks_for_the_members_of_a_union_are_honoured() -> None:
    converter = make_converter()
    converter.register_structure_hook(int, lambda v, _: v + 1)
    assert read(converter, {"either": 7}, Holder) == Holder(either=8)
    assert read(converter, {"either": True}, Holder).either is True


def test_hook_reads_a_part_of_the_value_with_the_converter() -> None:
    converter = make_converter()

    def read_first(value: Any, _: Any) -> entities.Poll:
        found: entities.Poll = converter.structure(value["wrapped"], Loud)
        return found

    converter.register_structure_hook_func(lambda t: t is entities.Poll, read_first)
    poll = POLL | {"volume": 7, "options": [{}, {"title": "no"}]}
    body = json.dumps(FULL | {"poll": {"wrapped": poll}}).encode()
    _, general = check(body, entities.Status, converter)
    # The place is that of the value that the hook was called with.
    assert losses(general) == ["$.poll.options[0]"]


def test_unstructure_hooks_are_honoured() -> None:
    converter = make_converter()
    status = read(converter)
    assert converter.unstructure(status)["visibility"] == "public"
    converter.register_unstructure_hook(entities.Visibility, lambda v: v.upper())
    converter.register_unstructure_hook_func(
        lambda t: t is entities.Poll, lambda v: v.id
    )

    @converter.register_unstructure_hook_factory(lambda t: t is entities.Account)
    def make(_: Any) -> Any:
        return lambda value: value.acct

    converter.register_unstructure_hook(
        entities.ShallowTag,
        make_dict_unstructure_fn(
            entities.ShallowTag, converter, url=override(omit=True)
        ),
    )
    for each in (converter, converter.copy()):
        written = each.unstructure(status)
        assert written["visibility"] == "PUBLIC"
        assert written["poll"] == "3"
        assert written["account"] == ACCOUNT["acct"]
        assert written["tags"] == [{"name": "a"}]
        assert written["reblog"]["account"] == ACCOUNT["acct"]
    assert make_converter().unstructure(status)["poll"]["id"] == "3"


def test_hook_that_cattrs_does_not_take_changes_nothing() -> None:
    converter = make_converter()
    odd: Any = Id
    with pytest.raises(TypeError):
        converter.register_structure_hook(odd, shout)
    assert read(converter).account.id == "1"
