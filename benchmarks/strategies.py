"""CPU time of hypothesis per generated entity, against a flat class of ten fields."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from attrs import frozen
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from mastodon_offline.strategies import entity
from measure import compare

from mastodon_core import entities

EXAMPLES = 100


@frozen
class Flat:
    """Ten fields without nesting."""

    texts: tuple[str, str, str, str, str]
    numbers: tuple[int, int, int]
    flags: tuple[bool, bool]


FLAT = st.builds(
    Flat,
    st.tuples(*[st.text(max_size=20)] * 5),
    st.tuples(*[st.integers()] * 3),
    st.tuples(*[st.booleans()] * 2),
)


def examples_of(strategy: st.SearchStrategy[Any]) -> Callable[[], None]:
    """Make a function that runs a property of `EXAMPLES` examples, each time others."""
    seeds = Random(0)

    def run() -> None:
        @seed(seeds.getrandbits(32))
        @settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def holds(value: object) -> None:
            pass

        holds()

    return run


if __name__ == "__main__":
    compare(
        f"{EXAMPLES} examples of hypothesis",
        "flat class",
        {
            "flat class": examples_of(FLAT),
            "Status": examples_of(entity(entities.Status)),
            "Status, depth=2": examples_of(entity(entities.Status, depth=2)),
            "Account": examples_of(entity(entities.Account)),
            "Notification": examples_of(entity(entities.Notification)),
        },
        pairs=5,
    )
