"""Requests and pages are the same after a round trip through JSON or pickle."""

import json
import pickle
import pkgutil
import re
import sys
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from http import HTTPMethod
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

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
    calls,
    catalog,
    entities,
)
from mastodon_core.calls._persistence import ANSWERS
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
    for copy in (round_trip(value), pickle.loads(pickle.dumps(value))):
        assert copy == value
        assert parts_of(copy) == parts_of(value)


def parts_of(value: Any) -> list[Any]:
    """The public fields: pages with the same items are equal."""
    fields = attrs.fields(type(value))
    return [getattr(value, each.name) for each in fields if each.name[0] != "_"]


def has_secret_parameter(value: Any) -> bool:
    """Whether a parameter is a Secret, at any depth."""
    if isinstance(value, Mapping):
        return any(map(has_secret_parameter, value.values()))
    return isinstance(value, Secret)


@pytest.mark.parametrize("entry", list(catalog), ids=lambda entry: entry.name)
def test_request_of_each_endpoint_round_trips(entry: Any) -> None:
    files = {
        name: file and FileSource(b"x", "image/png")
        for name, file in entry.request.files.items()
    }
    plain = attrs.evolve(entry.request, files=files)
    for request in (plain, plain.with_response()):
        if has_secret_parameter({**request.form, **(request.json or {})}):
            with pytest.raises(TypeError, match="must be JSON, not Secret$"):
                request.to_json()
        else:
            assert_round_trips(request)


texts = st.text(max_size=8)
names = texts.filter(lambda name: name.isprintable() and "\\" not in name)
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
        | st.dictionaries(names | st.just("$datetime"), inner, max_size=3)
    ),
    max_leaves=8,
)
mappings = st.dictionaries(names, params, max_size=4)
file_names = st.text("abc.é\U0001f600 ", min_size=1, max_size=8)
files = st.builds(
    FileSource,
    st.binary(min_size=1, max_size=20) | file_names | file_names.map(Path),
    st.sampled_from([None, "image/png", "text/plain; charset=utf-8"]),
    file_names,
)
header_texts = st.from_regex(r"[!-~]([ -~]{,5}[!-~])?", fullmatch=True)
any_body = st.fixed_dictionaries({"json": mappings}) | st.fixed_dictionaries(
    {
        "form": mappings,
        "files": st.dictionaries(names, st.none() | files, max_size=2),
    }
)
any_request = st.builds(
    lambda *args, body, **parts: Request[Any](*args, **parts, **body),
    st.sampled_from(["GET", "POST", "QUERY"]),
    st.just("/api/v1/things/{id}"),
    answer=st.sampled_from([Empty(), Paged(entities.Status), Hash(bool)]),
    path_params=st.fixed_dictionaries({"id": texts.map(lambda text: f"{text}x")}),
    query=mappings,
    body=any_body,
    headers=st.dictionaries(
        st.text("abx-", min_size=1, max_size=8), st.none() | header_texts
    ),
    scopes=st.lists(texts).map(tuple),
    idempotent=st.booleans() | header_texts,
    anonymous=st.booleans(),
    lang=st.none() | header_texts,
)


@given(requests() | any_request)
def test_any_request_round_trips(request: Request[Any]) -> None:
    assert round_trip(request, allow_files=True) == request
    assert pickle.loads(pickle.dumps(request)) == request


class Colour(str, Enum):  # noqa: UP042  # its str() is not its value
    RED = "red"


class Number(int, Enum):
    SEVEN = 7


def test_enum_members_round_trip_as_plain_str_and_int() -> None:
    request: Request[Any] = Request(
        HTTPMethod.GET,
        "/x",
        query={
            "a": Colour.RED,
            "b": Number.SEVEN,
            Colour.RED: (entities.Visibility.PUBLIC,),
        },
        answer=Empty(),
    )
    assert round_trip(request) == request
    assert Request.from_json(request.to_json()) == request
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
@pytest.mark.parametrize("kind", ANSWERS, ids=lambda kind: kind.__name__)
def test_each_kind_of_result_round_trips_with_each_type(kind: Any, type_: Any) -> None:
    given: dict[str, Any] = {
        "arrays": ("statuses",),
        "answer": One(type_),
        "by": "offset",
    }
    names = [field.name for field in attrs.fields(kind)]
    made: Any = kind(**{name: given.get(name, type_) for name in names})
    assert_round_trips(Request("GET", "/x", answer=made))


def test_every_class_that_parses_responses_is_persistable() -> None:
    modules = [
        import_module(f"{calls.__name__}.{module.name}")
        for module in pkgutil.iter_modules(calls.__path__)
    ]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and hasattr(value, "parse")
    }
    assert found - {calls.Answer} == set(ANSWERS)


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
        with pytest.raises(
            TypeError, match=r"^\$\.items\[0\]\.\S+: must be JSON, not S"
        ):
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
        Rejected(f"$[{n}]", "no", {"$datetime": value})
        for n, value in enumerate(values)
    )
    assert_round_trips(Page((), rejected=rejected))
    assert_round_trips(Page(("a", ("b", {"$x": 1})), rejected=rejected))


def test_page_from_a_server_round_trips() -> None:
    link = '<https://x.example/?max_id=5>; rel="next", <?min_id=9>; rel="prev"'
    sent = json_response([STATUS, {"id": 5}], link=link)
    page = carry_out(session(), api.timeline_home(limit=5), [sent])[1]
    assert_round_trips(page)
    assert Page.from_json(page.to_json()) == page
    assert round_trip(page).next == api.timeline_home(limit=5, max_id="5")


def test_page_whose_end_is_not_proven_round_trips() -> None:
    page = carry_out(session(), api.blocks(), [json_response([])])[1]
    assert "end_is_proven" not in page.to_json()
    for end in (attrs.evolve(page, end_is_proven=False), PagedObject(1, None)):
        assert_round_trips(end)


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


def test_custom_entity_is_read_only_if_passed_as_entities() -> None:
    request = Request("GET", "/x", answer=Paged(Toot))
    page = Page((Toot("1"),), next=request)
    for value in (request, page, PagedObject(Toot("1", "hi"))):
        assert round_trip(value, entities=[Toot]) == value
        with pytest.raises(
            ValueError, match=r"^\$\S*: unknown type '[^ ]*:Toot'; pass"
        ):
            round_trip(value)


def test_custom_entity_may_have_the_name_of_an_entity() -> None:
    status: Any = frozen(type("Status", (), {"__annotations__": {"id": str}}))
    page = Page((status("1"), make(entities.Status)))
    assert round_trip(page, entities=[status]) == page
    with pytest.raises(ValueError, match="unknown type '[^ ]*:Status'"):
        round_trip(page)


def get_request(answer: Any) -> Request[Any]:
    return Request("GET", "/x", answer=answer)


def post_request(**parts: Any) -> Request[None]:
    return Request("POST", "/x", answer=Empty(), **parts)


REFUSED: list[tuple[Any, str]] = [
    (get_request(Lines()), "$.answer: must be JSON, not Lines"),
    (get_request(Lines()).with_response(), "$.answer.answer: must be JSON, not Lines"),
    (get_request(One(list[str])), "$.answer.entity: must be JSON, not list"),
    (get_request(One(tuple[int, bytearray])), "$.answer.entity[2]: must be JSON"),
    (get_request(One(UUID)), "$.answer.entity: must be JSON, not UUID"),
    (post_request(form={"a": Secret("s")}), "$.form.a: must be JSON, not Secret"),
    (
        post_request(json={"a": {"b": (1, Secret("s"))}}),
        "$.json.a.b[1]: must be JSON, not Secret",
    ),
    (
        post_request(json={"a": [{"$b": Secret("s")}]}),
        "$.json.a.$list[0].$map.$b: must be JSON, not Secret",
    ),
    (
        post_request(credentials=Credentials()),
        "$.credentials: must be JSON, not Credentials",
    ),
    (post_request(query={"a": b"x"}), "$.query.a: must be JSON, not bytes"),
    (
        post_request(query={"a": make(entities.Status)}),
        "$.query.a: must be JSON, not Status",
    ),
    (
        post_request(headers={"Cookie": "x"}),
        "$.headers.cookie: must be JSON, not Secret",
    ),
    (
        post_request(files={"a": FileSource(BytesIO(b"x"))}),
        "$.files.a.content: must be JSON, not BytesIO; pass its name or its bytes",
    ),
    (Page((b"x",)), "$.items[0]: must be JSON, not bytes"),
]


@pytest.mark.parametrize(("value", "reason"), REFUSED, ids=[r for _, r in REFUSED])
def test_to_json_names_the_part_that_cannot_be_written(value: Any, reason: str) -> None:
    with pytest.raises(TypeError) as caught:
        value.to_json()
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_to_json_refuses_nan_and_infinity(number: float) -> None:
    with pytest.raises(
        ValueError, match=rf"^\$\.query\.a: must be finite, not {number}$"
    ):
        post_request(query={"a": number}).to_json()


WRITTEN: dict[str, Any] = json.loads(json.dumps(api.status_favourite("7").to_json()))
PAGE = {"version": 1, "kind": "Page"}


def with_answer(answer: Any) -> dict[str, Any]:
    return WRITTEN | {"answer": answer}


def with_item(item: Any) -> dict[str, Any]:
    return PAGE | {"items": [item]}


MALFORMED: list[tuple[Any, Any, str]] = [
    (Request, "GET /x", "$: "),
    (Request, None, "$: "),
    (Request, {}, "$: version must be 1, not None"),
    (Request, WRITTEN | {"version": 2}, "$: version must be 1, not 2"),
    (Page, WRITTEN, "$: kind must be 'Page', not 'Request'"),
    (Request, WRITTEN | {"colour": 1}, "$.colour: Request has no such field"),
    (Request, {"version": 1, "kind": "Request", "method": "GET"}, "$.path: missing"),
    (Request, WRITTEN | {"method": 5}, "$.method: "),
    (Request, WRITTEN | {"query": None}, "$.query: "),
    (Request, WRITTEN | {"json": []}, "$.json: "),
    (Request, WRITTEN | {"scopes": [5]}, "$.scopes[0]: "),
    (Request, WRITTEN | {"scopes": "read"}, "$.scopes: "),
    (Request, WRITTEN | {"idempotent": 1}, "$.idempotent: "),
    (Request, WRITTEN | {"headers": {"a": 5}}, "$.headers.a: "),
    (Request, WRITTEN | {"headers": ["a"]}, "$.headers: dict expected"),
    (
        Request,
        WRITTEN | {"headers": {"Cookie": "a=b"}},
        "$.headers: must not hold cookie, which is secret",
    ),
    (
        Request,
        WRITTEN | {"credentials": {"base_url": "https://x.example"}},
        "$.credentials: must not hold Credentials",
    ),
    (Request, WRITTEN | {"path_params": {"id": ".."}}, "$: id must be"),
    (Request, WRITTEN | {"files": {"a": {}}}, "$.files.a.content: missing"),
    (Request, WRITTEN | {"files": {"a": {"content": []}}}, "$.files.a: a file must be"),
    (Request, WRITTEN | {"files": [5]}, "$.files: "),
    (Request, with_answer("One"), "$.answer: "),
    (
        Request,
        with_answer({"kind": "Page"}),
        "$.answer: kind must be the name of an answer, not 'Page'",
    ),
    (Request, with_answer({"kind": []}), "$.answer: kind must be the name of"),
    (Request, with_answer({"kind": "One"}), "$.answer.entity: missing"),
    (
        Request,
        with_answer({"kind": "Paged", "entity": "Status", "by": ["link"]}),
        "$.answer.by: ",
    ),
    (
        Request,
        with_answer({"kind": "WithResponse", "answer": {"kind": "Empty", "x": 1}}),
        "$.answer.answer.x: Empty has no such field",
    ),
    *(
        (
            Request,
            with_answer({"kind": "One", "entity": name}),
            "$.answer.entity: unknown type",
        )
        for name in (
            *("os:system", "Popen", "import_module", "Credentials", 5),
            *([], ["tuple"], ["list", "str"]),
        )
    ),
    *(
        (Request, WRITTEN | {"query": {"a": [value]}}, f"$.query.a[0]{reason}")
        for value, reason in (
            ({"$datetime": "noon"}, ".$datetime: "),
            ({"$timedelta": 5}, ".$timedelta: "),
            ({"$timedelta": [10**20]}, ".$timedelta: "),
            ({"$timedelta": ["1"]}, ".$timedelta[0]: "),
            ({"$null": "x"}, ".$null: "),
            ({"$date": "2024-01-01", "x": 1}, ": $date must be the only key"),
            ({"$bytes": "eA=="}, ".$bytes: must not be here"),
            ({"$Status": {}}, ".$Status: must not be here"),
            ({"$x": {}}, ".$x: unknown type 'x'"),
            ({"$list": {}}, ".$list: list expected"),
            ({"$list": [{"$date": 5}]}, ".$list[0].$date: "),
            ({"$map": []}, ".$map: dict expected"),
            (float("nan"), ": must be finite, not nan"),
            (b"x", ": must be JSON, not bytes"),
            ({1: "x"}, ": keys must be str, not int"),
        )
    ),
    (
        Request,
        WRITTEN | {"files": {"a": {"content": {"$bytes": "?"}}}},
        "$.files.a.content.$bytes: ",
    ),
    (Page, PAGE, "$.items: missing"),
    (Page, PAGE | {"items": {}}, "$.items: "),
    (Page, PAGE | {"items": [], "next": PAGE}, "$.next.method: missing"),
    (Page, PAGE | {"items": [], "rejected": [5]}, "$.rejected[0]: dict expected"),
    (Page, with_item({"$Status": {}}), "$.items[0].$Status.id: missing"),
    (Page, with_item({"$Status": [{"a": 1}]}), "$.items[0].$Status: "),
    (Page, with_item({"$Visibility": "x"}), "$.items[0].$Visibility: must not be here"),
    (Page, with_item({"$str": "x"}), "$.items[0].$str: must not be here"),
    (Page, with_item({"$Status": {}, "x": 1}), "$.items[0]: $Status must be the only"),
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


def test_from_json_and_to_json_refuse_too_deep_nesting() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(ValueError, match=r"^\$: nested too deeply$"):
        Request.from_json(WRITTEN | {"query": {"a": nested}})
    for page in (Page(nested), Page((), rejected=(Rejected("$[0]", "no", nested),))):
        with pytest.raises(ValueError, match=r"^\$: nested too deeply$"):
            page.to_json()


@pytest.mark.parametrize("depth", range(60, 500, 20))
def test_from_json_reads_nested_values_or_finds_them_too_deep(depth: int) -> None:
    nested: Any = []
    for _ in range(depth):
        nested = [nested]
    value = WRITTEN | {"query": {"a": nested, "b": {"c": nested}}}
    try:
        assert Request.from_json(value).query.keys() == {"a", "b"}
    except ValueError as error:
        message = str(error)
        assert re.fullmatch(
            r"\$: (nested too deeply|. must not be nested over.*)", message
        )


PARTS: list[Any] = [
    None,
    float("inf"),
    "$",
    {"kind": "Empty"},
    {"$list": [{"$map": {"$x": 1}}]},
    {"$datetime": "2024-01-01T00:00:00+05:30"},
    {"$date": "2024-01-01"},
    {"$timedelta": [1, 2, 3]},
    {"$null": "NULL"},
    {"$bytes": "eA=="},
    {"$path": "cat.png"},
    {"$Tag": {"name": "cats", "url": "https://x.example/tags/cats"}},
    ["Mapping", "str", ["tuple", "Status", "..."]],
]
PERSISTED: list[Any] = [
    Page((make(entities.Status), "a"), next=api.timeline_home(max_id="7")),
    PagedObject(make(entities.Search), rejected=(Rejected("$[0]", "no", {"a": 1}),)),
    api.status_schedule("hi", datetime(2024, 1, 1, tzinfo=UTC)).with_response(),
    post_request(files={"a": FileSource(b"x", file_name="x.png")}, headers={"a": None}),
]


def containers(value: Any) -> list[Any]:
    """All the objects and arrays in JSON that are not empty."""
    if not isinstance(value, dict | list) or not value:
        return []
    parts = value.values() if isinstance(value, dict) else value
    return [value, *(inner for part in parts for inner in containers(part))]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Any, Any]:
    """A class and what it wrote, some parts of it replaced, renamed or left out."""
    record = draw(st.sampled_from(PERSISTED))
    written = json.loads(json.dumps(record.to_json()))
    for _ in range(draw(st.integers(1, 3))):
        within = draw(st.sampled_from(containers(written) or [[None]]))
        is_object = isinstance(within, dict)
        at = draw(st.sampled_from(list(within) if is_object else range(len(within))))
        part = within.pop(at)
        if draw(st.booleans()):
            part = deepcopy(draw(st.sampled_from(PARTS) | json_values()))
        if is_object and draw(st.booleans()):
            at = draw(st.sampled_from(["kind", "$list", "$date", "authorization", "x"]))
        if draw(st.booleans()):
            within.update({at: part}) if is_object else within.insert(at, part)
    return type(record), written


@given(
    damaged() | st.tuples(st.sampled_from([Request, Page, PagedObject]), json_values())
)
def test_from_json_refuses_with_a_place_or_reads_what_round_trips(
    case: tuple[Any, Any],
) -> None:
    cls, value = case
    try:
        found = cls.from_json(value)
    except ValueError as error:
        found = error
    if isinstance(found, ValueError):
        assert re.match(r"\$.*: .", str(found), re.DOTALL)
    else:
        assert type(found) is cls
        assert round_trip(found) == found


def test_from_json_never_imports_a_module() -> None:
    value = WRITTEN | {"answer": {"kind": "One", "entity": "antigravity:fly"}}
    before = set(sys.modules)
    with pytest.raises(ValueError, match="unknown type"):
        Request.from_json(value)
    assert "antigravity" not in set(sys.modules) - before
