"""JSON to entities and back."""

from ._parsing import Rejected, parse_json

__all__ = [
    "Rejected",
    "parse_json",
]
