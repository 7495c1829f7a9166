"""What Mastodon.py does against the offline instance: a row for each of its calls."""

from __future__ import annotations

from . import (
    accounts,
    discovery,
    filters,
    logging_in,
    notifications,
    pages,
    people,
    statuses,
    tags,
    timelines,
)
from ._rows import ROWS, Row
from ._village import Village, village

__all__ = [
    "ROWS",
    "Row",
    "Village",
    "accounts",
    "discovery",
    "filters",
    "logging_in",
    "notifications",
    "pages",
    "people",
    "statuses",
    "tags",
    "timelines",
    "village",
]
