"""CPU time in a fresh interpreter: of imports alone, and of a first timeline."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping

from pages import HOME, page
from server import serving

# With fewer runs the medians vary by more than the limits allow.
RUNS = 30

IMPORTS = {
    module: f"import {module}"
    for module in (
        "mastodon",
        "mastodon_core",
        "mastodon_core.entities",
        "mastodon_requests",
        "mastodon_trio",
        "requests",
        "httpx",
    )
}
TIMELINES = {
    "Mastodon.py": """
import mastodon
client = mastodon.Mastodon(
    access_token="token", api_base_url="{url}", version_check_mode="none"
)
assert client.timeline_home()
""",
    "mastodon_requests": """
import mastodon_requests
client = mastodon_requests.Mastodon(access_token="token", api_base_url="{url}")
assert client.timeline_home()
""",
    "mastodon_trio": """
import mastodon_trio, trio
async def main():
    client = mastodon_trio.Mastodon(access_token="token", api_base_url="{url}")
    async with client:
        assert await client.timeline_home()
trio.run(main)
""",
}


def cpu(program: str) -> float:
    """Milliseconds of user and system time that the program takes."""
    code = (
        f"import time; start = time.process_time()\n{program}\n"
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


def compare(title: str, floor: str, programs: Mapping[str, str]) -> None:
    """Print the least CPU time of each program, and its ratio to that of the floor."""
    taken = {name: list[float]() for name in programs}
    for program in programs.values():
        cpu(program)  # writes the byte code
    for _ in range(RUNS):
        for name, program in programs.items():
            taken[name].append(cpu(program))
    print(f"\n{title}, CPU milliseconds (Python {platform.python_version()})")
    for name, times in taken.items():
        pairs = zip(times, taken[floor], strict=True)
        ratio = statistics.median(own / other for own, other in pairs)
        print(f"  {name:24}{min(times):8.0f} ms  {ratio:6.2f} x {floor}")


def main() -> None:
    compare("import", "mastodon", IMPORTS)
    for count in (1, 40):
        with serving(page(HOME, count)) as url:
            programs = {n: text.format(url=url) for n, text in TIMELINES.items()}
            compare(
                f"import and first timeline, page of {count}", "Mastodon.py", programs
            )


if __name__ == "__main__":
    main()
