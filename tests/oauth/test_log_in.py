"""Get a token by each way to log in, revoke it, and register an app."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from attrs import evolve
from playing import carry_out
from sessions import START, Time, json_response, session

from mastodon_core import (
    API,
    ApiError,
    Credentials,
    Forbidden,
    Hooks,
    LogInError,
    NetworkError,
    NotFound,
    Secret,
    ServerError,
    UnprocessableEntity,
)
from mastodon_core.oauth import OUT_OF_BAND, AuthorizationRequest
from mastodon_core.transport import (
    HttpRequest,
    HttpResponse,
    ReadFile,
    Session,
    WriteFile,
)

api = API()
APP = Credentials(
    base_url="https://x.example",
    client_id="id",
    client_secret="secret",
    app_name="bot",
)
TOKEN = {
    "access_token": "new",
    "token_type": "Bearer",
    "scope": "read write follow push",
    "created_at": 1704067200,
}
PAGE = AuthorizationRequest(
    "https://x.example/page",
    "state",
    Secret("verifier"),
    "https://app.example/",
    ("read", "push"),
)


def client(**options: Any) -> Session:
    return session(Time(50.0), credentials=APP, **options)


def form(step: object) -> dict[str, str]:
    """Return the form fields of a request, which must not carry a token."""
    assert isinstance(step, HttpRequest)
    assert "authorization" not in step.headers
    assert step.headers["content-type"] == "application/x-www-form-urlencoded"
    assert isinstance(step.body, bytes)
    fields = parse_qs(step.body.decode(), strict_parsing=True)
    return {name: value for name, (value,) in fields.items()}


def log_in(
    *arguments: Any, token: Any = TOKEN, **options: Any
) -> tuple[dict[str, str], Session]:
    """Log in at a server that grants ``token``; returns the form and the session."""
    ours = client()
    (step,), returned = carry_out(
        ours, api.log_in(*arguments, **options), [json_response(token)]
    )
    assert isinstance(step, HttpRequest)
    assert step.url == "https://x.example/oauth/token"
    assert returned == token["access_token"]
    assert ours.credentials.access_token == Secret(returned)
    return form(step), ours


def log_in_error(
    error: str, status: int = 400, *, said: str = "", **options: Any
) -> Any:
    """Log in at a server that refuses; returns the error."""
    response = json_response(
        {"error": error} | ({"error_description": said} if said else {})
    )
    ours = client()
    with pytest.raises(LogInError) as caught:
        carry_out(ours, api.log_in(**options), [evolve(response, status=status)])
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value.__cause__, ApiError)
    assert ours.credentials == APP
    return caught.value


def test_log_in_by_password() -> None:
    sent, ours = log_in("ada@x.example", "hunter2")
    assert sent == {
        "grant_type": "password",
        "client_id": "id",
        "client_secret": "secret",
        "username": "ada@x.example",
        "password": "hunter2",
        "scope": "read write follow push",
    }
    assert ours.credentials == evolve(
        APP, access_token="new", scopes=("read", "write", "follow", "push")
    )


def test_log_in_by_code_takes_verifier_and_redirect_from_the_authorization() -> None:
    token = TOKEN | {"scope": "read push"}
    sent, _ = log_in(code=Secret("c0de"), authorization=PAGE, token=token)
    assert sent == {
        "grant_type": "authorization_code",
        "client_id": "id",
        "client_secret": "secret",
        "code": "c0de",
        "code_verifier": "verifier",
        "redirect_uri": "https://app.example/",
    }


@pytest.mark.parametrize(
    ("name", "same", "other"),
    [
        ("redirect_uri", PAGE.redirect_uri, "https://evil.example/"),
        ("code_verifier", "verifier", "hunter2"),
        ("code_verifier", Secret("verifier"), Secret("hunter2")),
    ],
)
def test_log_in_refuses_arguments_that_differ_from_the_authorization(
    name: str, same: Any, other: Any
) -> None:
    sent, _ = log_in(code="c0de", authorization=PAGE, **{name: same})
    assert sent["redirect_uri"] == "https://app.example/"
    with pytest.raises(ValueError, match=f"^{name} must be that of") as caught:
        carry_out(
            client(), api.log_in(code="c0de", authorization=PAGE, **{name: other}), []
        )
    assert "hunter2" not in str(caught.value)


def test_log_in_by_code_takes_verifier_and_redirect_as_arguments() -> None:
    sent, _ = log_in(code="c0de", code_verifier="v", redirect_uri="app:/back")
    assert (sent["code_verifier"], sent["redirect_uri"]) == ("v", "app:/back")
    sent, ours = log_in(code="c0de", token=TOKEN | {"scope": "read:statuses"})
    assert "code_verifier" not in sent
    assert sent["redirect_uri"] == OUT_OF_BAND
    assert ours.credentials.scopes == ("read:statuses",)


def test_log_in_strips_blanks_around_a_pasted_code() -> None:
    # snac sends only the code and a newline.
    assert log_in(code=" c0de\n")[0]["code"] == "c0de"


def test_log_in_by_refresh_token() -> None:
    sent, ours = log_in(refresh_token="again", token=TOKEN | {"expires_in": 100})
    assert sent == {
        "grant_type": "refresh_token",
        "client_id": "id",
        "client_secret": "secret",
        "refresh_token": "again",
    }
    # The server sent no new refresh token, so the old one stays valid.
    assert ours.credentials.refresh_token == Secret("again")
    assert ours.credentials.expires_at == START + timedelta(seconds=150)
    _, ours = log_in(
        refresh_token="again",
        scopes="read",
        token=TOKEN | {"refresh_token": "next", "scope": "read"},
    )
    assert ours.credentials.refresh_token == Secret("next")


def test_log_in_as_the_app_itself() -> None:
    sent, ours = log_in(client_credentials=True, scopes=["read"])
    assert sent == {
        "grant_type": "client_credentials",
        "client_id": "id",
        "client_secret": "secret",
        "redirect_uri": OUT_OF_BAND,
        "scope": "read",
    }
    assert ours.credentials.scopes == ("read", "write", "follow", "push")


def test_log_in_as_the_app_takes_the_redirect_uri_of_the_app() -> None:
    sent, _ = log_in(client_credentials=True, redirect_uri="https://app.example/")
    assert sent["redirect_uri"] == "https://app.example/"


@pytest.mark.parametrize(
    ("unused", "value"),
    [
        ("authorization", PAGE),
        ("code_verifier", "verifier"),
        ("redirect_uri", "https://app.example/"),
    ],
)
@pytest.mark.parametrize(
    ("way", "options"),
    [
        ("username and password", {"username": "ada", "password": "hunter2"}),
        ("refresh_token", {"refresh_token": "again"}),
        ("client_credentials", {"client_credentials": True}),
    ],
)
def test_log_in_refuses_arguments_that_it_would_not_send(
    way: str, options: dict[str, Any], unused: str, value: Any
) -> None:
    if (way, unused) == ("client_credentials", "redirect_uri"):
        return
    with pytest.raises(ValueError, match="^log_in has no use for") as caught:
        carry_out(client(), api.log_in(**options, **{unused: value}), [])
    assert str(caught.value) == f"log_in has no use for {unused} together with {way}"


@pytest.mark.parametrize(
    ("token", "scopes", "expires_after"),
    [
        # Hollo sends milliseconds.
        (TOKEN | {"created_at": 1704067200000}, TOKEN["scope"], None),
        # Takahē's constant for every app, with nothing else that is optional.
        ({"access_token": "__app__"}, "read write follow push", None),
        (TOKEN | {"scope": None, "expires_in": None}, "read write follow push", None),
        # snac keeps no scopes.
        (TOKEN | {"scope": ""}, "read write follow push", None),
        (TOKEN | {"expires_in": 7200}, TOKEN["scope"], 7250),
        (TOKEN | {"expires_in": 0}, TOKEN["scope"], None),
        (TOKEN | {"expires_in": -1}, TOKEN["scope"], None),
        (TOKEN | {"expires_in": 10**30}, TOKEN["scope"], None),
    ],
)
def test_log_in_accepts_the_tokens_of_all_supported_servers(
    token: dict[str, Any], scopes: str, expires_after: int | None
) -> None:
    _, ours = log_in(client_credentials=True, token=token)
    assert ours.credentials.scopes == tuple(scopes.split())
    assert ours.credentials.expires_at == (
        expires_after and START + timedelta(seconds=expires_after)
    )


def test_log_in_refuses_a_token_with_fewer_scopes_than_requested() -> None:
    for token, options in (
        ("read write", {"username": "ada", "password": "hunter2"}),
        ("read", {"client_credentials": True, "scopes": ["read", "write:media"]}),
        ("read", {"code": "c0de", "authorization": PAGE}),
        ("read:statuses", {"code": "c0de", "scopes": "read"}),
    ):
        ours = client()
        response = json_response(TOKEN | {"scope": token})
        with pytest.raises(LogInError, match=f"granted only the scopes? {token};"):
            carry_out(ours, api.log_in(**options), [response])
        assert ours.credentials == APP


def test_log_in_accepts_a_token_with_more_scopes_than_requested() -> None:
    options: dict[str, Any] = {"scopes": ["read:statuses", "write:follows"]}
    _, ours = log_in(
        "ada", "hunter2", **options, token=TOKEN | {"scope": "read follow"}
    )
    assert ours.credentials.scopes == ("read", "follow")


def test_wrong_password_is_a_value_error_that_suggests_log_in_by_code() -> None:
    error = log_in_error("invalid_grant", username="ada", password="hunter2")
    assert "wrong user name or password" in str(error)
    assert "log_in(code=...)" in str(error)
    assert "hunter2" not in str(error)


def test_log_in_error_shows_the_text_of_a_server_as_one_printable_line() -> None:
    error = log_in_error("invalid_client", said="no\x1b[2J\n" + "x" * 1000, code="c")
    assert str(error).isprintable()
    assert len(str(error)) < 400


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("unsupported_grant_type", 400),
        ("unauthorized_client", 401),
        ("Bad Request: grant type not supported", 400),
        ("invalid_request", 422),
        ("", 403),
    ],
)
def test_error_of_a_server_without_password_grant_suggests_log_in_by_code(
    error: str, status: int
) -> None:
    caught = log_in_error(error, status, username="ada", password="hunter2")
    assert "accepts no passwords, like Mastodon since 4.4" in str(caught)
    assert "auth_request_url()" in str(caught)
    assert "log_in(code=...)" in str(caught)


def test_invalid_client_is_not_reported_as_a_wrong_password() -> None:
    said = "Client authentication failed."
    error = log_in_error("invalid_client", 401, said=said, username="a", password="b")
    assert str(error) == f"the server granted no token: {said}"


def test_error_about_a_wrong_code_quotes_the_server() -> None:
    error = log_in_error("invalid_grant", said="The code has expired.", code="c0de")
    assert str(error) == "the server granted no token: The code has expired."
    assert "c0de" not in str(error)


def test_error_about_an_invalid_scope_names_it() -> None:
    error = log_in_error(
        "invalid_scope", said="Unknown.", username="a", password="b", scopes="nonsense"
    )
    assert str(error) == "the server rejected the scopes 'nonsense': Unknown."


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (NetworkError("no route"), NetworkError),
        (HttpResponse(status=500), ServerError),
        (HttpResponse(status=404), NotFound),
    ],
)
def test_other_failures_of_log_in_are_not_log_in_errors(
    outcome: Any, kind: type
) -> None:
    ours = client(retries=0)
    with pytest.raises(kind) as caught:
        carry_out(ours, api.log_in("ada", "hunter2"), [outcome])
    assert not isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"code": ""},
        {"code": " \n"},
        {"username": "ada"},
        {"password": "hunter2"},
        {"scopes": "read"},
        {"authorization": PAGE},
        {"username": "ada", "password": "hunter2", "code": "c0de"},
        {"code": "c0de", "refresh_token": "again"},
        {"client_credentials": True, "code": "c0de"},
        {"code": "c0de", "scopes": []},
    ],
)
def test_log_in_refuses_wrong_combinations_of_arguments_before_sending(
    options: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match="log_in needs|scopes") as caught:
        carry_out(client(), api.log_in(**options), [])
    assert not isinstance(caught.value, LogInError)
    assert "hunter2" not in str(caught.value)


def test_log_in_needs_an_app() -> None:
    ours = session(credentials=Credentials())
    for options in ({"code": "c0de"}, {"client_credentials": True}):
        with pytest.raises(ValueError, match="create_app"):
            carry_out(ours, api.log_in(**options), [])


def test_log_in_writes_the_token_to_a_file_and_calls_the_hook() -> None:
    reported = list[Credentials]()
    ours = client(hooks=Hooks(on_credentials=reported.append))
    token = TOKEN | {"refresh_token": "again", "expires_in": 100}
    call = api.log_in("ada", "hunter2", ["read"], "user.txt")
    steps, _ = carry_out(ours, call, [json_response(token), None])
    written = steps[-1]
    assert isinstance(written, WriteFile)
    assert written.path == "user.txt"
    assert written.text.splitlines()[:4] == [
        "new",
        "https://x.example",
        "id",
        "secret",
    ]
    assert Credentials.from_user_text(written.text) == ours.credentials
    assert reported == [ours.credentials]
    assert "new" not in repr(written)


def test_client_stays_logged_in_if_the_file_cannot_be_written() -> None:
    ours = client()
    call = api.log_in("ada", "hunter2", to_file="user.txt")
    with pytest.raises(OSError, match="full"):
        carry_out(ours, call, [json_response(TOKEN), OSError("full")])
    assert ours.credentials.access_token == Secret("new")


def log_in_from(text: str) -> Session:
    ours = client()
    steps, _ = carry_out(ours, api.log_in_from("user.txt"), [text])
    assert steps == [ReadFile("user.txt")]
    return ours


def test_log_in_from_uses_the_instance_of_the_file_or_else_of_the_client() -> None:
    user = evolve(APP, base_url="https://y.example", access_token="new")
    assert log_in_from(user.user_text()).credentials == user
    old = log_in_from("token\n").credentials
    assert (old.base_url, old.access_token) == ("https://x.example", Secret("token"))
    with pytest.raises(ValueError, match=r"user\.txt must contain credentials"):
        log_in_from("")


@pytest.mark.parametrize("token", ["to ken", "tok\r\nx: y", "t\u00f6ken", "\ud800"])
@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_log_in_refuses_a_token_that_cannot_be_sent(name: str, token: str) -> None:
    with pytest.raises(
        LogInError,
        match=f"^the server sent a token that cannot be used: {name} must be printable",
    ) as caught:
        log_in(code="code", token=TOKEN | {name: token})
    assert token not in str(caught.value)


def revoke(credentials: Credentials, *responses: HttpResponse) -> tuple[Any, Session]:
    ours = session(credentials=credentials)
    return carry_out(ours, api.revoke_access_token(), responses)[0], ours


USER = evolve(APP, access_token="t0ken", refresh_token="again", scopes=("read",))


@pytest.mark.parametrize("body", [b"{}", b"", b"null"])
def test_revoked_token_is_removed_from_the_session(body: bytes) -> None:
    (step,), ours = revoke(USER, HttpResponse(status=200, body=body))
    assert step.url == "https://x.example/oauth/revoke"
    assert form(step) == {
        "client_id": "id",
        "client_secret": "secret",
        "token": "t0ken",
    }
    assert ours.credentials == APP


def test_token_is_kept_if_the_server_refuses_to_revoke_it() -> None:
    ours = session(credentials=USER)
    refusal = [json_response({"error": "unauthorized_client"}, 403)]
    with pytest.raises(Forbidden):
        carry_out(ours, api.revoke_access_token(), refusal)
    assert ours.credentials == USER


@pytest.mark.parametrize(
    ("credentials", "reason"),
    [
        (APP, "no access token"),
        (evolve(USER, client_secret=None), "client_id and client_secret"),
        (evolve(USER, client_id=None), "client_id and client_secret"),
    ],
)
def test_revoke_access_token_needs_a_token_and_its_app(
    credentials: Credentials, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        revoke(credentials)


MADE = {"id": "1", "name": "bot", "client_id": "id", "client_secret": "secret"}


def create(*arguments: Any, outcomes: Sequence[Any], **options: Any) -> Any:
    ours = session(credentials=Credentials())
    return carry_out(ours, api.create_app(*arguments, **options), outcomes)


def test_create_app_registers_at_the_given_or_default_instance() -> None:
    (step,), made = create(
        "bot", outcomes=[json_response(MADE)], api_base_url="x.example"
    )
    assert made == ("id", "secret")
    assert step.url == "https://x.example/api/v1/apps"
    assert form(step) == {
        "client_name": "bot",
        "redirect_uris": OUT_OF_BAND,
        "scopes": "read write follow push",
    }
    (step,), _ = create("bot", outcomes=[json_response(MADE)])
    assert step.url == "https://mastodon.social/api/v1/apps"


def test_create_app_joins_several_redirect_uris() -> None:
    (step,), _ = create(
        "bot",
        "read push",
        ["app:/a", "app:/b"],
        outcomes=[json_response(MADE)],
        website="https://bot.example",
    )
    assert form(step) == {
        "client_name": "bot",
        "redirect_uris": "app:/a\napp:/b",
        "scopes": "read push",
        "website": "https://bot.example",
    }
    (step,), _ = create("bot", ["read"], "app:/a", outcomes=[json_response(MADE)])
    assert form(step)["redirect_uris"] == "app:/a"


def test_create_app_writes_the_app_to_a_file() -> None:
    arguments = ("my\n bot", ["read"], OUT_OF_BAND, "app.txt", "x.example")
    steps, _ = create(*arguments, outcomes=[json_response(MADE), None])
    assert steps[-1] == WriteFile("app.txt", "id\nsecret\nhttps://x.example\nmy bot\n")
    assert "secret" not in repr(steps[-1])


def test_error_of_create_app_quotes_the_server() -> None:
    said = {"error": "Validation failed: Redirect URI must be an absolute URI."}
    with pytest.raises(UnprocessableEntity, match="must be an absolute URI") as caught:
        create("bot", outcomes=[json_response(said, 422)])
    assert not isinstance(caught.value, KeyError)


def test_create_app_over_plain_http_needs_allow_http() -> None:
    lan = {"api_base_url": "http://x.example"}
    with pytest.raises(ValueError, match="must use https"):
        create("bot", outcomes=[], **lan)
    (step,), _ = create("bot", outcomes=[json_response(MADE)], allow_http=True, **lan)
    assert step.url == "http://x.example/api/v1/apps"


def test_app_verify_credentials_accepts_an_app_with_few_fields() -> None:
    # Takahē sends an empty id, Hollo no scopes, snac no redirect URIs.
    said = {"name": "bot", "website": None, "client_id": "", "vapid_key": None}
    call = api.app_verify_credentials()
    (step,), app = carry_out(session(), call, [json_response(said)])
    assert isinstance(step, HttpRequest)
    assert step.headers["authorization"] == "Bearer token"
    assert (app.name, app.vapid_key) == ("bot", None)
