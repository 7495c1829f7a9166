"""The packages of this project, as pyproject.toml lists them for the wheel."""

from __future__ import annotations

import tomllib
from pathlib import Path

_ROOT = Path(__file__).parents[1]


def _read() -> tuple[str, ...]:
    pyproject = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]
    return tuple(Path(folder).name for folder in wheel["packages"])


PACKAGES: tuple[str, ...] = _read()

CORE_MODULES = (
    "mastodon_core.entities",
    "mastodon_core.streaming",
    "mastodon_core.testing",
    "mastodon_core.transport",
)
"""The public modules of the core, besides the root.

All other modules below ``mastodon_core`` are private; these and the root export what
users need of them.
"""
