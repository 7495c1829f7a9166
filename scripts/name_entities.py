"""Writes the names of all entities into `mastodon_core/entities/__init__.py`.

Each name stands there three times, for type checkers, the loader and readers; this
keeps the three equal. Run it after adding a class; a test fails if you forget.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "mastodon_core" / "entities"


def names_of(module: Path) -> list[str]:
    """The public classes of a module, and its aliases of types, in order."""
    found: list[str] = []
    for node in ast.parse(module.read_text("utf-8")).body:
        match node:
            case ast.ClassDef(name=name):
                found.append(name)
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")
            ):
                found.append(name)
            case _:
                continue
    return sorted(name for name in found if not name.startswith("_"))


def named(text: str) -> str:
    """The text of the module with the current names."""
    modules = {
        path.stem: names
        for path in sorted(FOLDER.glob("[!_]*.py"))
        if (names := names_of(path))
    }
    imports = "".join(
        f"    from .{module} import ({', '.join(names)})\n"
        for module, names in modules.items()
    )
    homes = "".join(f'    "{module}": {tuple(n)!r},\n' for module, n in modules.items())
    every = sorted(n for names in modules.values() for n in names)
    for pattern, new in (
        (r"(?<=^if TYPE_CHECKING:\n)(    .*\n)+", imports),
        (r"(?<=^_MODULES = \{\n)(    .*\n)+", homes),
        (r"(?<=^__all__ = \[\n)(    .*\n)+", "".join(f'    "{n}",\n' for n in every)),
    ):
        text, count = re.subn(pattern, new, text, flags=re.M)
        assert count == 1, pattern
    command = [sys.executable, "-m", "ruff"]
    for step in (["check", "--quiet", "--fix", "--select=I"], ["format", "--quiet"]):
        text = subprocess.run(
            [*command, *step, "--stdin-filename", str(FOLDER / "__init__.py"), "-"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    return text


def main() -> None:
    path = FOLDER / "__init__.py"
    path.write_text(named(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
