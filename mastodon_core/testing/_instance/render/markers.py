"""Read markers."""

from __future__ import annotations

from attrs import frozen

from ..state import Marker
from ._base import Json, Rendering, moment


@frozen
class Markers(Rendering):
    def marker(self, marker: Marker) -> Json:
        return {
            "last_read_id": str(marker.last_read),
            "version": marker.version,
            "updated_at": moment(marker.updated_at),
        }
