"""Builds the wheel, installs it with each extra into a new environment, tries it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from packages import PACKAGES

ROOT = Path(__file__).parents[1]
CORE = """
from mastodon_core import API, Page, entities
from mastodon_core.testing import FakeMastodon, AsyncFakeMastodon, run
import mastodon_credentials, mastodon_network
assert FakeMastodon(user="ada").toot("hi").content == "<p>hi</p>"
assert run(AsyncFakeMastodon(user="ada").me()).acct == "ada"
"""
REQUESTS = """
import mastodon_requests
with mastodon_requests.Mastodon(api_base_url="https://x.example") as mastodon:
    assert mastodon.session.base_url == "https://x.example"
"""
TRIO = """
import mastodon_trio, trio
async def main():
    async with mastodon_trio.Mastodon(api_base_url="https://x.example") as mastodon:
        assert mastodon.session.base_url == "https://x.example"
trio.run(main)
"""
ASYNCIO = """
import asyncio, mastodon_asyncio
async def main():
    async with mastodon_asyncio.Mastodon(api_base_url="https://x.example") as mastodon:
        assert mastodon.session.base_url == "https://x.example"
asyncio.run(main())
"""
PUSH = """
from mastodon_core import PushKeys
assert PushKeys.from_random(bytes(32)).p256dh
"""
HTML = """
from mastodon_core import text_of
assert text_of("<p>a<br>b</p>") == "a\\nb"
"""
TESTING = """
import mastodon_offline.strategies, pytest
"""
OPENTELEMETRY = """
from mastodon_core.testing import FakeMastodon
from mastodon_opentelemetry import hooks
assert FakeMastodon(user="ada", hooks=hooks()).me().acct == "ada"
"""
# The programs that work with each extra; the others name the library that they miss.
EXTRAS = {
    "": [CORE],
    "requests": [CORE, REQUESTS],
    "trio": [CORE, TRIO],
    "asyncio": [CORE, ASYNCIO],
    "opentelemetry": [CORE, OPENTELEMETRY],
    "push": [CORE, PUSH],
    "html": [CORE, HTML],
    "testing": [CORE, TRIO, PUSH, TESTING],  # trustme brings cryptography
    "all": [CORE, REQUESTS, TRIO, ASYNCIO, OPENTELEMETRY, PUSH, HTML, TESTING],
}
# Without its extra, each of these names a library that is missing, and the extra.
MISSING = {
    REQUESTS: "requests",
    TRIO: "trio",
    ASYNCIO: "asyncio",
    OPENTELEMETRY: "opentelemetry",
    PUSH: "push",
    HTML: "html",
    TESTING: "testing",
}


def run(*command: str | Path, cwd: Path | None = None) -> str:
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=cwd, env=env, check=False, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stdout, done.stderr)
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return done.stdout


def build(folder: Path) -> Path:
    source = folder / "source"
    tracked = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    run(*pip, "--no-build-isolation", "--wheel-dir", folder, source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def check_contents(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    top = {name.split("/")[0] for name in names}
    packages = {name for name in top if not name.endswith(".dist-info")}
    difference = packages ^ set(PACKAGES)
    assert not difference, f"in the wheel or in pyproject.toml only: {difference}"
    for package in PACKAGES:
        assert f"{package}/py.typed" in names, f"{package} has no py.typed"
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def check_extra(wheel: Path, extra: str, folder: Path) -> None:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    requirement = f"{wheel}[{extra}]" if extra else str(wheel)
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
    ]
    # The versions that everything else is tested with.
    constraints = folder / "constraints.txt"
    run(sys.executable, ROOT / "scripts" / "constraints.py", constraints)
    run(*pip, "--constraint", constraints, requirement)
    run(python, "-m", "pip", "check")
    for program in EXTRAS[extra]:
        run(python, "-W", "error", "-c", program, cwd=folder)
    for program in MISSING.keys() - EXTRAS[extra]:
        tried = f"try: exec({program!r})\nexcept ImportError as e: print(e.name, e)"
        printed = run(python, "-c", tried, cwd=folder).strip()
        library = printed.partition(" ")[0]
        advice = f'needs {library}: pip install "mastodon-core[{MISSING[program]}]"'
        assert printed.endswith(advice), f"{program}prints {printed}"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        check_contents(wheel)
        for extra in EXTRAS:
            check_extra(wheel, extra, folder / f"with-{extra or 'nothing'}")
            print(f"{wheel.name} works with {extra or 'no extra'}")


if __name__ == "__main__":
    main()
