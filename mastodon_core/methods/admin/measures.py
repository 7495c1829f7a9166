"""Get daily counts and other quantitative metrics of a server.

https://docs.joinmastodon.org/methods/admin/measures/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ... import entities
from ...calls import Many, Page, Request, moment_of
from ...clients import endpoint
from .. import arguments
from ._keys import key_params


class AdminMeasureMethods:
    @endpoint(since="3.5.0")
    def admin_measures(
        self,
        start_at: datetime | None = None,
        end_at: datetime | None = None,
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
    ) -> Request[Page[entities.AdminMeasure]]:
        """Get daily counts of activity on your server.

        Args:
            start_at: The first day, in UTC; the time of day is ignored. Since Mastodon
                4.6.6 it may be left out, and the server chooses the days; before that,
                the server fails without it.
            end_at: The last day, which is included; optional like ``start_at``.
            keys: The measures to get: ``active_users``, ``new_users``, ``interactions``
                (favourites and boosts of local statuses, and replies to them),
                ``opened_reports``, ``resolved_reports``, a `TagMeasure` or an
                `InstanceMeasure`.

        Returns:
            A measure for each key that the server knows, in the order of the keys.

        Raises:
            Forbidden: your role lacks the View Dashboard permission.
            NotFound: the hashtag does not exist.
            ServerError: the dates are missing, before Mastodon 4.6.6.
            ValueError: a key that needs a `TagMeasure` or an `InstanceMeasure` is given
                as a word, or twice.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/measures/#get
        """
        return Request(
            "POST",
            "/api/v1/admin/measures",
            json={
                **key_params(keys, arguments.TagMeasure, arguments.InstanceMeasure),
                "start_at": moment_of("start_at", start_at),
                "end_at": moment_of("end_at", end_at),
            },
            answer=Many(entities.AdminMeasure),
            scopes=("admin:read",),
        )
