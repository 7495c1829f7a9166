"""https://docs.joinmastodon.org/methods/favourites/"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class FavouriteMethods:
    @endpoint
    def favourites(self, *, limit: int | None = None) -> Request[Page[entities.Status]]:
        """View the statuses that are your favourites, the latest one first.

        The pages go on by places of the server's own, in `Page.next`: the ids of
        statuses are none.

        Args:
            limit: How many, 1 to 40; the server's default is 20.

        Raises:
            Unauthorized: there is no token, or it is no longer valid.

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
