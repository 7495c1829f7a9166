"""Annotations match the contract, and can be resolved at run time."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from operations import OPERATIONS, Operation

import mastodon_core
from mastodon_core import API, Page, PagedObject, Request, Unset, entities
from mastodon_core.calls import (
    Empty,
    Hash,
    IfSent,
    Many,
    One,
    Paged,
    PagedArrays,
    Perhaps,
    Text,
)
from mastodon_core.entities._types import OpenEnum
from mastodon_core.streaming import StreamCall
from mastodon_core.values import Word

NAMES = [name for row in OPERATIONS for name in (row.name, *row.ours.variants)]


def hints(name: str) -> dict[str, Any]:
    return get_type_hints(getattr(API(), name))


def leaves(hint: Any) -> Iterator[Any]:
    """The innermost types of a union or sequence."""
    inner = get_args(hint)
    if not inner or get_origin(hint) is Literal:
        yield hint
    for one in inner if get_origin(hint) is not Literal else ():
        yield from leaves(one)


@pytest.mark.parametrize(
    "name", [*NAMES, "media_post", "make_poll", "generate_media_edit_attributes"]
)
def test_annotations_resolve_at_run_time(name: str) -> None:
    assert "return" in hints(name)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
def test_return_annotation_is_the_type_that_is_parsed(operation: Operation) -> None:
    if operation.is_stream:
        assert hints(operation.name)["return"] is StreamCall
        return
    match operation.entry.answer:
        case One(entity=entity):
            answer: Any = entity
        case Hash(entity=entity):
            answer = Mapping[str, entity]
        case Many(entity=entity) | Paged(entity=entity):
            answer = Page[entity]
        case PagedArrays(entity=entity):
            answer = PagedObject[entity]
        case Perhaps(entity=entity) | IfSent(entity=entity):
            answer = entity | None
        case Text():
            answer = str
        case other:
            assert other == Empty()
            answer = NoneType
    assert hints(operation.name)["return"] == Request[answer]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
def test_arguments_have_the_types_of_the_contract(operation: Operation) -> None:
    known = hints(operation.ours.full or operation.name)
    for param in operation.read:
        name = param["name"]
        if name in operation.ours.given and name not in operation.ours.entities:
            # The method takes another type, and converts it.
            continue
        own, _, inner = operation.argument(name).partition(".")
        own = own.removesuffix("[]")
        listed = operation.list_of(own)
        hint = known[listed or own]
        if inner:
            value = getattr(mastodon_core, operation.value_classes[own])
            assert value in leaves(hint)
            if listed:
                words, escape = get_args(get_type_hints(value)["key"])
                assert own in get_args(words)
                assert issubclass(escape, OpenEnum)
            hint = get_type_hints(value)[inner]
        found = set(leaves(hint)) - {NoneType, Unset, Ellipsis}
        if own in operation.ours.keyed:
            # Words with parameters are value classes, which are checked by field.
            classes = set(operation.ours.keyed[own].values())
            found -= {getattr(mastodon_core, name) for name in classes}
        match param["type"]:
            case "boolean":
                assert found == {bool}
            case "integer":
                assert int in found
                assert found <= {int, timedelta}
            case "array of integer":
                assert int in found or name in operation.ours.entities
            case "datetime":
                assert found == {datetime}
            case "date":
                assert found == {date}
            case "file":
                assert bytes in found
            case _ if "enum" in param:
                literals = [h for h in found if get_origin(h) is Literal]
                words = {word for hint in literals for word in get_args(hint)}
                assert words == set(param["enum"])
                # Words that are not in the list are passed as one of these.
                (rest,) = found - set(literals)
                assert issubclass(rest, OpenEnum | Word)
            case _:
                assert str in found or bytes in found
        if entity := operation.ours.entities.get(name):
            assert {str, getattr(entities, entity)} <= found
        if name in {"max_id", "since_id", "min_id"}:
            assert {hint for hint in found if hasattr(hint, "__attrs_attrs__")}
