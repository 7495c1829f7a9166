"""Errors keep their tracebacks, without the local variables of our own frames."""

from __future__ import annotations

import copy
import html
import json
import pickle
import traceback
from collections.abc import Callable, Generator
from typing import Any
from urllib.parse import quote_plus

import attrs
import pytest
from attrs import evolve
from sessions import session

from mastodon_core import API, ApiError, Credentials, Request
from mastodon_core.http import Multipart
from mastodon_core.testing import FakeMastodon, StubbedMastodon, StubServer
from mastodon_core.transport import (
    FileSource,
    HttpRequest,
    HttpResponse,
    Session,
    cause_without_secrets,
    forget_locals,
)

MESSAGE = HttpRequest(
    method="POST",
    url="https://x.example/a?code=c0de&max_id=7",
    headers={"authorization": "Bearer t0ken", "Cookie": "c00kie", "accept": "*/*"},
    body=b"client_secret=s3cret&scope=read",
)


def raised(function: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as caught:  # noqa: PT011  # any at all
        function()
    return caught.value


def variables(error: BaseException) -> list[dict[str, Any]]:
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return [dict(frame.f_locals) for frame in frames]


def library(name: str) -> dict[str, Any]:
    """A module with a function that fails, and one that waits in the middle."""
    scope: dict[str, Any] = {"__name__": name}
    source = (
        "def fail(token, error):\n"
        "    raise error\n"
        "def wait(token):\n"
        "    try:\n"
        "        yield 1\n"
        "    except LookupError:\n"
        "        yield token\n"
    )
    exec(source, scope)
    return scope


@pytest.mark.parametrize(
    ("name", "libraries", "is_cleared"),
    [
        ("mastodon_core.session", (), True),
        ("json.decoder", (), True),
        ("urllib3.connection", (), False),
        ("urllib3.connection", ("requests", "urllib3"), True),
        ("mastodon_bot", (), False),
        ("__main__", (), False),
    ],
)
def test_variables_of_our_frames_are_dropped_and_others_kept(
    name: str, libraries: tuple[str, ...], is_cleared: bool
) -> None:
    error = raised(lambda: library(name)["fail"]("t0ken", KeyError()))
    forget_locals(error, *libraries)
    *_, last = variables(error)
    assert ("token" in last) is not is_cleared
    assert traceback.extract_tb(error.__traceback__)[-1].name == "fail"


def test_variables_in_causes_contexts_and_groups_are_dropped() -> None:
    fail = library("mastodon_core")["fail"]
    inner = [raised(lambda: fail("t0ken", KeyError())) for _ in range(4)]
    error = BaseExceptionGroup("several", [inner[0], ValueError()])
    error.__cause__, error.__context__ = inner[1], inner[2]
    inner[1].__context__ = inner[3]
    # A chain may be a circle.
    inner[3].__context__ = error
    forget_locals(error)
    for each in inner:
        assert not variables(each)[-1]


def test_generator_that_waits_is_not_closed_by_an_error_that_passed_through_it() -> (
    None
):
    waiting: Generator[Any] = library("mastodon_core")["wait"]("t0ken")
    next(waiting)
    error = LookupError()
    waiting.throw(error)
    assert "token" in variables(error)[-1]
    forget_locals(error)
    waiting.close()
    assert next(waiting, "ended") == "ended"
    other: Generator[Any] = library("mastodon_core")["wait"]("t0ken")
    next(other)
    assert other.throw(error) == "t0ken"
    forget_locals(error)
    assert other.gi_frame is not None
    assert other.gi_frame.f_locals == {"token": "t0ken"}


@pytest.mark.parametrize(
    "fail",
    [
        lambda: json.loads('{"token": "t0ken"'),
        lambda: library("json")["fail"](
            "", UnicodeDecodeError("utf-8", b"t0ken", 0, 1, "reason")
        ),
        lambda: library("json")["fail"](
            "", UnicodeEncodeError("utf-8", "t0ken", 0, 1, "reason")
        ),
    ],
)
def test_errors_about_a_text_lose_the_text(fail: Callable[[], object]) -> None:
    error = raised(fail)
    assert b"t0ken" in pickle.dumps(error)
    forget_locals(error)
    assert "t0ken" not in repr((error.args, vars(error), str(error)))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert b"t0ken" not in pickle.dumps(error)


def test_message_shows_no_secret_and_reveals_what_is_sent() -> None:
    shown = repr([MESSAGE, attrs.asdict(MESSAGE), attrs.astuple(MESSAGE)])
    shown += f"{MESSAGE.headers} {MESSAGE.headers!r}"
    for secret in ("t0ken", "c00kie", "c0de", "s3cret"):
        assert secret not in shown
    assert MESSAGE.headers["authorization"] == "Bearer t0ken"
    assert len(MESSAGE.headers) == 3
    assert dict(MESSAGE.headers) == {
        "authorization": "Bearer t0ken",
        "Cookie": "c00kie",
        "accept": "*/*",
    }
    assert MESSAGE.url == "https://x.example/a?code=c0de&max_id=7"
    assert MESSAGE.body == b"client_secret=s3cret&scope=read"
    with pytest.raises(TypeError):
        json.dumps(MESSAGE.headers)


def test_changed_copy_of_a_message_keeps_what_is_hidden() -> None:
    assert evolve(MESSAGE) == MESSAGE
    assert hash(evolve(MESSAGE, headers={}).url) == hash(MESSAGE.url)
    moved = evolve(MESSAGE, url="https://x.example/b", body=b"")
    assert (moved.url, moved.body, moved.headers) == (
        "https://x.example/b",
        b"",
        MESSAGE.headers,
    )
    assert moved != MESSAGE


def test_headers_of_a_message_are_not_those_of_the_caller() -> None:
    own = {"accept": "*/*"}
    message = evolve(MESSAGE, headers=own)
    own["accept"] = "text/html"
    assert message.headers == {"accept": "*/*"}


def test_secrets_of_a_message_are_its_credentials_and_secret_parameters() -> None:
    assert MESSAGE.secrets() == {
        "t0ken",
        "c00kie",
        "code=c0de",
        "client_secret=s3cret",
    }
    form = Multipart((("file", FileSource(b"data")),), "boundary")
    plain = evolve(MESSAGE, url="https://x.example", headers={}, body=form)
    assert plain.secrets() == set()
    assert evolve(plain, headers={"authorization": ""}).secrets() == set()


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("connection refused", True),
        ("Illegal header value b'Bearer t0ken '", False),
        ("cannot parse https://x.example/a?code=c0de&max_id=7", False),
        ("error code=7 at /a?max_id=7", True),
    ],
)
def test_cause_that_quotes_a_secret_is_left_out(text: str, is_kept: bool) -> None:
    inner = ValueError(text)
    outer = OSError("failed")
    outer.__context__ = inner
    kept = outer if is_kept else None
    assert cause_without_secrets(outer, MESSAGE) is kept


def test_cause_that_quotes_a_secret_with_escapes_is_left_out() -> None:
    message = evolve(MESSAGE, headers={"authorization": "Bearer long-t0ken\n"})
    quoted = ValueError(repr(b"Bearer long-t0ken\n"))
    assert cause_without_secrets(quoted, message) is None
    assert cause_without_secrets(ValueError("long"), message) is not None


def test_pickled_response_has_no_cookies() -> None:
    response = HttpResponse(
        status=200, headers={"set-cookie": "c00kie", "link": "<x>"}, body=b"hi"
    )
    again = pickle.loads(pickle.dumps(response))
    assert again == evolve(response, headers={"link": "<x>"})
    assert copy.deepcopy(response).body == b"hi"


def test_arguments_of_a_method_are_in_no_traceback() -> None:
    api = API()
    mastodon = FakeMastodon(credentials=Credentials(client_id="id"))
    wrong: Any = 5
    calls: list[Callable[[], object]] = [
        lambda: api.oauth_token("password", password="t0ken", username=wrong),
        lambda: api.log_in(wrong, "t0ken"),
        lambda: mastodon.log_in(wrong, "t0ken"),
        lambda: mastodon.log_in("ada", "t0ken", client_credentials=True),
        lambda: FakeMastodon.create_app("t0ken", api_base_url="https://u@x.example"),
    ]
    for call in calls:
        error = raised(call)
        frames = variables(error)[2:]
        assert "t0ken" not in repr(frames)
        assert len(frames) > 2


class Parser:
    """Parses a body with a function of the program, which fails."""

    def parse(self, response: HttpResponse, request: object, reader: object) -> None:
        mine = len(response.body)
        raise LookupError(mine)


def test_error_of_a_parser_of_the_program_passes_with_its_variables() -> None:
    class Server(StubServer):
        def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
            return HttpResponse(status=200, body=b"t0ken")

    request: Request[None] = Request("GET", "/x", answer=Parser())
    error = raised(lambda: StubbedMastodon(Server()).send(request))
    assert isinstance(error, LookupError)
    assert variables(error)[-1]["mine"] == 5


class Watcher(StubServer):
    """Looks at the variables of all frames that are running during a call."""

    shown = ""

    def respond(self, request: HttpRequest, session: Session) -> HttpResponse:
        for frame, _ in traceback.walk_stack(None):
            if "mastodon_" in str(frame.f_globals.get("__name__")):
                self.shown += repr(frame.f_locals)
        raise KeyError("seen")


def test_variables_of_running_frames_show_no_token() -> None:
    server = Watcher()
    known = Credentials(
        base_url="https://x.example", client_id="id", access_token="t0ken"
    )
    mastodon = StubbedMastodon(server, credentials=known)
    with pytest.raises(KeyError):
        mastodon.me()
    assert "perform" in server.shown
    assert "t0ken" not in server.shown


SECRETS = ("long/token=123456==", "refresh-token-1", "a password & more")


@pytest.mark.parametrize(
    "spelled",
    [
        lambda secret: secret,
        lambda secret: quote_plus(secret),
        lambda secret: json.dumps(f"Bearer {secret}"),
        lambda secret: html.escape(secret),
    ],
)
@pytest.mark.parametrize("status", [302, 401, 422, 429, 500])
def test_secret_that_an_error_response_repeats_is_masked(
    status: int, spelled: Callable[[str], str]
) -> None:
    token, refresh, password = SECRETS
    credentials = Credentials(base_url="x.example", access_token=token)
    body = " ".join(["you sent", *map(spelled, SECRETS)]).encode()
    calls: list[Request[Any]] = [
        API().timeline_home(),
        API().oauth_token("refresh_token", refresh_token=refresh, client_id="app"),
        API().oauth_token("password", username="ada", password=password),
    ]
    for request, secret in zip(calls, SECRETS, strict=True):
        known = session(credentials=credentials, rate_limit="throw", retries=0)
        exchange = known.exchange(request)
        exchange.begin()
        with pytest.raises(ApiError) as caught:
            exchange.resume(HttpResponse(status=status, body=body))
        shown = f"{caught.value} {caught.value.error} {caught.value.response.body!r}"
        assert "you sent" in shown
        assert "***" in shown
        assert spelled(secret) not in shown
        assert spelled(secret).encode() not in pickle.dumps(caught.value)


def test_short_or_absent_secrets_do_not_garble_an_error_response() -> None:
    credentials = Credentials(base_url="x.example", access_token="token")
    exchange = session(credentials=credentials).exchange(API().timeline_home())
    exchange.begin()
    response = HttpResponse(status=401, body=b'{"error":"The access token is invalid"}')
    with pytest.raises(ApiError) as caught:
        exchange.resume(response)
    assert caught.value.response is response
