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
        .at(1, HalfBody(), path="/api/v1/statuses/no-such-thing/at/all")
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
    plan = FaultPlan().at(1, NoConnection()).at(2, Delay(10)).at(2, Refusal(500))
    mastodon = plan.around(AsyncFakeMastodon)(user="ada")
    assert run(mastodon.me()).acct == "ada"
    files = {"user.txt": "token\nhttps://offline.example\n"}
    run(plan.around(AsyncFakeMastodon)(files=files).log_in_from("user.txt"))


def test_fault_plan_pickles_compares_and_has_a_repr() -> None:
    plan = FaultPlan().at(1, Delay(2.0), method="GET").at(3, Refusal(429, 7))
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert "Refusal(status=429, retry_after=7" in repr(plan)
    with pytest.raises(ValueError, match="number"):
        plan.at(0, HalfBody())


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
