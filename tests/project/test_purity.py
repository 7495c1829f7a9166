"""The core does no I/O: it imports no module and calls no function for it, and a
program on the offline instance opens no file, socket or process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TypeGuard

import pytest

CORE = Path(__file__).parents[2] / "mastodon_core"
SOURCES = sorted(CORE.rglob("*.py"))

IMPURE = {
    "asyncio",
    "email",
    "h11",
    "http.client",
    "hypothesis",
    "pytest",
    "requests",
    "select",
    "selectors",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "trio",
    "urllib.request",
    "urllib3",
}
# Clocks, system randomness, files and the environment.
FORBIDDEN = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "open",
    "os.environ",
    "os.getenv",
    "os.urandom",
    "time.monotonic",
    "time.perf_counter",
    "time.sleep",
    "time.time",
    "uuid.uuid4",
}
# The methods of `random.Random` that give the same numbers on every Python.
STABLE = {"getrandbits", "random"}

IMPORT_ALL = """
import importlib, pkgutil, sys, mastodon_core
for module in pkgutil.walk_packages(mastodon_core.__path__, "mastodon_core."):
    importlib.import_module(module.name)
"""

PROGRAM = """
import io
from mastodon_core import NewPoll
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, OfflineInstance, run

EVENTS = []
sys.addaudithook(lambda event, args: EVENTS.append(event))
instance = OfflineInstance(seed=7)
ada = FakeMastodon(server=instance, user="ada")
media = ada.media_post(b"GIF89a", "image/gif")
first = ada.status_post("hi", media_ids=[media])
async def main():
    bob = AsyncFakeMastodon(server=instance, user="bob")
    await bob.status_post("@ada hello", first)
    return [status async for status in bob.items(bob.timeline_home(), limit=3)]
run(main())
ada.status_delete(first)
touched = [e for e in EVENTS if e == "open" or e.startswith(("socket.", "subprocess."))]
assert not touched, touched
"""


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_core_imports_no_module_that_does_io() -> None:
    before = set(python("import sys; print(*sys.modules)").split())
    after = set(python(f"{IMPORT_ALL}\nprint(*sys.modules)").split())
    assert not IMPURE & (after - before)


def test_a_program_on_the_offline_instance_does_no_io() -> None:
    python(IMPORT_ALL + PROGRAM)


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def is_call_of(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and dotted(node.func).endswith(name)


def faults(source: str) -> list[str]:
    """The places in a module that do I/O, or depend on the Python version."""
    found: list[str] = []
    generators: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            module = node.module or ""
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Name | ast.Attribute):
            name = dotted(node)
            if name in FORBIDDEN or name.startswith("secrets."):
                found.append(f"{node.lineno}: {name}")
        elif is_call_of(node, "Random") and not (node.args or node.keywords):
            found.append(f"{node.lineno}: Random without a seed")
        found += [
            f"{getattr(node, 'lineno', 0)}: import {name}"
            for name in names
            if name in IMPURE | {"secrets"}
            or any(name.startswith(f"{module}.") for module in IMPURE)
            or (name.startswith("random.") and name != "random.Random")
        ]
        for name, target in assigned(node):
            if name.endswith("Random"):
                generators.add(target)
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Attribute)
            and dotted(node.value) in generators
            and node.attr not in STABLE
        ):
            found.append(f"{node.lineno}: Random.{node.attr} differs between Pythons")
    return found


def assigned(node: ast.AST) -> list[tuple[str, str]]:
    """The class that is called or annotated in an assignment, and its target."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        return [(dotted(node.value.func), dotted(node.targets[0]))]
    if isinstance(node, ast.AnnAssign):
        target = dotted(node.target)
        return [(dotted(node.annotation), name) for name in (target, f"self.{target}")]
    return []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CORE)))
def test_core_module_uses_nothing_that_does_io(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "def f():\n    from http.client import HTTPConnection",
        "import urllib.request",
        "open('x')",
        "x.read(open)",
        "from datetime import datetime\ndatetime.now()",
        "import os\nos.environ['HOME']",
        "import secrets",
        "from random import choice",
        "from random import Random\nRandom()",
        "r = Random(7)\nr.choice([1])",
        "_random: Random = field()\nself._random.shuffle([])",
    ],
)
def test_purity_check_finds_forbidden_code(source: str) -> None:
    assert faults(source)


def loaded_with_the_core() -> list[str]:
    return python("import sys, mastodon_core\nprint(*sys.modules)").split()


def test_import_of_the_core_loads_no_entity_module() -> None:
    """There are many entities, and most programs use few of them."""
    modules = loaded_with_the_core()
    # Aliases of parameter types need the enums at import, so they have a module.
    assert [m for m in modules if m.startswith("mastodon_core.entities.")] == [
        "mastodon_core.entities._types",
        "mastodon_core.entities.words",
    ]


def test_import_of_the_core_loads_nothing_that_few_programs_need() -> None:
    late = {
        "cattrs",
        "mastodon_core.calls._raw",
        "mastodon_core.decoding._converter",
        "mastodon_core.helpers._html",
        "mastodon_core.http._multipart",
        "mastodon_core.methods.arguments.polls",
        "mastodon_core.oauth._authorization",
        "mastodon_core.servers",
    }
    assert late.isdisjoint(loaded_with_the_core())
    # A module that was renamed would never be loaded.
    assert late <= set(python(f"{IMPORT_ALL}\nprint(*sys.modules)").split())


@pytest.mark.parametrize(
    "package",
    [
        ".".join(path.parent.relative_to(CORE.parent).parts)
        for path in sorted(CORE.rglob("__init__.py"))
        if "__getattr__" in path.read_text(encoding="utf-8")
    ],
)
def test_every_name_that_loads_late_can_be_imported(package: str) -> None:
    python(f"from {package} import *")
