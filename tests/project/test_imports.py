"""The import graph is read from the source, and each fault in it is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from draw_imports import Report, read_layers, text
from import_graph import Graph, cycles, read_graph
from import_picture import RED, picture

CONTRACT = """
[[tool.importlinter.contracts]]
name = "forbidden"
type = "forbidden"

[[tool.importlinter.contracts]]
name = "layers"
type = "layers"
"""


def package(folder: Path, files: dict[str, str]) -> Graph:
    """Write the modules of a package ``house``, and read their imports."""
    for name in ["__init__.py", *files]:
        file = folder / "house" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files.get(name, ""), encoding="utf-8")
    return read_graph(folder / "house")


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("from .low import thing", "house.low"),
        ("from . import low", "house.low"),
        ("from . import __version__", "house"),
        ("from .low.deep import thing", "house.low.deep"),
        ("from .low import deep", "house.low.deep"),
        ("import house", "house"),
        ("import house.low.deep", "house.low.deep"),
        ("from house import Thing", "house"),
        ("from house.low import thing", "house.low"),
        ("if TYPE_CHECKING:\n    from .low import Thing", "house.low"),
        ("def f():\n    from .low import thing", "house.low"),
        ("class A:\n    def f(self):\n        import house.low", "house.low"),
    ],
)
def test_every_kind_of_import_is_found(
    tmp_path: Path, source: str, imported: str
) -> None:
    files = {"top.py": source, "low/__init__.py": "", "low/deep.py": ""}
    (found,) = package(tmp_path, files).imports
    assert (found.importer, found.imported) == ("house.top", imported)
    assert found.line == source.count("\n") + 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("low/deep/x.py", "from ... import top"),
        ("low/deep/x.py", "from ...top import thing"),
        ("low/deep/__init__.py", "from ... import top"),
        ("low/__init__.py", "from .. import top"),
    ],
)
def test_relative_imports_start_at_the_package_of_the_module(
    tmp_path: Path, name: str, source: str
) -> None:
    (found,) = package(tmp_path, {"top.py": "", name: source}).imports
    assert found.imported == "house.top"


def test_two_imports_of_one_module_count_once(tmp_path: Path) -> None:
    files = {
        "top.py": "import os\nfrom .low import a\nfrom .low import b",
        "low.py": "",
    }
    (found,) = package(tmp_path, files).imports
    assert found.line == 2


def test_an_import_of_a_missing_module_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"house imports house\.gone\.thing"):
        package(tmp_path, {"top.py": "from .gone import thing"})


def test_cycles_are_found_the_largest_first() -> None:
    arrows = ["ab", "ba", "bc", "cd", "de", "ec", "ef", "gg"]
    found = cycles((arrow[0], arrow[1]) for arrow in arrows)
    assert found == [["c", "d", "e"], ["a", "b"]]


@pytest.mark.parametrize(
    ("files", "passes", "printed"),
    [
        ({"a.py": "from .b import x"}, True, "imports that point up: none"),
        ({"b.py": "from .a import x"}, False, "house/b.py:1 imports house.a"),
        ({"b.py": "from .c import x"}, False, "house/b.py:1 imports house.c"),
        ({"d.py": ""}, False, "storeys missing in the contract: d"),
        ({"a.py": "from . import y"}, False, "house/a.py:1 imports house"),
        (
            {"d.py": "from .e import x", "e.py": "from .d import x"},
            False,
            "cycles of storeys: 1\n    d, e\n",
        ),
    ],
)
def test_faults_are_printed_and_fail(
    tmp_path: Path, files: dict[str, str], passes: bool, printed: str
) -> None:
    graph = package(tmp_path, {"a.py": "", "b.py": "", "c.py": "", **files})
    report = Report(graph, [["a"], ["b", "c"]])
    assert report.passes is passes
    assert printed in "\n".join(text(report))


def test_each_storey_has_its_size_and_its_arrows(tmp_path: Path) -> None:
    files = {"a/__init__.py": "from ..b import x", "a/c.py": "import house.b\n\n"}
    graph = package(tmp_path, {**files, "b.py": ""})
    lines = list(text(Report(graph, [["a"], ["b"]])))
    assert lines[1:4] == [
        "a        2 modules      3 lines  imports b (2)",
        "b        1 modules      0 lines  imports nothing",
        "2 imports between storeys, in 1 arrows",
    ]


def test_without_a_contract_arrows_are_drawn_downward(tmp_path: Path) -> None:
    files = {"a.py": "from .c import x", "b.py": "", "c.py": "from .b import x"}
    report = Report(package(tmp_path, files), [])
    assert report.storeys == ["house", "a", "c", "b"]
    assert report.passes
    assert "imports that point up: unknown" in "\n".join(text(report))


@pytest.mark.parametrize(
    "keys",
    [
        'containers = ["house"]\nlayers = ["a", "b | (c)"]',
        'layers = ["house.a", "house.b | (house.c)"]',
    ],
)
def test_the_layers_of_the_contract_are_read(tmp_path: Path, keys: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(CONTRACT + keys, encoding="utf-8")
    assert read_layers(file, "house") == [["a"], ["b", "c"]]
    assert read_layers(file, "shed") == []


def test_the_picture_has_a_number_for_each_arrow() -> None:
    arrows = {("root", "a"): 3, ("a", "b"): 17, ("b", "a"): 2}
    drawn = ElementTree.fromstring(picture(["root", "a", "b"], arrows, set()))
    texts: list[Any] = drawn.findall("{http://www.w3.org/2000/svg}text")
    numbers = {each.text: each.get("fill") for each in texts}
    assert numbers.keys() == {"root", "a", "b", "3", "17", "2"}
    assert [number for number, color in numbers.items() if color == RED] == ["2"]
