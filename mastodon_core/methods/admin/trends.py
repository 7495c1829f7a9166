"""https://docs.joinmastodon.org/methods/admin/trends/"""

from __future__ import annotations

from ... import entities
from ...calls import One, Page, Paged, PagedByOffset, Request
from ...clients import endpoint
from .._paging import paging


class AdminTrendMethods:
    """What trends, and what would if a moderator said that it may.

    A role that may not review trends sees here what everybody sees.
    """

    @endpoint(since="3.5.0")
    def admin_trending_links(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.AdminTrendsLink]]:
        """View the links that are shared most now, reviewed or not.

        Args:
            limit: How many, 1 to 20; the server's default is 10.
            offset: How many to leave out at the beginning.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/trends/#links
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/links",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.AdminTrendsLink),
            scopes=("admin:read",),
        )

    @endpoint(since="3.5.0")
    def admin_trending_statuses(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.AdminTrendsStatus]]:
        """View the statuses that get the most attention now, reviewed or not.

        Args:
            limit: How many, 1 to 40; the server's default is 20.
            offset: How many to leave out at the beginning.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/trends/#statuses
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/statuses",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.AdminTrendsStatus),
            scopes=("admin:read",),
        )

    @endpoint(since="3.5.0")
    def admin_trending_tags(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.AdminTag]]:
        """View the hashtags that are used more than usual now, reviewed or not.

        Args:
            limit: How many, 1 to 20; the server's default is 10.
            offset: How many to leave out at the beginning.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/trends/#tags
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/tags",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.AdminTag),
            scopes=("admin:read",),
        )

    @endpoint(since="4.2.0")
    def admin_approve_trending_link(
        self, id: str | entities.AdminTrendsLink
    ) -> Request[entities.AdminTrendsLink]:
        """Let a link trend, whoever publishes it.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such link.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/links/{id}/approve",
            path_params={"id": id},
            answer=One(entities.AdminTrendsLink),
            scopes=("admin:write",),
        )

    @endpoint(since="4.2.0")
    def admin_reject_trending_link(
        self, id: str | entities.AdminTrendsLink
    ) -> Request[entities.AdminTrendsLink]:
        """Let a link trend no more; nothing else happens to it or those who share it.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such link.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/links/{id}/reject",
            path_params={"id": id},
            answer=One(entities.AdminTrendsLink),
            scopes=("admin:write",),
        )

    @endpoint(since="4.2.0")
    def admin_trending_publishers(
        self,
        *,
        max_id: str | entities.AdminTrendsPreviewCardProvider | None = None,
        since_id: str | entities.AdminTrendsPreviewCardProvider | None = None,
        min_id: str | entities.AdminTrendsPreviewCardProvider | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.AdminTrendsPreviewCardProvider]]:
        """View the websites whose links trended or would have, the latest first.

        Args:
            max_id: Only websites that came up before this one.
            since_id: Only websites that came up after this one, the latest of them.
            min_id: The websites right after this one, for reading upwards.
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not review trends.

        Scope ``admin:read``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/links/publishers",
            query=paging(max_id, since_id, min_id, limit),
            answer=Paged(entities.AdminTrendsPreviewCardProvider),
            scopes=("admin:read",),
        )

    @endpoint(since="4.2.0")
    def admin_approve_trending_publisher(
        self, id: str | entities.AdminTrendsPreviewCardProvider
    ) -> Request[entities.AdminTrendsPreviewCardProvider]:
        """Let all links to a website trend from now on, without a look at each.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such website.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/links/publishers/{id}/approve",
            path_params={"id": id},
            answer=One(entities.AdminTrendsPreviewCardProvider),
            scopes=("admin:write",),
        )

    @endpoint(since="4.2.0")
    def admin_reject_trending_publisher(
        self, id: str | entities.AdminTrendsPreviewCardProvider
    ) -> Request[entities.AdminTrendsPreviewCardProvider]:
        """Let no link to a website trend, but those that are approved one by one.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such website.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/links/publishers/{id}/reject",
            path_params={"id": id},
            answer=One(entities.AdminTrendsPreviewCardProvider),
            scopes=("admin:write",),
        )

    @endpoint(since="4.2.0")
    def admin_approve_trending_status(
        self, id: str | entities.Status
    ) -> Request[entities.AdminTrendsStatus]:
        """Let a status trend.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such status.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/statuses/{id}/approve",
            path_params={"id": id},
            answer=One(entities.AdminTrendsStatus),
            scopes=("admin:write",),
        )

    @endpoint(since="4.2.0")
    def admin_reject_trending_status(
        self, id: str | entities.Status
    ) -> Request[entities.AdminTrendsStatus]:
        """Let a status trend no more; nothing else happens to it or its author.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such status.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/statuses/{id}/reject",
            path_params={"id": id},
            answer=One(entities.AdminTrendsStatus),
            scopes=("admin:write",),
        )

    @endpoint(since="4.2.0")
    def admin_approve_trending_tag(
        self, id: str | entities.Tag
    ) -> Request[entities.AdminTag]:
        """Let a hashtag trend, now and whenever it is used much.

        Args:
            id: Its id: its name won't do.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such hashtag.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/tags/{id}/approve",
            path_params={"id": id},
            answer=One(entities.AdminTag),
            scopes=("admin:write",),
        )

    @endpoint(since="4.2.0")
    def admin_reject_trending_tag(
        self, id: str | entities.Tag
    ) -> Request[entities.AdminTag]:
        """Let a hashtag trend no more; one can still use and find it.

        Args:
            id: Its id: its name won't do.

        Raises:
            Forbidden: your role may not review trends.
            NotFound: there is no such hashtag.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/tags/{id}/reject",
            path_params={"id": id},
            answer=One(entities.AdminTag),
            scopes=("admin:write",),
        )
