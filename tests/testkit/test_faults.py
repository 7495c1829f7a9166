import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import (
    API,
    DecodeError,
    MastodonError,
    NetworkError,
    NetworkTimeout,
    ServiceUnavailable,
)
from mastodon_core.testing import (
    AsyncFakeMastodon,
    Cassette,
    Delay,
    FakeMastodon,
    Fault,
    FaultPlan,
    HalfBody,
    LostResponse,
    NoConnection,
    NotJson,
    OfflineInstance,
    Recorder,
    Refusal,
    StaleConnection,
    run,
)

api = API()


def client(plan: FaultPlan, *, retries: int = 0) -> FakeMastodon:
    client_class = plan.around(FakeMastodon)
    return client_class(server=OfflineInstance(), user="ada", retries=retries)


def test_fault_hits_only_the_request_of_its_number() -> None:
    mastodon = client(FaultPlan().at(2, Refusal(503)))
    assert mastodon.me().acct == "ada"
    with pytest.raises(ServiceUnavailable, match="Planned 503"):
        mastodon.me()
    assert mastodon.me().acct == "ada"


def test_fault_plan_counts_only_matching_requests() -> None:
    plan = (
        FaultPlan()
        .at(1, NoConnection(), method="POST")
        .at(2, Refusal(500), path="/api/v1/statuses/{id}")
        .at(1, HalfBody(), path="/api/v1/statuses/{id}/context", must_fire=False)
    )
    mastodon = client(plan)
    assert mastodon.me().acct == "ada"
    with pytest.raises(NetworkError):
        mastodon.toot("hi")
    status = mastodon.toot("hi")
    assert mastodon.status(status.id) == status
    with pytest.raises(MastodonError, match="Planned 500"):
        mastodon.status(status.id)
    by_own_path = FaultPlan().at(1, NotJson(), path=f"/api/v1/statuses/{status.id}")
    again = by_own_path.around(FakeMastodon)(server=mastodon.server, user="ada")
    assert again.status_delete
    with pytest.raises(DecodeError):
        again.status(status.id)


def test_lost_answer_posts_the_status_and_no_connection_does_not() -> None:
    for fault, sent, posted in ((NoConnection(), False, 0), (LostResponse(), True, 1)):
        mastodon = client(FaultPlan().at(1, fault))
        with pytest.raises(NetworkError) as raised:
            mastodon.toot("hi")
        assert raised.value.sent is sent
        assert len(mastodon.timeline_home()) == posted


def test_a_lost_answer_may_be_a_timeout() -> None:
    with pytest.raises(NetworkTimeout):
        client(FaultPlan().at(1, LostResponse(timeout=True))).me()


def test_client_waits_for_the_retry_after_of_a_fault() -> None:
    plan = FaultPlan().at(1, Refusal(503, retry_after=90)).at(2, Refusal(429, "2"))
    mastodon = client(plan, retries=2)
    began = mastodon.server.now
    assert mastodon.me().acct == "ada"
    assert (mastodon.server.now - began).total_seconds() >= 92


def test_broken_bodies_are_decode_errors() -> None:
    for fault in (HalfBody(), NotJson(), NotJson(b"")):
        with pytest.raises(DecodeError):
            client(FaultPlan().at(1, fault)).me()


def test_delayed_call_takes_virtual_time_and_succeeds() -> None:
    mastodon = client(FaultPlan().at(1, Delay(3600)))
    began = mastodon.server.now
    assert mastodon.me().acct == "ada"
    assert (mastodon.server.now - began).total_seconds() == 3600


def test_faults_hit_async_clients_too() -> None:
    plan = FaultPlan().at(1, NoConnection()).at(2, Delay(10))
    plan = plan.at(2, Refusal(500), must_fire=False)
    mastodon = plan.around(AsyncFakeMastodon)(user="ada")
    assert run(mastodon.me()).acct == "ada"
    files = {"user.txt": "token\nhttps://offline.example\n"}
    mastodon = FaultPlan().around(AsyncFakeMastodon)(files=files)
    run(mastodon.log_in_from("user.txt"))


def test_fault_plan_pickles_compares_and_has_a_repr() -> None:
    plan = FaultPlan().at(1, Delay(2.0), method="GET").at(3, Refusal(429, 7))
    plan.around(FakeMastodon)
    assert pickle.loads(pickle.dumps(plan)) == plan
    with pytest.raises(AssertionError):
        plan.check()
    assert "Refusal(status=429, retry_after=7" in repr(plan)
    with pytest.raises(ValueError, match="number"):
        plan.at(0, HalfBody())


def test_fault_that_never_fires_is_an_error_with_the_requests_that_passed() -> None:
    plan = FaultPlan().at(1, Delay(1)).at(2, Refusal(503), method="POST")
    mastodon = plan.around(FakeMastodon)(user="ada")
    mastodon.toot("hi")
    mastodon.status_context(mastodon.timeline_home()[0])
    with pytest.raises(AssertionError) as raised:
        plan.check()
    assert str(raised.value) == (
        "planned faults that never fired: Refusal(status=503, retry_after=None,"
        " headers={}) at request 2 of POST. Requests so far (3):"
        " POST /api/v1/statuses, GET /api/v1/timelines/home,"
        " GET /api/v1/statuses/{id}/context."
        " Pass must_fire=False for a fault that need not fire."
    )
    plan.check()


def test_check_covers_all_classes_of_a_plan() -> None:
    plan = FaultPlan().at(1, NoConnection(), path="/api/v1/statuses/7")
    fired, idle = (plan.around(FakeMastodon)(user="ada", retries=0) for _ in range(2))
    with pytest.raises(NetworkError):
        fired.status("7")
    idle.me()
    with pytest.raises(
        AssertionError, match=r"of /api/v1/statuses/7.*\(1\): GET .*/verify_credentials"
    ):
        plan.check()
    plan.around(FakeMastodon)
    with pytest.raises(AssertionError, match=r"Requests so far \(0\): none"):
        plan.check()


def test_only_the_latest_requests_are_named() -> None:
    plan = FaultPlan().at(50, Delay(1))
    mastodon = plan.around(FakeMastodon)(user="ada")
    mastodon.lists()
    for _ in range(20):
        mastodon.me()
    with pytest.raises(AssertionError) as raised:
        plan.check()
    shown = str(raised.value)
    assert "so far (21): ..., GET /api/v1/accounts/verify_credentials, GET" in shown
    assert "/api/v1/lists" not in shown
    assert shown.count("verify_credentials") == 20


def test_fault_behind_another_one_of_the_same_request_never_fires() -> None:
    plan = FaultPlan().at(1, Delay(1.5)).at(1, NotJson(b""), method="GET")
    plan.around(FakeMastodon)(user="ada").me()
    told = (
        r"NotJson\(body=b''\) at request 1 of GET, as Delay\(seconds=1.5\) struck the"
    )
    with pytest.raises(AssertionError, match=told):
        plan.check()


def test_with_block_checks_its_faults_unless_an_error_ends_it() -> None:
    plan = FaultPlan().at(2, NoConnection())
    with plan:
        mastodon = plan.around(FakeMastodon)(user="ada", retries=2)
        mastodon.me()
        mastodon.me()
    with pytest.raises(AssertionError, match="never fired: NoConnection"), plan:
        plan.around(FakeMastodon)
    with pytest.raises(ZeroDivisionError), plan:
        print(plan.around(FakeMastodon), 1 / 0)
    with pytest.raises(AssertionError):
        plan.check()


def test_fault_need_not_fire_if_the_plan_says_so() -> None:
    with FaultPlan().at(9, NoConnection(), must_fire=False) as plan:
        plan.around(FakeMastodon)(user="ada").me()
    with FaultPlan.random(1, rate=1) as plan:
        plan.around(FakeMastodon)


@pytest.mark.parametrize(
    ("method", "path", "words"),
    [
        ("post", None, "method must be .*POST, PUT or None, not 'post'; did .*'POST'"),
        ("PSOT", None, "did you mean 'POST'"),
        ("", None, "method must be DELETE"),
        (None, "/api/v1/nonsense", "path must be .* not '/api/v1/nonsense'; the nea"),
        (None, "/api/v1/status/7", "the nearest is '/api/v1/statuses'"),
        (None, "/api/v1/statuses/{status_id}", "nearest is '/api/v1/statuses/{id}"),
        (None, "/api/v1/lists?limit=1", "nearest is '/api/v1/lists'"),
        (None, "https://a.example/api/v1/lists", "without host and query"),
        (None, "api/v1/lists", "nearest is '/api/v1/lists'"),
        (None, "", "path must be"),
        (
            "POST",
            "/api/v1/timelines/home",
            "method must be GET for the path /api/v1/ti",
        ),
        (
            "POST",
            "/api/v1/statuses/7",
            "must be DELETE or GET or PUT for the path .*/7",
        ),
    ],
)
def test_fault_needs_a_method_and_path_of_the_api(
    method: str | None, path: str | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        FaultPlan().at(1, NoConnection(), method=method, path=path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/statuses/{id}"),
        ("DELETE", "/api/v1/statuses/7"),
        (None, "/api/v1/statuses/7"),
        (None, "/oauth/token"),
        ("PATCH", None),
        ("GET", "/api/v1/statuses/7/"),
    ],
)
def test_fault_takes_documented_paths_and_examples_of_them(
    method: str | None, path: str | None
) -> None:
    plan = FaultPlan().at(1, NoConnection(), method=method, path=path)
    assert plan.planned[0].matches(
        method or "POST", (path or "/api/v1/lists").replace("{id}", "9").rstrip("/")
    )


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: FaultPlan().at(0, HalfBody()), ValueError, "number must be 1 or more"),
        (lambda: FaultPlan().at(True, HalfBody()), TypeError, "number must be an int"),
        (lambda: FaultPlan().at(1, HalfBody), TypeError, "fault must be a Fault, such"),
        (lambda: FaultPlan().at(1, HalfBody(), method=7), TypeError, "method must be"),
        (
            lambda: FaultPlan().at(1, HalfBody(), path=7),
            TypeError,
            "path must be a str",
        ),
        (lambda: FaultPlan().at(1, HalfBody(), must_fire=1), TypeError, "must_fire"),
        (lambda: FaultPlan([HalfBody()]), TypeError, "planned must be a tuple"),
        (lambda: FaultPlan((HalfBody(),)), TypeError, "planned must be a tuple of Pl"),
        (
            lambda: LostResponse(timeout=30),
            TypeError,
            "timeout must be a bool, not int",
        ),
        (
            lambda: StaleConnection(sent="no"),
            TypeError,
            "sent must be a bool, not str",
        ),
        (lambda: Refusal("503"), TypeError, "status must be an int, not str"),
        (lambda: Refusal(200), ValueError, "status must be 300 to 599, not 200"),
        (lambda: Refusal(600), ValueError, "status must be 300 to 599, not 600"),
        (
            lambda: Refusal(429, 1.5),
            TypeError,
            "retry_after must be an int, a str or N",
        ),
        (lambda: Refusal(429, -1), ValueError, "retry_after must be 0 or more, not -1"),
        (lambda: Refusal(headers={"Via": "x"}), ValueError, "lower case, not 'Via'"),
        (lambda: Refusal(headers={"via": 1}), TypeError, "the header 'via' must be a"),
        (
            lambda: Refusal(headers={1: "x"}),
            TypeError,
            "name of a header must be a str",
        ),
        (lambda: Refusal(headers=["via"]), TypeError, "headers must be a mapping"),
        (lambda: NotJson("<html>"), TypeError, "body must be bytes, not str"),
        (lambda: Delay("5"), TypeError, "seconds must be a number, not str"),
        (lambda: Delay(-1), ValueError, "seconds must be 0 or more, not -1"),
        (lambda: Delay(float("nan")), ValueError, "seconds must be 0 or more, not nan"),
        (lambda: FaultPlan.random("7"), TypeError, "seed must be an int"),
        (
            lambda: FaultPlan.random(7, rate=20),
            ValueError,
            "rate must be 0 to 1, not 20",
        ),
        (lambda: FaultPlan.random(7, rate="1"), TypeError, "rate must be a number"),
        (lambda: FaultPlan.random(7, requests=-1), ValueError, "requests must be 0 or"),
        (
            lambda: FaultPlan.random(7, faults=()),
            ValueError,
            "faults must not be empty",
        ),
    ],
)
def test_wrong_argument_of_a_plan_is_an_error_when_it_is_made(
    make: Callable[[], object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        make()


@given(seed=st.integers(0, 2**32), rate=st.floats(0, 1))
def test_a_random_plan_is_the_same_for_the_same_seed(seed: int, rate: float) -> None:
    plan = FaultPlan.random(seed, rate=rate)
    assert plan == FaultPlan.random(seed, rate=rate)
    assert len(plan.planned) <= 100
    assert all(isinstance(each.fault, Fault) for each in plan.planned)


def test_random_plan_has_as_many_faults_as_its_rate() -> None:
    assert FaultPlan.random(1, rate=0).planned == ()
    assert len(FaultPlan.random(1, rate=1, requests=7).planned) == 7
    assert 10 < len(FaultPlan.random(7, rate=0.2).planned) < 35


@given(seed=st.integers(0, 2**16))
def test_toot_under_random_faults_is_posted_once_or_raises_our_error(seed: int) -> None:
    mastodon = client(FaultPlan.random(seed, requests=20, rate=0.5), retries=5)
    calm = FakeMastodon(server=mastodon.server, user="ada")
    try:
        mastodon.toot("hi")
    except MastodonError:
        assert len(calm.timeline_home()) <= 1
    else:
        assert len(calm.timeline_home()) == 1


def story(mastodon: FakeMastodon) -> list[object]:
    """The results and errors of a few calls, as a program sees them."""
    calls: list[Callable[[], object]] = [
        mastodon.me,
        lambda: mastodon.toot("one"),
        lambda: mastodon.media_upload(b"png", "image/png").id,
        lambda: mastodon.toot("two"),
        lambda: list(mastodon.timeline_home()),
    ]
    seen: list[object] = []
    for call in calls:
        try:
            seen.append(call())
        except MastodonError as error:
            seen.append((type(error), str(error)))
    return seen


@given(seed=st.integers(0, 2**16))
def test_random_faults_are_recorded_and_played_back(seed: int) -> None:
    plan, recorder = FaultPlan.random(seed, requests=20, rate=0.5), Recorder()
    faulty = recorder.around(plan.around(FakeMastodon))
    seen = story(faulty(server=OfflineInstance(seed), user="ada"))
    player = Cassette.from_text(recorder.cassette.text()).player()
    assert (
        story(player.around(FakeMastodon)(server=OfflineInstance(seed), user="ada"))
        == seen
    )
    assert player.unplayed == ()


def test_client_survives_a_stale_connection_without_retries() -> None:
    for sent in (False, True):
        plan = FaultPlan().at(1, StaleConnection(sent=sent), method="POST")
        mastodon = client(plan)
        began = mastodon.server.now
        mastodon.toot("hi")
        assert len(mastodon.timeline_home()) == 1
        assert mastodon.server.now == began
        plan.check()


def test_stale_connection_loses_a_write_without_a_key_if_it_was_sent() -> None:
    with FaultPlan().at(1, StaleConnection(), method="POST") as plan:
        mastodon = client(plan)
        with pytest.raises(NetworkError) as raised:
            mastodon.status_bookmark("7")
    assert raised.value.sent
    assert raised.value.reused


def test_stale_connection_never_strikes_a_new_connection() -> None:
    plan = FaultPlan().at(1, StaleConnection()).at(2, StaleConnection())
    with plan, pytest.raises(NetworkError) as raised:
        client(plan).me()
    assert not raised.value.reused
