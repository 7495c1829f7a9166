"""Convert JSON to entities and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..values import lazy_names
from ._parsing import Rejected, parse_json

if TYPE_CHECKING:
    from ._converter import RENAMED, make_converter, to_json
    from ._reader import Reader

__all__ = [
    "RENAMED",
    "Reader",
    "Rejected",
    "make_converter",
    "parse_json",
    "to_json",
]

# Loading these imports cattrs, which takes longer than most of the core.
__getattr__ = lazy_names(
    __name__,
    {
        "RENAMED": "_converter",
        "Reader": "_reader",
        "make_converter": "_converter",
        "to_json": "_converter",
    },
)
