"""Requests and pages outlive a program: as JSON and pickled they come back equal."""

import json
import pickle
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from mastodon_offline.strategies import entity, json_values, requests
from playing import carry_out
from sessions import STATUS, answer, session

from mastodon_core import (
    API,
    Credentials,
    Empty,
    Hash,
    One,
    Page,
    Paged,
    PagedObject,
    Rejected,
    Request,
    Secret,
    catalog,
    entities,
)
from mastodon_core.calls._persisted import _BY_NAME
from mastodon_core.testing import make
from mastodon_core.transport import NULL, FileSource

api = API()
ENTITIES: list[Any] = [
    each for name in entities.__all__ if attrs.has(each := getattr(entities, name))
]


def back(value: Any, **options: Any) -> Any:
    """Write a request or a page, and read it again, as text between machines."""
    text = json.dumps(value.to_json(), allow_nan=False)
    return type(value).from_json(json.loads(text), **options)


def comes_back(value: Any) -> None:
    assert back(value) == value
    assert pickle.loads(pickle.dumps(value)) == value


def holds_one(value: Any) -> bool:
    """Whether there is a secret among parameters, however deep."""
    if isinstance(value, Mapping):
        return any(map(holds_one, value.values()))
    return isinstance(value, Secret)


@pytest.mark.parametrize("entry", list(catalog), ids=lambda entry: entry.name)
def test_the_request_of_each_endpoint_comes_back(entry: Any) -> None:
    for request in (entry.request, entry.request.with_response()):
        if holds_one({**request.form, **(request.json or {})}):
            with pytest.raises(TypeError, match="holds a Secret"):
                request.to_json()
        else:
            comes_back(request)


texts = st.text(max_size=8)
params = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.timedeltas()
    | st.just(NULL),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(texts | st.just("$datetime"), inner, max_size=3)
    ),
    max_leaves=8,
)
mappings = st.dictionaries(texts, params, max_size=4)
files = st.builds(
    FileSource,
    st.binary(max_size=20) | texts | texts.map(Path),
    st.none() | texts,
    st.none() | texts,
)
any_request = st.builds(
    Request[Any],
    st.sampled_from(["GET", "POST", "QUERY"]),
    st.just("/api/v1/things/{id}"),
    answer=st.sampled_from([Empty(), Paged(entities.Status), Hash(bool)]),
    path_params=st.dictionaries(texts, texts.map(lambda text: f"{text}x")),
    query=mappings,
    json=st.none() | mappings,
    form=mappings,
    files=st.dictionaries(texts, st.none() | files, max_size=2),
    headers=st.dictionaries(st.just("accept") | texts, st.none() | texts),
    scopes=st.lists(texts).map(tuple),
    idempotent=st.booleans() | texts,
    anonymous=st.booleans(),
    lang=st.none() | texts,
)


@given(requests() | any_request)
def test_any_request_comes_back(request: Request[Any]) -> None:
    comes_back(request)


class Colour(str, Enum):  # noqa: UP042  # its str() is not its text
    RED = "red"


class Number(int, Enum):
    SEVEN = 7


def test_what_stands_for_a_text_or_a_number_comes_back_as_that() -> None:
    request: Request[Any] = Request(
        "GET",
        "/x",
        query={
            "a": Colour.RED,
            "b": Number.SEVEN,
            Colour.RED: (entities.Visibility.PUBLIC,),
        },
        answer=Empty(),
    )
    assert back(request) == request
    assert type(back(request).query["a"]) is str


def test_a_moment_keeps_its_offset() -> None:
    moment = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    request = api.status_schedule("hi", moment)
    assert back(request).json["scheduled_at"].isoformat() == moment.isoformat()


def test_what_is_as_it_would_be_anyway_is_not_written() -> None:
    assert api.status("7").to_json() == {
        "version": 1,
        "kind": "Request",
        "method": "GET",
        "path": "/api/v1/statuses/{id}",
        "path_params": {"id": "7"},
        "answer": {"kind": "One", "entity": "Status"},
        "scopes": ["read:statuses"],
    }


TYPES: list[Any] = [
    str,
    bool,
    int,
    float,
    object,
    entities.Status,
    tuple[str, ...],
    Mapping[str, object],
    Mapping[str, tuple[entities.Account, ...]],
]


@pytest.mark.parametrize("type_", TYPES, ids=str)
def test_each_kind_of_answer_comes_back_with_each_type(type_: Any) -> None:
    given: dict[str, Any] = {
        "arrays": ("statuses",),
        "answer": One(type_),
        "by": "offset",
    }
    for kind in _BY_NAME.values():
        names = [field.name for field in attrs.fields(kind)]
        made: Any = kind(**{name: given.get(name, type_) for name in names})
        comes_back(Request("GET", "/x", answer=made))
    assert {"One", "Paged", "WithResponse", "PagedArrays"} <= _BY_NAME.keys()


def holds_a_secret(value: Any) -> bool:
    if isinstance(value, Secret):
        return True
    return attrs.has(type(value)) and any(
        holds_a_secret(getattr(value, field.name))
        for field in attrs.fields(type(value))
    )


@pytest.mark.parametrize("cls", ENTITIES, ids=lambda cls: cls.__name__)
def test_a_page_of_each_entity_comes_back(cls: Any) -> None:
    item = make(cls)
    page = Page((item, item), next=api.timeline_home(max_id="7"))
    if holds_a_secret(item):
        with pytest.raises(TypeError, match=r"^\$\.items\[0\] holds a Secret"):
            page.to_json()
    else:
        comes_back(page)
        comes_back(PagedObject(item, previous=api.timeline_home(min_id="7")))


@given(st.lists(entity(entities.Status) | entity(entities.Notification), max_size=3))
def test_any_page_comes_back(items: list[Any]) -> None:
    comes_back(Page(tuple(items)))


@given(st.lists(json_values().filter(lambda value: value is not None), max_size=2))
def test_what_was_left_out_comes_back_as_it_came(values: list[Any]) -> None:
    rejected = tuple(
        Rejected(n, f"$[{n}]", "no", {"$datetime": value})
        for n, value in enumerate(values)
    )
    comes_back(Page((), rejected=rejected))
    comes_back(Page(("a", ("b", {"$x": 1})), rejected=rejected))


def test_a_page_from_a_server_comes_back() -> None:
    link = '<https://x.example/?max_id=6>; rel="next", <?min_id=9>; rel="prev"'
    sent = answer([STATUS, {"id": 5}], link=link)
    page = carry_out(session(), api.timeline_home(limit=5), [sent])[1]
    comes_back(page)
    assert Page.from_json(page.to_json()) == page
    assert back(page).next == api.timeline_home(limit=5, max_id="6")


@frozen
class Toot:
    """An entity of somebody's own."""

    id: str
    text: str = ""


@frozen
class Lines:
    """An answer of somebody's own."""

    def parse(self, response: Any, request: Any, reader: Any) -> Any:
        raise NotImplementedError


def test_an_own_entity_is_read_where_it_is_handed_in() -> None:
    request = Request("GET", "/x", answer=Paged(Toot))
    page = Page((Toot("1"),), next=request)
    for value in (request, page, PagedObject(Toot("1", "hi"))):
        assert back(value, own_entities=[Toot]) == value
        with pytest.raises(
            ValueError, match="no type is known by the name '[^ ]*:Toot'"
        ):
            back(value)


UNNAMED: Any = list[str]
REFUSED: list[tuple[Any, str]] = [
    (Request("GET", "/x", answer=Lines()), "$.answer is of a kind that is not known"),
    (Request("GET", "/x", answer=One(UNNAMED)), "$.answer.entity is of a type without"),
    (
        Request("GET", "/x", answer=One(st.SearchStrategy)),
        "$.answer.entity is of a type",
    ),
]


def asking(**parts: Any) -> Request[None]:
    return Request("POST", "/x", answer=Empty(), **parts)


REFUSED += [
    (asking(form={"a": Secret("s")}), "$.form.a holds a Secret"),
    (asking(json={"a": {"b": (1, Secret("s"))}}), "$.json.a.b[1] holds a Secret"),
    (asking(credentials=Credentials()), "$.credentials holds a Credentials"),
    (asking(query={"a": b"x"}), "$.query.a holds a bytes"),
    (asking(query={"a": {1: "x"}}), "$.query.a has a key that is int"),
    (asking(query={"a": make(entities.Status)}), "$.query.a holds a Status"),
    (asking(headers={"Authorization": "x"}), "$.headers.authorization is secret"),
    (
        asking(files={"a": FileSource(BytesIO(b"x"))}),
        "$.files.a.content holds an open file",
    ),
]


@pytest.mark.parametrize(("value", "reason"), REFUSED, ids=[r for _, r in REFUSED])
def test_what_is_not_written_is_named(value: Any, reason: str) -> None:
    with pytest.raises(TypeError) as caught:
        value.to_json()
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_has_no_number_for_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match=r"^\$\.query\.a: JSON has no (nan|inf)$"):
        asking(query={"a": number}).to_json()


WRITTEN = json.loads(json.dumps(api.status_favourite("7").to_json()))
PAGE = {"version": 1, "kind": "Page"}


def entity_named(name: Any, value: Any = None, **more: Any) -> dict[str, Any]:
    return PAGE | {"items": [{"$entity": name, "json": value, **more}]}


MALFORMED: list[tuple[Any, Any, str]] = [
    (Request, "GET /x", "$: object expected, not str"),
    (Request, None, "$: object expected, not NoneType"),
    (Request, {}, "$.version: 1 expected, not None"),
    (Request, WRITTEN | {"version": 2}, "$.version: 1 expected, not 2"),
    (Page, WRITTEN, "$.kind: Page expected, not 'Request'"),
    (Request, WRITTEN | {"colour": 1}, "$.colour: a Request has no such field"),
    (Request, {"version": 1, "kind": "Request", "method": "GET"}, "$.path: missing"),
    (Request, WRITTEN | {"method": 5}, "$.method: str expected, not int"),
    (Request, WRITTEN | {"query": None}, "$.query: dict expected, not NoneType"),
    (Request, WRITTEN | {"json": []}, "$.json: dict or NoneType expected, not tuple"),
    (Request, WRITTEN | {"scopes": [5]}, "$.scopes: str expected, not int"),
    (Request, WRITTEN | {"headers": {"a": 5}}, "$.headers: str or NoneType expected"),
    (Request, WRITTEN | {"path_params": {"id": ".."}}, "$: id must be a name or id"),
    (Request, WRITTEN | {"files": {"a": {}}}, "$.files.a.content: missing"),
    (Request, WRITTEN | {"files": [5]}, "$.files: object expected, not list"),
    (Request, WRITTEN | {"answer": "One"}, "$.answer: object expected, not str"),
    (
        Request,
        WRITTEN | {"answer": {"kind": "Page"}},
        "$.answer.kind: there is no answer",
    ),
    (Request, WRITTEN | {"answer": {"kind": []}}, "$.answer.kind: there is no answer"),
    (Request, WRITTEN | {"answer": {"kind": "One"}}, "$.answer.entity: missing"),
    *(
        (
            Request,
            WRITTEN | {"answer": {"kind": "One", "entity": name}},
            "$.answer.entity: no type is known by the name",
        )
        for name in ("os:system", "Popen", "to_json", 5, [], ["tuple"], ["list", "str"])
    ),
    *(
        (Request, WRITTEN | {"query": {"a": [value]}}, f"$.query.a[0]{reason}")
        for value, reason in (
            ({"$datetime": "noon"}, ".$datetime: there is no such value"),
            ({"$timedelta": 5}, ".$timedelta: there is no such value"),
            ({"$timedelta": [10**20]}, ".$timedelta: there is no such value"),
            ({"$date": "2024-01-01", "x": 1}, ": other keys than expected beside"),
            ({"$bytes": "eA=="}, ".$bytes: not expected here"),
            ({"$list": {}}, ".$list: array expected, not dict"),
            ({"$map": []}, ".$map: object expected, not list"),
            (float("nan"), ": JSON has no nan"),
            (b"x", ": JSON expected, not bytes"),
        )
    ),
    (
        Request,
        WRITTEN | {"files": {"a": {"content": {"$bytes": "?"}}}},
        "$.files.a.content.$bytes: there is no such value",
    ),
    (Page, PAGE, "$.items: missing"),
    (Page, PAGE | {"items": {}}, "$.items: tuple expected, not dict"),
    (Page, PAGE | {"items": [], "next": PAGE}, "$.next.kind: Request expected"),
    (Page, PAGE | {"items": [], "rejected": [5]}, "$.rejected[0]: object expected"),
    (Page, entity_named("Status", {}), "$.items[0].json: "),
    (Page, entity_named("Status", [{"a": 1}]), "$.items[0].json: "),
    (Page, entity_named("Visibility"), "$.items[0].$entity: 'Visibility' is no entity"),
    (Page, entity_named("str", "x"), "$.items[0].$entity: 'str' is no entity"),
    (Page, entity_named("Status", x=1), "$.items[0]: other keys than expected"),
]


@pytest.mark.parametrize(
    ("cls", "value", "reason"), MALFORMED, ids=[str(n) for n in range(len(MALFORMED))]
)
def test_what_is_malformed_is_refused_with_its_place(
    cls: Any, value: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=r"^\$") as caught:
        cls.from_json(value)
    assert str(caught.value).startswith(reason)


def test_what_is_nested_without_end_is_refused() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(ValueError, match="nested too deep"):
        Request.from_json(WRITTEN | {"query": {"a": nested}})


@st.composite
def nearly(draw: st.DrawFn) -> Any:
    """JSON of a request or page, until something in it was replaced."""
    page: Page[Any] = Page((make(entities.Status),), next=api.timeline_home(max_id="7"))
    value = draw(st.sampled_from([page, api.toot("hi")])).to_json()
    inner: Any = value
    while isinstance(inner, dict | list) and inner:
        at = draw(st.sampled_from(list(inner) if isinstance(inner, dict) else [0]))
        if not isinstance(inner[at], dict | list) or draw(st.booleans()):
            inner[at] = draw(json_values())
            break
        inner = inner[at]
    return value


@given(json_values() | nearly(), st.sampled_from([Request, Page, PagedObject]))
def test_any_json_is_read_or_a_value_error(value: Any, cls: Any) -> None:
    with suppress(ValueError):
        assert isinstance(cls.from_json(value), cls)


def test_nothing_is_imported_because_a_text_says_so() -> None:
    value = WRITTEN | {"answer": {"kind": "One", "entity": "antigravity:fly"}}
    before = set(sys.modules)
    with pytest.raises(ValueError, match="no type is known"):
        Request.from_json(value)
    assert "antigravity" not in set(sys.modules) - before
