"""Getting a token by each of the ways, and giving it back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from attrs import evolve
from playing import carry_out
from sessions import START, Time, answer, session

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
    """What a request to the server holds; it must never carry a token."""
    assert isinstance(step, HttpRequest)
    assert "authorization" not in step.headers
    assert step.headers["content-type"] == "application/x-www-form-urlencoded"
    assert isinstance(step.body, bytes)
    fields = parse_qs(step.body.decode(), strict_parsing=True)
    return {name: value for name, (value,) in fields.items()}


def log_in(
    *arguments: Any, token: Any = TOKEN, **options: Any
) -> tuple[dict[str, str], Session]:
    """Log in at a server that grants ``token``: what it was asked, and the session."""
    ours = client()
    (step,), got = carry_out(ours, api.log_in(*arguments, **options), [answer(token)])
    assert isinstance(step, HttpRequest)
    assert step.url == "https://x.example/oauth/token"
    assert got == token["access_token"]
    assert ours.credentials.access_token == Secret(got)
    return form(step), ours


def refused(error: str, status: int = 400, *, said: str = "", **options: Any) -> Any:
    """Log in at a server that refuses; the error."""
    response = answer({"error": error} | ({"error_description": said} if said else {}))
    ours = client()
    with pytest.raises(LogInError) as caught:
        carry_out(ours, api.log_in(**options), [evolve(response, status=status)])
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value.__cause__, ApiError)
    assert ours.credentials == APP
    return caught.value


def test_by_password() -> None:
    asked, ours = log_in("ada@x.example", "hunter2")
    assert asked == {
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


def test_by_code_with_what_the_page_kept() -> None:
    token = TOKEN | {"scope": "read push"}
    asked, _ = log_in(code=Secret("c0de"), authorization=PAGE, token=token)
    assert asked == {
        "grant_type": "authorization_code",
        "client_id": "id",
        "client_secret": "secret",
        "code": "c0de",
        "code_verifier": "verifier",
        "redirect_uri": "https://app.example/",
    }


def test_by_code_with_everything_said() -> None:
    asked, _ = log_in(code="c0de", code_verifier="v", redirect_uri="app:/back")
    assert (asked["code_verifier"], asked["redirect_uri"]) == ("v", "app:/back")
    asked, ours = log_in(code="c0de", token=TOKEN | {"scope": "read:statuses"})
    assert "code_verifier" not in asked
    assert asked["redirect_uri"] == OUT_OF_BAND
    assert ours.credentials.scopes == ("read:statuses",)


def test_a_code_may_be_pasted_with_a_blank_around_it() -> None:
    # snac answers with nothing but the code and the end of the line.
    assert log_in(code=" c0de\n")[0]["code"] == "c0de"


def test_by_refresh_token() -> None:
    asked, ours = log_in(refresh_token="again", token=TOKEN | {"expires_in": 100})
    assert asked == {
        "grant_type": "refresh_token",
        "client_id": "id",
        "client_secret": "secret",
        "refresh_token": "again",
    }
    # The server sent no other one, so this one stays good.
    assert ours.credentials.refresh_token == Secret("again")
    assert ours.credentials.expires_at == START + timedelta(seconds=150)
    _, ours = log_in(
        refresh_token="again",
        scopes="read",
        token=TOKEN | {"refresh_token": "next", "scope": "read"},
    )
    assert ours.credentials.refresh_token == Secret("next")


def test_as_the_app_itself() -> None:
    asked, ours = log_in(client_credentials=True, scopes=["read"])
    assert asked == {
        "grant_type": "client_credentials",
        "client_id": "id",
        "client_secret": "secret",
        "scope": "read",
    }
    assert ours.credentials.scopes == ("read", "write", "follow", "push")


@pytest.mark.parametrize(
    ("token", "scopes", "expires_after"),
    [
        # Hollo means milliseconds.
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
def test_the_tokens_of_all_servers_do(
    token: dict[str, Any], scopes: str, expires_after: int | None
) -> None:
    _, ours = log_in(client_credentials=True, token=token)
    assert ours.credentials.scopes == tuple(scopes.split())
    assert ours.credentials.expires_at == (
        expires_after and START + timedelta(seconds=expires_after)
    )


def test_a_narrower_token_than_asked_for_is_an_error() -> None:
    for token, options in (
        ("read write", {"username": "ada", "password": "hunter2"}),
        ("read", {"client_credentials": True, "scopes": ["read", "write:media"]}),
        ("read", {"code": "c0de", "authorization": PAGE}),
        ("read:statuses", {"code": "c0de", "scopes": "read"}),
    ):
        ours = client()
        response = answer(TOKEN | {"scope": token})
        with pytest.raises(LogInError, match=f"granted were the scopes {token}, and"):
            carry_out(ours, api.log_in(**options), [response])
        assert ours.credentials == APP


def test_a_broader_token_does() -> None:
    options: dict[str, Any] = {"scopes": ["read:statuses", "write:follows"]}
    _, ours = log_in(
        "ada", "hunter2", **options, token=TOKEN | {"scope": "read follow"}
    )
    assert ours.credentials.scopes == ("read", "follow")


def test_a_wrong_password_is_a_value_error_that_knows_of_newer_servers() -> None:
    error = refused("invalid_grant", username="ada", password="hunter2")
    assert "wrong user name or password" in str(error)
    assert "log_in(code=...)" in str(error)
    assert "hunter2" not in str(error)


def test_what_a_server_says_to_a_refusal_is_one_line_of_text() -> None:
    error = refused("invalid_client", said="no\x1b[2J\n" + "x" * 1000, code="c")
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
def test_a_server_that_takes_no_passwords_says_the_way_out(
    error: str, status: int
) -> None:
    caught = refused(error, status, username="ada", password="hunter2")
    assert "takes no passwords, as Mastodon since 4.4" in str(caught)
    assert "auth_request_url()" in str(caught)
    assert "log_in(code=...)" in str(caught)


def test_a_wrong_app_is_no_wrong_password() -> None:
    said = "Client authentication failed."
    error = refused("invalid_client", 401, said=said, username="a", password="b")
    assert str(error) == f"the server grants no token: {said}"


def test_a_wrong_code_says_what_the_server_said() -> None:
    error = refused("invalid_grant", said="The code has expired.", code="c0de")
    assert str(error) == "the server grants no token: The code has expired."
    assert "c0de" not in str(error)


def test_a_scope_that_is_not_valid_is_named() -> None:
    error = refused(
        "invalid_scope", said="Unknown.", username="a", password="b", scopes="nonsense"
    )
    assert str(error) == "not all of ('nonsense',) are valid scopes here: Unknown."


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (NetworkError("no route"), NetworkError),
        (HttpResponse(status=500), ServerError),
        (HttpResponse(status=404), NotFound),
    ],
)
def test_what_is_no_refusal_is_no_argument_error(outcome: Any, kind: type) -> None:
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
def test_arguments_that_make_no_way_are_refused_at_once(
    options: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match="log_in needs|scopes") as caught:
        carry_out(client(), api.log_in(**options), [])
    assert not isinstance(caught.value, LogInError)
    assert "hunter2" not in str(caught.value)


def test_logging_in_needs_an_app() -> None:
    ours = session(credentials=Credentials())
    for options in ({"code": "c0de"}, {"client_credentials": True}):
        with pytest.raises(ValueError, match="create_app"):
            carry_out(ours, api.log_in(**options), [])


def test_the_token_goes_to_a_file_and_to_who_asked_to_be_told() -> None:
    told = list[Credentials]()
    ours = client(hooks=Hooks(on_credentials=told.append))
    token = TOKEN | {"refresh_token": "again", "expires_in": 100}
    call = api.log_in("ada", "hunter2", ["read"], "user.txt")
    steps, _ = carry_out(ours, call, [answer(token), None])
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
    assert told == [ours.credentials]
    assert "new" not in repr(written)


def test_a_file_that_cannot_be_written_leaves_the_client_logged_in() -> None:
    ours = client()
    call = api.log_in("ada", "hunter2", to_file="user.txt")
    with pytest.raises(OSError, match="full"):
        carry_out(ours, call, [answer(TOKEN), OSError("full")])
    assert ours.credentials.access_token == Secret("new")


def go_on_from(text: str) -> Session:
    ours = client()
    steps, _ = carry_out(ours, api.log_in_from("user.txt"), [text])
    assert steps == [ReadFile("user.txt")]
    return ours


def test_a_file_leads_to_its_own_instance_an_old_one_to_the_clients() -> None:
    user = evolve(APP, base_url="https://y.example", access_token="new")
    assert go_on_from(user.user_text()).credentials == user
    old = go_on_from("token\n").credentials
    assert (old.base_url, old.access_token) == ("https://x.example", Secret("token"))
    with pytest.raises(ValueError, match=r"user\.txt is empty"):
        go_on_from("")


def revoke(credentials: Credentials, *responses: HttpResponse) -> tuple[Any, Session]:
    ours = session(credentials=credentials)
    return carry_out(ours, api.revoke_access_token(), responses)[0], ours


USER = evolve(APP, access_token="t0ken", refresh_token="again", scopes=("read",))


@pytest.mark.parametrize("body", [b"{}", b"", b"null"])
def test_a_revoked_token_is_forgotten(body: bytes) -> None:
    (step,), ours = revoke(USER, HttpResponse(status=200, body=body))
    assert step.url == "https://x.example/oauth/revoke"
    assert form(step) == {
        "client_id": "id",
        "client_secret": "secret",
        "token": "t0ken",
    }
    assert ours.credentials == APP


def test_a_token_that_is_not_revoked_stays() -> None:
    ours = session(credentials=USER)
    refusal = [answer({"error": "unauthorized_client"}, 403)]
    with pytest.raises(Forbidden):
        carry_out(ours, api.revoke_access_token(), refusal)
    assert ours.credentials == USER


@pytest.mark.parametrize(
    ("credentials", "reason"),
    [
        (APP, "no access token"),
        (Credentials(access_token="t"), "client_id and client_secret"),
        (Credentials(access_token="t", client_id="id"), "client_id and client_secret"),
    ],
)
def test_revoking_needs_a_token_and_its_app(
    credentials: Credentials, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        revoke(credentials)


MADE = {"id": "1", "name": "bot", "client_id": "id", "client_secret": "secret"}


def create(*arguments: Any, outcomes: Sequence[Any], **options: Any) -> Any:
    ours = session(credentials=Credentials())
    return carry_out(ours, api.create_app(*arguments, **options), outcomes)


def test_an_app_is_registered_where_it_is_said() -> None:
    (step,), made = create("bot", outcomes=[answer(MADE)], api_base_url="x.example")
    assert made == ("id", "secret")
    assert step.url == "https://x.example/api/v1/apps"
    assert form(step) == {
        "client_name": "bot",
        "redirect_uris": OUT_OF_BAND,
        "scopes": "read write follow push",
    }
    (step,), _ = create("bot", outcomes=[answer(MADE)])
    assert step.url == "https://mastodon.social/api/v1/apps"


def test_several_redirect_uris_are_one_text() -> None:
    (step,), _ = create(
        "bot",
        "read push",
        ["app:/a", "app:/b"],
        outcomes=[answer(MADE)],
        website="https://bot.example",
    )
    assert form(step) == {
        "client_name": "bot",
        "redirect_uris": "app:/a\napp:/b",
        "scopes": "read push",
        "website": "https://bot.example",
    }
    (step,), _ = create("bot", ["read"], "app:/a", outcomes=[answer(MADE)])
    assert form(step)["redirect_uris"] == "app:/a"


def test_an_app_goes_to_a_file() -> None:
    arguments = ("my\n bot", ["read"], OUT_OF_BAND, "app.txt", "x.example")
    steps, _ = create(*arguments, outcomes=[answer(MADE), None])
    assert steps[-1] == WriteFile("app.txt", "id\nsecret\nhttps://x.example\nmy bot\n")
    assert "secret" not in repr(steps[-1])


def test_an_app_that_is_refused_is_an_error_with_the_servers_words() -> None:
    said = {"error": "Validation failed: Redirect URI must be an absolute URI."}
    with pytest.raises(UnprocessableEntity, match="must be an absolute URI") as caught:
        create("bot", outcomes=[answer(said, 422)])
    assert not isinstance(caught.value, KeyError)


def test_an_app_is_registered_over_plain_http_where_that_is_allowed() -> None:
    lan = {"api_base_url": "http://x.example"}
    with pytest.raises(ValueError, match="everybody"):
        create("bot", outcomes=[], **lan)
    (step,), _ = create("bot", outcomes=[answer(MADE)], allow_http=True, **lan)
    assert step.url == "http://x.example/api/v1/apps"


def test_the_app_of_a_token_may_say_little() -> None:
    # Takahē gives an empty id, Hollo no scopes, snac no redirect URIs.
    said = {"name": "bot", "website": None, "client_id": "", "vapid_key": None}
    call = api.app_verify_credentials()
    (step,), app = carry_out(session(), call, [answer(said)])
    assert isinstance(step, HttpRequest)
    assert step.headers["authorization"] == "Bearer token"
    assert (app.name, app.vapid_key) == ("bot", None)
