"""Whatever a server sends becomes a value of the declared type, or a known error."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from attrs import evolve, has
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mastodon_offline import strategies

from mastodon_core import (
    ApiError,
    DecodeError,
    Page,
    PagedObject,
    Raw,
    Request,
    Secret,
    catalog,
    to_json,
)
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
from mastodon_core.servers import Entry
from mastodon_core.transport import HttpResponse

pytestmark = pytest.mark.fuzz

LINKS = [
    "",
    '<https://elsewhere.example/?max_id=1>; rel="next"',
    '<>; rel="next", <?offset=-1>; rel=prev, ;;,<',
]


def one_of_each_kind() -> list[Entry]:
    """The first endpoint of each kind of result; the others share its parser."""
    found: dict[Any, Entry] = {}
    for entry in catalog:
        found.setdefault(entry.answer, entry)
    return list(found.values())


def bodies(answer: Any) -> st.SearchStrategy[tuple[bytes, bool]]:
    """Bodies, and whether each is what the endpoint declares."""
    cls = getattr(answer, "entity", None)
    items = strategies.json_values()
    whole: st.SearchStrategy[Any] = st.nothing()
    if isinstance(cls, type) and has(cls):
        whole = strategies.entity(cls).map(to_json)
        items |= strategies.hostile_json(cls) | whole
        if isinstance(answer, Many | Paged):
            whole = st.lists(whole, max_size=3)
        elif isinstance(answer, Hash):
            whole = st.dictionaries(st.text(max_size=3), whole, max_size=2)
    some = st.lists(items, max_size=3)
    shapes = items | some | st.dictionaries(st.text(max_size=3), items, max_size=2)
    spoiled = shapes.map(encoded) | strategies.hostile_bodies()
    return st.tuples(spoiled, st.just(False)) | st.tuples(
        whole.map(encoded), st.just(True)
    )


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("entry", one_of_each_kind(), ids=lambda entry: entry.name)
def test_a_parsed_value_is_of_the_declared_type(entry: Entry) -> None:
    @settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
    @given(bodies(entry.answer), st.sampled_from(LINKS))
    def holds(sent: tuple[bytes, bool], link: str) -> None:
        body, is_whole = sent
        response = HttpResponse(status=200, headers={"link": link}, body=body)
        try:
            raw = entry.parse(response, entry.request.with_response())
        except (ApiError, DecodeError) as raised:
            error = raised
        else:
            assert type(raw) is Raw
            assert raw.response is response
            assert not (is_whole and raw.rejected)
            check(raw, entry)
            assert entry.parse(response, entry.request) == raw.value
            return
        assert error.response is response
        if isinstance(error, ApiError):
            # A hash whose keys are data may have this key too.
            assert not is_whole or isinstance(entry.answer, Hash)
            assert document_of(body)["error"]
            return
        assert not is_whole
        assert may_fail(entry.answer, body)
        assert (error.method, error.path) == (entry.method, entry.path)
        with pytest.raises(DecodeError):
            entry.parse(response, entry.request)

    holds()


@given(
    st.sampled_from(list(catalog)),
    st.integers(300, 599),
    strategies.json_values().map(encoded) | strategies.hostile_bodies(),
)
def test_a_status_of_300_or_more_is_an_api_error(
    entry: Entry, status: int, body: bytes
) -> None:
    response = HttpResponse(status=status, body=body)
    with pytest.raises(ApiError) as caught:
        entry.parse(response)
    assert caught.value.status == status
    assert caught.value.response is response


def may_fail(answer: Any, body: bytes) -> bool:
    """Whether a body may be a `DecodeError`, and not a value without its bad items."""
    if isinstance(answer, Empty | IfSent):
        return False
    if isinstance(answer, Text):
        return not is_utf_8(body)
    if isinstance(answer, Perhaps) and body.strip() in {b"", b"null"}:
        return False
    document = document_of(body)
    if isinstance(answer, Hash) and isinstance(document, dict):
        return "error" in document or b"NaN" in body or b"Infinity" in body
    return not (isinstance(answer, Many | Paged) and isinstance(document, list))


def check(raw: Raw[Any], entry: Entry) -> None:
    """Check a value against how the endpoint declares it, and against the body."""
    value, answer = raw.value, entry.answer
    document = document_of(raw.response.body)
    match answer:
        case Empty():
            assert value is None
        case Text():
            assert value == raw.response.body.decode()
        case One():
            assert fits(value, answer.entity)
        case Perhaps():
            is_absent = raw.response.body.strip() in {b"", b"null", b"{}", b"[]"}
            assert value is None if is_absent else fits(value, answer.entity)
        case IfSent():
            assert value is None or fits(value, answer.entity)
            if value is None and raw.rejected:
                assert [item.path for item in raw.rejected][-1] == "$"
                assert raw.rejected[-1].raw == document
        case Hash():
            left_out = [part.raw for part in raw.rejected if part.path == "$.*"]
            kept = [document[key] for key in value]
            assert len(kept) + len(left_out) == len(document)
            assert all(part in document.values() for part in left_out)
            assert fits(value, Mapping[str, answer.entity])
        case Many() | Paged():
            assert type(value) is Page
            assert value.rejected == raw.rejected
            check_items(value.items, raw, entry)
            if isinstance(answer, Many):
                assert (value.next, value.previous) == (None, None)
            else:
                has_links = answer.by != "offset" and "link" in raw.response.headers
                may_go_on = bool(document) or has_links
                check_neighbours(value, entry, may_go_on=may_go_on)
        case PagedArrays():
            assert type(value) is PagedObject
            assert value.rejected == raw.rejected
            assert fits(value.value, answer.entity)
            sizes = [len(document.get(name) or ()) for name in answer.arrays]
            has_links = answer.by != "offset" and "link" in raw.response.headers
            check_neighbours(value, entry, may_go_on=any(sizes) or has_links)
        case _:
            pytest.fail(f"say here what {answer} parses to")


def check_items(items: tuple[Any, ...], raw: Raw[Any], entry: Entry) -> None:
    """Each item of the body is there as if it were alone, or it is rejected."""
    document = document_of(raw.response.body)
    alone = evolve(entry.request, answer=One(entry.answer.entity)).with_response()
    kept: list[Any] = []
    left_out: dict[int, Any] = {}
    for index, item in enumerate(document):
        response = HttpResponse(status=200, body=encoded(item))
        try:
            kept.append(entry.parse(response, alone).value)
        except DecodeError:
            left_out[index] = item
    assert list(items) == kept
    assert all(fits(item, entry.answer.entity) for item in items)
    own = [part for part in raw.rejected if re.fullmatch(r"\$\[\d+\]", part.path)]
    assert {int(part.path[2:-1]): part.raw for part in own} == left_out


def check_neighbours(
    page: Page[Any] | PagedObject[Any], entry: Entry, *, may_go_on: bool
) -> None:
    for neighbour in (page.next, page.previous):
        if neighbour is not None:
            assert may_go_on
            assert type(neighbour) is Request
            assert neighbour.query != entry.request.query
            assert evolve(neighbour, query=entry.request.query) == entry.request


def fits(value: Any, type_: Any) -> bool:
    """Whether a value is of a type, and each field and item in it of its own."""
    origin, args = get_origin(type_), get_args(type_)
    if type_ in {Any, object}:
        return True
    if origin is Annotated:
        return fits(value, args[0])
    if origin in {Union, UnionType}:
        return any(fits(value, each) for each in args)
    if origin is tuple:
        return type(value) is tuple and all(fits(item, args[0]) for item in value)
    if origin is not None:
        pairs = value.items() if isinstance(value, Mapping) else [(None, None)]
        return all(type(key) is str and fits(item, args[1]) for key, item in pairs)
    if has(type_) and type_ is not Secret:
        return type(value) is type_ and all(
            fits(getattr(value, name), kind) for name, kind in hints_of(type_).items()
        )
    if type_ is datetime and type(value) is datetime:
        return value.tzinfo is not None
    if issubclass(type_, OpenEnum):
        return isinstance(value, type_)
    return type(value) is type_


@cache
def hints_of(cls: type[Any]) -> dict[str, Any]:
    return get_type_hints(cls, include_extras=True)


def document_of(body: bytes) -> Any:
    """The JSON in a body; None if it cannot be parsed.

    A number that is too long for Python, and bytes that are not UTF-8, stay as text.
    """
    try:
        text = body.decode(json.detect_encoding(body), "surrogateescape")
        return json.loads(text, parse_int=lambda n: int(n) if len(n) < 4300 else n)
    except (ValueError, RecursionError):
        return None


def is_utf_8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
