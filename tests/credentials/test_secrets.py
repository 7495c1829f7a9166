"""Secrets never show in reprs, logs, errors, pickles or cassettes."""

import json
import pickle
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
from attrs import define, evolve, field, frozen
from hunting import Hunt
from hypothesis import event, given, settings
from hypothesis import strategies as st
from sessions import START

from mastodon_core import (
    Credentials,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    Secret,
)
from mastodon_core.oauth import AuthorizationRequest
from mastodon_core.testing import Recorder, StubbedMastodon, StubServer
from mastodon_core.transport import HttpRequest, HttpResponse, Session

BACK = "https://app.example/"


@frozen
class Secrets:
    """One secret of each kind, each unlike any other text in these tests."""

    client_secret: str
    access_token: str
    refresh_token: str
    new_access_token: str
    new_refresh_token: str
    new_client_secret: str
    code: str
    password: str


secrets = st.builds(
    lambda seed, marks: Secrets(*(f"{m}{seed:020x}{m}" for m in marks)),
    st.integers(0, 16**20 - 1),
    st.just(["zq", "qx", "xj", "jz", "qj", "jx", "zx", "xq"]),
)


@define
class Server(StubServer):
    """Checks each request for secrets, and returns a drawn response."""

    hunt: Hunt
    draw: Callable[[], HttpResponse | Exception]
    _asked: int = field(default=0, init=False)

    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        self.hunt.value(request)
        self.hunt.text(repr(session))
        outcome = self.draw()
        if isinstance(outcome, Exception):
            raise outcome
        # Only the repr must hide a token; a pickled response may contain it.
        self.hunt.text(repr(outcome))
        return outcome


def responses_with(s: Secrets) -> st.SearchStrategy[HttpResponse | Exception]:
    """Good responses, malformed ones, refusals and network errors."""
    token = {
        "access_token": s.new_access_token,
        "refresh_token": s.new_refresh_token,
        "token_type": "Bearer",
        "scope": "read write follow push",
        "created_at": 1704067200,
        "expires_in": 7200,
    }
    app = {"name": "bot", "client_id": "id", "client_secret": s.new_client_secret}
    good = {**token, **app, "id": "1", "issuer": "https://x.example"}
    bodies = [
        json.dumps(good),
        json.dumps(good),
        json.dumps(good | {"created_at": s.new_access_token}),
        json.dumps(good | {"access_token": [s.new_access_token]}),
        json.dumps(good | {"client_secret": [s.new_client_secret]}),
        json.dumps(good | {"scope": "read"}),
        json.dumps([good]),
        json.dumps("a text"),
        json.dumps(good)[:-1],
        "",
    ]
    refusals = [
        (400, {"error": "invalid_grant", "error_description": "It is wrong."}),
        (400, {"error": "invalid_scope"}),
        (400, {"error": "unsupported_grant_type"}),
        (401, {"error": "invalid_client"}),
        (403, {"error": {"name": "ZodError"}}),
        (404, {"error": "Record not found"}),
        (422, {"error": "Validation failed", "details": {"client_name": []}}),
        (429, {}),
        (500, {}),
        (302, {}),
    ]
    responses = [
        *(HttpResponse(status=200, body=body.encode()) for body in bodies),
        *(
            HttpResponse(
                status=status,
                headers={"location": "https://y.example/"} if status == 302 else {},
                body=json.dumps(body).encode(),
            )
            for status, body in refusals
        ),
    ]
    failures = [NetworkError("no route"), NetworkTimeout("30 s", sent=False)]
    return st.sampled_from([*responses, *failures])


Call = Callable[[StubbedMastodon, Hunt, Secrets], object]


def create_app(mastodon: StubbedMastodon, hunt: Hunt, s: Secrets) -> None:
    call = mastodon.api.create_app("bot", to_file="app.txt")
    assert mastodon.send(call) == ("id", s.new_client_secret)


def authorize(
    mastodon: StubbedMastodon, hunt: Hunt, s: Secrets
) -> AuthorizationRequest:
    page = mastodon.auth_request_url(redirect_uri=BACK)
    # The state may show in the browser's address bar; the verifier must never show.
    hunt.hidden.add(page.code_verifier.reveal())
    hunt.text(str(page))
    hunt.text(repr(page).replace(page.state, s.password))
    hunt.value(evolve(page, url=BACK, state="state"))
    for query in (f"code={s.code}&state=other", f"code={s.code}&code={s.code}", ""):
        for state in ("", f"&state={page.state}"):
            try:
                evolve(page).code_from(f"{BACK}?{query}{state}")
            except MastodonError as error:
                hunt.error(error)
    code = page.code_from(f"{BACK}?code={s.code}&state={page.state}")
    hunt.value(code)
    assert code.reveal() == s.code
    return page


def by_code(mastodon: StubbedMastodon, hunt: Hunt, s: Secrets) -> None:
    page = authorize(mastodon, hunt, s)
    mastodon.log_in(code=Secret(s.code), authorization=page, to_file="user.txt")


def request_of_a_token(mastodon: StubbedMastodon, hunt: Hunt, s: Secrets) -> None:
    request = mastodon.api.oauth_token(
        "password",
        client_secret=s.client_secret,
        password=s.password,
        code=s.code,
        refresh_token=s.refresh_token,
    )
    hunt.value(request)
    raw = mastodon.send_raw(request)
    hunt.value(raw)
    hunt.value(raw.value)


CALLS: dict[str, Call] = {
    "create_app": create_app,
    "by code": by_code,
    "by password": lambda m, h, s: m.log_in("ada", s.password, to_file="user.txt"),
    "by refresh token": lambda m, h, s: m.log_in(refresh_token=s.refresh_token),
    "as the app": lambda m, h, s: m.log_in(client_credentials=True),
    "several ways": lambda m, h, s: m.log_in("ada", s.password, code=s.code),
    "no name": lambda m, h, s: m.log_in(password=s.password),
    "from a file": lambda m, h, s: m.log_in_from("old.txt"),
    "from half a file": lambda m, h, s: m.log_in_from("half.txt"),
    "from another file": lambda m, h, s: m.log_in_from("app.txt"),
    "revoke": lambda m, h, s: m.revoke_access_token(),
    "verify": lambda m, h, s: m.app_verify_credentials(),
    "with refresh": lambda m, h, s: m.timeline_home(),
    "write": lambda m, h, s: m.toot("hi"),
    "token": request_of_a_token,
}


@settings(max_examples=400)
@given(st.data(), secrets, st.sampled_from(sorted(CALLS)), st.booleans())
def test_secrets_never_show_whatever_is_called_and_returned(
    data: st.DataObject, s: Secrets, name: str, is_expired: bool
) -> None:
    hunt = Hunt(set(attrs.astuple(s)), uses_rich=False)
    credentials = Credentials(
        base_url="https://x.example",
        client_id="id",
        client_secret=s.client_secret,
        access_token=s.access_token,
        refresh_token=s.refresh_token if is_expired else None,
        expires_at=START - timedelta(hours=1) if is_expired else None,
    )
    hunt.value(credentials)
    server = Server(hunt, lambda: data.draw(responses_with(s), label="response"))
    recorder = Recorder()
    files = {
        "old.txt": credentials.user_text(),
        "half.txt": f"{s.access_token}\n{s.client_secret}",
        "app.txt": f"{s.client_secret}\n{s.client_secret}\n{s.client_secret}\n",
    }
    mastodon = recorder.around(StubbedMastodon)(
        server, credentials=credentials, files=files, retries=0, rate_limit="throw"
    )
    outcome = "a result"
    with hunt.logs():
        try:
            CALLS[name](mastodon, hunt, s)
        except (MastodonError, OSError, ValueError) as error:
            outcome = type(error).__name__
            hunt.error(error)
    event(f"{name}: {outcome}")
    hunt.value(mastodon.session.credentials)
    hunt.text(repr(mastodon) + repr(mastodon.session))
    hunt.text(recorder.cassette.text() + repr(recorder.cassette))
    hunt.text(pickle.dumps(recorder.cassette).decode("latin-1"))


@given(secrets, st.sampled_from(["client_id", "access_token"]))
def test_errors_about_arguments_and_files_show_no_secret(
    s: Secrets, parameter: str
) -> None:
    hunt = Hunt(set(attrs.astuple(s)), uses_rich=False)
    files = {
        "broken.txt": f"\n{s.access_token}",
        "mixed.txt": f"{s.access_token}\n{s.client_secret}\n{s.password}\nx",
        "url.txt": f"{s.access_token}\nhttps://{s.password}@x.example\nhttps://:{s.code}",
        "app.txt": f"id\n{s.client_secret}\n",
    }
    for value in (*files, f"{s.access_token}/x", f"./{s.access_token}"):
        arguments: dict[str, Any] = {parameter: value, "client_secret": s.password}
        try:
            taken = Credentials.from_arguments(
                **arguments, read=files.__getitem__, exists=files.__contains__
            )
        except (OSError, ValueError) as error:
            hunt.error(error)
        else:
            hunt.value(taken)
    for url in (f"https://{s.password}@x.example", f"x.example?token={s.code}"):
        try:
            Credentials().on(url)
        except ValueError as error:
            hunt.error(error)
