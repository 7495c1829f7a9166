"""List the accounts that you block.

https://docs.joinmastodon.org/methods/blocks/
"""

from __future__ import annotations

from .. import entities
from ..calls import Page, Paged, Request
from ..clients import endpoint


class BlockMethods:
    @endpoint
    def blocks(self, *, limit: int | None = None) -> Request[Page[entities.Account]]:
        """List the accounts that you block, most recently blocked first.

        Args:
            limit: Accounts per page, 1 to 80; the server's default is 40.

        Scope ``read:blocks``. https://docs.joinmastodon.org/methods/blocks/#get
        """
        return Request(
            "GET",
            "/api/v1/blocks",
            query={"limit": limit},
            answer=Paged(entities.Account),
            scopes=("read:blocks",),
        )
