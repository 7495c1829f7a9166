"""Annotations say what happens, and can be read while a program runs."""

from collections.abc import Iterator
from datetime import datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from operations import ARGUMENTS, OPERATIONS, Operation

from mastodon_core import API, NewPoll, Page, Request, catalog, entities
from mastodon_core._answer import Empty, One, Paged, Perhaps

NAMES = [name for entry in catalog for name in (entry.name, *entry.variants)]
# A server may have grants of its own.
OPEN = {("oauth_token", "grant_type")}
# Where an id is meant, an entity does too.
IDS = {
    "account_id": entities.Account,
    "allowed_mentions[]": entities.Account,
    "in_reply_to_id": entities.Status,
    "media_ids[]": entities.MediaAttachment,
    "quoted_status_id": entities.Status,
}


def hints(name: str) -> dict[str, Any]:
    return get_type_hints(getattr(API(), name))


def leaves(hint: Any) -> Iterator[Any]:
    """What a union or a sequence is made of, down to its last parts."""
    inner = get_args(hint)
    if not inner or get_origin(hint) is Literal:
        yield hint
    for one in inner if get_origin(hint) is not Literal else ():
        yield from leaves(one)


@pytest.mark.parametrize("name", [*NAMES, "media_post", "make_poll"])
def test_annotations_can_be_read_while_a_program_runs(name: str) -> None:
    assert "return" in hints(name)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
def test_the_promised_answer_is_the_one_that_is_read(operation: Operation) -> None:
    match operation.entry.answer:
        case One(entity=entity):
            answer: Any = entity
        case Paged(entity=entity):
            answer = Page[entity]
        case Perhaps(entity=entity):
            answer = entity | None
        case other:
            assert other == Empty()
            answer = NoneType
    assert hints(operation.name)["return"] == Request[answer]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
def test_arguments_have_the_types_of_the_contract(operation: Operation) -> None:
    known = hints(operation.name)
    if operation.id == "statuses_create":
        known |= hints("status_schedule")
    for param in operation.read:
        name = param["name"]
        if name.startswith("poll["):
            assert NewPoll in leaves(known["poll"])
            continue
        own = ARGUMENTS.get((operation.id, name), name.removesuffix("[]"))
        found = set(leaves(known[own]))
        match param["type"]:
            case "boolean":
                assert found == {bool, NoneType}
            case "integer":
                assert found == {int, NoneType}
            case "datetime":
                assert found == {datetime}
            case "file":
                assert bytes in found
            case _:
                words = [get_args(hint) for hint in found if get_origin(hint)]
                is_open = (operation.name, name) in OPEN or "enum" not in param
                assert words == ([] if is_open else [tuple(param["enum"])])
                # An unknown word goes as the open enum.
                assert (
                    is_open
                    or entities.Visibility in found
                    or entities.QuotePolicy in found
                )
        if name in IDS:
            assert {str, IDS[name]} <= found
        if name in {"id", "max_id", "since_id", "min_id"}:
            assert {hint for hint in found if hasattr(hint, "__attrs_attrs__")}
