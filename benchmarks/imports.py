"""CPU time to import each package in a fresh interpreter."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys

# With fewer runs the medians vary by more than the limits allow.
RUNS = 30
MODULES = (
    "mastodon",
    "mastodon_core",
    "mastodon_core.entities",
    "mastodon_requests",
    "mastodon_trio",
    "requests",
    "httpx",
)


def cpu(module: str) -> float:
    """Milliseconds of user and system time that the import takes."""
    code = (
        "import time; start = time.process_time()\n"
        f"import {module}\n"
        "print(1000 * (time.process_time() - start))"
    )
    # Users have the byte code, so a setting of this shell must not disable it.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=env,
    )
    return float(done.stdout)


def main() -> None:
    print(f"\nimport, CPU milliseconds (Python {platform.python_version()})")
    taken = {module: list[float]() for module in MODULES}
    for module in MODULES:
        cpu(module)  # writes the byte code
    for _ in range(RUNS):
        for module in MODULES:
            taken[module].append(cpu(module))
    for module in MODULES:
        pairs = zip(taken[module], taken["mastodon"], strict=True)
        ratio = statistics.median(own / peer for own, peer in pairs)
        least = min(taken[module])
        print(f"  {module:24}{least:8.0f} ms  {ratio:6.2f} x import mastodon")


if __name__ == "__main__":
    main()
