"""Review trending links, statuses and hashtags.

https://docs.joinmastodon.org/methods/admin/trends/
"""

from __future__ import annotations

from ... import entities
from ...calls import One, Page, Paged, Request
from ...clients import endpoint
from .._paging import paging


class AdminTrendMethods:
    """Review trends: list those that await review too, and approve or reject them.

    If your role lacks the Manage Taxonomies permission, the lists of trends contain
    only the public ones.
    """

    @endpoint(since="3.5.0")
    def admin_trending_links(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.AdminTrendsLink]]:
        """List the links that trend now, including those that await review.

        Args:
            limit: Links per page, 1 to 20; the server's default is 10.
            offset: Number of links to skip.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/trends/#links
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/links",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.AdminTrendsLink, by="offset"),
            scopes=("admin:read",),
        )

    @endpoint(since="3.5.0")
    def admin_trending_statuses(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.AdminTrendsStatus]]:
        """List the statuses that trend now, including those that await review.

        Args:
            limit: Statuses per page, 1 to 40; the server's default is 20.
            offset: Number of statuses to skip.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/trends/#statuses
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/statuses",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.AdminTrendsStatus, by="offset"),
            scopes=("admin:read",),
        )

    @endpoint(since="3.5.0")
    def admin_trending_tags(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.AdminTag]]:
        """List the hashtags that trend now, including those that await review.

        Args:
            limit: Hashtags per page, 1 to 20; the server's default is 10.
            offset: Number of hashtags to skip.

        Scope ``admin:read``. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/admin/trends/#tags
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/tags",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.AdminTag, by="offset"),
            scopes=("admin:read",),
        )

    @endpoint(since="4.2.0")
    def admin_approve_trending_link(
        self, id: str | entities.AdminTrendsLink
    ) -> Request[entities.AdminTrendsLink]:
        """Approve a link, so that it may trend whoever its publisher is.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the link does not exist.

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
        """Reject a link, so that it may not trend.

        This has no other effect on the link or the accounts that share it.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the link does not exist.

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
        """List the websites whose links trend or would trend if approved, newest first.

        Args:
            max_id: Only websites older than this one.
            since_id: Only websites newer than this one, starting with the newest.
            min_id: Only websites newer than this one, starting right after it.
            limit: Websites per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.

        Scope ``admin:read``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/admin/trends/links/publishers",
            query=paging(max_id, since_id, min_id, limit),
            answer=Paged(entities.AdminTrendsPreviewCardProvider, by="id"),
            scopes=("admin:read",),
        )

    @endpoint(since="4.2.0")
    def admin_approve_trending_publisher(
        self, id: str | entities.AdminTrendsPreviewCardProvider
    ) -> Request[entities.AdminTrendsPreviewCardProvider]:
        """Approve a website, so that all its links may trend without individual review.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the website does not exist.

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
        """Reject a website, so that its links may trend only if approved one by one.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the website does not exist.

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
        """Approve a status, so that it may trend.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the status does not exist.

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
        """Reject a status, so that it may not trend.

        This has no other effect on the status or its author.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the status does not exist.

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
        """Approve a hashtag, so that it may trend, now and in the future.

        Args:
            id: The id of the hashtag, not its name.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the hashtag does not exist.

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
        """Reject a hashtag, so that it may not trend; people can still use and find it.

        Args:
            id: The id of the hashtag, not its name.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the hashtag does not exist.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "POST",
            "/api/v1/admin/trends/tags/{id}/reject",
            path_params={"id": id},
            answer=One(entities.AdminTag),
            scopes=("admin:write",),
        )
