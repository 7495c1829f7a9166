"""List, reschedule and cancel scheduled statuses.

https://docs.joinmastodon.org/methods/scheduled_statuses/
"""

from __future__ import annotations

from datetime import datetime

from .. import entities
from ..calls import Empty, One, Page, Paged, Request, moment_of
from ..clients import endpoint
from ._paging import paging


class ScheduledStatusMethods:
    @endpoint(since="2.7.0")
    def scheduled_statuses(
        self,
        *,
        max_id: str | entities.ScheduledStatus | None = None,
        since_id: str | entities.ScheduledStatus | None = None,
        min_id: str | entities.ScheduledStatus | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.ScheduledStatus]]:
        """List your scheduled statuses, most recently created first.

        Args:
            max_id: Only those created before this one.
            since_id: Only those created after this one, starting with the newest.
            min_id: Only those created right after this one, to page towards newer ones.
            limit: How many, 1 to 40; the server's default is 20.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:statuses``. Since Mastodon 2.7.
        https://docs.joinmastodon.org/methods/scheduled_statuses/#get
        """
        return Request(
            "GET",
            "/api/v1/scheduled_statuses",
            query=paging(max_id, since_id, min_id, limit),
            answer=Paged(entities.ScheduledStatus, by="id"),
            scopes=("read:statuses",),
        )

    @endpoint(since="2.7.0")
    def scheduled_status(
        self, id: str | entities.ScheduledStatus
    ) -> Request[entities.ScheduledStatus]:
        """Get a scheduled status.

        Raises:
            NotFound: the scheduled status does not exist: it was posted or cancelled,
                or belongs to another account.

        Scope ``read:statuses``. Since Mastodon 2.7.
        https://docs.joinmastodon.org/methods/scheduled_statuses/#get-one
        """
        return Request(
            "GET",
            "/api/v1/scheduled_statuses/{id}",
            path_params={"id": id},
            answer=One(entities.ScheduledStatus),
            scopes=("read:statuses",),
        )

    @endpoint(since="2.7.0")
    def scheduled_status_update(
        self, id: str | entities.ScheduledStatus, scheduled_at: datetime
    ) -> Request[entities.ScheduledStatus]:
        """Change the time of a scheduled status; nothing else about it can change.

        Args:
            scheduled_at: When to post it: with a time zone, and over 5 minutes from
                now.

        Raises:
            NotFound: the scheduled status does not exist: it was posted or cancelled.
            UnprocessableEntity: the time is too soon.
            ValueError: ``scheduled_at`` has no time zone.

        Scope ``write:statuses``. Since Mastodon 2.7.
        https://docs.joinmastodon.org/methods/scheduled_statuses/#update
        """
        return Request(
            "PUT",
            "/api/v1/scheduled_statuses/{id}",
            path_params={"id": id},
            json={"scheduled_at": moment_of("scheduled_at", scheduled_at)},
            answer=One(entities.ScheduledStatus),
            scopes=("write:statuses",),
        )

    @endpoint(since="2.7.0")
    def scheduled_status_delete(
        self, id: str | entities.ScheduledStatus
    ) -> Request[None]:
        """Cancel a scheduled status.

        Raises:
            NotFound: the scheduled status does not exist: it was posted or cancelled.

        Scope ``write:statuses``. Since Mastodon 2.7.
        https://docs.joinmastodon.org/methods/scheduled_statuses/#cancel
        """
        return Request(
            "DELETE",
            "/api/v1/scheduled_statuses/{id}",
            path_params={"id": id},
            answer=Empty(),
            scopes=("write:statuses",),
        )
