"""The code on the page *Tests recorded with VCR.py*."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).parents[1] / "docs" / "howto" / "recorded-tests.md"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

BLOCKS = _BLOCK.findall(_PAGE.read_text("utf-8"))
"""Its blocks, in order."""


def block(text: str) -> str:
    """The only block that contains this text."""
    [found] = [block for block in BLOCKS if text in block]
    return found


def settings() -> dict[str, Any]:
    """The settings for VCR.py."""
    names = dict[str, Any]()
    exec(block("def mask_response"), names)
    return names["SETTINGS"]
