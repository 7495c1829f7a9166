"""Exchanges, waits and misfits are logged, the content of messages never."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playing import carry_out
from sessions import START, STATUS, Time, json_response, session

from mastodon_core import (
    API,
    Call,
    Credentials,
    Empty,
    Flow,
    Many,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    Request,
    Secret,
    entities,
)
from mastodon_core.transport import Done, HttpRequest, HttpResponse, Sleep

api = API()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, "mastodon_core")
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[tuple[str, str, str]]:
    return [(r.name, r.levelname, r.getMessage()) for r in log.records]


def test_exchange_logs_one_line(log: pytest.LogCaptureFixture) -> None:
    time = Time()
    with session(time).exchange(api.status("109")) as exchange:
        exchange.begin()
        time.seconds = 0.1234
        exchange.resume(json_response(x_request_id="4f2e-7"))
    line = "GET /api/v1/statuses/{id}: 200 in 123 ms, attempt 1, request 4f2e-7"
    assert lines(log) == [("mastodon_core.http", "DEBUG", line)]


@pytest.mark.parametrize(
    "name", ["", "a b", "x\nERROR forged", "\x1b[31m", "\u00e9", "a" * 101]
)
def test_malformed_request_id_is_not_logged(
    name: str, log: pytest.LogCaptureFixture
) -> None:
    carry_out(session(), api.status("7"), [json_response(x_request_id=name)])
    line = "GET /api/v1/statuses/{id}: 200 in 0 ms, attempt 1"
    assert log.messages == [line]


def test_failed_attempt_is_logged_and_its_wait_with_the_reason(
    log: pytest.LogCaptureFixture,
) -> None:
    error = NetworkTimeout("https://x.example/?q=private")
    error.__cause__ = TimeoutError("private")
    failures = [error, NetworkError("private"), json_response()]
    carry_out(session(), api.status("7"), failures)
    where = "GET /api/v1/statuses/{id}"
    assert lines(log) == [
        (f"mastodon_core.{name}", level, f"{where}: {text}")
        for name, level, text in (
            ("http", "DEBUG", "NetworkTimeout from TimeoutError in 0 ms, attempt 1"),
            ("waits", "INFO", "waiting 0.0 s (retry)"),
            ("http", "DEBUG", "NetworkError in 0 ms, attempt 2"),
            ("waits", "INFO", "waiting 0.0 s (retry)"),
            ("http", "DEBUG", "200 in 0 ms, attempt 3"),
        )
    ]


def test_resend_and_redirect_are_logged_as_attempts(
    log: pytest.LogCaptureFixture,
) -> None:
    stale = NetworkError("private", reused=True)
    moved = json_response({}, 302, location="/private")
    carry_out(session(), api.status("7"), [stale, moved, json_response()])
    where = "GET /api/v1/statuses/{id}"
    assert lines(log) == [
        ("mastodon_core.http", "DEBUG", f"{where}: {text}")
        for text in (
            "NetworkError in 0 ms, attempt 1",
            "the kept connection was closed, sending again on a new one",
            "302 in 0 ms, attempt 2",
            "200 in 0 ms, attempt 3",
        )
    ]


def test_429_is_logged_as_an_attempt_and_a_rate_limit_wait(
    log: pytest.LogCaptureFixture,
) -> None:
    carry_out(session(), api.toot("hi"), [json_response({}, 429), json_response()])
    assert log.messages == [
        "POST /api/v1/statuses: 429 in 0 ms, attempt 1",
        "POST /api/v1/statuses: waiting 2.0 s (rate limit)",
        "POST /api/v1/statuses: 200 in 0 ms, attempt 2",
    ]


def test_wait_for_a_known_limit_is_logged_with_its_name_and_end(
    log: pytest.LogCaptureFixture,
) -> None:
    log.set_level(logging.INFO, "mastodon_core")
    time = Time(7.0)
    with session(time).exchange(api.status_delete("7")) as exchange:
        exchange.begin()
        exchange.resume(json_response({}, 429, retry_after="1800"))
        time.seconds += 1799
        exchange.resume(None)
    where, limit = "DELETE /api/v1/statuses/{id}: ", "rate limit 'deletions'"
    assert lines(log) == [
        ("mastodon_core.waits", "INFO", where + text)
        for text in (
            f"waiting 1800.0 s ({limit} until 2024-01-01 00:30:07 UTC)",
            f"waiting 1.0 s ({limit} until 2024-01-01 00:30:07 UTC)",
        )
    ]


def test_abandoned_call_is_logged(log: pytest.LogCaptureFixture) -> None:
    with session().exchange(api.status("7")) as exchange:
        exchange.begin()
    assert log.messages == ["GET /api/v1/statuses/{id}: abandoned in 0 ms, attempt 1"]


def patient() -> Flow[str]:
    yield from Sleep(0.5)
    return "done"


class Patient:
    __iter__ = staticmethod(patient)


@pytest.mark.parametrize(
    ("call", "name"), [(patient(), "patient"), (Patient(), "Patient")]
)
def test_sleep_of_a_flow_is_logged_with_the_name_of_the_flow(
    call: Any, name: str, log: pytest.LogCaptureFixture
) -> None:
    assert carry_out(session(), call, [])[1] == "done"
    line = f"{name}: waiting 0.5 s (as the flow asks)"
    assert lines(log) == [("mastodon_core.waits", "INFO", line)]


def test_rejected_item_is_logged_as_a_warning(
    log: pytest.LogCaptureFixture,
) -> None:
    carry_out(
        session(), api.timeline_home(), [json_response([STATUS | {"content": 5}])]
    )
    line = "left out $[0].content: str expected, not int"
    assert ("mastodon_core.decoding", "WARNING", line) in lines(log)


def test_mapping_keys_of_a_response_are_not_logged(
    log: pytest.LogCaptureFixture,
) -> None:
    request = Request("GET", "/api/v1/instance/rules", answer=Many(entities.Rule))
    rules = [{"id": "1", "text": "", "translations": {"de": {}, "a\nb": {}}}]
    carry_out(session(), request, [json_response(rules)])
    line = log.messages[-1]
    assert line.count("$[0].translations.*.text: missing") == 2


def test_exchange_is_not_logged_at_info_level(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "mastodon_core")
    time = Time()
    ours = session(time)
    with ours.exchange(api.status("7")) as exchange:
        exchange.begin()
        exchange.resume(json_response())
    assert not caplog.records


class Kept(logging.Handler):
    """Keeps each log record, formatted, with all its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record) + repr(vars(record)))


@contextmanager
def kept() -> Generator[list[str]]:
    logger, handler = logging.getLogger("mastodon_core"), Kept()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield handler.texts
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


MARK = "zq7xj"
private = st.text(max_size=8).map(lambda text: f"{MARK}{text}")


def calls_with(text: str) -> list[Call[Any]]:
    """Calls with `text` as each kind of argument."""
    return [
        api.status(text),
        api.status_post(text, spoiler_text=text, idempotency_key=MARK),
        api.timeline_home(max_id=text),
        api.notifications(types=[entities.NotificationType(text)]).with_response(),
        Request("PATCH", "/x", form={MARK: {MARK: [text]}}, answer=Empty()),
        api.media_post(text.encode(), "image/png", file_name=MARK, description=text),
        api.oauth_token("password", client_secret=text, password=text, code=text),
        api.log_in(text, text),
        Request("GET", "/x", query={MARK: text}, answer=Many(entities.Rule)),
    ]


def outcomes_with(text: str) -> list[HttpResponse | NetworkError]:
    """Responses and errors with `text` in each place that a server controls."""
    bad_rule = {"id": "1", "text": "", "translations": {text: {"text": 5}}}
    failure = NetworkError(text)
    failure.__cause__ = OSError(text)
    return [
        json_response(STATUS | {"content": text, text: text}),
        json_response(
            [STATUS | {"content": [text], "uri": {text: text}}, {text: text}]
        ),
        json_response([bad_rule]),
        json_response({"access_token": text, "scope": text, "created_at": text}),
        json_response({"error": text, "error_description": text}, 422),
        json_response({}, 429, retry_after=MARK),
        json_response({}, 302, location=f"https://{MARK}.example/{MARK}"),
        HttpResponse(status=200, headers={"link": f"<?q={text}>"}, body=text.encode()),
        HttpResponse(status=503, headers={"x-request-id": f"{MARK} {MARK}"}),
        failure,
    ]


@given(st.data(), private)
def test_log_shows_no_content_of_requests_and_responses(
    data: st.DataObject, text: str
) -> None:
    ours = session(
        credentials=Credentials(
            base_url=f"x.example/{MARK}",
            client_id=MARK,
            client_secret=Secret(MARK),
            access_token=Secret(MARK),
            refresh_token=Secret(MARK),
            expires_at=START,
        ),
        user_agent=MARK,
    )
    call = data.draw(st.sampled_from(calls_with(text)), label="call")
    with kept() as texts:
        try:
            with ours.exchange(call) as exchange:
                step = exchange.begin()
                while not isinstance(step, Done):
                    outcome = None
                    if isinstance(step, HttpRequest):
                        outcome = data.draw(
                            st.sampled_from(outcomes_with(text)), label="outcome"
                        )
                    if isinstance(outcome, NetworkError):
                        step = exchange.fail(outcome)
                    else:
                        step = exchange.resume(outcome)
        except (MastodonError, ValueError):
            pass
    assert texts
    assert not [line for line in texts if MARK in line]
