"""Requests and pages are the same after a round trip through JSON or pickle."""

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
from sessions import STATUS, json_response, session

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


def round_trip(value: Any, **options: Any) -> Any:
    """Write a request or page as JSON text and read it again."""
    text = json.dumps(value.to_json(), allow_nan=False)
    return type(value).from_json(json.loads(text), **options)


def assert_round_trips(value: Any) -> None:
    assert round_trip(value) == value
    assert pickle.loads(pickle.dumps(value)) == value


def has_secret_parameter(value: Any) -> bool:
    """Whether a parameter is a Secret, at any depth."""
    if isinstance(value, Mapping):
        return any(map(has_secret_parameter, value.values()))
    return isinstance(value, Secret)


@pytest.mark.parametrize("entry", list(catalog), ids=lambda entry: entry.name)
def test_request_of_each_endpoint_round_trips(entry: Any) -> None:
    for request in (entry.request, entry.request.with_response()):
        if has_secret_parameter({**request.form, **(request.json or {})}):
            with pytest.raises(TypeError, match="holds a Secret"):
                request.to_json()
        else:
            assert_round_trips(request)


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
def test_any_request_round_trips(request: Request[Any]) -> None:
    assert_round_trips(request)


class Colour(str, Enum):  # noqa: UP042  # its str() is not its value
    RED = "red"


class Number(int, Enum):
    SEVEN = 7


def test_enum_members_round_trip_as_plain_str_and_int() -> None:
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
    assert round_trip(request) == request
    assert type(round_trip(request).query["a"]) is str


def test_datetime_keeps_its_utc_offset() -> None:
    moment = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    request = api.status_schedule("hi", moment)
    assert round_trip(request).json["scheduled_at"].isoformat() == moment.isoformat()


def test_to_json_leaves_out_default_values() -> None:
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
def test_each_kind_of_result_round_trips_with_each_type(type_: Any) -> None:
    given: dict[str, Any] = {
        "arrays": ("statuses",),
        "answer": One(type_),
        "by": "offset",
    }
    for kind in _BY_NAME.values():
        names = [field.name for field in attrs.fields(kind)]
        made: Any = kind(**{name: given.get(name, type_) for name in names})
        assert_round_trips(Request("GET", "/x", answer=made))
    assert {"One", "Paged", "WithResponse", "PagedArrays"} <= _BY_NAME.keys()


def holds_a_secret(value: Any) -> bool:
    if isinstance(value, Secret):
        return True
    return attrs.has(type(value)) and any(
        holds_a_secret(getattr(value, field.name))
        for field in attrs.fields(type(value))
    )


@pytest.mark.parametrize("cls", ENTITIES, ids=lambda cls: cls.__name__)
def test_page_of_each_entity_round_trips(cls: Any) -> None:
    item = make(cls)
    page = Page((item, item), next=api.timeline_home(max_id="7"))
    if holds_a_secret(item):
        with pytest.raises(TypeError, match=r"^\$\.items\[0\] holds a Secret"):
            page.to_json()
    else:
        assert_round_trips(page)
        assert_round_trips(PagedObject(item, previous=api.timeline_home(min_id="7")))


@given(st.lists(entity(entities.Status) | entity(entities.Notification), max_size=3))
def test_any_page_round_trips(items: list[Any]) -> None:
    assert_round_trips(Page(tuple(items)))


@given(st.lists(json_values().filter(lambda value: value is not None), max_size=2))
def test_rejected_items_round_trip_unchanged(values: list[Any]) -> None:
    rejected = tuple(
        Rejected(n, f"$[{n}]", "no", {"$datetime": value})
        for n, value in enumerate(values)
    )
    assert_round_trips(Page((), rejected=rejected))
    assert_round_trips(Page(("a", ("b", {"$x": 1})), rejected=rejected))


def test_page_from_a_server_round_trips() -> None:
    link = '<https://x.example/?max_id=6>; rel="next", <?min_id=9>; rel="prev"'
    sent = json_response([STATUS, {"id": 5}], link=link)
    page = carry_out(session(), api.timeline_home(limit=5), [sent])[1]
    assert_round_trips(page)
    assert Page.from_json(page.to_json()) == page
    assert round_trip(page).next == api.timeline_home(limit=5, max_id="6")


@frozen
class Toot:
    """A custom entity."""

    id: str
    text: str = ""


@frozen
class Lines:
    """A custom kind of result."""

    def parse(self, response: Any, request: Any, reader: Any) -> Any:
        raise NotImplementedError


def test_custom_entity_is_read_only_if_passed_as_own_entities() -> None:
    request = Request("GET", "/x", answer=Paged(Toot))
    page = Page((Toot("1"),), next=request)
    for value in (request, page, PagedObject(Toot("1", "hi"))):
        assert round_trip(value, own_entities=[Toot]) == value
        with pytest.raises(
            ValueError, match="no type is known by the name '[^ ]*:Toot'"
        ):
            round_trip(value)


UNNAMED: Any = list[str]
REFUSED: list[tuple[Any, str]] = [
    (Request("GET", "/x", answer=Lines()), "$.answer is of a kind that is not known"),
    (Request("GET", "/x", answer=One(UNNAMED)), "$.answer.entity is of a type without"),
    (
        Request("GET", "/x", answer=One(st.SearchStrategy)),
        "$.answer.entity is of a type",
    ),
]


def post_request(**parts: Any) -> Request[None]:
    return Request("POST", "/x", answer=Empty(), **parts)


REFUSED += [
    (post_request(form={"a": Secret("s")}), "$.form.a holds a Secret"),
    (post_request(json={"a": {"b": (1, Secret("s"))}}), "$.json.a.b[1] holds a Secret"),
    (post_request(credentials=Credentials()), "$.credentials holds a Credentials"),
    (post_request(query={"a": b"x"}), "$.query.a holds a bytes"),
    (post_request(query={"a": {1: "x"}}), "$.query.a has a key that is int"),
    (post_request(query={"a": make(entities.Status)}), "$.query.a holds a Status"),
    (post_request(headers={"Authorization": "x"}), "$.headers.authorization is secret"),
    (
        post_request(files={"a": FileSource(BytesIO(b"x"))}),
        "$.files.a.content holds an open file",
    ),
]


@pytest.mark.parametrize(("value", "reason"), REFUSED, ids=[r for _, r in REFUSED])
def test_to_json_names_the_part_that_cannot_be_written(value: Any, reason: str) -> None:
    with pytest.raises(TypeError) as caught:
        value.to_json()
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_to_json_refuses_nan_and_infinity(number: float) -> None:
    with pytest.raises(ValueError, match=r"^\$\.query\.a: JSON has no (nan|inf)$"):
        post_request(query={"a": number}).to_json()


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
def test_from_json_names_the_place_of_malformed_input(
    cls: Any, value: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=r"^\$") as caught:
        cls.from_json(value)
    assert str(caught.value).startswith(reason)


def test_from_json_refuses_too_deep_nesting() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(ValueError, match="nested too deep"):
        Request.from_json(WRITTEN | {"query": {"a": nested}})


@st.composite
def damaged_json(draw: st.DrawFn) -> Any:
    """JSON of a request or page with one part replaced."""
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


@given(json_values() | damaged_json(), st.sampled_from([Request, Page, PagedObject]))
def test_from_json_reads_any_json_or_raises_value_error(value: Any, cls: Any) -> None:
    with suppress(ValueError):
        assert isinstance(cls.from_json(value), cls)


def test_from_json_never_imports_a_module() -> None:
    value = WRITTEN | {"answer": {"kind": "One", "entity": "antigravity:fly"}}
    before = set(sys.modules)
    with pytest.raises(ValueError, match="no type is known"):
        Request.from_json(value)
    assert "antigravity" not in set(sys.modules) - before
