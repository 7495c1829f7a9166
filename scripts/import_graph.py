"""The imports between the modules of a package, read from its source.

An import is one module that imports another. It counts once, however many names or
statements it takes. Imports under ``TYPE_CHECKING`` and inside functions count too.
``from package import name`` imports the submodule ``name`` if there is one, and
``package`` otherwise. Importing a module also runs the ``__init__.py`` of each package
around it; those do not count.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """A module of the package."""

    file: Path
    lines: int


@dataclass(frozen=True)
class Import:
    """A module that imports another one."""

    importer: str
    imported: str
    line: int
    """Line of the first statement that does it."""


@dataclass(frozen=True)
class Graph:
    """The modules of a package by name, and the imports between them."""

    root: str
    modules: Mapping[str, Module]
    imports: tuple[Import, ...]


def read_graph(folder: Path) -> Graph:
    """Read the imports of the package in a folder.

    Raises:
        ValueError: a module imports a part of the package that does not exist.
    """
    files = {_name(folder, file): file for file in sorted(folder.rglob("*.py"))}
    modules: dict[str, Module] = {}
    imports: list[Import] = []
    for name, file in files.items():
        text = file.read_text("utf-8")
        modules[name] = Module(file, len(text.splitlines()))
        is_package = file.name == "__init__.py"
        package = name if is_package else name.rpartition(".")[0]
        first: dict[str, int] = {}
        for imported, line in _imported(text, package, files):
            first[imported] = min(line, first.get(imported, line))
        first.pop(name, None)
        imports += [Import(name, *each) for each in sorted(first.items())]
    return Graph(folder.name, modules, tuple(imports))


def _name(folder: Path, file: Path) -> str:
    parts = file.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(
    text: str, package: str, known: Container[str]
) -> Iterator[tuple[str, int]]:
    """Find the modules that a source imports, with the line of each statement.

    Args:
        text: Source of the importing module.
        package: Package that relative imports start from.
        known: Names of all modules of the package.
    """
    root = package.partition(".")[0]
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.rsplit(".", node.level - 1)[0]
                base = f"{above}.{base}" if base else above
            names = [f"{base}.{alias.name}" for alias in node.names]
        for name in names:
            # The last part may name something inside a module.
            module = name if name in known else name.rpartition(".")[0]
            if module in known:
                yield module, getattr(node, "lineno", 0)
            elif name.partition(".")[0] == root:
                raise ValueError(f"{package} imports {name}, which does not exist")


def cycles(arrows: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Find the groups of nodes that can all reach each other, the largest first.

    These are the strongly connected components of two or more nodes, found with
    Tarjan's algorithm.
    """
    targets: dict[str, list[str]] = {}
    for start, end in sorted(arrows):
        targets.setdefault(start, []).append(end)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in targets.get(node, ()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            start = stack.index(node)
            groups.append(sorted(stack[start:]))
            del stack[start:]

    for node in targets:
        if node not in index:
            visit(node)
    found = [group for group in groups if len(group) > 1]
    return sorted(found, key=lambda group: (-len(group), group))
