"""Moderate hashtags, which Mastodon's documentation does not cover."""

from __future__ import annotations

from ... import entities
from ...calls import One, Page, Paged, Request
from ...clients import endpoint
from .._paging import paging


class AdminTagMethods:
    @endpoint(since="4.2.0")
    def admin_tags(
        self,
        *,
        max_id: str | entities.Tag | None = None,
        since_id: str | entities.Tag | None = None,
        min_id: str | entities.Tag | None = None,
        limit: int | None = None,
    ) -> Request[Page[entities.AdminTag]]:
        """List all hashtags that your server has seen, newest first.

        Args:
            max_id: Only hashtags older than this one.
            since_id: Only hashtags newer than this one, starting with the newest.
            min_id: Only hashtags newer than this one, starting right after it.
            limit: Hashtags per page, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.

        Scope ``admin:read``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/admin/tags",
            query=paging(max_id, since_id, min_id, limit),
            answer=Paged(entities.AdminTag, by="id"),
            scopes=("admin:read",),
        )

    @endpoint(since="4.2.0")
    def admin_tag(self, id: str | entities.Tag) -> Request[entities.AdminTag]:
        """Get a hashtag with its moderation settings.

        Args:
            id: The id of the hashtag, not its name.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the hashtag does not exist.

        Scope ``admin:read``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/admin/tags/{id}",
            path_params={"id": id},
            answer=One(entities.AdminTag),
            scopes=("admin:read",),
        )

    @endpoint(since="4.2.0")
    def admin_tag_update(
        self,
        id: str | entities.Tag,
        *,
        display_name: str | None = None,
        listable: bool | None = None,
        trendable: bool | None = None,
        usable: bool | None = None,
    ) -> Request[entities.AdminTag]:
        """Update the display name and moderation settings of a hashtag.

        Every call marks the hashtag as reviewed.

        Args:
            display_name: The hashtag as it is displayed. Only upper and lower case may
                change, as in ``CatsOfMastodon``.
            listable: Whether searches and suggestions include the hashtag.
            trendable: Whether the hashtag may trend.
            usable: Whether statuses can use the hashtag; otherwise it appears as plain
                text.

        Raises:
            Forbidden: your role lacks the Manage Taxonomies permission.
            NotFound: the hashtag does not exist.
            UnprocessableEntity: ``display_name`` is a different word.

        Scope ``admin:write``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "PUT",
            "/api/v1/admin/tags/{id}",
            path_params={"id": id},
            json={
                "display_name": display_name,
                "listable": listable,
                "trendable": trendable,
                "usable": usable,
            },
            answer=One(entities.AdminTag),
            scopes=("admin:write",),
        )
