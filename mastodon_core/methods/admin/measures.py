"""Get daily counts and other quantitative metrics of a server.

https://docs.joinmastodon.org/methods/admin/measures/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ... import entities
from ...calls import Many, Request, moment_of
from ...clients import endpoint
from .. import arguments
from ._keys import key_params


class AdminMeasureMethods:
    @endpoint(since="3.5.0")
    def admin_measures(
        self,
        start_at: datetime,
        end_at: datetime,
        *,
        keys: Sequence[
            Literal[
                "active_users",
                "new_users",
                "interactions",
                "opened_reports",
                "resolved_reports",
            ]
            | entities.AdminMeasureKey
            | arguments.TagMeasure
            | arguments.InstanceMeasure
        ],
    ) -> Request[tuple[entities.AdminMeasure, ...]]:
        """Get daily counts of activity on your server.

        Args:
            start_at: The first day, in UTC; the time of day is ignored.
            end_at: The last day, which is included.
            keys: The measures to get: ``active_users``, ``new_users``, ``interactions``
                (favourites and boosts of local statuses, and replies to them),
                ``opened_reports``, ``resolved_reports``, a `TagMeasure` or an
                `InstanceMeasure`.

        Returns:
            A measure for each key that the server knows, in the order of the keys.

        Raises:
            Forbidden: your role lacks the View Dashboard permission.
            NotFound: the hashtag does not exist.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/measures/#get
        """
        return Request(
            "POST",
            "/api/v1/admin/measures",
            json={
                **key_params(keys),
                "start_at": moment_of("start_at", start_at),
                "end_at": moment_of("end_at", end_at),
            },
            answer=Many(entities.AdminMeasure),
            scopes=("admin:read",),
        )
