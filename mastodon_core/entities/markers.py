"""How far one has read."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity


@frozen(kw_only=True)
class Marker(Entity):
    """How far one has read in a timeline.

    https://docs.joinmastodon.org/entities/Marker/
    """

    last_read_id: Id
    """Of a status, or in ``notifications`` of a notification."""
    version: int
    """Counts how often it was set."""
    updated_at: datetime
