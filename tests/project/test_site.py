"""The pages of documentation that are tables, and those that are written by code."""

from __future__ import annotations

import builtins
import inspect
import re
import typing
from functools import cache
from pathlib import Path

import check_site
import public
import pytest
import reference_pages

import mastodon_core
from mastodon_core import API, ApiError, MastodonError, catalog
from mastodon_core.calls import error_of
from mastodon_core.transport import HttpResponse

DOCS = Path(__file__).parents[2] / "docs"
ERRORS = (DOCS / "errors.md").read_text(encoding="utf-8")
PAGES = reference_pages.pages()
CLASSES = [
    value
    for name in mastodon_core.__all__
    if isinstance(value := getattr(mastodon_core, name), type)
    and issubclass(value, MastodonError)
]
_NAME = re.compile(r"(?<![`:])`([A-Za-z_][\w.]*)`(?!`)")
_ROW = re.compile(r"^\| (\d\w\w|any other) \| `(\w+)` \|", re.MULTILINE)


@pytest.mark.parametrize("status", range(300, 600))
def test_the_page_on_errors_names_the_class_of_each_status(status: int) -> None:
    table = dict(_ROW.findall(ERRORS))
    general = f"{status // 100}xx"
    own = table.get(str(status)) or table.get(general) or table["any other"]
    assert type(error_of(HttpResponse(status=status))).__name__ == own


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_the_page_on_errors_has_every_class(error: type[MastodonError]) -> None:
    rows = [line for line in ERRORS.splitlines() if line.startswith("|")]
    named = {name for row in rows for name in re.findall(r"\| `(\w+)` \|", row)}
    assert error.__name__ in named or error is MastodonError
    if issubclass(error, ApiError):
        assert error.__name__ in dict(_ROW.findall(ERRORS)).values()


def test_the_reference_has_a_place_for_everything_public() -> None:
    described = {
        name
        for text in PAGES.values()
        for name in re.findall(r"\.\. auto\w+:: ([\w.]+)", text)
    }
    for text in PAGES.values():
        found = re.findall(r"\.\. py:\w+:: (\w+)\n +:module: ([\w.]+)", text)
        described |= {f"{module}.{name}" for name, module in found}
    assert check_site.missing(described) == []


def test_the_table_of_endpoints_has_every_one() -> None:
    rows = re.findall(r"``(\w+) (/[^`]*)``", PAGES["endpoints"])
    assert sorted(rows) == sorted((entry.method, entry.path) for entry in catalog)


PAGE = """<html><head><link rel="next" href="https://other.example/next">
<link rel="stylesheet" href="_static/own.css"></head>
<body><a href="https://other.example/">to follow</a><p style="color: red">{}</p></body>
"""


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("", []),
        ('<script src="own.js"></script>', []),
        ('<img src="//other.example/x.png">', ["//other.example/x.png"]),
        (
            '<script src="https://other.example/x"></script>',
            ["https://other.example/x"],
        ),
        ('<link rel="icon" href="http://other.example/i">', ["http://other.example/i"]),
        ('<p style="background: url(//other.example/b)">', ["//other.example/b"]),
    ],
)
def test_what_a_page_loads_from_elsewhere_is_found(
    part: str, told: list[str], tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(part), encoding="utf-8")
    found = list(check_site.loaded_from_elsewhere(tmp_path))
    assert found == [f"page.html loads {url}" for url in told]


def test_a_style_sheet_that_loads_from_elsewhere_is_found(tmp_path: Path) -> None:
    own, other = "a { background: url('x.png') }", "@import 'https://other.example/x';"
    (tmp_path / "own.css").write_text(own, encoding="utf-8")
    (tmp_path / "other.css").write_text(other, encoding="utf-8")
    found = list(check_site.loaded_from_elsewhere(tmp_path))
    assert found == ["other.css loads https://other.example/x"]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_name_in_single_backticks_is_one_of_ours(page: str) -> None:
    """Sphinx says so too, but not before the whole site is built."""
    marked = {
        name
        for described in re.findall(r"\.\. auto\w+:: ([\w.]+)", PAGES[page])
        for name in _NAME.findall(documentation(described))
    }
    marked |= set(_NAME.findall(PAGES[page]))
    assert {name for name in marked if name.split(".")[-1] not in known()} == set()


@cache
def known() -> set[str]:
    """The last parts of all names that a docstring may speak of."""
    names = [
        *dir(builtins),
        *dir(typing),
        *dir(API),
        *public.names(),
        *public.modules(),
    ]
    for value in public.names().values():
        if isinstance(value, type):
            names += [name for name, _ in public.members(value)]
    return {name.rpartition(".")[2] for name in names}


def documentation(name: str) -> str:
    owner, _, own = name.rpartition(".")
    value = public.names().get(name) or getattr(public.names()[owner], own)
    return inspect.getdoc(value) or ""
