"""Read markers."""

from __future__ import annotations

from datetime import datetime

from attrs import define


@define(eq=False)
class Marker:
    """The position up to which a user has read a timeline."""

    updated_at: datetime
    last_read: int = 0
    version: int = 0
    """The number of changes so far."""
