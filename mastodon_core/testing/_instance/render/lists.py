"""Lists of accounts."""

from __future__ import annotations

from attrs import frozen

from ..state import List
from ._base import Json, Rendering


@frozen
class Lists(Rendering):
    def list(self, known: List) -> Json:
        return {
            "id": known.id,
            "title": known.title,
            "replies_policy": known.replies_policy,
            "exclusive": known.exclusive,
        }
