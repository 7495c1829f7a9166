"""Get the retention of users over time.

https://docs.joinmastodon.org/methods/admin/retention/
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ... import entities
from ...calls import Many, Page, Request, moment_of
from ...clients import endpoint


class AdminRetentionMethods:
    @endpoint(since="3.5.0")
    def admin_retention(
        self,
        start_at: datetime,
        end_at: datetime,
        *,
        frequency: Literal["day", "month"]
        | entities.AdminCohortFrequency
        | None = None,
    ) -> Request[Page[entities.AdminCohort]]:
        """Get user retention: how many users signed up, and how many were active later.

        Args:
            start_at: The first day, in UTC; the time of day is ignored.
            end_at: The end; its day or month is included.
            frequency: Whether to group users by ``day``, the default, or by ``month``.

        Returns:
            A cohort for each day or month, in order: the users who signed up then.

        Raises:
            Forbidden: your role lacks the View Dashboard permission.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/retention/#create
        """
        return Request(
            "POST",
            "/api/v1/admin/retention",
            json={
                "start_at": moment_of("start_at", start_at),
                "end_at": moment_of("end_at", end_at),
                "frequency": frequency,
            },
            answer=Many(entities.AdminCohort),
            scopes=("admin:read",),
        )
