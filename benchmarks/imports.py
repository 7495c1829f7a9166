"""CPU time in a fresh interpreter: of imports, of a first timeline, of first pages."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pages import HOME, page, statuses
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
# Prints the time of each page.
PAGES = """
import time
from pathlib import Path
from mastodon_core import API
from mastodon_core.calls import parse_response
from mastodon_core.decoding import Tries
from mastodon_core.transport import HttpResponse
response = HttpResponse(status=200, body=Path({path!r}).read_bytes())
request, tries = API().timeline_home(), Tries()
for _ in range(3):
    start = time.process_time()
    assert len(parse_response(request, response, tries=tries)) == 40
    print(1000 * (time.process_time() - start))
"""


def cpu(program: str) -> float:
    """Milliseconds of user and system time that the program takes."""
    (taken,) = run(
        f"import time; start = time.process_time()\n{program}\n"
        "print(1000 * (time.process_time() - start))"
    )
    return taken


def run(code: str) -> list[float]:
    """Run a program, and return the numbers that it prints."""
    # Users have the byte code, so a setting of this shell must not disable it.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=env,
    )
    return [float(line) for line in done.stdout.splitlines()]


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


def first_pages() -> None:
    """Print the CPU time of the first pages after the import."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.json"
        path.write_bytes(statuses(40))
        code = PAGES.format(path=str(path))
        run(code)
        taken = [run(code) for _ in range(RUNS)]
    print(
        f"\npages of 40 statuses, CPU milliseconds (Python {platform.python_version()})"
    )
    for name, times in zip(
        ("first", "second", "third"), zip(*taken, strict=True), strict=True
    ):
        print(f"  {name:8}{min(times):8.1f} ms  {statistics.median(times):8.1f} median")


def main() -> None:
    compare("import", "mastodon", IMPORTS)
    for count in (1, 40):
        with serving(page(HOME, count)) as url:
            programs = {n: text.format(url=url) for n, text in TIMELINES.items()}
            compare(
                f"import and first timeline, page of {count}", "Mastodon.py", programs
            )
    first_pages()


if __name__ == "__main__":
    main()
