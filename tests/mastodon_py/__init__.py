"""The calls of Mastodon.py that run against the offline instance, a row for each."""

from __future__ import annotations

from . import (
    accounts,
    discovery,
    filters,
    logging_in,
    notifications,
    pages,
    relationships,
    statuses,
    tags,
    timelines,
)
from ._rows import ROWS, Row
from ._users import Users, served_users

__all__ = [
    "ROWS",
    "Row",
    "Users",
    "accounts",
    "discovery",
    "filters",
    "logging_in",
    "notifications",
    "pages",
    "relationships",
    "served_users",
    "statuses",
    "tags",
    "timelines",
]
