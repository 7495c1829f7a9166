"""https://docs.joinmastodon.org/methods/directory/"""

from __future__ import annotations

from typing import Literal

from .. import entities
from ..calls import Page, PagedByOffset, Request
from ..clients import endpoint


class DirectoryMethods:
    @endpoint(since="3.0.0")
    def directory(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        order: Literal["active", "new"] | None = None,
        local: bool | None = None,
    ) -> Request[Page[entities.Account]]:
        """View accounts that want to be found.

        Args:
            offset: How many to skip.
            limit: How many, 1 to 80; the server's default is 40.
            order: ``active`` for those first that posted last, which is the default,
                or ``new`` for the newest.
            local: Only accounts of this server.

        Without token, on most servers. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/directory/#get
        """
        return Request(
            "GET",
            "/api/v1/directory",
            query={"offset": offset, "limit": limit, "order": order, "local": local},
            answer=PagedByOffset(entities.Account),
        )
