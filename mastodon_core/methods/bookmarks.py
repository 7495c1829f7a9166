"""https://docs.joinmastodon.org/methods/bookmarks/"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class BookmarkMethods:
    @endpoint(since="3.1.0")
    def bookmarks(self, *, limit: int | None = None) -> Request[Page[entities.Status]]:
        """View the statuses that you bookmarked, the latest bookmark first.

        The pages go on by places of the server's own, in `Page.next`: the ids of
        statuses are none.

        Args:
            limit: How many, 1 to 40; the server's default is 20.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

        Scope ``read:bookmarks``. Since Mastodon 3.1.
        https://docs.joinmastodon.org/methods/bookmarks/#get
        """
        return Request(
            "GET",
            "/api/v1/bookmarks",
            query={"limit": limit},
            answer=Paged(entities.Status),
            scopes=("read:bookmarks",),
        )
