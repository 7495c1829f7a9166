"""How far people have read."""

from __future__ import annotations

from datetime import datetime

from attrs import define


@define(eq=False)
class Marker:
    """How far an account has read in a timeline."""

    updated_at: datetime
    last_read: int = 0
    version: int = 0
    """How often it was changed."""
