"""Times candidates against each other in one process, in pairs with a floor.

Machines are shared, and their speed drifts: only the ratio of two times taken right
after each other is meaningful. So each sample of a candidate is taken between two
samples of the floor, in shuffled order, and the result is the median of the ratios.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Mapping
from random import Random

PAIRS = 21


def compare(
    title: str,
    floor: str,
    candidates: Mapping[str, Callable[[], object]],
    *,
    pairs: int = PAIRS,
    clock: Callable[[], float] = time.thread_time,
) -> dict[str, float]:
    """Print each candidate's best time and its ratio to the floor's; return the ratios.

    Args:
        clock: CPU time of this thread; pass another clock if other threads do the work.
    """
    repeats = {
        name: max(1, int(0.01 / _once(call, clock)))
        for name, call in candidates.items()
    }
    ratios: dict[str, list[float]] = {name: [] for name in candidates}
    best = dict.fromkeys(candidates, float("inf"))
    order = list(candidates) * pairs
    Random(0).shuffle(order)

    def sample(name: str) -> float:
        call, count = candidates[name], repeats[name]
        start = clock()
        for _ in range(count):
            call()
        seconds = (clock() - start) / count
        best[name] = min(best[name], seconds)
        return seconds

    for name in order:
        before, taken, after = sample(floor), sample(name), sample(floor)
        ratios[name].append(2 * taken / (before + after))
    print(f"\n{title} (Python {platform.python_version()})")
    width = max(map(len, candidates))
    medians = {name: statistics.median(values) for name, values in ratios.items()}
    for name, values in ratios.items():
        ratio = medians[name]
        low, *_, high = statistics.quantiles(values, n=10)
        print(
            f"  {name:{width}}  {best[name] * 1e6:10.0f} us"
            f"  {ratio:8.2f} x {floor}  ({low:.2f} to {high:.2f})"
        )
    return medians


def _once(call: Callable[[], object], clock: Callable[[], float]) -> float:
    call()
    start = clock()
    call()
    return max(clock() - start, 1e-7)
