"""The examples in the documentation run, and print what they show."""

from __future__ import annotations

import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from mastodon_offline import running

from mastodon_core.testing import OfflineInstance

ROOT = Path(__file__).parents[2]
CORE = ROOT / "mastodon_core"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(CORE.rglob("*.py"))
    if ">>>" in path.read_text(encoding="utf-8")
]
_FENCE = re.compile(r"(?:^<!-- shown, not run: (.+) -->\n)?^```(\S.*)$", re.MULTILINE)
_CODE = re.compile(r"(?:`([\w.]+)` in )?`(\w+/[\w/.]*)`")
_INSTANCE = re.compile(r'"(?:example|mastodon)\.social"')
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def check(test: doctest.DocTest) -> int:
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=report.append, clear_globs=False)
    assert runner.failures == 0, "".join(report)
    return runner.tries


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[OfflineInstance, str]]:
    instance = OfflineInstance()
    instance.add_user("pytooter")
    with running(instance) as url:
        yield instance, url


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_code_blocks_of_a_page_run_in_order(
    page: Path,
    server: tuple[OfflineInstance, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A block without ``>>>`` runs as a program. An offline instance on a real port
    takes the place of the server that the program names; `input` authorizes the app
    and returns the code."""
    instance, url = server

    def person(prompt: str) -> str:
        opened = next(word for word in prompt.split() if word.startswith(url))
        return instance.authorize(opened, "pytooter")

    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    blocks = _BLOCK.findall(text)
    assert text.count("```python") == len(blocks)
    names: dict[str, object] = {"__name__": "example", "input": person}
    parser = doctest.DocTestParser()
    for number, block in enumerate(blocks):
        name = f"{page.name}, block {number}"
        if block.startswith(">>>"):
            test = parser.get_doctest(block, names, name, str(page), 0)
            check(test)
            names |= test.globs
        else:
            program = _INSTANCE.sub(repr(url), block)
            exec(compile(program, name, "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_block_that_does_not_run_gives_a_reason(page: Path) -> None:
    """Only programs, text and directives of Sphinx need no reason."""
    for reason, kind in _FENCE.findall(page.read_text(encoding="utf-8")):
        assert kind in {"python", "text"} or kind.startswith("{") or reason, kind


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/design.md"])
def test_page_names_code_that_exists(page: str) -> None:
    """The pages name files relative to the project or to mastodon_core."""
    named = _CODE.findall((ROOT / page).read_text(encoding="utf-8"))
    assert any(function for function, _ in named)
    for function, file in named:
        found = [path for path in (ROOT / file, CORE / file) if path.exists()]
        assert found, file
        name = function.rpartition(".")[2]
        assert not name or name in found[0].read_text(encoding="utf-8"), function


@pytest.mark.parametrize("name", MODULES)
def test_doctests_of_a_module_pass(name: str) -> None:
    tests = doctest.DocTestFinder().find(importlib.import_module(name))
    assert sum(map(check, tests))
