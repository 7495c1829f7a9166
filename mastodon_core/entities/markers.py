"""Read positions in timelines."""

from __future__ import annotations

from attrs import frozen

from ._types import Id, MarkerTime
from .base import Entity


@frozen(kw_only=True)
class Marker(Entity):
    """Your read position in a timeline.

    https://docs.joinmastodon.org/entities/Marker/
    """

    last_read_id: Id
    """The id of a status, or of a notification in the timeline ``notifications``."""
    version: int
    """The number of times the marker was set."""
    updated_at: MarkerTime | None = None
    """None if the server sends it in a form of its own."""
