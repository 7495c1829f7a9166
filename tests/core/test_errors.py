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


VERIFY = "/api/v1/accounts/verify_credentials"
HOME = "/api/v1/timelines/home"


@pytest.mark.parametrize(
    ("server", "path", "status", "headers", "body"),
    [
        ("Mastodon", HOME, 401, {}, b'{"error":"The access token is invalid"}'),
        (
            "Mastodon 4.6",
            HOME,
            401,
            {},
            '{"error":"\u30a2\u30af\u30bb\u30b9\u30c8\u30fc\u30af\u30f3"}'.encode(),
        ),
        ("GoToSocial", HOME, 401, {}, b'{"error":"Unauthorized: token not found"}'),
        ("Takahe", HOME, 401, {}, b'{"error": "identity_token_required"}'),
        (
            "Takahe",
            HOME,
            400,
            {"content-type": "text/html; charset=utf-8"},
            b"Invalid Bearer token",
        ),
        ("Takahe", VERIFY, 400, {}, b"Invalid Bearer token"),
        ("Hollo", HOME, 401, {}, b'{"error":"unauthorized"}'),
        ("snac", HOME, 401, {"content-type": "text/html"}, b""),
        ("snac", VERIFY, 422, {"content-type": "text/html"}, b""),
        (
            "Mastodon, token of an app",
            VERIFY,
            422,
            {},
            b'{"error":"This method requires an authenticated user"}',
        ),
        ("Pleroma", HOME, 403, {}, b'{"error":"Invalid credentials."}'),
        ("RFC 6750", HOME, 400, {}, b'{"error":"invalid_token"}'),
        (
            "RFC 6750",
            HOME,
            403,
            {"www-authenticate": 'Bearer realm="x", error="invalid_token"'},
            b"",
        ),
        # Names have any case, values may lack quotes, and blanks may surround "=".
        (
            "RFC 9110",
            HOME,
            400,
            {"www-authenticate": "bearer Error = invalid_token, scope=read"},
            b"",
        ),
        ("another spelling", HOME, 400, {}, b'{"error":"invalid bearer token."}'),
    ],
)
def test_bad_token_is_unauthorized_on_every_server(
    server: str, path: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    response = HttpResponse(status=status, headers=headers, body=body)
    caught = error_of(response, method="GET", path=path)
    assert type(caught) is Unauthorized
    assert caught.status == status
    assert type(pickle.loads(pickle.dumps(caught))) is Unauthorized


@pytest.mark.parametrize(
    ("method", "path", "status", "headers", "body", "cls"),
    [
        ("GET", HOME, 400, {}, b'{"error":"invalid_request"}', BadRequest),
        ("GET", HOME, 400, {}, b"", BadRequest),
        (
            "POST",
            "/api/v1/statuses",
            400,
            {},
            b'{"error":"Invalid Bearer token, said the post"}',
            BadRequest,
        ),
        ("GET", HOME, 403, {}, b'{"error":"out_of_scope_for_token"}', Forbidden),
        (
            "GET",
            HOME,
            403,
            {"www-authenticate": 'Bearer error="insufficient_scope"'},
            b"",
            Forbidden,
        ),
        (
            "GET",
            HOME,
            403,
            {"www-authenticate": 'Bearer error="not_an_invalid_token"'},
            b"",
            Forbidden,
        ),
        ("GET", HOME, 403, {}, b'{"error":"This action is not allowed"}', Forbidden),
        ("GET", "/api/v1/timelines/tag/{hashtag}", 422, {}, b"", UnprocessableEntity),
        (
            "PATCH",
            "/api/v1/accounts/update_credentials",
            422,
            {},
            b"",
            UnprocessableEntity,
        ),
        ("POST", "/oauth/token", 400, {}, b'{"error":"invalid_grant"}', BadRequest),
        ("GET", HOME, 500, {}, b"Invalid Bearer token", ServerError),
        ("GET", HOME, 503, {}, b'{"error":"invalid_token"}', ServiceUnavailable),
        ("GET", VERIFY, 404, {}, b"", NotFound),
    ],
)
def test_other_refusals_are_not_unauthorized(
    method: str, path: str, status: int, headers: dict[str, str], body: bytes, cls: type
) -> None:
    response = HttpResponse(status=status, headers=headers, body=body)
    assert type(error_of(response, method=method, path=path)) is cls


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": "Record not found"}', "Record not found"),
        (
            b'{"success": false, "error": {"name": "ZodError", "message": "[]"}}',
            "ZodError",
        ),
        (b'{"error": {"message": "Bad limit", "code": "INVALID"}}', "Bad limit"),
        (
            b'{"message": "The given data was invalid.", "errors": {}}',
            "The given data was invalid.",
        ),
        (b'{"detail": "Not authenticated"}', "Not authenticated"),
        (b'{"error": "", "message": "Unauthenticated."}', "Unauthenticated."),
        (b'{"error": {"name": "ZodError"}}', "ZodError"),
        (b'{"error_description": "No such grant"}', "No such grant"),
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
        # Takahe puts the name of the page before that of the server.
        (
            b"<html><title> - Takah\xc3\xa9</title><h1>Page not found</h1>",
            "an HTML page: Page not found",
        ),
        (b"<html><title>- Takahe</title>", "an HTML page"),
        (b"<html><title>| Takahe</title><h1>&nbsp;</h1>", "an HTML page"),
        (b"<html><title>404</title><h1>...</h1>", "an HTML page"),
        (
            b"<html><title>We&#39;re sorry &amp; &lt;b&gt; &#10;&#x1b;</title>",
            "an HTML page: We're sorry & <b>",
        ),
        (
            b"<!-- cache -->\n<html><title>Just a moment...</title>",
            "an HTML page: Just a moment...",
        ),
        (
            b"<html><title>404</title><h1>Gone fishing</h1>",
            "an HTML page: Gone fishing",
        ),
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


def test_description_is_not_repeated_where_it_is_all_that_the_server_says() -> None:
    caught = error(400, b'{"error_description": "No such grant"}')
    assert str(caught).count("No such grant") == 1
    assert caught.error_description is None


def test_title_of_an_html_page_may_be_in_any_script() -> None:
    body = "<html><title>\u30da\u30fc\u30b8\u304c\u3042\u308a\u307e\u305b\u3093</title>"
    assert error(404, body.encode()).error == f"an HTML page: {body[13:-8]}"


ZOD_ISSUES: Any = [
    {"code": "invalid_type", "path": ["poll", "options", 0], "message": "Required"},
    {"code": "custom", "path": [], "message": "Choose one"},
]


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        # Mastodon
        (
            {
                "error": "no",
                "details": {
                    "text": [{"error": "ERR_BLANK", "description": "can't be blank"}]
                },
            },
            ("text: can't be blank",),
        ),
        (
            {"error": "no", "details": {"text": [{"error": "ERR_BLANK"}]}},
            ("text: ERR_BLANK",),
        ),
        # Takahe, which has the errors of pydantic
        (
            {
                "error": "invalid_input",
                "error_details": [
                    {
                        "loc": ["query", "params", "limit"],
                        "msg": "not an integer",
                        "type": "type_error.integer",
                    },
                    {
                        "loc": ["body"],
                        "msg": "field required",
                        "type": "value_error.missing",
                    },
                ],
            },
            ("query.params.limit: not an integer", "body: field required"),
        ),
        # Hollo, with the two forms of zod
        (
            {
                "error": "invalid_request",
                "zod_error": {"issues": ZOD_ISSUES, "name": "ZodError"},
            },
            ("poll.options.0: Required", "Choose one"),
        ),
        (
            {
                "error": "invalid_request",
                "zod_error": {"name": "ZodError", "message": json.dumps(ZOD_ISSUES)},
            },
            ("poll.options.0: Required", "Choose one"),
        ),
        (
            {
                "success": False,
                "error": {"name": "ZodError", "message": json.dumps(ZOD_ISSUES)},
            },
            ("poll.options.0: Required", "Choose one"),
        ),
        (
            {
                "error": "no",
                "zod_error": {"formErrors": [], "fieldErrors": {"limit": ["Too big"]}},
            },
            ("limit: Too big",),
        ),
        # Laravel (Pixelfed), FastAPI, Pleroma
        (
            {
                "message": "The given data was invalid.",
                "errors": {"status": ["The status field is required."]},
            },
            ("status: The status field is required.",),
        ),
        (
            {"detail": [{"loc": ["query", "q"], "msg": "field required"}]},
            ("query.q: field required",),
        ),
        (
            {"errors": {"detail": "Internal server error"}},
            ("detail: Internal server error",),
        ),
        ({"error": "no", "errors": ["one", "two"]}, ("one", "two")),
        # Nothing to read
        ({"error": "no", "details": "because"}, ("because",)),
        ({"error": "no"}, ()),
        (
            {
                "error": "no",
                "details": None,
                "error_details": 7,
                "zod_error": [[], {}, None, ""],
            },
            (),
        ),
        ({"error": {"name": "ZodError", "message": "[not JSON"}}, ()),
    ],
)
def test_reasons_of_each_kind_of_server_are_kept(
    body: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    caught = error(422, json.dumps(body).encode())
    assert caught.reasons == reasons
    assert all(reason in str(caught) for reason in reasons)


def test_reasons_are_shown_once_and_in_bounds() -> None:
    body = {
        "error": "Validation failed: Text can't be blank",
        "details": {"text": [BLANK]},
    }
    assert str(error(422, json.dumps(body).encode())) == (
        "422 Validation failed: Text can't be blank (GET /api/v1/statuses/{id})"
    )
    many = {
        "error": "no",
        "error_details": [{"loc": ["a\n"] * 99, "msg": HOSTILE}] * 9999,
    }
    caught = error(422, json.dumps(many).encode())
    assert len(caught.reasons) == 20
    assert all(reason.isprintable() for reason in caught.reasons)
    assert len(str(caught)) < 1000
    deep = b'{"error": "x", "details": ' + b'{"issues": [' * 99 + b'"no"' + b"]}" * 99
    assert error(422, deep + b"}").reasons == ()


def test_api_error_names_the_request_and_the_response() -> None:
    body = {
        "error": "Validation failed",
        "error_description": "in other words",
        "details": {"text": [{"error": "ERR_BLANK", "description": "is blank"}]},
    }
    caught = error(422, json.dumps(body).encode(), x_request_id="abc")
    assert str(caught) == (
        "422 Validation failed: in other words: text: is blank"
        " (GET /api/v1/statuses/{id}), request abc"
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
    assert pickle.loads(pickle.dumps(refused)).wait_seconds == 7.0
    for caught in (
        error(422, b'{"error": "no"}', x_request_id="abc"),
        refused,
        error(429, b"", retry_after="7"),
        NetworkTimeout("30 s", sent=False),
        NetworkError("reset"),
        at_host(NetworkError("reset", sent=False, reused=True)),
        at_host(ResponseTooLarge("9 bytes")),
        RateLimitReached("used up", 9.0),
        LogInError("wrong password"),
    ):
        again = pickle.loads(pickle.dumps(caught))
        assert type(again) is type(caught)
        assert str(again) == str(caught)
        assert vars(again) == vars(caught)


def test_429_that_does_not_say_when_the_limit_resets_has_a_wait() -> None:
    bare = error(429, b"")
    assert isinstance(bare, TooManyRequests)
    assert bare.wait_seconds == 300.0
    assert pickle.loads(pickle.dumps(bare)).wait_seconds == 300.0


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
