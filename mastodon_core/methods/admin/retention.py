"""https://docs.joinmastodon.org/methods/admin/retention/"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ... import entities
from ...calls import Many, Request, moment_of
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
    ) -> Request[tuple[entities.AdminCohort, ...]]:
        """Count who signed up when, and how many of them were active later.

        Args:
            start_at: When to begin; the day counts, in UTC.
            end_at: When to end; that day or month included.
            frequency: Whether by ``day``, the default, or by ``month``.

        Returns:
            Those who signed up in each day or month, in order.

        Raises:
            Forbidden: your role may not view the dashboard.

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
