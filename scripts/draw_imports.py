"""Draw the imports between the storeys of mastodon_core; check that they point down.

A storey is a package or module directly inside mastodon_core. The layers contract of
import-linter in pyproject.toml names the storeys from top to bottom. Without a contract
they are drawn in an order in which most imports point down.

The exit status is 1 if an import points up, or to another storey of the same layer; if
the contract does not name a storey; if storeys import each other in a cycle; or if a
module imports from mastodon_core itself, which imports every storey.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from call_path import describe_call
from import_graph import Graph, Import, cycles, read_graph
from import_picture import picture

ROOT = Path(__file__).parents[1]

Layers = Sequence[Sequence[str]]
"""Storeys from top to bottom; storeys of one layer do not import each other."""


@dataclass(frozen=True)
class Report:
    """The storeys of a package, the arrows between them, and their faults."""

    graph: Graph
    layers: Layers
    """Empty without a contract."""

    @property
    def arrows(self) -> Counter[tuple[str, str]]:
        """Number of imports from one storey to another."""
        ends = map(self.ends, self.graph.imports)
        return Counter((start, end) for start, end in ends if start != end)

    @property
    def storeys(self) -> list[str]:
        """Storeys from top to bottom; the root package comes first."""
        found = {self.storey(name) for name in self.graph.modules} - {self.graph.root}
        named = [name for layer in self.layers for name in layer if name in found]
        rest = found - set(named)
        order = sorted(rest) if named else list(_most_point_down(rest, self.arrows))
        return [self.graph.root, *named, *order]

    @property
    def unnamed(self) -> list[str]:
        """Storeys that are missing in the contract."""
        named = {self.graph.root, *(name for layer in self.layers for name in layer)}
        return [name for name in self.storeys if self.layers and name not in named]

    @property
    def upward(self) -> list[Import]:
        """Imports that the contract forbids."""
        number = {name: n for n, layer in enumerate(self.layers) for name in layer}
        return [
            each
            for each in self.graph.imports
            for start, end in [self.ends(each)]
            if start != end and {start, end} <= number.keys()
            if number[start] >= number[end]
        ]

    @property
    def of_root(self) -> list[Import]:
        """Imports of the root package by a module inside it."""
        return [each for each in self.graph.imports if each.imported == self.graph.root]

    @property
    def cycles(self) -> list[list[str]]:
        """Groups of storeys that import each other."""
        return cycles(self.arrows)

    @property
    def module_cycles(self) -> list[list[str]]:
        """Groups of modules that import each other, the largest first."""
        return cycles((each.importer, each.imported) for each in self.graph.imports)

    @property
    def passes(self) -> bool:
        return not (self.unnamed or self.upward or self.of_root or self.cycles)

    def storey(self, module: str) -> str:
        return module.removeprefix(f"{self.graph.root}.").partition(".")[0]

    def ends(self, each: Import) -> tuple[str, str]:
        return self.storey(each.importer), self.storey(each.imported)


def _most_point_down(
    storeys: set[str], arrows: Counter[tuple[str, str]]
) -> Iterator[str]:
    """Order storeys so that few arrows point up; without cycles, all point down."""
    rest = set(storeys)
    while rest:
        inner = [(start, end) for start, end in arrows if {start, end} <= rest]
        into = Counter(end for _, end in inner)
        out = Counter(start for start, _ in inner)
        top = min(rest, key=lambda s: (into[s] > 0, into[s] - out[s], s))
        yield top
        rest.remove(top)


def read_layers(pyproject: Path, root: str) -> Layers:
    """Read the storeys of a package from its layers contract; without one, empty."""
    tools: Any = tomllib.loads(pyproject.read_text("utf-8")).get("tool", {})
    for contract in tools.get("importlinter", {}).get("contracts", []):
        layers = contract.get("layers", [])
        prefix = "" if root in contract.get("containers", []) else f"{root}."
        if layers and layers[0].strip(" (").startswith(prefix):
            return [
                [name.strip(" ()").removeprefix(prefix) for name in layer.split("|")]
                for layer in layers
            ]
    return []


def text(report: Report) -> Iterator[str]:
    """Describe the storeys, the arrows and the faults, line by line."""
    graph, arrows = report.graph, report.arrows
    width = max(map(len, report.storeys))
    for storey in report.storeys:
        own = [m for name, m in graph.modules.items() if report.storey(name) == storey]
        targets = [name for name in report.storeys if (storey, name) in arrows]
        told = [f"{name} ({arrows[storey, name]})" for name in targets]
        yield (
            f"{storey:{width}} {len(own):4} modules {sum(m.lines for m in own):6} lines"
            f"  imports {', '.join(told) or 'nothing'}"
        )
    yield f"{arrows.total()} imports between storeys, in {len(arrows)} arrows"
    yield ""
    if report.layers:
        yield f"storeys missing in the contract: {', '.join(report.unnamed) or 'none'}"
        yield from _places("imports that point up", report.upward, graph)
    else:
        yield "imports that point up: unknown, as there is no layers contract"
    yield from _places(f"imports of {graph.root} itself", report.of_root, graph)
    yield f"cycles of storeys: {len(report.cycles) or 'none'}"
    yield from (f"    {', '.join(group)}" for group in report.cycles)
    yield f"cycles of modules: {len(report.module_cycles) or 'none'}"
    for group in report.module_cycles:
        yield f"    {len(group)} modules: {', '.join(group)}"


def _places(title: str, imports: Sequence[Import], graph: Graph) -> Iterator[str]:
    yield f"{title}: {len(imports) or 'none'}"
    above = graph.modules[graph.root].file.parents[1]
    for each in imports:
        file = graph.modules[each.importer].file.relative_to(above)
        yield f"    {file}:{each.line} imports {each.imported}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--svg", metavar="FILE", type=Path, help="write a picture too")
    parser.add_argument(
        "--calls",
        action="store_true",
        help="print which functions one timeline_home(limit=5) runs through, instead",
    )
    options = parser.parse_args()
    if options.calls:
        print(*describe_call(), sep="\n")
        return 0
    graph = read_graph(ROOT / "mastodon_core")
    report = Report(graph, read_layers(ROOT / "pyproject.toml", graph.root))
    print(*text(report), sep="\n")
    if options.svg:
        wrong = {report.ends(each) for each in report.upward}
        drawing = picture(report.storeys, report.arrows, wrong)
        options.svg.write_text(drawing, encoding="utf-8")
    return 0 if report.passes else 1


if __name__ == "__main__":
    sys.exit(main())
