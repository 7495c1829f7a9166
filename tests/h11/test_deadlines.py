"""The deadline of an exchange: which timeout ends which phase, and when."""

from __future__ import annotations

from math import inf
from types import TracebackType
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mastodon_h11 import Deadline, Phase

from mastodon_core import Timeouts

NONE = dict.fromkeys(("pool", "connect", "tls", "write", "read", "total"))


class Recorded(Deadline):
    """A deadline whose clock the test sets."""

    def __init__(self, timeouts: Timeouts) -> None:
        super().__init__(timeouts)
        self.now = 100.0
        self.ends: list[float] = []

    @property
    def armed(self) -> float:
        return self.ends[-1] if self.ends else inf

    def _now(self) -> float:
        return self.now

    def _cancel_at(self, when: float) -> None:
        self.ends.append(when)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        ("pool", "no connection of this client was free within 2 s"),
        ("connect", "no connection within 2 s"),
        ("tls", "TLS handshake not finished within 2 s"),
        ("write", "the server took no data for 2 s"),
        ("read", "no data for 2 s"),
    ],
)
def test_each_phase_has_its_timeout(phase: Phase, words: str) -> None:
    deadline = Recorded(Timeouts(**{**NONE, phase: 2.0}))
    deadline.begin(phase)
    (end,) = deadline.ends
    assert 102.0 <= end <= 102.0 * 1.01
    error = deadline.timeout()
    assert str(error) == words
    assert not error.sent


def test_without_timeouts_nothing_ends() -> None:
    deadline = Recorded(Timeouts(**NONE))
    for phase in ("pool", "connect", "tls", "write", "read"):
        deadline.begin(phase)
    assert all(end == inf for end in deadline.ends)


def test_total_counts_from_connecting_and_is_exact() -> None:
    deadline = Recorded(Timeouts(pool=50.0, read=3.0, total=5.0))
    deadline.begin("pool")
    deadline.now = 140.0
    deadline.begin("connect")
    assert deadline.ends[-1] == 145.0
    assert str(deadline.timeout()) == "not finished within 5 s"
    for now in (141.0, 142.0, 143.0):
        deadline.now = now
        deadline.begin("read")
    assert deadline.ends[-1] == 145.0
    assert str(deadline.timeout()) == "not finished within 5 s"


def test_the_handshake_is_part_of_connecting() -> None:
    deadline = Recorded(Timeouts(connect=4.0, tls=10.0, total=None))
    deadline.begin("connect")
    deadline.now = 103.0
    deadline.begin("tls")
    assert 104.0 <= deadline.ends[-1] <= 104.3
    assert str(deadline.timeout()) == "no connection within 4 s"


def test_connecting_goes_on_after_a_handshake_with_a_proxy() -> None:
    deadline = Recorded(Timeouts(connect=10.0, tls=1.0, total=None))
    deadline.begin("connect")
    deadline.now = 102.0
    deadline.begin("tls")
    deadline.now = 102.5
    deadline.begin("connect")
    # Neither the time for the handshake nor another ten seconds.
    assert 110.0 <= deadline.ends[-1] <= 110.5
    assert str(deadline.timeout()) == "no connection within 10 s"


def test_timeout_says_whether_anything_was_sent() -> None:
    deadline = Recorded(Timeouts())
    deadline.sent = True
    deadline.begin("read")
    assert deadline.timeout().sent


def test_phases_of_equal_length_leave_the_timer_alone() -> None:
    deadline = Recorded(Timeouts())
    deadline.begin("write")
    for step in range(10):
        deadline.now += 0.1 * step / 10
        deadline.begin("read")
    assert len(deadline.ends) == 1


seconds = st.one_of(st.none(), st.floats(0.1, 100.0))
phases = st.lists(
    st.tuples(st.sampled_from(["tls", "write", "read"]), st.floats(0.0, 20.0)),
    max_size=20,
)


@given(seconds, seconds, seconds, seconds, seconds, phases)
def test_no_phase_ends_early_and_none_ends_much_too_late(
    connect: float | None,
    tls: float | None,
    write: float | None,
    read: float | None,
    total: float | None,
    steps: list[tuple[Phase, float]],
) -> None:
    timeouts = Timeouts(connect=connect, tls=tls, write=write, read=read, total=total)
    deadline = Recorded(timeouts)
    deadline.begin("connect")
    limits = {"tls": tls, "write": write, "read": read}
    for phase, pause in steps:
        if deadline.now + pause >= deadline.armed:
            break  # The exchange has been cancelled.
        deadline.now += pause
        deadline.begin(phase)
        own = limits[phase]
        ends = [deadline.now + own if own is not None else inf]
        if phase == "tls" and connect is not None:
            ends.append(100.0 + connect)
        if total is not None:
            ends.append(100.0 + total)
        armed = deadline.armed
        assert armed >= min(ends) or armed == pytest.approx(min(ends))
        assert armed <= min(ends) + max(min(ends) - deadline.now, 0.0) / 15
        assert total is None or armed <= 100.0 + total
