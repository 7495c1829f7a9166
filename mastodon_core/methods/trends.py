"""https://docs.joinmastodon.org/methods/trends/"""

from __future__ import annotations

from .. import entities
from ..calls import Page, PagedByOffset, Request
from ..clients import endpoint


class TrendMethods:
    @endpoint(since="3.5.0")
    def trending_tags(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Tag]]:
        """View the hashtags that are used more than they were, the first one most.

        Args:
            limit: How many, 1 to 20; the server's default is 10.
            offset: How many to skip.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#tags
        """
        return Request(
            "GET",
            "/api/v1/trends/tags",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.Tag),
        )

    @endpoint(since="3.5.0", of="trending_tags")
    def trends(self, *, limit: int | None = None) -> Request[Page[entities.Tag]]:
        """View the hashtags that trend: `trending_tags` by its first name.

        Args:
            limit: How many, 1 to 20; the server's default is 10.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#tags
        """
        return self.trending_tags(limit=limit)

    @endpoint(since="3.0.0", deprecated="3.5.0")
    def trending_tags_old(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Tag]]:
        """View the hashtags that trend, as before Mastodon 3.5.

        Args:
            limit: How many, 1 to 20; the server's default is 10.
            offset: How many to skip.

        A token is not needed. Not documented. Since Mastodon 3.0, deprecated since 3.5.
        """
        return Request(
            "GET",
            "/api/v1/trends",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.Tag),
        )

    @endpoint(since="3.5.0")
    def trending_statuses(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Status]]:
        """View the statuses that get more attention than others, the first one most.

        With a token, they are in the languages of your settings, and without what you
        filter or block.

        Args:
            limit: How many, 1 to 40; the server's default is 20.
            offset: How many to skip.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#statuses
        """
        return Request(
            "GET",
            "/api/v1/trends/statuses",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.Status),
        )

    @endpoint(since="3.5.0")
    def trending_links(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.TrendsLink]]:
        """View the links that many people share, the first one most.

        `timeline_link` has the statuses that share one.

        Args:
            limit: How many, 1 to 20; the server's default is 10.
            offset: How many to skip.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#links
        """
        return Request(
            "GET",
            "/api/v1/trends/links",
            query={"limit": limit, "offset": offset},
            answer=PagedByOffset(entities.TrendsLink),
        )
