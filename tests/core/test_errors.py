import json
import pickle
from typing import Any, TypeVar

import pytest
from sessions import ACCOUNT

from mastodon_core import (
    API,
    ApiError,
    BadRequest,
    DecodeError,
    Forbidden,
    Gone,
    LogInError,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    NotFound,
    RateLimitReached,
    RedirectError,
    ResponseTooLarge,
    ServerError,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnprocessableEntity,
    entities,
)
from mastodon_core.calls import error_of, parse_response
from mastodon_core.transport import HttpResponse

request = API().status("7")


def error(status: int, body: bytes, **headers: str) -> ApiError:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    response = HttpResponse(status=status, headers=fields, body=body)
    with pytest.raises(ApiError) as caught:
        parse_response(request, response)
    return caught.value


@pytest.mark.parametrize(
    ("status", "cls"),
    [
        (304, RedirectError),
        (400, BadRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (409, ApiError),
        (410, Gone),
        (422, UnprocessableEntity),
        (429, TooManyRequests),
        (500, ServerError),
        (502, ServerError),
        (503, ServiceUnavailable),
    ],
)
def test_each_status_code_has_its_error_class(status: int, cls: type) -> None:
    assert type(error(status, b'{"error": "no"}')) is cls
    assert issubclass(TooManyRequests, RateLimitReached)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": "Record not found"}', "Record not found"),
        (b'{"success": false, "error": {"name": "ZodError", "message": "[]"}}', "[]"),
        (b'{"error": {"name": "ZodError"}}', "ZodError"),
        (b'{"error": {"code": 7}}', '{"error": {"code": 7}}'),
        (b'{"error": 7}', '{"error": 7}'),
        (b'"nope"', '"nope"'),
        (
            b"<h1>404 Not Found (snac/2.94)</h1>",
            "an HTML page: 404 Not Found (snac/2.94)",
        ),
        (
            b"<!DOCTYPE html>\r\n<html><head><title>\r\n 502 Bad\r\n Gateway</title>",
            "an HTML page: 502 Bad Gateway",
        ),
        (
            b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC ""  "">'
            b"<html><head><title>503 Service Not Available</title>",
            "an HTML page: 503 Service Not Available",
        ),
        (b"<html><title></title><h1 class='big'>Oh</h1>", "an HTML page: Oh"),
        (b"<HTML lang='de'><title></title>", "an HTML page"),
        (b"<html>" + b" " * 5000 + b"<title>Oh</title>", "an HTML page"),
        (b"<title>" + b"x" * 5000, "an HTML page: " + "x" * 200),
        (
            b"upstream connect error\r\nor disconnect",
            "upstream connect error or disconnect",
        ),
        (b"405 method not allowed", "405 method not allowed"),
        (b"", "no explanation"),
        (b"\xff" * 9, "\N{REPLACEMENT CHARACTER}" * 9),
        (b"[" * 100_000, "[" * 200),
        (b"9" * 5000, "9" * 200),
    ],
)
def test_api_error_reads_its_text_from_any_body(body: bytes, words: str) -> None:
    caught = error(404, body)
    assert (caught.status, caught.error) == (404, words)


def test_api_error_names_the_request_and_the_response() -> None:
    body = {
        "error": "Validation failed",
        "error_description": "in other words",
        "details": {"text": [{"error": "ERR_BLANK", "description": "is blank"}]},
    }
    caught = error(422, json.dumps(body).encode(), x_request_id="abc")
    assert str(caught) == (
        "422 Validation failed: in other words (GET /api/v1/statuses/{id}), request abc"
    )
    assert caught.details == body["details"]
    wrapped = error(422, json.dumps({"error": body}).encode())
    assert (wrapped.error, wrapped.details) == (body["error"], body["details"])
    assert (caught.method, caught.path) == ("GET", "/api/v1/statuses/{id}")
    assert caught.request_id == "abc"
    bare = error_of(HttpResponse(status=404))
    assert str(bare) == "404 no explanation"
    assert bare.details is None


HOSTILE = (
    "no\x1b]0;title\x07 \r\n\u2028ERROR of\u202e another\x9b1m line" + " more" * 999
)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"error": HOSTILE}).encode(),
        json.dumps({"error": "no", "error_description": HOSTILE}).encode(),
        HOSTILE.encode(),
        b"<html><title>" + HOSTILE.encode(),
    ],
)
def test_api_error_shows_the_text_of_a_server_as_one_printable_line(
    body: bytes,
) -> None:
    caught = error(500, body, x_request_id=HOSTILE)
    assert str(caught).count("no ]0;title ERROR of another 1m line more more") == 2
    assert str(caught).isprintable()
    assert len(str(caught)) < 1000


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("https://www.y.example/api?code=hunter2", ", to https://www.y.example"),
        ("https://ada:hunter2@y.example:8443", ", to https://y.example:8443"),
        ("http://[::1]:3000/", ", to http://[::1]:3000"),
        ("//y.example/", ", to //y.example"),
        ("/hunter2", ""),
        ("https://<hunter2>/", ""),
        ("https://hunter2@", ""),
        ("", ""),
    ],
)
def test_redirect_error_names_the_origin_it_leads_to(place: str, words: str) -> None:
    caught = error(302, b"", location=place, x_request_id="abc")
    assert str(caught) == (
        f"302 no explanation (GET /api/v1/statuses/{{id}}), request abc{words}"
    )
    assert str(pickle.loads(pickle.dumps(caught))) == str(caught)


BLANK = {"error": "ERR_BLANK", "description": "can't be blank"}


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_a_validation_error_is_typed(is_wrapped: bool) -> None:
    body: Any = {"error": "Validation failed", "details": {"name": [BLANK]}}
    caught = error(422, json.dumps({"error": body} if is_wrapped else body).encode())
    assert caught.validation == entities.ValidationError(
        error="Validation failed",
        details={"name": (entities.ValidationErrorDetail(**BLANK),)},
    )


def test_misfits_of_a_validation_error_stay_in_details() -> None:
    body = {"error": "no", "details": {"name": [BLANK, 7], "age": []}}
    caught = error(422, json.dumps(body).encode())
    assert caught.validation is not None
    assert [len(found) for found in caught.validation.details.values()] == [1, 0]
    assert caught.details == body["details"]


@pytest.mark.parametrize("details", [None, [], 7, {"name": 7}])
def test_api_error_without_details_has_no_validation(details: Any) -> None:
    body = {"error": "no", "details": details}
    assert error(422, json.dumps(body).encode()).validation is None


def test_api_error_read_parses_the_body_as_an_entity() -> None:
    body = {"error": "no", "unexpected_accounts": [ACCOUNT]}
    told = error(422, json.dumps(body).encode()).read(entities.UnexpectedAccountsError)
    assert [account.acct for account in told.unexpected_accounts] == ["ada"]
    with pytest.raises(DecodeError) as caught:
        error(404, b"<html>").read(entities.UnexpectedAccountsError)
    assert str(caught.value).startswith("GET /api/v1/statuses/{id} (404): not JSON")


E = TypeVar("E", NetworkError, ResponseTooLarge)


def at_host(error: E) -> E:
    error.host = "x.example"
    return error


def test_errors_pickle() -> None:
    refused = TooManyRequests(HttpResponse(status=429), path="/x", wait_seconds=7.0)
    for caught in (
        error(422, b'{"error": "no"}', x_request_id="abc"),
        refused,
        NetworkTimeout("30 s", sent=False),
        NetworkError("reset"),
        at_host(NetworkError("reset", sent=False)),
        at_host(ResponseTooLarge("9 bytes")),
        RateLimitReached("used up", 9.0),
        LogInError("wrong password"),
    ):
        again = pickle.loads(pickle.dumps(caught))
        assert type(again) is type(caught)
        assert str(again) == str(caught)
        assert vars(again) == vars(caught)


def test_decode_error_names_the_request_and_its_id() -> None:
    response = HttpResponse(status=200, headers={"x-request-id": "abc"}, body=b"<html>")
    with pytest.raises(DecodeError) as caught:
        parse_response(request, response)
    text = str(caught.value)
    assert text.startswith("GET /api/v1/statuses/{id} (200, request abc): not JSON")
    assert caught.value.response is response
    assert str(DecodeError("alone")) == "alone"


@pytest.mark.parametrize(
    ("content_type", "about"),
    [
        ("text/html; charset=utf-8", "200, text/html, request abc"),
        ("TEXT/HTML", "200, TEXT/HTML, request abc"),
        ("application/json", "200, request abc"),
        ("application/activity+json; charset=utf-8", "200, request abc"),
        ("", "200, request abc"),
        ("<b>html</b>", "200, request abc"),
        ("text/" + "x" * 5000, "200, text/" + "x" * 60 + ", request abc"),
    ],
)
def test_decode_error_names_the_content_type_unless_it_is_json(
    content_type: str, about: str
) -> None:
    headers = {"content-type": content_type, "x-request-id": "abc"}
    response = HttpResponse(status=200, headers=headers, body=b"<!doctype html><p>hi")
    with pytest.raises(DecodeError) as caught:
        parse_response(request, response)
    assert str(caught.value) == (
        f"GET /api/v1/statuses/{{id}} ({about}): not JSON but an HTML page"
    )


def test_a_decode_error_pickles_without_the_body_which_may_hold_a_token() -> None:
    response = HttpResponse(status=200, body=b'{"access_token": "hunter2"')
    with pytest.raises(DecodeError) as caught:
        parse_response(request, response)
    data = pickle.dumps(caught.value)
    assert b"hunter2" not in data
    again = pickle.loads(data)
    assert str(again) == str(caught.value)
    assert again.response == HttpResponse(status=200)
    assert pickle.loads(pickle.dumps(DecodeError("alone"))).response is None


def test_every_error_is_a_mastodon_error_and_log_in_error_a_value_error() -> None:
    kinds: list[Any] = [ApiError, NetworkError, DecodeError, LogInError]
    assert all(issubclass(kind, MastodonError) for kind in kinds)
    assert issubclass(LogInError, ValueError)
