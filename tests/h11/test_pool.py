"""The pool's decisions: limits, turns, and which kept connections calls may use."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from mastodon_h11 import Grant, Pool, Ticket


def opened(pool: Pool[str], origin: str, name: str, now: float = 0.0) -> str:
    """Open a connection, and keep it."""
    assert pool.ask(origin, now, repeatable=True, fresh=True) == Grant(None)
    pool.keep(origin, name, now)
    return name


def waiting(pool: Pool[Any], origin: str, **options: bool) -> Ticket:
    ticket = pool.ask(origin, 0.0, repeatable=True, **options)
    assert isinstance(ticket, Ticket)
    return ticket


def test_a_kept_connection_serves_the_next_call() -> None:
    pool = Pool[str]()
    opened(pool, "x", "first")
    assert pool.ask("x", 1.0, repeatable=True) == Grant("first")
    assert pool.ask("x", 1.0, repeatable=True) == Grant(None)


def test_connections_are_kept_by_origin() -> None:
    pool = Pool[str]()
    opened(pool, "x", "first")
    assert pool.ask("y", 1.0, repeatable=True) == Grant(None)


def test_the_connection_used_last_comes_first() -> None:
    pool = Pool[str]()
    for _ in range(2):
        assert pool.ask("x", 0.0, repeatable=True) == Grant(None)
    pool.keep("x", "a", 1.0)
    pool.keep("x", "b", 2.0)
    assert pool.ask("x", 3.0, repeatable=True) == Grant("b")


@pytest.mark.parametrize(
    ("later", "kept"), [(30.0, "a"), (30.1, None), (-1.0, None), (0.0, "a")]
)
def test_idle_connections_expire(later: float, kept: str | None) -> None:
    pool = Pool[str]()
    opened(pool, "x", "a", 100.0)
    assert pool.ask("x", 100.0 + later, repeatable=True) == Grant(kept)
    assert pool.dropped() == (() if kept else ("a",))


def test_a_call_that_must_not_be_repeated_needs_a_proven_origin() -> None:
    pool = Pool[str]()
    opened(pool, "x", "a")
    # Nothing shows that this server keeps connections, so this one makes room.
    assert pool.ask("x", 1.0, repeatable=False) == Grant(None)
    assert pool.dropped() == ("a",)
    pool.keep("x", "b", 1.0)
    assert pool.ask("x", 2.0, repeatable=True) == Grant("b")
    pool.served("x")
    pool.keep("x", "b", 2.0)
    assert pool.ask("x", 3.0, repeatable=False) == Grant("b")
    pool.keep("x", "b", 3.0)
    pool.lost("x")
    assert pool.ask("x", 4.0, repeatable=False) == Grant(None)
    assert pool.ask("y", 4.0, repeatable=False) == Grant(None)


def test_proof_for_one_origin_is_none_for_another() -> None:
    pool = Pool[str]()
    pool.served("x")
    opened(pool, "y", "a")
    assert pool.ask("y", 1.0, repeatable=False) == Grant(None)


def test_a_program_that_only_writes_does_not_pile_connections_up() -> None:
    pool = Pool[str]()
    for number in range(50):
        assert pool.ask("x", 0.0, repeatable=False) == Grant(None)
        pool.keep("x", f"{number}", 0.0)
        assert pool.dropped() == ((f"{number - 1}",) if number else ())


def test_a_fresh_call_gets_no_kept_connection() -> None:
    pool = Pool[str]()
    pool.served("x")
    opened(pool, "x", "a")
    assert pool.ask("x", 1.0, repeatable=True, fresh=True) == Grant(None)


def test_a_fresh_call_replaces_an_idle_connection_at_the_limit() -> None:
    pool = Pool[str](to_origin=1)
    pool.served("x")
    opened(pool, "x", "a")
    assert pool.ask("x", 1.0, repeatable=True, fresh=True) == Grant(None)
    assert pool.dropped() == ("a",)


def test_calls_to_an_origin_get_their_turn_in_order() -> None:
    pool = Pool[str](to_origin=1)
    assert pool.ask("x", 0.0, repeatable=True) == Grant(None)
    first, second = waiting(pool, "x"), waiting(pool, "x")
    assert pool.granted() == ()
    pool.keep("x", "a", 1.0)
    assert pool.granted() == ((first, Grant("a")),)
    pool.leave("x", 2.0)
    assert pool.granted() == ((second, Grant(None)),)


def test_origins_get_their_turn_in_order_at_the_total_limit() -> None:
    pool = Pool[str](in_total=1)
    assert pool.ask("x", 0.0, repeatable=True) == Grant(None)
    y, again, z = waiting(pool, "y"), waiting(pool, "x"), waiting(pool, "z")
    pool.keep("x", "a", 1.0)
    # The kept connection of x makes room, as y asked first.
    assert pool.granted() == ((y, Grant(None)),)
    assert pool.dropped() == ("a",)
    pool.leave("y", 1.0)
    assert pool.granted() == ((again, Grant(None)),)
    pool.leave("x", 1.0)
    assert pool.granted() == ((z, Grant(None)),)


def test_nobody_overtakes_a_waiting_call_of_the_same_origin() -> None:
    pool = Pool[str](to_origin=1)
    assert pool.ask("x", 0.0, repeatable=True) == Grant(None)
    first = waiting(pool, "x", fresh=True)
    second = waiting(pool, "x")
    pool.keep("x", "a", 1.0)
    assert pool.granted() == ((first, Grant(None)),)
    assert pool.dropped() == ("a",)
    pool.cancel(second)
    pool.leave("x", 1.0)
    assert pool.granted() == ()


def test_few_connections_stay_idle() -> None:
    pool = Pool[str](max_idle=2)
    for name in ("a", "b", "c"):
        opened(pool, name, name)
    assert pool.dropped() == ("a",)
    pool.drop_idle()
    assert set(pool.dropped()) == {"b", "c"}
    assert pool.ask("b", 0.0, repeatable=True) == Grant(None)


def test_many_proven_origins_are_remembered_and_then_forgotten() -> None:
    pool = Pool[int]()
    for number in range(1001):
        pool.served(number)
    for number, granted in ((1000, 7), (0, None)):
        assert pool.ask(number, 0.0, repeatable=True) == Grant(None)
        pool.keep(number, 7, 0.0)
        assert pool.ask(number, 0.0, repeatable=False) == Grant(granted)


def test_default_limits() -> None:
    pool = Pool[int]()
    assert (pool.to_origin, pool.in_total, pool.max_idle) == (20, 100, 20)


def test_origins_without_connections_and_calls_are_forgotten() -> None:
    pool = Pool[int](to_origin=1, in_total=2)
    for number in range(100):
        assert pool.ask(number, 0.0, repeatable=True) == Grant(None)
        ticket = pool.ask(number, 0.0, repeatable=True)
        assert isinstance(ticket, Ticket)
        pool.leave(number, 0.0)
        assert pool.granted() == ((ticket, Grant(None)),)
        if number % 2:
            pool.leave(number, 0.0)
        else:
            pool.keep(number, number, 0.0)
    pool.drop_idle()
    assert pool.ask("x", 0.0, repeatable=True) == Grant(None)
    assert pool.ask("y", 0.0, repeatable=True) == Grant(None)
    pool.cancel(waiting(pool, "z"))
    assert list(pool._hosts) == ["x", "y"]


ORIGINS = ("x", "y", "z")


class PoolMachine(RuleBasedStateMachine):
    """Many calls at once, with small limits."""

    @initialize(
        to_origin=st.integers(1, 3), in_total=st.integers(1, 5), idle=st.integers(0, 3)
    )
    def begin(self, to_origin: int, in_total: int, idle: int) -> None:
        self.limits = to_origin, in_total, idle
        self.pool = Pool[int](to_origin, in_total, idle)
        self.now = 0.0
        self.made = 0
        self.in_use: list[tuple[str, int]] = []
        self.idle = dict[int, str]()
        self.queue: list[Ticket] = []

    def settle(self) -> None:
        for connection in self.pool.dropped():
            del self.idle[connection]
        for ticket, grant in self.pool.granted():
            mine = [each for each in self.queue if each.origin == ticket.origin]
            assert mine[0] is ticket
            self.queue.remove(ticket)
            self.use(str(ticket.origin), grant)

    def use(self, origin: str, grant: Grant[int]) -> None:
        connection = grant.connection
        if connection is None:
            self.made += 1
            connection = self.made
        else:
            assert self.idle.pop(connection) == origin
        self.in_use.append((origin, connection))

    @rule(
        origin=st.sampled_from(ORIGINS), repeatable=st.booleans(), fresh=st.booleans()
    )
    def ask(self, origin: str, repeatable: bool, fresh: bool) -> None:
        answer = self.pool.ask(origin, self.now, repeatable=repeatable, fresh=fresh)
        if isinstance(answer, Ticket):
            self.queue.append(answer)
        else:
            assert not fresh or answer.connection is None
            self.settle_dropped_then_use(origin, answer)
        self.settle()

    def settle_dropped_then_use(self, origin: str, answer: Grant[int]) -> None:
        for connection in self.pool.dropped():
            del self.idle[connection]
        self.use(origin, answer)

    @precondition(lambda self: self.in_use)
    @rule(data=st.data(), keeps=st.booleans())
    def give_back(self, data: st.DataObject, keeps: bool) -> None:
        at = data.draw(st.integers(0, len(self.in_use) - 1))
        origin, connection = self.in_use.pop(at)
        if keeps:
            self.idle[connection] = origin
            self.pool.keep(origin, connection, self.now)
        else:
            self.pool.leave(origin, self.now)
        self.settle()

    @precondition(lambda self: self.queue)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.queue) - 1))
        self.pool.cancel(self.queue.pop(at))
        self.settle()

    @rule(origin=st.sampled_from(ORIGINS), served=st.booleans())
    def judge(self, origin: str, served: bool) -> None:
        (self.pool.served if served else self.pool.lost)(origin)

    @rule(seconds=st.sampled_from([1.0, 20.0, 31.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def drop(self) -> None:
        self.pool.drop_idle()
        self.settle()
        assert not self.idle

    @invariant()
    def limits_hold(self) -> None:
        if not hasattr(self, "limits"):
            return
        to_origin, in_total, max_idle = self.limits
        counts = Counter([origin for origin, _ in self.in_use])
        counts.update(self.idle.values())
        assert all(count <= to_origin for count in counts.values())
        assert sum(counts.values()) <= in_total
        assert len(self.idle) <= max_idle

    @invariant()
    def nobody_waits_without_need(self) -> None:
        if not hasattr(self, "limits"):
            return
        to_origin, in_total, _ = self.limits
        used = Counter(origin for origin, _ in self.in_use)
        for ticket in self.queue:
            assert used[str(ticket.origin)] >= to_origin or len(self.in_use) >= in_total


PoolMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40)
TestPool = PoolMachine.TestCase
