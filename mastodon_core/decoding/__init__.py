"""Convert JSON to entities and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..values import ModuleGetAttr, lazy_names

if TYPE_CHECKING:
    from ._converter import RENAMED, make_converter, to_json
    from ._parsing import Rejected, parse_json
    from ._reader import Reader

__all__ = [
    "RENAMED",
    "Reader",
    "Rejected",
    "make_converter",
    "parse_json",
    "to_json",
]

# Load these late: requests can be built without them, and importing cattrs is slow.
__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "RENAMED": "_converter",
        "Reader": "_reader",
        "Rejected": "_parsing",
        "make_converter": "_converter",
        "parse_json": "_parsing",
        "to_json": "_converter",
    },
)
