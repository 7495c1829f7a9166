"""Read the profile directory.

https://docs.joinmastodon.org/methods/directory/
"""

from __future__ import annotations

from typing import Literal

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint
from ..values import Word


class DirectoryMethods:
    @endpoint(since="3.0.0")
    def directory(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        order: Literal["active", "new"] | Word | None = None,
        local: bool | None = None,
    ) -> Request[Page[entities.Account]]:
        """List the accounts in the server's profile directory.

        Only discoverable accounts are listed.

        Args:
            offset: Number of accounts to skip.
            limit: Accounts per page, 1 to 80; the server's default is 40.
            order: ``active`` lists the accounts that posted last first, and is the
                default; ``new`` lists the newest accounts first.
            local: Only accounts on this server.

        Most servers do not need a token. Since Mastodon 3.0.
        https://docs.joinmastodon.org/methods/directory/#get
        """
        return Request(
            "GET",
            "/api/v1/directory",
            query={"offset": offset, "limit": limit, "order": order, "local": local},
            answer=Paged(entities.Account, by="offset"),
        )
