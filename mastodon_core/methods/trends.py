"""List trending hashtags, statuses and links.

https://docs.joinmastodon.org/methods/trends/
"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class TrendMethods:
    @endpoint(since="3.5.0")
    def trending_tags(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Tag]]:
        """List trending hashtags, top trend first.

        A hashtag trends if it is used more than before.

        Args:
            limit: Hashtags per page, 1 to 20; the server's default is 10.
            offset: Number of hashtags to skip.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#tags
        """
        return Request(
            "GET",
            "/api/v1/trends/tags",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.Tag, by="offset"),
        )

    @endpoint(since="3.5.0", of="trending_tags")
    def trends(self, *, limit: int | None = None) -> Request[Page[entities.Tag]]:
        """List trending hashtags; an older name for `trending_tags`.

        Args:
            limit: Hashtags per page, 1 to 20; the server's default is 10.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#tags
        """
        return self.trending_tags(limit=limit)

    @endpoint(since="3.0.0", deprecated="3.5.0")
    def trending_tags_old(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Tag]]:
        """List trending hashtags, with the API from before Mastodon 3.5.

        Args:
            limit: Hashtags per page, 1 to 20; the server's default is 10.
            offset: Number of hashtags to skip.

        A token is not needed. Not documented. Since Mastodon 3.0, deprecated since 3.5.
        """
        return Request(
            "GET",
            "/api/v1/trends",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.Tag, by="offset"),
        )

    @endpoint(since="3.5.0")
    def trending_statuses(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.Status]]:
        """List trending statuses, top trend first.

        A status trends if it gets more interactions than others. With a token, the
        result has only statuses in the languages of your settings, and none that you
        filter or block.

        Args:
            limit: Statuses per page, 1 to 40; the server's default is 20.
            offset: Number of statuses to skip.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#statuses
        """
        return Request(
            "GET",
            "/api/v1/trends/statuses",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.Status, by="offset"),
        )

    @endpoint(since="3.5.0")
    def trending_links(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Request[Page[entities.TrendsLink]]:
        """List trending links, top trend first.

        A link trends if many accounts share it. `timeline_link` gets the statuses that
        share one.

        Args:
            limit: Links per page, 1 to 20; the server's default is 10.
            offset: Number of links to skip.

        A token is not needed. Since Mastodon 3.5.
        https://docs.joinmastodon.org/methods/trends/#links
        """
        return Request(
            "GET",
            "/api/v1/trends/links",
            query={"limit": limit, "offset": offset},
            answer=Paged(entities.TrendsLink, by="offset"),
        )
