"""Convert JSON to entities and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..values import ModuleGetAttr, lazy_names

if TYPE_CHECKING:
    from ._converter import EntityConverter, converter_with, make_converter, to_json
    from ._losses import Misfits, Rejected
    from ._parsing import parse_json
    from ._reader import Reader
    from ._shapes import RENAMED, key_of
    from ._tries import Tries

__all__ = [
    "RENAMED",
    "EntityConverter",
    "Misfits",
    "Reader",
    "Rejected",
    "Tries",
    "converter_with",
    "key_of",
    "make_converter",
    "parse_json",
    "to_json",
]

# Load these late: requests can be built without them, and importing cattrs is slow.
__getattr__: ModuleGetAttr = lazy_names(
    __name__,
    {
        "EntityConverter": "_converter",
        "Misfits": "_losses",
        "RENAMED": "_shapes",
        "Reader": "_reader",
        "Rejected": "_losses",
        "Tries": "_tries",
        "converter_with": "_converter",
        "key_of": "_shapes",
        "make_converter": "_converter",
        "parse_json": "_parsing",
        "to_json": "_converter",
    },
)
