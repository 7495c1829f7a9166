"""An import that lacks its extra says in one line how to install it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packages import PACKAGES

from mastodon_core.values import need

ROOT = Path(__file__).parents[2]
EXTRAS: dict[str, list[str]] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text("utf-8")
)["project"]["optional-dependencies"]
# Where the module is not called like the distribution.
MODULES = {"PySocks": "socks"}
# Without these, clients accept fewer content encodings.
USED_IF_INSTALLED = {("brotli", "brotli"), ("zstd", "zstandard")}
LIBRARIES = {
    extra: [
        MODULES.get(name, name)
        for name in (re.split(r"\W", requirement)[0] for requirement in requirements)
    ]
    for extra, requirements in EXTRAS.items()
    if extra != "all"
}
# Any of the extras for a transport brings it, and the first one is named.
SHARED = {("trio", "wsproto"), ("asyncio", "wsproto")}
OPEN_WEBSOCKET = """
from mastodon_core.testing import OfflineInstance
from mastodon_core.transport import HttpRequest
server = OfflineInstance()
headers = {
    "authorization": f"Bearer {server.token_for('ada')}",
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    "sec-websocket-version": "13",
}
url = f"{server.base_url}/api/v1/streaming"
server.open_channel(HttpRequest(method="GET", url=url, headers=headers))
"""
# The import or call that needs each library of each extra.
NEEDS = [
    ("requests", "requests", "import mastodon_requests"),
    ("requests", "urllib3", "import mastodon_requests"),
    ("trio", "trio", "import mastodon_trio"),
    ("trio", "h11", "import mastodon_trio"),
    ("asyncio", "h11", "import mastodon_asyncio"),
    ("asyncio", "aiohappyeyeballs", "import mastodon_asyncio"),
    *(
        (
            "socks",
            library,
            f"import {package}; {package}.Mastodon(proxies={{'all': 'socks5://x'}})",
        )
        for library, package in (
            ("socks", "mastodon_requests"),
            ("socksio", "mastodon_trio"),
        )
    ),
    (
        "requests",
        "wsproto",
        "from mastodon_core.streaming import upgrade_request;"
        "upgrade_request(None, bytes, in_subprotocol=False)",
    ),
    ("opentelemetry", "opentelemetry", "import mastodon_opentelemetry"),
    ("push", "cryptography", "mastodon_core.PushKeys.from_random(bytes(32))"),
    ("html", "lxml", "mastodon_core.text_of('<p>hi</p>')"),
    ("testing", "hypothesis", "import mastodon_offline.strategies"),
    ("testing", "pytest", "import mastodon_offline.pytest_plugin"),
    ("testing", "trio", "from mastodon_offline import running"),
    ("testing", "h11", "from mastodon_offline import serve"),
    ("testing", "trustme", "import mastodon_offline.conformance._certificates"),
    ("testing", "wsproto", OPEN_WEBSOCKET),
    ("testing", "trio", "import mastodon_offline.__main__"),
    ("testing", "h11", "import mastodon_offline.__main__"),
]
# Imports every module, and prints the errors.
IMPORT_ALL = f"""
import importlib, pkgutil
def walk(name):
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        print(f"{{name}}: {{error.name}}: {{error}}")
        return
    for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{{name}}."):
        walk(found.name)
for package in {PACKAGES}:
    walk(package)
"""


def run(program: str, *missing: str) -> subprocess.CompletedProcess[str]:
    """Run a program in which some libraries cannot be imported."""
    without = f"import sys; sys.modules.update(dict.fromkeys({missing}))"
    return subprocess.run(
        [sys.executable, "-c", f"{without}\nimport mastodon_core\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("extra", "library", "program"), NEEDS)
def test_the_last_line_names_the_extra(extra: str, library: str, program: str) -> None:
    done = run(program, library)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: ")
    assert last.endswith(f' needs {library}: pip install "mastodon-core[{extra}]"')
    # No other error is shown above it.
    assert done.stderr.count("Traceback") == 1


def test_each_library_of_each_extra_has_its_case() -> None:
    cases = {(extra, library) for extra, library, _ in NEEDS} | USED_IF_INSTALLED
    cases |= SHARED
    assert cases == {(extra, name) for extra in LIBRARIES for name in LIBRARIES[extra]}


def test_without_any_extra_each_module_loads_or_names_its_extra() -> None:
    missing = [name for names in LIBRARIES.values() for name in names]
    done = run(IMPORT_ALL, *missing)
    assert done.stderr == ""
    failed = done.stdout.splitlines()
    assert {line.partition(":")[0] for line in failed} == {
        "mastodon_asyncio",
        "mastodon_h11",
        "mastodon_requests",
        "mastodon_trio",
        "mastodon_opentelemetry",
        "mastodon_offline.__main__",
        "mastodon_offline._reports",
        "mastodon_offline._serving",
        "mastodon_offline.conformance._certificates",
        "mastodon_offline.pytest_plugin",
        "mastodon_offline.strategies",
    }
    for line in failed:
        module, name, message = line.split(": ", 2)
        if module != "mastodon_offline._reports":  # only the plugin loads it
            assert f" needs {name}: pip install " in message


@pytest.mark.parametrize("extra", LIBRARIES)
def test_with_one_extra_its_own_modules_load(extra: str) -> None:
    every = {name for names in LIBRARIES.values() for name in names}
    done = run(IMPORT_ALL, *(every - set(LIBRARIES[extra])))
    assert done.stderr == ""
    assert not any(f"[{extra}]" in line for line in done.stdout.splitlines())


def test_a_broken_library_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("broken_library.py").write_text("import nowhere", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImportError, match="No module named 'nowhere'"):
        need("broken_library", "extra", "this")


def test_the_error_has_the_name_of_the_library(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "h11", None)
    with pytest.raises(ImportError) as caught:
        need("h11", "trio", "mastodon_trio")
    assert caught.value.name == "h11"
    assert str(caught.value) == (
        'mastodon_trio needs h11: pip install "mastodon-core[trio]"'
    )
