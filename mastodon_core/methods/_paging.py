"""The pagination parameters that most list endpoints share."""

from __future__ import annotations

from collections.abc import Mapping

from ..calls import HasId, Param, id_of


def paging(
    max_id: str | HasId | None,
    since_id: str | HasId | None,
    min_id: str | HasId | None,
    limit: int | None,
) -> Mapping[str, Param]:
    """Return the pagination parameters: the cursors, and how many items per page."""
    return {
        "max_id": id_of("max_id", max_id),
        "since_id": id_of("since_id", since_id),
        "min_id": id_of("min_id", min_id),
        "limit": limit,
    }
