"""A token that expires is exchanged for a new one, once for all calls."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from threading import Thread
from typing import Any

import pytest
from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st
from playing import carry_out
from sessions import (
    START,
    STATUS,
    TOKEN,
    Time,
    expiring_session,
    json_response,
    session,
)

from mastodon_core import (
    API,
    CertificateError,
    Credentials,
    DecodeError,
    Flow,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    Secret,
    ServerError,
    TooManyRequests,
    Unauthorized,
)
from mastodon_core.session import Hooks
from mastodon_core.transport import (
    Done,
    Exchange,
    HttpRequest,
    HttpResponse,
    Signal,
    Sleep,
    UseCredentials,
    WaitFor,
    drive,
)

api = API()
ME = STATUS["account"]
REFUSED = json_response({"error": "invalid_grant"}, 400)
DENIED = json_response({"error": "The access token is invalid"}, 401)


def messages(steps: list[Any]) -> list[HttpRequest]:
    return [step for step in steps if isinstance(step, HttpRequest)]


def bearers(steps: list[Any]) -> list[str | None]:
    return [message.headers.get("authorization") for message in messages(steps)]


def test_token_that_is_about_to_expire_is_refreshed() -> None:
    time, reported = Time(900.0), list[Credentials]()
    ours = expiring_session(time, hooks=Hooks(on_credentials=reported.append))
    assert bearers(carry_out(ours, api.me(), [json_response(ME)])[0]) == ["Bearer old"]
    time.seconds = 950.0
    steps, _ = carry_out(ours, api.me(), [json_response(TOKEN), json_response(ME)])
    assert bearers(steps) == [None, "Bearer new"]
    refresh = messages(steps)[0]
    assert isinstance(refresh.body, bytes)
    assert b"grant_type=refresh_token" in refresh.body
    assert b"refresh_token=refresh" in refresh.body
    assert reported == [ours.credentials]
    assert ours.credentials.refresh_token == Secret("refresh-2")
    assert ours.credentials.expires_at == START + timedelta(seconds=1950)
    assert bearers(carry_out(ours, api.me(), [json_response(ME)])[0]) == ["Bearer new"]


def test_token_is_refreshed_from_a_minute_before_its_end() -> None:
    for seconds, bearer in ((939.0, "Bearer old"), (940.0, None), (940.5, None)):
        ours = expiring_session(Time(seconds))
        assert bearers([ours.exchange(api.me()).begin()]) == [bearer]


@pytest.mark.parametrize("missing", ["refresh_token", "expires_at"])
def test_token_without_refresh_token_or_end_is_not_refreshed(missing: str) -> None:
    time = Time(2000.0)
    whole: Any = expiring_session(time).credentials
    ours = session(time, credentials=evolve(whole, **{missing: None}))
    assert bearers([ours.exchange(api.me()).begin()]) == ["Bearer old"]


def test_request_that_does_not_use_the_token_does_not_refresh_it() -> None:
    own = Credentials(base_url="x.example", access_token=Secret("own"))
    for request, bearer in (
        (evolve(api.me(), anonymous=True), None),
        (evolve(api.me(), credentials=own), "Bearer own"),
    ):
        ours = expiring_session(Time(950.0))
        steps, _ = carry_out(ours, request, [json_response(ME)])
        assert bearers(steps) == [bearer]


def test_token_of_an_allowed_plain_http_instance_is_refreshed() -> None:
    ours = session(Time(950.0))

    def log_in() -> Flow[None]:
        expiring = evolve(expiring_session(Time()).credentials, base_url=None)
        there = expiring.on("http://x.example", allow_http=True)
        yield from UseCredentials(there, allow_http=True)

    carry_out(ours, log_in(), [])
    steps, _ = carry_out(ours, api.me(), [json_response(TOKEN), json_response(ME)])
    assert bearers(steps) == [None, "Bearer new"]
    assert {step.url.partition("/api")[0] for step in steps[1:]} == {"http://x.example"}


def test_refresh_response_may_omit_refresh_token_and_lifetime() -> None:
    time = Time(1000.0)
    ours = expiring_session(time)
    short = {k: v for k, v in TOKEN.items() if k not in {"refresh_token", "expires_in"}}
    carry_out(ours, api.me(), [json_response(short), json_response(ME)])
    assert ours.credentials.refresh_token == Secret("refresh")
    assert ours.credentials.expires_at is None


def test_other_calls_wait_for_the_one_that_refreshes_and_use_its_token() -> None:
    ours = expiring_session(Time(950.0))
    first, *others = [ours.exchange(api.me()) for _ in range(4)]
    assert bearers([first.begin()]) == [None]
    waits = [other.begin() for other in others]
    signals = {step.signal for step in waits if isinstance(step, WaitFor)}
    (signal,) = signals
    assert not signal.is_set
    assert bearers([first.resume(json_response(TOKEN))]) == ["Bearer new"]
    assert signal.is_set
    for other in others:
        assert bearers([other.resume(None)]) == ["Bearer new"]
        assert isinstance(other.resume(json_response(ME)), Done)


def test_call_goes_on_with_the_old_token_if_its_transport_does_not_wait() -> None:
    ours = expiring_session(Time(950.0))
    with ours.exchange(api.me()) as first, ours.exchange(api.me()) as second:
        first.begin()
        assert isinstance(second.begin(), WaitFor)
        assert bearers([second.resume(None)]) == ["Bearer old"]


def test_drive_does_not_wait_for_a_call_of_the_same_thread() -> None:
    ours, sent = expiring_session(Time(950.0)), list[Any]()

    def perform(step: Any) -> HttpResponse:
        sent.append(step)
        return json_response(ME)

    with ours.exchange(api.me()) as first:
        first.begin()
        drive(ours.exchange(api.me()), perform)
        assert bearers(sent) == ["Bearer old"]
        # A call of another thread does wait.
        thread = Thread(target=lambda: drive(ours.exchange(api.me()), perform))
        thread.start()
        thread.join()
    assert isinstance(sent[1], WaitFor)


def test_refused_refresh_is_tried_once_and_explains_the_401() -> None:
    time = Time(950.0)
    ours = expiring_session(time)
    steps, _ = carry_out(ours, api.me(), [REFUSED, json_response(ME)])
    assert bearers(steps) == [None, "Bearer old"]
    for seconds, verb in ((999.0, "expires"), (1000.0, "expired")):
        time.seconds = seconds
        with pytest.raises(Unauthorized) as caught:
            carry_out(ours, api.me(), [DENIED])
        explanation = (
            f"the token {verb} at 2024-01-01 00:16:40 UTC, and the server refused to"
            " refresh it: 400 invalid_grant"
        )
        assert caught.value.explanation == explanation
        assert str(caught.value) == (
            "401 The access token is invalid (GET"
            f" /api/v1/accounts/verify_credentials); {explanation}"
        )
        again = pickle.loads(pickle.dumps(caught.value))
        assert str(again) == str(caught.value)


def test_401_without_a_refused_refresh_needs_no_explanation() -> None:
    with pytest.raises(Unauthorized) as caught:
        carry_out(session(), api.me(), [DENIED])
    assert caught.value.explanation is None
    assert ";" not in str(caught.value)
    # The refused token is not the one that this request carried.
    ours = expiring_session(Time(950.0))
    carry_out(ours, api.me(), [REFUSED, json_response(ME)])
    own = Credentials(base_url="x.example", access_token=Secret("own"))
    for request in (
        evolve(api.me(), anonymous=True),
        evolve(api.me(), credentials=own),
    ):
        with pytest.raises(Unauthorized) as caught:
            carry_out(ours, request, [DENIED])
        assert caught.value.explanation is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302, 422])
def test_refresh_is_refused_by_a_status_that_does_not_pass(status: int) -> None:
    ours = expiring_session(Time(1500.0))
    refused = json_response({"error": "no"}, status)
    for outcomes in ([refused, json_response(ME)], [json_response(ME)]):
        steps, _ = carry_out(ours, api.me(), outcomes)
        assert bearers(steps)[-1] == "Bearer old"


def test_refused_refresh_is_tried_again_after_a_login() -> None:
    ours = expiring_session(Time(950.0))
    carry_out(ours, api.me(), [REFUSED, json_response(ME)])
    carry_out(ours, use(ours.credentials), [])
    steps, _ = carry_out(ours, api.me(), [json_response(TOKEN), json_response(ME)])
    assert bearers(steps) == [None, "Bearer new"]
    # The new refresh token is another one.
    ours = expiring_session(Time(950.0))
    carry_out(ours, api.me(), [REFUSED, json_response(ME)])
    carry_out(ours, use(evolve(ours.credentials, refresh_token=Secret("r2"))), [])
    assert bearers([ours.exchange(api.me()).begin()]) == [None]


def use(credentials: Credentials) -> Flow[None]:
    yield from UseCredentials(credentials)


UNREADABLE = json_response({"access_token": 7})
FAILURES: list[tuple[Any, type[MastodonError]]] = [
    (NetworkError("lost"), NetworkError),
    (NetworkTimeout("slow"), NetworkTimeout),
    (CertificateError("expired", sent=False), CertificateError),
    (json_response({}, 500), ServerError),
    (json_response({}, 503), ServerError),
    (json_response({"error": "timeout"}, 408), MastodonError),
    (UNREADABLE, DecodeError),
]


@pytest.mark.parametrize(("failure", "error"), FAILURES, ids=repr)
def test_failed_refresh_uses_the_old_token_while_it_is_valid(
    failure: Any, error: type[MastodonError]
) -> None:
    time = Time(999.0)
    ours = expiring_session(time)
    for _ in range(2):
        steps, _ = carry_out(ours, api.me(), [failure, json_response(ME)])
        assert bearers(steps) == [None, "Bearer old"]
    time.seconds = 1000.0
    with pytest.raises(error):
        carry_out(ours, api.me(), [failure])
    # It is not remembered.
    steps, _ = carry_out(ours, api.me(), [json_response(TOKEN), json_response(ME)])
    assert bearers(steps) == [None, "Bearer new"]


def test_refresh_beyond_a_rate_limit_is_not_refused_for_good() -> None:
    limited = json_response({"error": "Too many"}, 429, retry_after="60")
    ours = expiring_session(Time(999.0), rate_limit="throw")
    steps, _ = carry_out(ours, api.me(), [limited, json_response(ME)])
    assert bearers(steps) == [None, "Bearer old"]
    time = Time(1000.0)
    ours = expiring_session(time, rate_limit="throw")
    with pytest.raises(TooManyRequests):
        carry_out(ours, api.me(), [limited])
    time.seconds = 1061.0
    steps, _ = carry_out(ours, api.me(), [json_response(TOKEN), json_response(ME)])
    assert bearers(steps) == [None, "Bearer new"]


@pytest.mark.parametrize(("failure", "error"), FAILURES, ids=repr)
@pytest.mark.parametrize("seconds", [999.0, 1000.0])
def test_calls_that_waited_share_the_failure(
    failure: Any, error: type[MastodonError], seconds: float
) -> None:
    ours = expiring_session(Time(seconds))
    calls = [ours.exchange(api.me()) for _ in range(3)]
    refresh, *waits = [call.begin() for call in calls]
    assert isinstance(refresh, HttpRequest)
    assert all(isinstance(wait, WaitFor) for wait in waits)
    raised: list[Exception] = []
    for call in calls:
        move = call.fail if isinstance(failure, Exception) else call.resume
        try:
            step = move(failure) if call is calls[0] else call.resume(None)
        except error as caught:
            raised.append(caught)
        else:
            assert bearers([step]) == ["Bearer old"]
    # Each call raises an error of its own, as the traceback is part of it.
    assert len({id(caught) for caught in raised}) == (3 if seconds == 1000.0 else 0)
    assert len({str(caught) for caught in raised}) <= 1


def test_failure_of_a_refresh_does_not_stop_calls_with_other_credentials() -> None:
    ours = expiring_session(Time(1500.0))
    with ours.exchange(api.me()) as first, ours.exchange(api.me()) as second:
        first.begin()
        assert isinstance(second.begin(), WaitFor)
        later = evolve(ours.credentials, access_token=Secret("b"), expires_at=None)
        carry_out(ours, use(later), [])
        # Both calls were made with the old token.
        assert bearers([first.fail(NetworkError("lost"))]) == ["Bearer old"]
        assert bearers([second.resume(None)]) == ["Bearer old"]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), GeneratorExit(), ValueError("x"), OSError("x")]
)
def test_waiting_call_takes_over_when_the_refreshing_one_dies(
    error: BaseException,
) -> None:
    ours = expiring_session(Time(950.0))
    first, second, third = (ours.exchange(api.me()) for _ in range(3))
    first.begin()
    assert isinstance(second.begin(), WaitFor)
    assert isinstance(third.begin(), WaitFor)
    with pytest.raises(type(error)):
        first.fail(error)
    assert bearers([second.resume(None)]) == [None]
    assert isinstance(third.resume(None), WaitFor)
    assert bearers([second.resume(json_response(TOKEN))]) == ["Bearer new"]
    assert bearers([third.resume(None)]) == ["Bearer new"]


def test_waiting_call_takes_over_when_the_refreshing_one_is_dropped() -> None:
    ours = expiring_session(Time(950.0))
    dropped, waiting = ours.exchange(api.me()), ours.exchange(api.me())
    dropped.begin()
    assert isinstance(waiting.begin(), WaitFor)
    del dropped
    gc.collect()
    assert bearers([waiting.resume(None)]) == [None]


def test_end_of_a_waiting_call_does_not_disturb_the_others() -> None:
    ours = expiring_session(Time(950.0))
    first, second, third = (ours.exchange(api.me()) for _ in range(3))
    first.begin()
    second.begin()
    third.begin()
    with second:
        pass
    assert bearers([ours.exchange(api.me()).begin()]) == []
    assert bearers([first.resume(json_response(TOKEN))]) == ["Bearer new"]
    assert bearers([third.resume(None)]) == ["Bearer new"]


def test_refresh_does_not_replace_other_credentials() -> None:
    reported: list[Credentials] = []
    ours = expiring_session(Time(950.0), hooks=Hooks(on_credentials=reported.append))
    bob = Credentials(access_token=Secret("bob")).on("https://x.example")
    with ours.exchange(api.me()) as first, ours.exchange(api.me()) as second:
        first.begin()
        second.begin()
        carry_out(ours, use(bob), [])
        # A request of one user is not sent as another user.
        assert bearers([first.resume(json_response(TOKEN))]) == ["Bearer old"]
        assert bearers([second.resume(None)]) == ["Bearer old"]
    assert ours.credentials == bob
    assert reported == [bob]


def test_equal_credentials_that_were_loaded_again_are_refreshed() -> None:
    ours = expiring_session(Time(950.0))
    with ours.exchange(api.me()) as exchange:
        exchange.begin()
        carry_out(ours, use(evolve(ours.credentials)), [])
        exchange.resume(json_response(TOKEN))
    assert ours.credentials.access_token == Secret("new")


def test_hook_is_called_once_for_each_refresh_after_the_others_are_woken() -> None:
    time, events = Time(950.0), list[str]()

    def note(credentials: Credentials) -> None:
        assert ours.credentials == credentials
        assert signal.is_set
        events.append(
            str(credentials.refresh_token and credentials.refresh_token.reveal())
        )

    ours = expiring_session(time, hooks=Hooks(on_credentials=note))
    with ours.exchange(api.me()) as first, ours.exchange(api.me()) as second:
        first.begin()
        wait = second.begin()
        assert isinstance(wait, WaitFor)
        signal = wait.signal
        first.resume(json_response(TOKEN))
        second.resume(None)
    assert events == ["refresh-2"]
    # Also if the access token stays the same.
    time.seconds = 1900.0
    longer = TOKEN | {"refresh_token": "refresh-3"}
    carry_out(ours, api.me(), [json_response(longer), json_response(ME)])
    assert events == ["refresh-2", "refresh-3"]


def test_error_of_the_hook_ends_its_call_alone_and_keeps_the_token() -> None:
    def fail(credentials: Credentials) -> None:
        raise ZeroDivisionError("the disk is full")

    ours = expiring_session(Time(950.0), hooks=Hooks(on_credentials=fail))
    first, second = ours.exchange(api.me()), ours.exchange(api.me())
    first.begin()
    second.begin()
    with pytest.raises(ZeroDivisionError):
        first.resume(json_response(TOKEN))
    assert bearers([second.resume(None)]) == ["Bearer new"]
    assert bearers([ours.exchange(api.me()).begin()]) == ["Bearer new"]
    assert ours.credentials.refresh_token == Secret("refresh-2")


def test_call_inside_a_hook_of_the_refresh_does_not_wait_for_it() -> None:
    """The hooks run in the call that refreshes, so waiting there would never end."""
    inner: list[Any] = []

    def perform(step: Any) -> HttpResponse | None:
        inner.append(step)
        return json_response(ME) if isinstance(step, HttpRequest) else None

    def call_again(_: object) -> None:
        drive(ours.exchange(api.me()), perform)

    hooks = Hooks(on_wait=call_again, on_credentials=call_again)
    ours = expiring_session(Time(950.0), hooks=hooks)
    busy = NetworkError("refused", sent=False)
    steps, _ = carry_out(
        ours, api.me(), [busy, json_response(TOKEN), json_response(ME)]
    )
    # In the pause before the retry there is only the old token.
    assert bearers(inner) == ["Bearer old", "Bearer new"]
    assert bearers(steps) == [None, None, "Bearer new"]


def test_flow_refreshes_between_its_requests() -> None:
    time = Time(900.0)
    ours = expiring_session(time)

    def twice() -> Flow[None]:
        yield from api.me()
        yield from Sleep(50.0)
        yield from api.me()

    with ours.exchange(twice()) as exchange:
        assert bearers([exchange.begin()]) == ["Bearer old"]
        assert exchange.resume(json_response(ME)) == Sleep(50.0)
        time.seconds = 950.0
        assert bearers([exchange.resume(None)]) == [None]
        assert bearers([exchange.resume(json_response(TOKEN))]) == ["Bearer new"]


def test_token_that_expires_in_a_pause_is_refreshed_before_the_next_attempt() -> None:
    time = Time(900.0)
    ours = expiring_session(time)
    with ours.exchange(api.toot("hi")) as exchange:
        first = exchange.begin()
        assert isinstance(first, HttpRequest)
        assert bearers([first]) == ["Bearer old"]
        assert isinstance(exchange.fail(NetworkError("lost")), Sleep)
        time.seconds = 950.0
        assert bearers([exchange.resume(None)]) == [None]
        again = exchange.resume(json_response(TOKEN))
        assert isinstance(again, HttpRequest)
        assert bearers([again]) == ["Bearer new"]
        # All else is the same, such as the idempotency key.
        assert evolve(again, headers=first.headers) == first


def test_token_that_expires_while_a_rate_limit_resets_is_refreshed() -> None:
    time = Time(900.0)
    ours = expiring_session(time)
    limited = json_response({"error": "Too many"}, 429, retry_after="60")
    with ours.exchange(api.me()) as exchange:
        assert bearers([exchange.begin()]) == ["Bearer old"]
        assert isinstance(exchange.resume(limited), Sleep)
        time.seconds = 961.0
        assert bearers([exchange.resume(None)]) == [None]
        assert bearers([exchange.resume(json_response(TOKEN))]) == ["Bearer new"]


def test_redirect_within_the_origin_carries_the_refreshed_token() -> None:
    time = Time(900.0)
    ours = expiring_session(time)
    with ours.exchange(api.me()) as exchange:
        assert bearers([exchange.begin()]) == ["Bearer old"]
        time.seconds = 950.0
        moved = json_response({}, 302, location="/a")
        assert bearers([exchange.resume(moved)]) == [None]
        assert bearers([exchange.resume(json_response(TOKEN))]) == ["Bearer new"]
        away = json_response({}, 302, location="https://y.example/")
        time.seconds = 1900.0
        # Outside of the origin the request has no token, so nothing is refreshed.
        (step,) = messages([exchange.resume(away)])
        assert (step.url, bearers([step])) == ("https://y.example/", [None])
        assert isinstance(exchange.resume(json_response(ME)), Done)


def test_account_is_known_after_a_refresh_in_the_same_call() -> None:
    ours = expiring_session(Time(950.0))
    carry_out(ours, api.me(), [json_response(TOKEN), json_response(ME)])
    assert repr(ours) == "<Session at https://x.example as @ada>"


def test_signal_calls_each_function_once() -> None:
    signal, called = Signal(), list[str]()
    assert signal.is_from_this_thread
    signal.on_set(lambda: called.append(f"before: {signal.is_set}"))
    assert (called, signal.is_set) == ([], False)
    signal.set()
    assert (called, signal.is_set) == (["before: True"], True)
    signal.on_set(lambda: called.append("after"))
    assert called == ["before: True", "after"]
    signal.set()
    assert called == ["before: True", "after"]


@settings(max_examples=20)
@given(st.integers(1, 20))
def test_signal_misses_no_function_that_is_added_while_it_is_set(number: int) -> None:
    signal, called = Signal(), list[int]()

    def add() -> None:
        assert not signal.is_from_this_thread
        for n in range(50):
            signal.on_set(partial(called.append, n))

    adding = [Thread(target=add) for _ in range(number % 4 + 1)]
    for thread in adding:
        thread.start()
    signal.set()
    for thread in adding:
        thread.join()
    assert sorted(called) == sorted([*range(50)] * len(adding))


# Interleavings: hypothesis decides which of several calls goes on next, and what the
# server does.

GRANTS = ["granted", "granted for long", "kept", "short"]
REFRESHES = st.sampled_from(
    [*GRANTS, "refused", "lost", "not sent", "failed", "unreadable"]
)
READS = st.sampled_from(["read", "read", "lost", "busy"])


@define
class Server:
    """A server that forgets a token once it has granted the next one."""

    time: Time
    token: str = "old"
    refresh_token: str = "refresh"
    refusals: int = 0
    grants: int = 0
    _numbers: Iterator[int] = field(factory=lambda: count(1))

    def read(self, message: HttpRequest, outcome: str) -> Any:
        """Receive a request with a token; the response may be lost."""
        # Whatever happened before, no message carries a token that was replaced.
        assert message.headers["authorization"] == f"Bearer {self.token}"
        if outcome in {"lost", "busy"}:
            return NetworkError("lost") if outcome == "lost" else json_response({}, 503)
        return json_response(ME)

    def refresh(self, message: HttpRequest, outcome: str) -> Any:
        """Receive a request for a token."""
        assert isinstance(message.body, bytes)
        assert f"refresh_token={self.refresh_token}".encode() in message.body.split(
            b"&"
        )
        if outcome == "refused":
            self.refusals += 1
            return REFUSED
        if outcome in {"lost", "not sent"}:
            return NetworkError("lost", sent=outcome == "lost")
        if outcome in {"failed", "unreadable"}:
            return json_response({}, 500) if outcome == "failed" else UNREADABLE
        self.grants += 1
        number = next(self._numbers)
        self.token = f"new-{number}"
        granted = TOKEN | {"access_token": self.token}
        granted["expires_in"] = {"granted for long": None, "short": 30}.get(
            outcome, 1000
        )
        self.refresh_token = "refresh" if outcome == "kept" else f"refresh-{number}"
        granted["refresh_token"] = self.refresh_token
        return json_response(granted)


@define(eq=False)
class Player:
    """One call, with its last step and the outcome of that, once there is one."""

    exchange: Exchange[Any]
    step: Any = None
    outcome: Any = None
    error: Exception | None = None

    @property
    def is_over(self) -> bool:
        return self.error is not None or isinstance(self.step, Done)

    @property
    def can_go_on(self) -> bool:
        is_waiting = isinstance(self.step, WaitFor) and not self.step.signal.is_set
        return not self.is_over and not is_waiting

    def move(self, outcome: Any) -> None:
        try:
            if self.step is None:
                self.step = self.exchange.begin()
            elif isinstance(outcome, Exception):
                self.step = self.exchange.fail(outcome)
            else:
                self.step = self.exchange.resume(outcome)
        except MastodonError as error:
            self.error = error


@settings(max_examples=300)
@given(
    st.data(),
    st.integers(2, 6),
    st.sampled_from([950.0, 999.5, 1000.0, 5000.0]),
)
def test_calls_share_one_refresh_in_whatever_order_they_go_on(
    data: st.DataObject, number: int, seconds: float
) -> None:
    time = Time(seconds)
    server, reported = Server(time), list[Credentials]()
    ours = expiring_session(
        time, hooks=Hooks(on_credentials=reported.append), max_wait=1e9
    )
    players = [Player(ours.exchange(api.me())) for _ in range(number)]
    closed: set[Player] = set()
    while left := [player for player in players if not player.is_over]:
        # Each call that waits is woken up in the end.
        ready = [player for player in left if player.can_go_on]
        assert ready, "all calls wait"
        assert sum(is_refresh(player.step) for player in left) <= 1
        if len(closed) < 2 and data.draw(st.integers(0, 9), label="close?") == 9:
            player = data.draw(st.sampled_from(left), label="closed")
            with player.exchange:
                closed.add(player)
            player.error = RuntimeError("closed")
            continue
        player = data.draw(st.sampled_from(ready), label="goes on")
        outcome = player.outcome
        if is_refresh(player.step):
            outcome = server.refresh(player.step, data.draw(REFRESHES))
        player.move(outcome)
        player.outcome = None
        if player.is_over:
            continue
        if isinstance(player.step, Sleep):
            time.seconds += player.step.seconds
        elif isinstance(player.step, HttpRequest) and not is_refresh(player.step):
            # The server receives it now; the response takes its time.
            player.outcome = server.read(player.step, data.draw(READS))
    assert server.refusals <= 1 + server.grants
    assert len(reported) == server.grants
    assert ours.credentials.access_token == Secret(server.token)
    for player in players:
        # The token had expired and was not refreshed, or the network failed.
        is_expected = NetworkError | ServerError | DecodeError | RuntimeError | None
        assert isinstance(player.error, is_expected)


def is_refresh(step: Any) -> bool:
    return isinstance(step, HttpRequest) and step.url.endswith("/oauth/token")
