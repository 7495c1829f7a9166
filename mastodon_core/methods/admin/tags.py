"""Hashtags, as moderators see them."""

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
        """View all hashtags that your server ever saw, the latest first.

        Args:
            max_id: Only hashtags that it saw before this one.
            since_id: Only hashtags that it saw after this one, the latest of them.
            min_id: The hashtags right after this one, for reading upwards.
            limit: How many, 1 to 200; the server's default is 100.

        Raises:
            Forbidden: your role may not manage hashtags.

        Scope ``admin:read``. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/admin/tags",
            query=paging(max_id, since_id, min_id, limit),
            answer=Paged(entities.AdminTag),
            scopes=("admin:read",),
        )

    @endpoint(since="4.2.0")
    def admin_tag(self, id: str | entities.Tag) -> Request[entities.AdminTag]:
        """View a hashtag, and what it may be used for.

        Args:
            id: Its id: its name won't do.

        Raises:
            Forbidden: your role may not manage hashtags.
            NotFound: there is no such hashtag.

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
        """Say how a hashtag is spelled and what it may be used for.

        Any call counts as its review, so that it waits for none any more.

        Args:
            display_name: How to show it: the same letters, small or capital, such as
                ``CatsOfMastodon``.
            listable: Whether searches find it and suggest it.
            trendable: Whether it may trend.
            usable: Whether it is a hashtag at all; otherwise statuses have it as mere
                text.

        Raises:
            Forbidden: your role may not manage hashtags.
            NotFound: there is no such hashtag.
            UnprocessableEntity: ``display_name`` is another word.

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
