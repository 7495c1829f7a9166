"""Hooks are called before and after each attempt, and their exceptions end the call."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from playing import carry_out
from sessions import STATUS, TOKEN, Time, expiring_session, json_response, session

from mastodon_core import (
    API,
    Attempt,
    AttemptEnd,
    CarriedOut,
    CertificateError,
    Credentials,
    DecodeError,
    Flow,
    Hooks,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    NotFound,
    ResponseTooLarge,
    Retry,
    Secret,
    Wait,
    entities,
)
from mastodon_core.testing import FakeMastodon
from mastodon_core.transport import (
    Done,
    HookFailed,
    HttpRequest,
    HttpResponse,
    Session,
    Sleep,
    drive,
)

api = API()
PATH = "/api/v1/statuses/{id}"
OK = json_response()
DOWN = json_response({}, 503)
STALE = NetworkError("closed", reused=True)
TOO_MANY = json_response({}, 429)


def moved(place: str) -> HttpResponse:
    return json_response({}, 302, location=place)


def watched(**options: Any) -> tuple[Session, list[Any]]:
    """A session, and the values that its hooks will be called with."""
    seen: list[Any] = []
    note = seen.append
    hooks = Hooks(on_request=note, on_response=note, on_retry=note, on_wait=note)
    return session(hooks=hooks, **options), seen


def shown(seen: list[Any]) -> list[Any]:
    """The values, in short."""
    return [
        {
            Attempt: lambda attempt: (attempt.number, attempt.fresh),
            AttemptEnd: lambda end: (end.attempt.number, end.status or end.error),
            Retry: lambda retry: (retry.failed.attempt.number, retry.reason),
            Wait: lambda wait: wait.reason,
        }[type(value)](value)
        for value in seen
    ]


def test_attempt_describes_the_message_without_its_query() -> None:
    ours, seen = watched()
    request = api.account_statuses("7", limit=3)
    carry_out(ours, request, [json_response([STATUS])])
    attempt, end = seen
    assert repr(attempt) == (
        "Attempt(method='GET', path='/api/v1/accounts/{id}/statuses',"
        " url='https://x.example/api/v1/accounts/7/statuses', number=1, redirects=0,"
        " fresh=False, size=0)"
    )
    assert (attempt.host, attempt.port) == ("x.example", 443)
    assert end == AttemptEnd(attempt=attempt, seconds=0.0, status=200, error=None)


@pytest.mark.parametrize(
    ("base", "host", "port"),
    [
        ("https://x.example:8443/below", "x.example", 8443),
        ("http://localhost", "localhost", 80),
        ("http://[::1]:3000", "::1", 3000),
    ],
)
def test_attempt_has_the_host_and_port(base: str, host: str, port: int) -> None:
    ours, seen = watched(credentials=Credentials(base_url=base))
    carry_out(ours, api.status("7"), [OK])
    assert (seen[0].host, seen[0].port) == (host, port)
    assert seen[0].url == f"{base}/api/v1/statuses/7"


def test_attempt_has_the_size_of_the_body_unless_it_is_an_upload() -> None:
    ours, seen = watched()
    steps, _ = carry_out(ours, api.status_post("hi"), [OK])
    assert isinstance(steps[0], HttpRequest)
    assert isinstance(steps[0].body, bytes)
    assert seen[0].size == len(steps[0].body) > 0
    media = json_response({"id": "7", "type": "image", "url": "https://x.example/"})
    carry_out(ours, api.media_upload(b"png", "image/png"), [media])
    assert seen[2].size is None


def test_attempts_are_only_equal_to_themselves() -> None:
    ours, seen = watched()
    for _ in range(2):
        carry_out(ours, api.status("7"), [OK])
    first, first_end, second, second_end = seen
    assert first_end.attempt is first
    assert second_end.attempt is second
    assert len({first, second}) == 2


def test_time_of_an_attempt_is_measured_by_the_clock_of_the_session() -> None:
    time, ends = Time(5.0), list[AttemptEnd]()
    ours = session(time, hooks=Hooks(on_response=ends.append))
    with ours.exchange(api.status("7")) as exchange:
        exchange.begin()
        time.seconds += 1.5
        exchange.fail(STALE)
        time.seconds += 0.25
        exchange.resume(OK)
    assert [end.seconds for end in ends] == [1.5, 0.25]


def test_hooks_tell_each_attempt_and_why_it_is_repeated() -> None:
    ours, seen = watched()
    carry_out(ours, api.status("7"), [STALE, DOWN, TOO_MANY, NetworkError("lost"), OK])
    assert shown(seen) == [
        (1, False), (1, "NetworkError"), (1, "resend"),
        (2, True), (2, 503), (2, "server error"), "retry",
        (3, False), (3, 429), (3, "rate limit"), "rate limit",
        (4, False), (4, "NetworkError"), (4, "network error"), "retry",
        (5, False), (5, 200),
    ]  # fmt: skip
    retries = [value for value in seen if isinstance(value, Retry)]
    waits = [value for value in seen if isinstance(value, Wait)]
    assert [retry.pause for retry in retries] == [
        0.0,
        *(wait.seconds for wait in waits),
    ]
    assert waits[1].seconds == 2.0


def test_each_redirect_is_an_attempt_with_its_origin() -> None:
    ours, seen = watched()
    hops = ["/secret-1?q=1", "https://u:p@y.example:8443/secret-2?secret-3#secret-4"]
    carry_out(ours, api.status("7"), [*map(moved, hops), OK])
    attempts = [value for value in seen if isinstance(value, Attempt)]
    assert [(hop.url, hop.redirects, hop.number) for hop in attempts] == [
        ("https://x.example/api/v1/statuses/7", 0, 1),
        ("https://x.example/", 1, 2),
        ("https://y.example:8443/", 2, 3),
    ]
    assert {hop.path for hop in attempts} == {PATH}
    assert "secret" not in repr(seen)


@pytest.mark.parametrize(
    "failure",
    [
        NetworkTimeout("30 s"),
        CertificateError("expired", sent=False),
        ResponseTooLarge("9 bytes"),
        FileNotFoundError("a.png"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_error_of_an_attempt_is_named_by_its_class(failure: Exception) -> None:
    ours, seen = watched(retries=0)
    with pytest.raises(type(failure)):
        carry_out(ours, api.status("7"), [failure])
    assert (seen[-1].status, seen[-1].error) == (None, type(failure).__name__)


def test_attempt_of_a_cancelled_call_is_abandoned() -> None:
    ours, seen = watched()
    with ours.exchange(api.status("7")) as exchange:
        exchange.begin()
    assert shown(seen) == [(1, False), (1, "abandoned")]
    # A call that is cancelled in a pause abandons no attempt.
    with ours.exchange(api.status("7")) as exchange:
        exchange.begin()
        assert isinstance(exchange.fail(NetworkError("lost")), Sleep)
    assert shown(seen)[2:] == [
        (1, False), (1, "NetworkError"), (1, "network error"), "retry"
    ]  # fmt: skip


ERRORS = [
    NetworkError("of a hook", sent=False),
    NetworkError("of a hook", sent=False, reused=True),
    NotFound(HttpResponse(status=404), method="GET", path="/x"),
    ValueError("of a hook"),
    BrokenPipeError("of a hook"),
    ZeroDivisionError("of a hook"),
]


def raising(error: Exception) -> Callable[[object], None]:
    def hook(value: object) -> None:
        raise error from KeyError("cause")

    return hook


def check_chain(error: BaseException) -> None:
    """Check that what carried an exception is not in its chain, nor the chain a cycle.

    Tools that print tracebacks would follow a cycle for ever.
    """
    seen: list[BaseException] = []
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is not None:
            assert not isinstance(each, HookFailed)
            assert len(seen) < 20
            seen.append(each)
            left += [each.__cause__, each.__context__]


def careful() -> Flow[entities.Status | None]:
    try:
        return (yield from api.toot("hi"))
    except (MastodonError, ValueError, OSError):
        return None


@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("on_request", []),
        ("on_response", [OK]),
        ("on_response", [NetworkError("lost", sent=False)]),
        ("on_retry", [STALE]),
        ("on_retry", [NetworkError("lost")]),
        ("on_retry", [TOO_MANY]),
        ("on_wait", [TOO_MANY]),
    ],
    ids=str,
)
@pytest.mark.parametrize("call", [api.toot("hi"), careful], ids=["request", "flow"])
def test_exception_of_a_hook_ends_the_call_and_sends_nothing_again(
    error: Exception, name: str, outcomes: list[Any], call: Any
) -> None:
    ours = session(hooks=Hooks(**{name: raising(error)}))
    with pytest.raises(type(error)) as caught:
        carry_out(ours, call() if callable(call) else call, outcomes)
    assert caught.value is error
    assert isinstance(error.__cause__, KeyError)
    check_chain(error)


def test_attempt_that_its_hook_refused_has_no_end() -> None:
    ends: list[AttemptEnd] = []
    hooks = Hooks(on_request=raising(ValueError()), on_response=ends.append)
    with pytest.raises(ValueError):  # noqa: PT011  # it has no text
        carry_out(session(hooks=hooks), api.status("7"), [])
    assert ends == []


def test_exception_of_a_hook_takes_the_place_of_a_cancellation() -> None:
    ours = session(hooks=Hooks(on_response=raising(ZeroDivisionError())))

    def cancelled() -> None:
        with ours.exchange(api.status("7")) as exchange:
            exchange.begin()
            raise KeyboardInterrupt

    with pytest.raises(ZeroDivisionError) as caught:
        cancelled()
    # The cause that the hook gave it is kept.
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize(
    ("call", "response", "notes"),
    [
        (
            api.toot("hi"),
            OK,
            [
                "POST /api/v1/statuses: the server carried it out (200), so don't send"
                " it again"
            ],
        ),
        (
            api.status_delete("7"),
            json_response({}, 202),
            [f"DELETE {PATH}: the server carried it out (202), so don't send it again"],
        ),
        # Also if nothing could read the response.
        (
            api.toot("hi"),
            HttpResponse(status=200, body=b"<html>"),
            [
                "POST /api/v1/statuses: the server carried it out (200), so don't send"
                " it again"
            ],
        ),
        (api.toot("hi"), json_response({"error": "no"}), []),
        (api.toot("hi"), json_response({"error": "no"}, 422), []),
        (api.status("7"), OK, []),
    ],
)
def test_exception_of_a_hook_says_in_a_note_that_a_write_was_carried_out(
    call: Any, response: HttpResponse, notes: list[str]
) -> None:
    ours = session(hooks=Hooks(on_response=raising(ZeroDivisionError())))
    with pytest.raises(ZeroDivisionError) as caught:
        carry_out(ours, call, [response])
    assert getattr(caught.value, "__notes__", []) == notes


def test_response_that_cannot_be_decoded_has_a_status_and_may_end_a_write() -> None:
    refused = DecodeError("unknown encoding")
    refused.response = HttpResponse(status=200)
    ours, seen = watched()
    with pytest.raises(CarriedOut):
        carry_out(ours, api.toot("hi"), [refused])
    assert (seen[-1].status, seen[-1].error) == (200, None)
    ours = session(hooks=Hooks(on_response=raising(ZeroDivisionError())))
    with pytest.raises(ZeroDivisionError) as caught:
        carry_out(ours, api.toot("hi"), [refused])
    assert len(caught.value.__notes__) == 1


def test_refreshed_token_is_put_to_use_before_the_hook_ends_the_call() -> None:
    granted: list[Credentials] = []

    def fail(end: AttemptEnd) -> None:
        if end.attempt.path == "/oauth/token":
            raise ZeroDivisionError

    hooks = Hooks(on_response=fail, on_credentials=granted.append)
    ours = expiring_session(Time(950.0), hooks=hooks)
    with pytest.raises(ZeroDivisionError):
        carry_out(ours, api.me(), [json_response(TOKEN)])
    assert ours.credentials.access_token == Secret("new")
    assert ours.credentials.refresh_token == Secret("refresh-2")
    assert granted == [ours.credentials]


def test_hook_may_make_a_call_of_its_own() -> None:
    sent: list[str] = []

    def perform(step: Any) -> HttpResponse:
        sent.append(step.url)
        return json_response({}, 404)

    def look(end: AttemptEnd) -> None:
        if end.attempt.path == PATH:
            drive(ours.exchange(api.account("9")), perform)

    ours = session(hooks=Hooks(on_response=look))
    with pytest.raises(NotFound) as caught:
        carry_out(ours, api.status("7"), [OK])
    assert caught.value.path == "/api/v1/accounts/{id}"
    assert len(sent) == 1


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_exception_of_an_upload_hook_is_no_failure_of_the_network(
    error: Exception,
) -> None:
    ends: list[AttemptEnd] = []
    hooks = Hooks(on_response=ends.append, on_upload=raising(error))
    mastodon = FakeMastodon(user="ada", hooks=hooks)
    with pytest.raises(type(error)) as caught:
        mastodon.media_upload(b"png", "image/png")
    assert caught.value is error
    check_chain(error)
    assert [end.error for end in ends] == [type(error).__name__]


def test_hook_failed_names_the_class_of_the_exception_only() -> None:
    failed = HookFailed(ValueError("token"))
    assert str(failed) == "a hook raised ValueError"


SECRET = "zq7xj"
CALLS = [
    api.status_post(SECRET, spoiler_text=SECRET),
    api.timeline_home(max_id=SECRET),
    api.search(SECRET),
    api.account_lookup(SECRET),
    api.media_upload(SECRET.encode(), "image/png", description=SECRET),
    api.oauth_token("password", password=SECRET, code=SECRET),
    evolve(api.me(), headers={"cookie": SECRET, "x-name": SECRET}),
]
OUTCOMES: list[HttpResponse | NetworkError] = [
    json_response(STATUS | {"content": SECRET}, x_request_id=SECRET),
    json_response({"error": SECRET}, 422),
    moved(f"/{SECRET}?{SECRET}"),
    moved(f"https://{SECRET}@y.example/{SECRET}#{SECRET}"),
    json_response({SECRET: SECRET}, 429, retry_after="1"),
    NetworkError(SECRET),
    NetworkError(SECRET, sent=False, reused=True),
    DOWN,
]


@given(st.sampled_from(CALLS), st.lists(st.sampled_from(OUTCOMES), max_size=12))
def test_hooks_see_no_secret_and_each_attempt_ends_once(
    call: Any, outcomes: list[HttpResponse | NetworkError]
) -> None:
    token, time = Secret(SECRET), Time()
    ours, seen = watched(
        time=time, credentials=Credentials(base_url="x.example", access_token=token)
    )
    messages = 0
    left = iter(outcomes)
    try:
        # It is cancelled where the outcomes end.
        with ours.exchange(call) as exchange:
            step = exchange.begin()
            while not isinstance(step, Done):
                outcome = None
                if isinstance(step, HttpRequest):
                    messages += 1
                    outcome = next(left)
                elif isinstance(step, Sleep):
                    time.seconds += step.seconds
                if isinstance(outcome, NetworkError):
                    step = exchange.fail(outcome)
                else:
                    step = exchange.resume(outcome)
    except (MastodonError, StopIteration):
        pass
    assert SECRET not in repr(seen)
    began = [value for value in seen if isinstance(value, Attempt)]
    ended = [value.attempt for value in seen if isinstance(value, AttemptEnd)]
    assert len(began) == messages
    assert [id(attempt) for attempt in ended] == [id(attempt) for attempt in began]
