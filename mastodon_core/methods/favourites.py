"""List your favourites.

https://docs.joinmastodon.org/methods/favourites/
"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class FavouriteMethods:
    @endpoint
    def favourites(self, *, limit: int | None = None) -> Request[Page[entities.Status]]:
        """List the statuses that you favourited, most recently favourited first.

        Use `Page.next` to get the next page: its cursor is internal to the server, and
        the id of a status does not work as one.

        Args:
            limit: Statuses per page, 1 to 40; the server's default is 20.

        Raises:
            Unauthorized: the token is missing or no longer valid.

        Scope ``read:favourites``.
        https://docs.joinmastodon.org/methods/favourites/#get
        """
        return Request(
            "GET",
            "/api/v1/favourites",
            query={"limit": limit},
            answer=Paged(entities.Status),
            scopes=("read:favourites",),
        )
