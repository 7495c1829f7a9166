"""List the hashtags that you follow.

https://docs.joinmastodon.org/methods/followed_tags/
"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class FollowedTagMethods:
    @endpoint(since="4.0.0")
    def followed_tags(self, *, limit: int | None = None) -> Request[Page[entities.Tag]]:
        """List the hashtags that you follow.

        Args:
            limit: Hashtags per page, 1 to 200; the server's default is 100.

        Scope ``read:follows``. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/followed_tags/#get
        """
        return Request(
            "GET",
            "/api/v1/followed_tags",
            query={"limit": limit},
            answer=Paged(entities.Tag),
            scopes=("read:follows",),
        )
