"""Pauses before connecting again are random, grow to a limit, and begin anew."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stream_server import Connection, ScriptedServer, refused, update

from mastodon_core import MastodonError
from mastodon_core.streaming import EventStream, Stream, StreamCall, Waiting
from mastodon_core.streaming._backoff import FIRST, LONGEST, STABLE, Backoff


def limits(first: float = FIRST) -> list[float]:
    """The limits of the first 50 pauses: each twice the last one, up to the longest."""
    return [min(first * 2**failures, LONGEST) for failures in range(50)]


def lowest(size: int) -> bytes:
    return bytes(size)


def highest(size: int) -> bytes:
    return b"\xff" * size


def test_constants():
    assert (FIRST, LONGEST, STABLE) == (1.0, 60.0, 30.0)
    assert limits()[:8] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_pauses_reach_from_nothing_to_the_limit():
    least, most = Backoff(lowest), Backoff(highest)
    for limit in limits():
        assert least.pause() == 0
        assert most.pause() == pytest.approx(limit, rel=1e-9)


@given(st.integers(0, 2**32))
def test_each_pause_is_a_random_part_of_its_limit(seed: int):
    backoff, again = Backoff(Random(seed).randbytes), Backoff(Random(seed).randbytes)
    pauses = [backoff.pause() for _ in limits()]
    for pause, limit in zip(pauses, limits(), strict=True):
        assert 0 <= pause < limit
    assert len(set(pauses)) > 40
    assert pauses == [again.pause() for _ in limits()]


def test_pauses_are_spread_evenly():
    random = Random(7).randbytes
    parts = sorted(Backoff(random).pause() for _ in range(1000))
    for place in range(1, 10):
        assert parts[100 * place] == pytest.approx(place / 10, abs=0.05)


def test_number_of_failures_has_no_bound():
    backoff = Backoff(highest, failures=10**6)
    assert backoff.pause() == pytest.approx(LONGEST)


@given(st.integers(0, 60))
def test_success_begins_anew(failures: int):
    backoff = Backoff(highest)
    for _ in range(failures):
        backoff.pause()
    backoff.reset()
    assert [backoff.pause() for _ in limits()] == pytest.approx(limits())


@given(st.floats(0, allow_nan=False))
def test_server_chooses_the_first_limit_within_ours(seconds: float):
    backoff = Backoff(highest)
    backoff.begin_at(seconds)
    first = min(max(seconds, FIRST), LONGEST)
    assert [backoff.pause() for _ in limits()] == pytest.approx(limits(first))
    backoff.reset()
    assert backoff.pause() == pytest.approx(first)


@pytest.mark.parametrize(
    ("retry", "first"), [(0, 1.0), (1, 1.0), (5000, 5.0), (10**12, 60.0)]
)
def test_retry_of_a_stream_leads_to_no_tight_loop(retry: int, first: float):
    parts = [f"retry: {retry}\n\n".encode(), update("1"), b""]
    server = ScriptedServer(
        [Connection(list(parts)) for _ in range(9)] + [refused(401)]
    )
    call = StreamCall((Stream("public"),), {"fill_limit": 0, "on_state": server.note})
    stream = EventStream(server.client(), call)
    with pytest.raises(MastodonError, match="401"), stream as events:
        for _ in events:
            pass
    waits = [state.seconds for state in server.states if isinstance(state, Waiting)]
    assert len(waits) == 9
    for wait, limit in zip(waits, limits(first), strict=False):
        assert 0 <= wait < limit
    assert sum(waits) > sum(limits(first)[:9]) / 5
