"""List your bookmarks.

https://docs.joinmastodon.org/methods/bookmarks/
"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class BookmarkMethods:
    @endpoint(since="3.1.0")
    def bookmarks(self, *, limit: int | None = None) -> Request[Page[entities.Status]]:
        """List the statuses that you bookmarked, most recently bookmarked first.

        Use `Page.next` to get the next page: its cursor is internal to the server, and
        the id of a status does not work as one.

        Args:
            limit: Statuses per page, 1 to 40; the server's default is 20.

        Raises:
            Unauthorized: the token is missing or no longer valid.

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
