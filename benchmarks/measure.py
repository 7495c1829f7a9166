"""Times candidates against each other in one process, in pairs with a floor.

Machines are shared, and their speed drifts: only the ratio of two times taken right
after each other is meaningful. So each sample of a candidate is taken between two
samples of the floor, in shuffled order, and the result is the median of the ratios.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TypeAlias

PAIRS = 21
# CPU seconds that a sample takes at least.
_SAMPLE = 0.01

Batch: TypeAlias = Callable[[int], float]
"""Calls something so many times, and returns the CPU seconds of all calls."""
Pair: TypeAlias = tuple[str, str]
"""The names of a candidate and of its floor."""


def compare(
    title: str,
    floor: str,
    candidates: Mapping[str, Callable[[], object]],
    *,
    pairs: int = PAIRS,
) -> dict[str, float]:
    """Print each candidate's best time and its ratio to the floor's; return the ratios.

    The time is the CPU time of this thread.
    """
    best, ratios = interleave(
        {name: in_this_thread(call) for name, call in candidates.items()},
        [(name, floor) for name in candidates],
        pairs=pairs,
    )
    print(f"\n{title} (Python {platform.python_version()})")
    width = max(map(len, candidates))
    for (name, _), values in ratios.items():
        low, *_, high = statistics.quantiles(values, n=10)
        print(
            f"  {name:{width}}  {best[name] * 1e6:10.0f} us"
            f"  {statistics.median(values):8.2f} x {floor}  ({low:.2f} to {high:.2f})"
        )
    return {name: statistics.median(values) for (name, _), values in ratios.items()}


def interleave(
    batches: Mapping[str, Batch], against: Iterable[Pair], *, pairs: int = PAIRS
) -> tuple[dict[str, float], dict[Pair, list[float]]]:
    """Take the samples of all pairs of a candidate and its floor, in random order.

    Returns:
        Each candidate's best time for one call, in seconds, and the ratios of each
        pair.
    """
    repeats: dict[str, int] = {}
    for name, run in batches.items():
        # The first calls import modules and generate code.
        run(3)
        repeats[name] = 1
        while run(repeats[name]) < _SAMPLE:
            repeats[name] *= 2
    best = dict.fromkeys(batches, float("inf"))
    ratios: dict[Pair, list[float]] = {pair: [] for pair in against}
    order = list(ratios) * pairs
    Random(0).shuffle(order)

    def sample(name: str) -> float:
        seconds = batches[name](repeats[name]) / repeats[name]
        best[name] = min(best[name], seconds)
        return seconds

    for name, floor in order:
        before, taken, after = sample(floor), sample(name), sample(floor)
        ratios[name, floor].append(2 * taken / (before + after))
    return best, ratios


def in_this_thread(call: Callable[[], object]) -> Batch:
    """Measure calls by the CPU time of the thread that makes them."""

    def batch(count: int) -> float:
        start = time.thread_time()
        for _ in range(count):
            call()
        return time.thread_time() - start

    return batch
