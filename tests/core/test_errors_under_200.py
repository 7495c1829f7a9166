"""Sharkey, Firefish and others send an error object with a status of 200."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import frozen
from playing import carry_out
from sessions import STATUS, Time, expiring_session, json_response, session

from mastodon_core import (
    API,
    ApiError,
    CarriedOut,
    Credentials,
    DecodeError,
    Empty,
    Hash,
    IfSent,
    LogInError,
    One,
    Page,
    PagedArrays,
    Perhaps,
    Request,
    Secret,
    Text,
    catalog,
    entities,
    to_json,
)
from mastodon_core.servers import Entry
from mastodon_core.testing import make
from mastodon_core.transport import HttpResponse

api = API()
TOO_MANY = {"error": "must be <= 100"}


def asked(request: Request[Any], body: Any, **options: Any) -> Any:
    """The result of a request, sent once and answered by this JSON under 200."""
    taken, result = carry_out(session(**options), request, [json_response(body)])
    assert len(taken) == 1
    return result


@pytest.mark.parametrize(
    "entry",
    [entry for entry in catalog if entry.answer != Text()],
    ids=lambda entry: entry.name,
)
@pytest.mark.parametrize("raw", [False, True])
def test_error_under_200_is_an_api_error_of_every_endpoint(
    entry: Entry, raw: bool
) -> None:
    request = entry.request.with_response() if raw else entry.request
    with pytest.raises(ApiError) as caught:
        asked(request, TOO_MANY)
    error = caught.value
    assert type(error) is ApiError
    assert (error.status, error.error) == (200, "must be <= 100")
    assert (error.method, error.path) == (entry.method, entry.path)
    assert str(error) == f"200 must be <= 100 ({entry.method} {entry.path})"
    assert type(pickle.loads(pickle.dumps(error))) is ApiError


def test_entry_raises_the_error_of_the_session() -> None:
    entry = catalog.find("timeline_home")
    assert entry is not None
    with pytest.raises(ApiError, match="200 must be <= 100"):
        entry.parse(json_response(TOO_MANY))


@pytest.mark.parametrize(
    ("body", "words", "reasons"),
    [
        ({"error": "no", "error_description": "why"}, "no", ()),
        ({"error": "no", "id": "7", "details": {"limit": "x"}}, "no", ("limit: x",)),
        ({"error": {"message": "no", "code": "NO", "id": "1-2"}}, "no", ("no",)),
        ({"error": True, "message": "no"}, "no", ()),
        ({"error": 1, "message": "no"}, "no", ()),
        ({"success": False, "error": {"name": "ZodError"}}, "ZodError", ()),
        ({"error": ["no"]}, '{"error": ["no"]}', ()),
    ],
)
@pytest.mark.parametrize("request_", [api.status("7"), api.status_post("hi")])
def test_error_has_the_words_of_the_server(
    request_: Request[Any], body: Any, words: str, reasons: tuple[str, ...]
) -> None:
    with pytest.raises(ApiError) as caught:
        asked(request_, body)
    assert caught.value.error == words
    assert caught.value.status == 200


@pytest.mark.parametrize(
    "body", [b'\n\t{ "error" : "no" }', b'{"a": 1, "error": "no"}']
)
def test_error_is_found_wherever_it_stands(body: bytes) -> None:
    response = HttpResponse(status=202, body=body)
    with pytest.raises(ApiError) as caught:
        carry_out(session(), api.timeline_home(), [response])
    assert (caught.value.status, caught.value.error) == (202, "no")


@pytest.mark.parametrize("nothing", [None, "", False, 0, {}, []])
def test_error_that_says_nothing_is_none(nothing: Any) -> None:
    body = {"error": nothing}
    assert asked(api.status("7"), STATUS | body).id == "7"
    assert asked(api.list_delete("7"), body) is None
    assert asked(api.status_delete("7"), body) is None
    with pytest.raises(CarriedOut):
        asked(api.status_post("hi"), body)
    for request in (api.status("7"), api.timeline_home()):
        with pytest.raises(DecodeError):
            asked(request, body)


@pytest.mark.parametrize(
    "body",
    [
        [{"error": "no"}],
        '{"error": "no"}',
        {"errors": "no"},
        {"data": {"error": "no"}},
        {"content": 'say "error": "no"'},
    ],
)
def test_error_that_is_not_a_key_of_the_response_is_none(body: Any) -> None:
    with pytest.raises(DecodeError):
        asked(api.status("7"), body)
    with pytest.raises(CarriedOut):
        asked(api.status_post("hi"), body)


def test_error_beside_a_whole_entity_is_not_an_error() -> None:
    for request in (api.status("7"), api.status_post("hi"), api.status_delete("7")):
        assert asked(request, STATUS | TOO_MANY).id == "7"
        assert asked(request.with_response(), STATUS | TOO_MANY).value.id == "7"
    app = asked(api.app_verify_credentials(), {"name": "x"} | TOO_MANY)
    assert app.name == "x"
    searched = asked(api.search("x"), to_json(make(entities.Search)) | TOO_MANY)
    assert searched.value.accounts == ()


@frozen(kw_only=True)
class Job(entities.Entity):
    """An entity of a program's own that has the key."""

    name: str | None = None
    error: str | None = None


@frozen(kw_only=True)
class FailedJob(entities.Entity):
    error: int


@frozen(kw_only=True)
class Blank(entities.Entity):
    name: str | None = None
    items: tuple[str, ...] = ()


@pytest.mark.parametrize("kind", [One, Perhaps, IfSent])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_entity_that_has_the_key_is_a_result(kind: Any, method: str) -> None:
    request = Request(method, "/api/own", answer=kind(Job))
    assert asked(request, TOO_MANY) == Job(error="must be <= 100")
    assert asked(request.with_response(), TOO_MANY).value.error == "must be <= 100"


def test_misfit_of_an_entity_that_has_the_key_is_no_api_error() -> None:
    read = Request("GET", "/api/own", answer=One(FailedJob))
    write = Request("POST", "/api/own", answer=One(FailedJob))
    for request in (read, read.with_response()):
        with pytest.raises(DecodeError, match="int expected"):
            asked(request, TOO_MANY)
    with pytest.raises(CarriedOut):
        asked(write, TOO_MANY)


@pytest.mark.parametrize("answer", [One(Blank), PagedArrays(Blank, ("items",))])
def test_entity_without_required_keys_is_no_result_if_only_an_error_came(
    answer: Any,
) -> None:
    request = Request("GET", "/api/own", answer=answer)
    with pytest.raises(ApiError, match="200 must be <= 100"):
        asked(request, TOO_MANY)
    whole = asked(request, TOO_MANY | {"items": ["x"]})
    assert getattr(whole, "value", whole) == Blank(items=("x",))


@pytest.mark.parametrize(
    ("entity", "body", "value"),
    [
        (tuple[str, ...], {"error": ["en", "de"]}, {"error": ("en", "de")}),
        (int, {"error": 7}, {"error": 7}),
        (str, {"error": "Fehler", "home": "Heim"}, {"error": "Fehler", "home": "Heim"}),
        (str, {"error": "no"}, None),
        (object, {"error": "no"}, None),
        (entities.Marker, {"error": "no"}, None),
    ],
)
def test_key_of_a_hash_may_be_error_unless_its_value_is_a_message(
    entity: Any, body: Any, value: Mapping[str, Any] | None
) -> None:
    request = Request("GET", "/api/own", answer=Hash(entity))
    if value is None:
        with pytest.raises(ApiError, match="200 no"):
            asked(request, body)
    else:
        assert asked(request, body) == value


def test_text_may_be_anything() -> None:
    body = json.dumps(TOO_MANY)
    assert asked(api.health(), TOO_MANY) == body


def test_result_of_a_parser_of_your_own_is_taken_as_it_is() -> None:
    class Keys:
        def parse(self, response: Any, request: Any, reader: Any) -> Page[str]:
            return Page(tuple(json.loads(response.body)))

    request = Request("GET", "/api/own", answer=Keys())
    assert tuple(asked(request, TOO_MANY)) == ("error",)


def test_write_that_was_refused_is_neither_carried_out_nor_sent_again() -> None:
    with pytest.raises(ApiError) as caught:
        asked(api.status_post("hi"), TOO_MANY, retries=5)
    assert not isinstance(caught.value, CarriedOut | DecodeError)


def test_error_under_200_does_not_repeat_the_secrets_of_the_request() -> None:
    credentials = Credentials(
        base_url="x.example", access_token=Secret("secret-token-123")
    )
    echo = {"error": "bad token secret-token-123"}
    with pytest.raises(ApiError) as caught:
        asked(api.timeline_home(), echo, credentials=credentials)
    assert caught.value.error == "bad token ***"
    assert b"secret" not in caught.value.response.body


def test_token_that_is_refused_under_200_is_a_log_in_error() -> None:
    credentials = Credentials(base_url="x.example", client_id="app")
    refused = {"error": "invalid_grant", "error_description": "The code is used."}
    with pytest.raises(LogInError, match=r"granted no token: The code is used\."):
        carry_out(
            session(credentials=credentials),
            api.log_in(code="secret-code"),
            [json_response(refused)],
        )


def test_refresh_that_is_refused_under_200_is_not_tried_again() -> None:
    time = Time(990)
    ours = expiring_session(time)
    refused = json_response({"error": "invalid_grant"})
    sent, _ = carry_out(ours, api.status("7"), [refused, json_response()])
    assert len(sent) == 2
    sent, _ = carry_out(ours, api.status("7"), [json_response()])
    assert len(sent) == 1
    assert ours.credentials.access_token == Secret("old")


def test_empty_result_with_an_error_is_refused() -> None:
    request = Request("DELETE", "/api/own", answer=Empty())
    with pytest.raises(ApiError, match="200 must be <= 100"):
        asked(request, TOO_MANY)
